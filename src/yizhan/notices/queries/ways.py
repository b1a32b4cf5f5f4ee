"""By which ways notices leave this house, its quiet hours, and its chat groups."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from yizhan.core import keys
from yizhan.core.models import Installation
from yizhan.notices.enums import BOTS, Way
from yizhan.notices.models import Address, QuietHours
from yizhan.notices.rules import Quiet, way_rules


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was opened: a mailbox, a number or a web hook, and a bot's secret if it has one."""

    to: str
    secret: str = ""


def open_ways() -> frozenset[Way]:
    """Return the ways for which a server outside is set; none at all in a rehearsal, which reaches nobody."""
    if Installation.objects.filter(kind=Installation.Kind.REHEARSAL).exists():
        return frozenset()
    ways = {
        way for way, is_set in ((Way.MAIL, settings.YIZHAN_MAIL), (Way.SMS, settings.YIZHAN_SMS)) if is_set
    }
    return frozenset(ways | set(BOTS))


def quiet_at(site_id: UUID) -> Quiet:
    """Return a site's quiet hours: its own, else the shipped ones."""
    own = QuietHours.objects.filter(site_id=site_id).first()
    return Quiet(own.since, own.until) if own else way_rules().quiet


def chat_groups(site_id: UUID) -> list[Address]:
    """Return the chat groups of a site whose bots are in use."""
    return list(Address.objects.filter(site_id=site_id, ended_at=None))


def own_ways(account_id: UUID) -> dict[Way, Address]:
    """Return how one of the crew is reached."""
    return {Way(one.way): one for one in Address.objects.filter(account_id=account_id, ended_at=None)}


def opened(address: Address) -> Target:
    """Open an address that stands sealed."""
    said = keys.unseal(bytes(address.wrapped), bytes(address.sealed), about=address.id.bytes)
    return Target(**json.loads(said))
