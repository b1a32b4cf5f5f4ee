"""Beginning stays that go on from another place, and taking back a departure that never was."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actors import Actor
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions import journal
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.actions.stays import worn_under
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import JournalEntry, Stay
from yizhan.stays.rules import format_tag


@dataclass(frozen=True, slots=True)
class Arriving:
    """Somebody who arrives on a transfer order, and the wristband they get here."""

    person_id: UUID
    party_id: UUID
    number: int
    letter: str
    cohort: str = ""


def receive_on_order(*, by: Actor, site_id: UUID, order_id: UUID, arriving: Sequence[Arriving]) -> list[Stay]:
    """Begin the stays of people whom a transfer order brings; they keep person and party.

    Call it with the site's journal locked. Refused where somebody else wears the wristband, or where
    the person is at a site already.
    """
    _refuse_worn(site_id, arriving)
    here = Stay.objects.filter(person_id__in=[one.person_id for one in arriving], ended_at=None)
    if found := here.select_related("site").first():
        raise Refusal(
            "at_a_site", gettext_noop("%(tag)s is entered at %(site)s. They have to leave there first."),
            tag=found.tag, site=found.site.name,
        )  # fmt: skip
    stays = [
        Stay(
            id=new_id(), site_id=site_id, person_id=one.person_id, party_id=one.party_id,
            band_number=one.number, band_letter=one.letter, cohort=one.cohort,
        )
        for one in arriving
    ]  # fmt: skip
    entries = journal.append_all(
        site_id, EntryKind.ARRIVED, by,
        [
            {"stay": str(stay.id), "person": str(stay.person_id), "party": str(stay.party_id),
             "tag": stay.tag, "order": str(order_id)}
            for stay in stays
        ],
    )  # fmt: skip
    for stay, entry in zip(stays, entries, strict=True):
        stay.started_at = entry.at
    touch_rooms(site_id, ())
    return Stay.objects.bulk_create(stays)


def reinstate_stay(*, by: Actor, stay: Stay, reason: str) -> UUID | None:
    """Strike out the departure of a stay: the person is here, and never left; returns their room.

    The room is the one they were in if nobody else has it now, else None. Call it with the site's
    journal locked. Refused where the person or the wristband is in use again.
    """
    taken = Stay.objects.filter(person_id=stay.person_id, ended_at=None).exists()
    if taken or stay.band_letter in worn_under(stay.site_id, stay.band_number):
        raise Refusal(
            "used_again",
            gettext_noop("%(tag)s: the person or the wristband is in use again. Count them in anew."),
            tag=stay.tag,
        )  # fmt: skip
    wrong = _departure_of(stay)
    room_id = _reopen_room(stay)
    journal.append(
        stay.site_id, EntryKind.REINSTATED, by, note=(stay.person_id, reason), corrects=wrong.sequence,
        stay=str(stay.id), person=str(stay.person_id), tag=stay.tag, room=str(room_id or ""),
    )  # fmt: skip
    Stay.objects.filter(id=stay.id).update(ended_at=None, end_reason="")
    touch_rooms(stay.site_id, [room_id] if room_id else ())
    return room_id


def _refuse_worn(site_id: UUID, arriving: Sequence[Arriving]) -> None:
    parties: dict[int, set[UUID]] = {}
    for one in arriving:
        parties.setdefault(one.number, set()).add(one.party_id)
    for number, of_number in parties.items():
        worn = worn_under(site_id, number)
        strangers = {stay.party_id for stay in worn.values()} - of_number
        letters = {one.letter for one in arriving if one.number == number} & worn.keys()
        if strangers or letters or len(of_number) > 1:
            raise Refusal(
                "band_taken",
                gettext_noop("Wristband %(number)s is worn by another party. Take the next one."),
                number=format_tag(number),
            )  # fmt: skip


def _departure_of(stay: Stay) -> JournalEntry:
    kinds = (EntryKind.RELEASED, EntryKind.TRANSFERRED)
    left = JournalEntry.objects.filter(site_id=stay.site_id, kind__in=kinds).order_by("-sequence")
    for entry in left.filter(at=stay.ended_at) if stay.ended_at else ():
        body: dict[str, Any] = json.loads(bytes(entry.body))
        if body["stay"] == str(stay.id):
            return entry
    raise Refusal("not_departed", gettext_noop("%(tag)s has not left by an entry."), tag=stay.tag)


def _reopen_room(stay: Stay) -> UUID | None:
    last = Occupancy.objects.filter(
        person_id=stay.person_id, room__site_id=stay.site_id, ended_at=stay.ended_at
    ).first()
    if last is None:
        return None
    others = Occupancy.objects.filter(room_id=last.room_id, ended_at=None).exclude(party_id=stay.party_id)
    if others.exists():
        return None
    Occupancy.objects.filter(id=last.id).update(ended_at=None)
    Room.objects.filter(id=last.room_id, state=RoomState.DIRTY).update(state=RoomState.READY)
    return last.room_id
