"""Two parties take each other's rooms: one decision, one moment, two entries.

A room that somebody left is never given before it is disinfected, and a swap is no way round that. Planned
moves therefore never go in a circle. A swap says that both parties had left their rooms and both rooms were
disinfected before anybody went in (`cleared`). Without that it is a named exception: the site head or a
deputy decides it with a reason, nobody of them may be feverish or positive, both entries say so, and both
rooms stay to be disinfected with their new people in them.
"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.duty.queries.postings import capabilities_of
from yizhan.health.queries.flags import fever_at, positive_at
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions import journal
from yizhan.stays.actions.children_apart import review_children_apart
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.actions.occupancy import occupy, vacate
from yizhan.stays.actions.rooming import (
    Codes,
    Words,
    by_room,
    check_rules,
    room_names,
    those_in,
)
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import site_state
from yizhan.stays.queries.present import open_stays, rooms_now
from yizhan.stays.queries.swapping import NOT_CLEARED, swapped

# Who approves plans decides on exceptions from disinfection.
DECIDES = "plan.approve"


class PartiesSwapped(Outcome):
    """Who took whose room: room id by stay id of both, and the codes of rules that were knowingly broken."""

    site_id: UUID
    party_id: UUID
    other_party_id: UUID
    rooms: dict[UUID, UUID]
    broken: tuple[str, ...]


@action("stays.swap_parties", needs="room.assign", online_only=True)
def swap_parties(
    *, by: Actor, site_id: UUID, party_id: UUID, room_id: UUID, other_party_id: UUID, other_room_id: UUID,
    reason: Words, cleared: bool = True, knowing: Codes | None = None,
) -> PartiesSwapped:  # fmt: skip
    """Let those of a party who are in one room and those of another in another take each other's rooms.

    `cleared`: both rooms were disinfected after both had left. `knowing` is as in `room_party`.
    Refused when one of them is elsewhere by now, a rule is broken unknowingly, or rooms that were not
    cleared would be taken without the right to decide that or by somebody feverish or positive.
    """
    journal.lock_journal(site_id)
    reason = reason.strip()
    if not reason:
        raise Refusal("reason_needed", gettext_noop("Say why they swap their rooms."))
    if party_id == other_party_id or room_id == other_room_id:
        raise Refusal("same_party", gettext_noop("A swap is of two parties in two rooms."))
    names = room_names(site_id, [room_id, other_room_id])
    sides = [
        _Side(site_id, party_id, room_id, other_room_id),
        _Side(site_id, other_party_id, other_room_id, room_id),
    ]
    if not cleared:
        _check_exception(by, site_id, {stay.person_id for side in sides for stay in side.going})
    state = swapped(site_state(site_id), *((side.tag, side.room_id, side.target_id) for side in sides))
    broken = [
        check_rules(
            side.stays, side.before | side.placed, side.before, {side.target_id: names[side.target_id]},
            knowing, reason, state,
        )
        for side in sides
    ]  # fmt: skip
    exception = [] if cleared else [NOT_CLEARED]
    _take(by, site_id, sides, [[*codes, *exception] for codes in broken], reason, cleared=cleared)
    return PartiesSwapped(
        site_id=site_id, party_id=party_id, other_party_id=other_party_id,
        rooms={stay_id: room for side in sides for stay_id, room in side.placed.items()},
        broken=tuple(dict.fromkeys([*broken[0], *broken[1], *exception])),
    )  # fmt: skip


class _Side:
    """One of both: who goes, from where to where."""

    def __init__(self, site_id: UUID, party_id: UUID, room_id: UUID, target_id: UUID) -> None:
        self.party_id, self.room_id, self.target_id = party_id, room_id, target_id
        self.stays = open_stays(site_id, party_id)
        self.before = rooms_now(self.stays)
        self.going: list[Stay] = those_in(self.stays, self.before, room_id)
        self.placed = {stay.id: target_id for stay in self.going}

    @property
    def tag(self) -> str:
        """The party's number, as the planner knows it."""
        return self.going[0].tag.partition("-")[0]


def _check_exception(by: Actor, site_id: UUID, persons: Collection[UUID]) -> None:
    if DECIDES not in capabilities_of(by.account_id, site_id):
        raise Refusal(
            "not_permitted",
            gettext_noop(
                "Rooms that were not disinfected are swapped only by decision of the site head or a deputy. "
                "Have both disinfected first."
            ),
        )
    if (fever_at(site_id) | positive_at(site_id)).intersection(persons):
        raise Refusal(
            "must_be_cleared",
            gettext_noop(
                "Somebody of them is feverish or positive: both rooms have to be disinfected before anybody "
                "goes in."
            ),
        )


def _take(
    by: Actor, site_id: UUID, sides: list[_Side], broken: list[list[str]], reason: str, *, cleared: bool
) -> None:
    """Write both entries with one moment, then let everybody leave before anybody enters."""
    entries = journal.append_all(
        site_id, EntryKind.MOVED, by,
        [
            {
                "party": str(side.party_id), "placed": by_room(side.going, side.placed), "broken": codes,
                "came_from": str(side.room_id), "swapped_with": str(other.party_id),
                "cleared": cleared or None,
                "note": journal.sealed_note(side.going[0].person_id, reason),
            }
            for side, other, codes in zip(sides, reversed(sides), broken, strict=True)
        ],
    )  # fmt: skip
    at = entries[0].at
    persons = [stay.person_id for side in sides for stay in side.going]
    left = vacate(Occupancy.objects.filter(person_id__in=persons, ended_at=None), at)
    for side in sides:
        occupy(side.target_id, side.going, at)
    if cleared:
        Room.objects.filter(id__in=left, state=RoomState.DIRTY).update(state=RoomState.READY)
    touch_rooms(site_id, left)
    for side in sides:
        review_children_apart(by=by, site_id=site_id, party_id=side.party_id)
