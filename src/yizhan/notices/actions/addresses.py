"""Where the crew is reached, chat groups and their bots, quiet hours."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import time
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.core import keys
from yizhan.core.actions import Outcome, action, record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.notices.enums import BOTS, Way, Whom
from yizhan.notices.models import Address, QuietHours
from yizhan.notices.queries.ways import Target
from yizhan.notices.rules import bots
from yizhan.people.phones import normal_phone

GroupName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class QuietSet(Outcome):
    """The site whose quiet hours these are."""

    site_id: UUID


class GroupEnded(Outcome):
    """The chat group whose bot is no longer used."""

    site_id: UUID
    address_id: UUID


@transaction.atomic
def keep_own_way(*, by: Actor, way: Way, to: str) -> Address | None:
    """Keep the mailbox or number of whoever acts; empty takes it away. Returns what is in force.

    A plain function: even a digest of somebody's number must not stay in a receipt. Raises Refusal for
    what is no address or number.
    """
    target = _checked_own(way, to.strip())
    Address.objects.filter(account_id=by.account_id, way=way, ended_at=None).delete()
    made = _sealed(by, Address(way=way, account_id=by.account_id), Target(target)) if target else None
    record_audit(by if by.tap else by.tapping(), "notices.keep_own_way", way=str(way), removed=made is None)
    return made


@transaction.atomic
def keep_group(
    *, by: Actor, site_id: UUID, way: Way, name: GroupName, hook: str, secret: str = "", serves: Whom,
    places: Sequence[UUID] = (),
) -> Address:  # fmt: skip
    """Keep the web hook of a chat group's bot. A plain function: the hook is a secret, and in no receipt.

    Raises Refusal for a web hook that does not lead to that kind of bot.
    """
    check_hook(way, hook)
    group = Address(way=way, site_id=site_id, name=name, serves=serves, places=[str(one) for one in places])
    made = _sealed(by, group, Target(hook.strip(), secret.strip()))
    record_audit(by if by.tap else by.tapping(), "notices.keep_group", site_id=site_id, group=str(made.id))
    return made


@action("notices.end_group", needs="notice.send", online_only=True)
def end_group(*, by: Actor, site_id: UUID, address_id: UUID) -> GroupEnded:
    """Use a group's bot no longer; what was said in the group stays on record."""
    if not Address.objects.filter(id=address_id, site_id=site_id, ended_at=None).update(ended_at=now()):
        raise Refusal("no_such_group", gettext_noop("This group is not used any more."))
    return GroupEnded(site_id=site_id, address_id=address_id)


@action("notices.set_quiet_hours", needs="notice.send", online_only=True)
def set_quiet_hours(*, by: Actor, site_id: UUID, since: time, until: time) -> QuietSet:
    """Set the hours in which nothing but what is urgent leaves the house; they may span midnight."""
    if since == until:
        raise Refusal("no_length", gettext_noop("Quiet hours begin and end at different times."))
    QuietHours.objects.update_or_create(
        site_id=site_id,
        defaults={"since": since, "until": until, "set_at": now(), "set_by_id": by.account_id},
    )
    return QuietSet(site_id=site_id)


def check_hook(way: Way, hook: str) -> None:
    """Raise Refusal unless `hook` leads to a server of this kind of bot, or to one that the operator allows.

    Whoever may write a notice must not make this server call any other machine of its network.
    """
    parts = urlsplit(hook.strip())
    here = parts.netloc.rpartition("@")[2].lower()
    if way not in BOTS:
        raise Refusal("no_bot", gettext_noop("Choose which kind of group it is."))
    if here in settings.YIZHAN_HOOK_HOSTS and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or here not in bots()[way].hosts:
        raise Refusal(
            "not_a_bot",
            gettext_noop("This web hook must begin with https://%(host)s/. Copy it from the group's bot."),
            host=bots()[way].hosts[0],
        )  # fmt: skip


def _checked_own(way: Way, to: str) -> str:
    if way == Way.MAIL and to:
        try:
            validate_email(to)
        except ValidationError as error:
            raise Refusal(
                "no_mailbox", gettext_noop("This is no mail address. Look at it once more.")
            ) from error
    if way == Way.SMS and to:
        number = normal_phone(to)
        if sum(sign.isdigit() for sign in number) < 7:
            raise Refusal("no_number", gettext_noop("This is no telephone number. Look at it once more."))
        return number
    if way in BOTS:
        raise Refusal("not_own", gettext_noop("A bot belongs to a group, not to one person."))
    return to


def _sealed(by: Actor, address: Address, target: Target) -> Address:
    address.id, address.made_at, address.made_by_id = new_id(), now(), by.account_id
    address.wrapped = keys.new_person_key()
    address.sealed = keys.seal(address.wrapped, json.dumps(asdict(target)).encode(), about=address.id.bytes)
    address.save(force_insert=True)
    return address
