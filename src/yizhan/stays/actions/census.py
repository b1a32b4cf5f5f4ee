"""Counting who is in a room on a round; what is seen is kept as it was seen, whatever the ledger says."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import close_task
from yizhan.duty.models import Round
from yizhan.places.models import Room
from yizhan.stays.models import CensusMark, RoomLook, Stay
from yizhan.stays.rules import format_tag, parse_tag

CENSUS = "census"
MOST_PEOPLE = 20
TagSeen = Annotated[str, StringConstraints(max_length=12)]


class RoomLookedInto(Outcome):
    """The room, the record of the look, and how many people were seen in it."""

    site_id: UUID
    room_id: UUID
    look_id: UUID
    people: int


@action("stays.look_into_room", needs="round.walk")
def look_into_room(
    *, by: Actor, site_id: UUID, room_id: UUID, tags: Annotated[list[TagSeen], Field(max_length=MOST_PEOPLE)],
    others: Annotated[int, Field(ge=0, le=MOST_PEOPLE)] = 0, round_id: UUID | None = None,
) -> RoomLookedInto:  # fmt: skip
    """Record who is in a room: the wristbands that were seen, and how many others without a readable one.

    Nothing is refused for not agreeing with the ledger: differences are for the desk to settle. A wristband
    that nobody wears is kept as it was read.
    """
    if not Room.objects.filter(id=room_id, site_id=site_id).exists():
        raise Refusal(
            "no_such_room", gettext_noop("There is no such room at this site. Open the list again.")
        )
    read = {format_tag(*found): found for tag in tags if (found := parse_tag(tag))}
    unread = {tag.strip().upper() for tag in tags if tag.strip() and parse_tag(tag) is None}
    moment = moment_of(by)
    worn = _worn(site_id, set(read.values()), moment)
    people = len(read) + len(unread) + others
    RoomLook.objects.create(
        id=by.command_id, site_id=site_id, room_id=room_id, people=people, looked_at=moment,
        received_at=now(), looked_by_id=by.account_id,
        round=Round.objects.filter(id=round_id, site_id=site_id).first() if round_id else None,
    )  # fmt: skip
    CensusMark.objects.bulk_create(
        CensusMark(id=new_id(), look_id=by.command_id, tag=tag, person_id=worn.get(tag))
        for tag in sorted(read.keys() | unread)
    )
    close_task(by=by, round_id=round_id, kind=CENSUS, room_id=room_id, record_id=by.command_id)
    return RoomLookedInto(site_id=site_id, room_id=room_id, look_id=by.command_id, people=people)


def _worn(site_id: UUID, bands: set[tuple[int, str]], moment: datetime) -> dict[str, UUID]:
    """Return who wore these wristbands at a moment, by tag."""
    lasting = Q(ended_at=None) | Q(ended_at__gt=moment)
    stays = Stay.objects.filter(lasting, site_id=site_id, band_number__in={number for number, _ in bands})
    worn = stays.order_by("started_at").values_list("band_number", "band_letter", "person_id")
    return {
        format_tag(number, letter): person for number, letter, person in worn if (number, letter) in bands
    }
