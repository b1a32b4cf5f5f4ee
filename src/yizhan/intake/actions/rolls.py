"""Handing rolls of pre-printed wristbands to phones."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.intake.models import BandRoll
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.rules import BandNumber, format_tag


class RollIssued(Outcome):
    """A roll, from its first number to its last."""

    site_id: UUID
    roll_id: UUID
    first: int
    last: int


@action("intake.issue_roll", needs="count.off_bus", online_only=True)
def issue_roll(
    *,
    by: Actor,
    site_id: UUID,
    first: BandNumber,
    last: BandNumber,
    device: Annotated[str, Field(max_length=60)] = "",
) -> RollIssued:
    """Give the roll `first` to `last` to one phone; refused when it overlaps another roll."""
    lock_journal(site_id)
    if last < first:
        raise Refusal("roll_backwards", gettext_noop("The last number of a roll cannot be below its first."))
    other = BandRoll.objects.filter(site_id=site_id, first__lte=last, last__gte=first).first()
    if other:
        raise Refusal(
            "roll_overlaps",
            gettext_noop("Numbers %(first)s to %(last)s are on another roll. Read the roll again."),
            first=format_tag(other.first),
            last=format_tag(other.last),
        )
    roll = BandRoll.objects.create(
        id=by.command_id, site_id=site_id, first=first, last=last, device=device, issued_at=now()
    )
    return RollIssued(site_id=site_id, roll_id=roll.id, first=first, last=last)
