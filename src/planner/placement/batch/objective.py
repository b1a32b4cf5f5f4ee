"""What a plan costs, rule by rule: the definition that the solver reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from planner.placement.batch.kinds import Aggregate
from planner.placement.batch.problem import Plan
from planner.placement.lookahead import scenarios, unserved
from planner.placement.measures import Units
from planner.placement.proposal import RoomShare
from planner.placement.rooms import Room
from planner.placement.traits import PartyTraits

Pair = tuple[str, str]


class Measure:
    """The units of every rule that a plan breaks or pays for, and their score."""

    def __init__(self, aggregate: Aggregate) -> None:
        self.aggregate = aggregate
        self.site, self.index, self.rules = aggregate.site, aggregate.index, aggregate.rules
        self._scenarios = scenarios(aggregate.problem.outlook, aggregate.rules)

    def scores(self, plan: Plan) -> dict[str, float]:
        """{rule: score}, only those above 0."""
        scores: dict[str, float] = defaultdict(float)
        for party_id, shares in plan.items():
            for code, score in self.of_party(party_id, shares).items():
                scores[code] += score
        for code, units in self._of_all(plan).items():
            weight = self.rules.hard.get(code) or self.rules.soft[code]
            scores[code] += weight.weight * units  # a whole plan's units are all counted
        return {code: round(score, 6) for code, score in sorted(scores.items()) if score > 1e-9}

    def total(self, plan: Plan) -> float:
        """The whole score."""
        return sum(self.scores(plan).values())

    def weigh(self, code: str, units: float) -> float:
        """The score of so many units of a rule."""
        weight = self.rules.hard.get(code) or self.rules.soft[code]
        return weight.of(units)

    def of_party(self, party_id: str, shares: tuple[RoomShare, ...]) -> dict[str, float]:
        """What depends on nothing but the party and its rooms."""
        scores: dict[str, float] = defaultdict(float)
        aggregate, index = self.aggregate, self.index
        key = aggregate.kind_of[party_id]
        if not shares:
            return {"no_room": self.weigh("no_room", key.people)}
        for share in shares:
            room = index.rooms[share.room_id]
            units = aggregate.units(key, aggregate.cell_key(room), len(share.members))
            units.pop("fever_next_door", None)
            for code, amount in units.items():
                scores[code] += self.weigh(code, amount)
        for code, amount in self._of_division(aggregate.traits[party_id], shares).items():
            scores[code] += self.weigh(code, amount)
        if key.home and {share.room_id for share in shares} != set(key.home):
            scores["moved"] += self.weigh("moved", 1)
        return scores

    def _of_division(self, traits: PartyTraits, shares: tuple[RoomShare, ...]) -> Units:
        if len(shares) < 2:
            return {}
        rooms = [self.index.rooms[share.room_id] for share in shares]
        units: Units = {"party_split": len(rooms) - 1}
        units["rooms_not_adjacent"] = self.clusters([{room.id} for room in rooms]) - 1
        units["split_over_floors"] = len({room.floor_id for room in rooms}) - 1
        grown = {one.label for one in (*traits.adults, *traits.unknown)}
        children = {one.label for one in traits.children}
        lonely = [share for share in shares if grown and grown.isdisjoint(share.members)]
        units["child_without_adult"] = sum(one in children for share in lonely for one in share.members)
        return units

    def clusters(self, sets: list[set[str]]) -> int:
        """How many heaps of room sets there are when sets next door to each other are one heap."""
        heaps: list[tuple[set[str], set[str]]] = []
        for rooms in sets:
            near = {one for room in rooms for one in self.index.neighbours.get(room, ())} | rooms
            mine = (set(rooms), near)
            for heap in [one for one in heaps if not one[1].isdisjoint(rooms)]:
                heaps.remove(heap)
                mine = (mine[0] | heap[0], mine[1] | heap[1])
            heaps.append(mine)
        return len(heaps)

    def _of_all(self, plan: Plan) -> Units:
        units: Units = {}
        rooms = {share.room_id: party for party, shares in plan.items() for share in shares}
        self._measure_next_door(rooms, units)
        self._measure_companions(plan, units)
        self._measure_floors(rooms, units)
        self._measure_teams(plan, units)
        self._measure_expected(rooms, units)
        return units

    def _measure_next_door(self, given: dict[str, str], units: Units) -> None:
        """Fever beside no fever, parties to be kept apart, rooms lost beside fever."""
        traits, clashes, apart = self.aggregate.traits, 0, 0
        vacant = {room.id for room in self.index.vacant}
        lost: set[str] = set()
        for room_id, party_id in given.items():
            party = self.aggregate.parties[party_id]
            for near in self.index.neighbours.get(room_id, ()):
                if near in given:
                    if near > room_id:
                        other = given[near]
                        clashes += traits[other].fever is not traits[party_id].fever
                        apart += self._are_apart(party_id, other)
                    continue
                here = self.index.occupants.get(near, ())
                mine = traits[party_id].fever
                clashes += any(one.fever is not mine for one in here)
                apart += any(one.party_id in party.apart_from for one in here)
                if mine and near in vacant and near not in self.index.beside_fever:
                    lost.add(near)
        units["fever_next_door"], units["apart_next_door"] = clashes, apart
        units["fever_rooms_lost"] = len(lost)

    def _are_apart(self, one: str, other: str) -> bool:
        parties = self.aggregate.parties
        return other in parties[one].apart_from or one in parties[other].apart_from

    def _measure_companions(self, plan: Plan, units: Units) -> None:
        """Heaps of companions on one floor, and next door to one another, beyond the first."""
        for group in self._whole_groups():
            sets = [
                {share.room_id for share in plan[one]}
                if one in plan
                else set(self.index.rooms_of_party.get(one, ()))
                for one in group
            ]
            sets = [rooms for rooms in sets if rooms]
            floors = _join([{self.index.rooms[room].floor_id for room in rooms} for rooms in sets])
            if sets:
                units["companions_elsewhere"] = units.get("companions_elsewhere", 0) + floors - 1
                near = self.clusters(sets) - floors
                units["companions_on_floor"] = units.get("companions_on_floor", 0) + max(near, 0)

    def _whole_groups(self) -> Iterable[frozenset[str]]:
        """Connected companions, with those who stay where they are."""
        aggregate, found = self.aggregate, []
        seen: set[str] = set()
        links: dict[str, set[str]] = defaultdict(set)
        for party_id, others in (*aggregate.linked.items(), *aggregate.resident_links.items()):
            for other in others:
                links[party_id].add(other)
                links[other].add(party_id)
        for party_id in aggregate.parties:
            if party_id in links and party_id not in seen:
                reached, group = [party_id], {party_id}
                while reached:
                    new = links[reached.pop()] - group
                    group |= new
                    reached += new
                seen |= group
                found.append(frozenset(group))
        return found

    def _measure_floors(self, given: dict[str, str], units: Units) -> None:
        """Floors opened, and cohorts on corridors and floors beyond what is so already."""
        corridors: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        floors: dict[str, set[str | None]] = defaultdict(set)
        for room_id, party_id in given.items():
            room, cohort = self.index.rooms[room_id], self.aggregate.parties[party_id].cohort
            corridors[room.corridor_key].add(cohort)
            floors[room.floor_id].add(cohort)
        units["floor_opened"] = sum(floor not in self.index.floor_cohorts for floor in floors)
        units["cohorts_on_corridor"] = units["cohort_unknown"] = units["cohort_on_floor"] = 0
        for key, new in corridors.items():
            before = self.index.corridor_cohorts.get(key, frozenset())
            units["cohorts_on_corridor"] += _extra(before | new) - _extra(before)
            units["cohort_unknown"] += _is_mixed(before | new) - _is_mixed(before)
        for floor, new in floors.items():
            before = self.index.floor_cohorts.get(floor, frozenset())
            units["cohort_on_floor"] += _extra(before | new) - _extra(before)

    def _measure_teams(self, plan: Plan, units: Units) -> None:
        floors = self.index.floors
        loads = {floor.team: 0.0 for floor in floors.values() if floor.team}
        if len(loads) < 2:
            return
        people = [(one.room_id, one.people) for one in self.site.occupants]
        people += [(share.room_id, len(share.members)) for shares in plan.values() for share in shares]
        for room_id, count in people:
            floor = floors[self.index.rooms[room_id].floor_id]
            if floor.team:
                loads[floor.team] += count * self.aggregate.load(floor)
        units["team_load"] = max(loads.values()) - min(loads.values())

    def _measure_expected(self, given: dict[str, str], units: Units) -> None:
        if not self._scenarios:
            return
        fevers = [room for room, party in given.items() if self.aggregate.traits[party].fever]
        lost = {near for room in fevers for near in self.index.neighbours.get(room, ())}
        free: dict[int, float] = defaultdict(float)
        for room in self._left(given, lost):
            free[room.beds] += 1
        units["room_needed"] = sum(
            share * size * left
            for share, demand in self._scenarios
            for (size, _), left in zip(demand, unserved(free, demand), strict=True)
        )

    def _left(self, given: dict[str, str], lost: set[str]) -> Iterable[Room]:
        for room in self.index.vacant:
            if room.id not in given and room.id not in lost and room.id not in self.index.beside_fever:
                yield room


def _join(sets: list[set[str]]) -> int:
    """How many heaps there are when sets with something in common are one heap."""
    heaps: list[set[str]] = []
    for one in sets:
        touching = [heap for heap in heaps if not heap.isdisjoint(one)]
        heaps = [heap for heap in heaps if heap.isdisjoint(one)]
        heaps.append(one.union(*touching))
    return len(heaps)


def _extra(cohorts: frozenset[str | None] | set[str | None]) -> int:
    """Known cohorts beyond the first."""
    return max(sum(one is not None for one in cohorts) - 1, 0)


def _is_mixed(cohorts: frozenset[str | None] | set[str | None]) -> bool:
    return None in cohorts and len(cohorts) > 1
