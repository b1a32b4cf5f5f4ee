"""A site with dated stays, as the planner of the next nights sees it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from planner import horizon
from planner.placement import Room, RoomState, SiteState, default_rules

# A room without walls for those who find none: it costs what a party without a room costs.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Guests:
    """A party, the day it came or comes in nights from today (below 0: it is here), and its rooms.

    `due`: the day on which the last of them is due out by their courses, where each of them has one.
    """

    tag: str
    people: int
    cohort: str
    came: int
    rooms: frozenset[str] = frozenset()
    due: int | None = None


@dataclass(frozen=True)
class Dated:
    """A site whose guests leave when they are due, or `days` nights after they came where that is not known.

    `shown`: nights of the forecast. The planner looks further, so that every stay that begins on
    one of them fits in, with the night after it, in which the room is disinfected.
    """

    state: SiteState
    guests: list[Guests]
    days: int
    shown: int

    def due(self, one: Guests) -> int:
        """Return the day on which somebody is due out, or would be; below 0 where that is over."""
        return one.came + self.days if one.due is None else one.due

    def leaves(self, one: Guests) -> int:
        """Return the day on which somebody leaves; who is over the time leaves today."""
        return max(self.due(one), 0)

    def first(self, one: Guests) -> int:
        """Return the first night for which somebody without a room needs one."""
        return max(one.came, 0)

    @cached_property
    def coming(self) -> list[Guests]:
        """Those who wait for a room and those expected."""
        return [one for one in self.guests if not one.rooms and self.leaves(one) > self.first(one)]

    def is_beside_others(self, one: Guests, room: Room) -> bool:
        """Tell whether another cohort is on the corridor when they come."""
        there = self._cohorts.get(room.corridor_key, {})
        return bool(one.cohort) and any(
            until > self.first(one) for cohort, until in there.items() if cohort not in {"", one.cohort}
        )

    def to_be_solved(self) -> horizon.Problem:
        """Return rooms for all who come, or none: least harm by the rules of placement."""
        problem = self.with_rooms_for({one.tag for one in self.coming})
        rules, rooms = default_rules(), self.state.rooms
        spare, mixed = rules.soft["spare_bed"], rules.hard["cohorts_on_corridor"]
        nowhere, fever = rules.hard["no_room"], rules.hard["fever_next_door"]
        beside = [fever.of(room.id in self.state.index.beside_fever) for room in rooms]
        spares = [[spare.of(max(room.beds - one.people, 0)) for room in rooms] for one in self.coming]
        mixings = [[mixed.of(self.is_beside_others(one, room)) for room in rooms] for one in self.coming]
        return horizon.Problem(
            nights=problem.nights,
            rooms=[*problem.rooms, horizon.Room(ELSEWHERE, max(len(self.coming), 1))],
            stays=problem.stays,
            costs={
                "spare_bed": [[*row, 0] for row in spares],
                "cohorts_on_corridor": [[*row, 0] for row in mixings],
                "fever_next_door": [[*beside, 0] for _ in self.coming],
                "no_room": [[*(0 for _ in rooms), nowhere.of(one.people)] for one in self.coming],
            },
            allowed=[[*fits, True] for fits in problem.allowed or ()],
        )

    def with_rooms_for(self, tags: Collection[str]) -> horizon.Problem:
        """Return the rooms as they are, and the stays of these who come."""
        coming = [one for one in self.coming if one.tag in tags]
        pairs = zip(self.state.rooms, self._rooms, strict=True)
        beds_of = [room.beds if planned.beds else 0 for room, planned in pairs]
        return horizon.Problem(
            nights=self.shown + max([self.days, *map(self.leaves, self.guests)]) + 1,
            rooms=self._rooms,
            stays=[
                horizon.Stay(one.tag, self.first(one), self.leaves(one) - self.first(one) + 1)
                for one in coming
            ],
            allowed=[[beds >= one.people for beds in beds_of] for one in coming],
        )

    @cached_property
    def _rooms(self) -> list[horizon.Room]:
        """Rooms for one party; closed while somebody is there, and for the night of their disinfection.

        Shut rooms, and those of people whom nobody knows, have no bed.
        """
        until: dict[str, int] = {}
        for one in self.guests:
            for room_id in one.rooms:
                until[room_id] = max(until.get(room_id, 0), self.leaves(one))
        found = []
        for room in self.state.rooms:
            known = room.id in until or room.id not in self.state.index.occupants
            usable = known and room.state in {RoomState.READY, RoomState.DIRTY}
            last = until.get(room.id, 0 if room.state is RoomState.DIRTY else -1)
            kind = f"{room.kind}/{room.beds}"
            found.append(horizon.Room(room.id, int(usable), kind, closed=frozenset(range(last + 1))))
        return found

    @cached_property
    def _cohorts(self) -> dict[tuple[str, str], dict[str, int]]:
        """The last day of each cohort on each corridor."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for one in self.guests:
            for room_id in one.rooms:
                there = found.setdefault(self.state.index.rooms[room_id].corridor_key, {})
                there[one.cohort] = max(there.get(one.cohort, 0), self.leaves(one))
        return found
