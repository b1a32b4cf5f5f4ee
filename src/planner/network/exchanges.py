"""Exchanges of rooms over all hotels: one party to a vacant room, or two in each other's, annealed.

Who has fever, companions and the seats of buses are seen here all at once, whichever hotel they are in.
Corridors stay with the cohort that has them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import log
from random import Random

from planner.network.boarding import Fleet
from planner.network.corridors import Corridors
from planner.network.counting import Counted
from planner.placement.batch import Plan
from planner.placement.proposal import RoomShare

HOT, COLD = 0.7, 0.2  # what a move that is taken may cost more, on average, at first and in the end
CLASH = 100.0  # fever beside no fever while rooms are exchanged: dear, and yet a way to something better
OFTEN = 0.2  # of the moves are of those who belong beside somebody
NEAR = 0.25  # of the moves of those who belong beside somebody go next door to them
ROUND = 500  # moves between two looks at the time
NOBODY = -1


class Exchanges:
    """A whole plan in numbers: `inside[room]` is the party there, `room_of[party]` its one room.

    Parties without a room or with several stay as they are. `plans` is the outcome; teams' loads and
    cohorts beside each other on a floor are left to whoever judges it.
    """

    def __init__(self, counted: Counted, fleet: Fleet, plans: Mapping[int, Plan]) -> None:
        self._before, self._problem = plans, counted.problem
        self.corridors = houses = Corridors(counted, plans)
        self._near, self._hotel, self._floor = houses.near, houses.hotel, houses.floor
        self._ids = list(counted.parties)
        numbers = {party: number for number, party in enumerate(self._ids)}
        parties = list(counted.parties.values())
        self._size = [party.size for party in parties]
        self._fever = [counted.kinds[counted.kind_of[one]].fever for one in self._ids]
        self._cohort = [counted.cohorts.index(party.cohort) for party in parties]
        self._kind = [counted.kind_of[one] for one in self._ids]
        self._prices = [[prices[kind] for prices in counted.prices] for kind in range(len(counted.kinds))]
        self._apart = {
            number: {numbers[one] for one in party.apart_from if one in numbers}
            for number, party in enumerate(parties)
        }
        for one, others in list(self._apart.items()):
            for other in others:
                self._apart[other].add(one)
        soft, weights = self._problem.rules.soft, self._problem.weights
        self._lost = soft["fever_rooms_lost"].weight
        self._open_floor, self._open_hotel = soft["floor_opened"].weight, weights["hotel_opened"].weight
        self._next_door = soft["companions_on_floor"].weight
        self._same_floor = soft["companions_elsewhere"].weight
        self._same_hotel = weights["companions_in_other_hotel"].weight
        self._settle(numbers)
        self._gather(counted, numbers)
        self._loads = fleet.prices_of_loads(self._size, self._cohort)

    def _settle(self, numbers: Mapping[str, int]) -> None:
        """Everybody where the plan has them, and how many are on each floor and in each hotel."""
        houses = self.corridors
        self.inside = [NOBODY] * len(houses.near)
        self.room_of = [NOBODY] * len(self._ids)
        self._on_floor, self._in_hotel = Counter[int](), Counter[int]()
        self._people: Counter[tuple[int, int]] = Counter()
        self._several: dict[int, list[int]] = {}
        for hotel, plan in self._before.items():
            for one, shares in plan.items():
                party = numbers[one]
                rooms = [houses.number[hotel, share.room_id] for share in shares]
                for room in rooms:
                    self.inside[room] = party
                    self._on_floor[self._floor[room]] += 1
                    self._in_hotel[hotel] += 1
                self._people[hotel, self._cohort[party]] += self._size[party] if rooms else 0
                if len(rooms) == 1 and houses.owner[rooms[0]] == self._cohort[party]:
                    self.room_of[party] = rooms[0]
                elif rooms:
                    self._several[party] = rooms
        for floor in houses.open_floors:
            self._on_floor[floor] += 1
        for hotel, house in enumerate(self._problem.hotels):
            self._in_hotel[hotel] += house.is_open
        self._movable = [party for party, room in enumerate(self.room_of) if room >= 0]
        self._choices = [
            houses.rooms_for(self._cohort[party], self._kind[party]) for party in range(len(self._ids))
        ]

    def _gather(self, counted: Counted, numbers: Mapping[str, int]) -> None:
        """Groups of companions with the rooms of those of them who stay; whom each wants to be beside."""
        self._group: dict[int, tuple[list[int], list[int]]] = {}
        beside: dict[int, list[int]] = defaultdict(list)
        for companions, residents in self.corridors.groups(counted):
            members = [numbers[one] for one in companions]
            rooms = [room for one in members for room in self._several.get(one, ())]
            group = [one for one in members if self.room_of[one] >= 0], rooms + residents
            for one in group[0]:
                self._group[one] = group
                beside[one] += [other for other in group[0] if other != one]
        for one in self._movable:
            if self._fever[one]:
                beside[one] += [
                    other
                    for other in self._movable
                    if self._fever[other] and other != one and self._cohort[other] == self._cohort[one]
                ]
        self._beside = dict(beside)
        ill = [one for one in beside if self._fever[one]]
        self._bound = [*beside, *(ill * (len(beside) // len(ill)) if ill else ())]

    def run(self, moves: int, seed: int, left: Callable[[], float] | None = None) -> None:
        """Try so many moves, cooling down; `left`: the share of the time that is left, 1 to 0."""
        random = Random(seed).random  # noqa: S311 - a search, not a secret
        movable, bound, heat = self._movable, self._bound, HOT
        if not movable:
            return
        for done in range(moves):
            if done % ROUND == 0:
                share = max(done / moves, 1 - left() if left else 0.0)
                if share >= 1:
                    return
                heat = HOT * (COLD / HOT) ** share
            among = bound if bound and random() < OFTEN else movable
            party = among[int(random() * len(among))]
            self._try(party, self._target(party, random), -heat * log(1 - random()))

    def _target(self, party: int, random: Callable[[], float]) -> int:
        """A room of the cohort: next door to whom the party belongs beside, or any with the beds."""
        beside = self._beside.get(party)
        if beside and random() < NEAR:
            doors = self._near[self.room_of[beside[int(random() * len(beside))]]]
            if doors:
                room = doors[int(random() * len(doors))]
                if self.corridors.owner[room] == self._cohort[party]:
                    return room
        choices = self._choices[party]
        rooms = choices[int(random() ** 2 * len(choices))]
        return rooms[int(random() * len(rooms))]

    def _try(self, party: int, room: int, most: float) -> None:
        """Move the party, and whoever is in the room to its own, if that costs at most so much more."""
        old, other = self.room_of[party], self.inside[room]
        if room == old or (other >= 0 and self.room_of[other] != room):
            return
        classes, prices = self.corridors.class_of, self._prices[self._kind[party]]
        cost = prices[classes[room]] - prices[classes[old]]
        if other >= 0:
            prices = self._prices[self._kind[other]]
            cost += prices[classes[old]] - prices[classes[room]]
        else:
            cost += self._opening(old, room)
        people = self._size[party] - (self._size[other] if other >= 0 else 0)
        if people and self._hotel[old] != self._hotel[room]:
            cost += self._seats(self._cohort[party], self._hotel[old], self._hotel[room], people)
        if self._is_plain(party, other, old, room):
            if cost <= most:
                self._move(party, other, old, room)
            return
        before = self._bonds(party, other, old, room)
        self._move(party, other, old, room)
        if cost + self._bonds(party, other, old, room) - before > most:
            self._move(party, other, room, old)

    def _opening(self, old: int, room: int) -> float:
        """What floors and hotels opened cost more when somebody leaves a room for a vacant one."""
        cost = 0.0
        if self._floor[old] != self._floor[room]:
            cost += self._open_floor * (
                (not self._on_floor[self._floor[room]]) - (self._on_floor[self._floor[old]] == 1)
            )
        if self._hotel[old] != self._hotel[room]:
            cost += self._open_hotel * (
                (not self._in_hotel[self._hotel[room]]) - (self._in_hotel[self._hotel[old]] == 1)
            )
        return cost

    def _seats(self, cohort: int, old: int, new: int, people: int) -> float:
        """What buses cost more when so many of a cohort go to another hotel."""
        here, there = self._people[old, cohort], self._people[new, cohort]
        loads, others = self._loads[old], self._loads[new]
        return loads[here - people] - loads[here] + others[there + people] - others[there]

    def _is_plain(self, party: int, other: int, old: int, room: int) -> bool:
        """Whether nobody near has fever, and neither party belongs to somebody or is kept from anybody."""
        group, fever, apart = self._group, self._fever, self._apart
        if party in group or other in group or fever[party] or apart[party]:
            return False
        if other >= 0 and (fever[other] or apart[other]):
            return False
        inside = self.inside
        for near in (*self._near[old], *self._near[room]):
            if inside[near] >= 0 and fever[inside[near]]:
                return False
        return True

    def _move(self, party: int, other: int, old: int, room: int) -> None:
        self.room_of[party], self.inside[room], self.inside[old] = room, party, other
        people, hotels, cohort = self._size[party], self._hotel, self._cohort[party]
        if other >= 0:
            self.room_of[other] = old
            people -= self._size[other]
        else:
            self._on_floor[self._floor[old]] -= 1
            self._on_floor[self._floor[room]] += 1
            self._in_hotel[hotels[old]] -= 1
            self._in_hotel[hotels[room]] += 1
        self._people[hotels[old], cohort] -= people
        self._people[hotels[room], cohort] += people

    def _bonds(self, party: int, other: int, old: int, room: int) -> float:
        """What fever around the two rooms costs, and that companions are apart."""
        cost = self._doors(old, room)
        groups = [self._group[one] for one in (party, other) if one in self._group]
        if len(groups) == 2 and groups[0] is groups[1]:
            groups.pop()
        return cost + sum(self._distance(*group) for group in groups)

    def _doors(self, *rooms: int) -> float:
        """Fever beside no fever, parties kept apart, and rooms lost beside fever, in and around the rooms."""
        inside, fever, houses, cost = self.inside, self._fever, self.corridors, 0.0
        for room in {one for touched in rooms for one in (touched, *self._near[touched])}:
            party = inside[room]
            near = [inside[one] for one in self._near[room] if inside[one] >= 0]
            if party < 0:
                cost += self._lost * (houses.may_be_lost[room] and any(fever[one] for one in near))
                continue
            cost += CLASH * houses.healthy_beside[room] * fever[party]
            for one in near:
                if fever[one] is not fever[party] or one in self._apart[party]:
                    cost += CLASH / 2
        return cost

    def _distance(self, members: Sequence[int], rooms: Sequence[int]) -> float:
        """What it costs that companions are in these hotels, on these floors and not next door."""
        everywhere = [*(self.room_of[one] for one in members), *rooms]
        hotels: dict[int, list[int]] = defaultdict(list)
        for room in everywhere:
            hotels[self._hotel[room]].append(room)
        cost = self._same_hotel * (len(hotels) - 1)
        for there in hotels.values():
            floors = len({self._floor[room] for room in there})
            heaps = self._heaps(there)
            cost += self._same_floor * (floors - 1) + self._next_door * max(heaps - floors, 0)
        return cost

    def _heaps(self, rooms: Sequence[int]) -> int:
        """Heaps of rooms next door to one another."""
        left, heaps = set(rooms), 0
        while left:
            heaps += 1
            reached = [left.pop()]
            while reached:
                near = left.intersection(self._near[reached.pop()])
                left -= near
                reached += near
        return heaps

    def plans(self) -> dict[int, Plan]:
        """Rooms by hotel and party, as they are now."""
        found: dict[int, dict[str, tuple[RoomShare, ...]]] = defaultdict(dict)
        everybody = {
            one: (hotel, shares) for hotel, plan in self._before.items() for one, shares in plan.items()
        }
        for party, one in enumerate(self._ids):
            if one not in everybody:
                continue
            hotel, shares = everybody[one]
            room = self.room_of[party]
            if room >= 0:
                hotel = self._hotel[room]
                shares = (RoomShare(self.corridors.ids[room], shares[0].members),)
            found[hotel][one] = shares
        return dict(found)
