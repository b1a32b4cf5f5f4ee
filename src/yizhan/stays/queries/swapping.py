"""Two parties that would take each other's rooms: which rules that breaks, before anything is changed."""

from dataclasses import dataclass, replace
from uuid import UUID

from planner.placement import RoomState, SiteState
from yizhan.health.queries.flags import fever_at, positive_at
from yizhan.places.models import Room
from yizhan.stays.queries.placement import NEVER, fresh_breaks, sentences, site_state
from yizhan.stays.queries.present import open_stays, rooms_now
from yizhan.stays.rules import format_tag

# In an entry's `broken`: somebody went into a room that was not disinfected after others had left it.
NOT_CLEARED = "room_not_cleared"


@dataclass(frozen=True, slots=True)
class SwapSide:
    """Who would leave which room for which, and what is wrong with it: a rule's code and a sentence."""

    party_id: UUID
    tag: str
    people: tuple[str, ...]
    room: Room
    target: Room
    broken: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """Both sides; `infectious` when somebody of them is feverish or positive."""

    sides: tuple[SwapSide, SwapSide]
    infectious: bool

    @property
    def broken(self) -> list[tuple[str, str]]:
        """What is wrong on either side, each once."""
        return list(dict.fromkeys(row for side in self.sides for row in side.broken))

    @property
    def impossible(self) -> bool:
        """True when no reason can justify it."""
        return any(code in NEVER for code, _ in self.broken)


def swap_of(
    site_id: UUID, party_id: UUID, room_id: UUID, other_party_id: UUID, other_room_id: UUID
) -> Swap | None:
    """Judge a swap; None when somebody is not where it says, or the site has no such room."""
    rooms = {room.id: room for room in Room.objects.filter(site_id=site_id, id__in=[room_id, other_room_id])}
    if len(rooms) < 2 or party_id == other_party_id:
        return None
    ways = ((party_id, room_id, other_room_id), (other_party_id, other_room_id, room_id))
    stays = {one: open_stays(site_id, one) for one, _, _ in ways}
    before = {one: rooms_now(stays[one]) for one in stays}
    going = {one: [stay for stay in stays[one] if before[one].get(stay.id) == here] for one, here, _ in ways}
    if not all(going.values()):
        return None
    tags = {one: format_tag(those[0].band_number) for one, those in going.items()}
    state = swapped(site_state(site_id), *((tags[one], here, there) for one, here, there in ways))
    sides = []
    for one, here, there in ways:
        after = {**before[one], **{stay.id: there for stay in going[one]}}
        breaks = fresh_breaks(state, stays[one], after, before[one])
        told = tuple(zip((reason.code for reason in breaks), sentences(breaks), strict=True))
        people = tuple(stay.tag for stay in going[one])
        sides.append(SwapSide(one, tags[one], people, rooms[here], rooms[there], told))
    persons = {stay.person_id for those in going.values() for stay in those}
    infectious = bool(persons & (fever_at(site_id) | positive_at(site_id)))
    return Swap((sides[0], sides[1]), infectious)


def swapped(state: SiteState, *ways: tuple[str, UUID, UUID]) -> SiteState:
    """Return the site with parties gone from a room to another, all at once, into rooms that are ready.

    Each way is a party's number, the room it leaves and the one it takes.
    """
    target = {(tag, str(here)): str(there) for tag, here, there in ways}
    taken = set(target.values())
    return replace(
        state,
        rooms=tuple(
            replace(room, state=RoomState.READY)
            if room.id in taken and room.state == RoomState.DIRTY
            else room
            for room in state.rooms
        ),
        occupants=tuple(
            replace(one, room_id=target.get((one.party_id, one.room_id), one.room_id))
            for one in state.occupants
        ),
    )
