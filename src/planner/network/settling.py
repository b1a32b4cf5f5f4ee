"""From blocks of rooms to rooms: everybody of a cohort where it costs least, fever in rooms in a row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from planner.network.choice import Allocation
from planner.network.counting import Block, Cohort, Counted
from planner.network.runs import Place, Runs
from planner.placement.batch import Plan
from planner.placement.proposal import RoomShare


class Settling:
    """Rooms for each cohort on its blocks; buses are left to the exchanges that follow.

    `_free`: {room: class} of the cohort at hand, without rooms for those with fever and beside them.
    `_flows`: how many of a kind are still to go into a class.
    """

    def __init__(self, counted: Counted, allocation: Allocation) -> None:
        self.counted = counted
        self.plans: dict[int, dict[str, tuple[RoomShare, ...]]] = defaultdict(dict)
        self._blocks: dict[Cohort, list[Block]] = defaultdict(list)
        for number, cohort in sorted(allocation.uses, key=lambda one: (one[0], str(one[1]))):
            self._blocks[cohort].append(counted.blocks[number])
        self._taken: set[Place] = set()
        self._settled: set[str] = set()
        self._free: dict[Place, int] = {}
        self._flows: dict[int, Counter[int]] = {}

    def give(self, nodes: int, longest: int) -> dict[int, Plan]:
        """Plans by hotel, after so many nodes for each cohort; who finds no room is left out.

        `longest`: rooms in a row for those with fever.
        """
        for cohort in self.counted.cohorts:
            share = Runs(self.counted, cohort, self._blocks[cohort], longest).share(nodes)
            self._flows = {kind: Counter(flows) for kind, flows in share.flows.items()}
            kept = [place for run in share.runs for place in run.rooms]
            shut = {*kept, *(place for run in share.runs for place in run.blocked)}
            self._free = {one: room_class for one, room_class in self._rooms(cohort) if one not in shut}
            for group in self.counted.groups:
                self._settle_together(cohort, group)
            self._settle_all(cohort, kept)
        return dict(self.plans)

    def _rooms(self, cohort: Cohort) -> list[tuple[Place, int]]:
        places = [(block.hotel, room.id) for block in self._blocks[cohort] for room in block.rooms]
        return [(one, self.counted.class_of[one]) for one in places if one not in self._taken]

    def _settle_together(self, cohort: Cohort, group: Sequence[str]) -> None:
        """Companions in rooms next door to one another, where there are such rooms of their classes."""
        counted = self.counted
        kinds = [counted.kind_of[one] for one in group]
        if any(counted.parties[one].cohort != cohort for one in group) or any(
            counted.kinds[kind].fever for kind in kinds
        ):
            return
        for first in self._free:
            chosen: list[Place] = []
            used: Counter[tuple[int, int]] = Counter()
            for kind in kinds:
                near = [first] if not chosen else [one for room in chosen for one in self._beside(room)]
                for place in near:
                    flow = kind, self._free[place]
                    if place not in chosen and self._flows.get(kind, Counter())[flow[1]] > used[flow]:
                        chosen.append(place)
                        used[flow] += 1
                        break
                else:
                    break
            if len(chosen) == len(group):
                for party, place in zip(group, chosen, strict=True):
                    self._settle(party, place)
                return

    def _beside(self, place: Place) -> list[Place]:
        """Free rooms next door."""
        near = self.counted.problem.hotels[place[0]].site.index.neighbours[place[1]]
        return [(place[0], one) for one in near if (place[0], one) in self._free]

    def _settle_all(self, cohort: Cohort, kept: Sequence[Place]) -> None:
        """Everybody where the flows say, and who is left in the cheapest room that nobody needs."""
        runs = {place: self.counted.class_of[place] for place in kept}
        left: list[str] = []
        for (who, kind), parties in self.counted.demand.items():
            if who == cohort:
                rooms = runs if self.counted.kinds[kind].fever else self._free
                waiting = [one for one in parties if one not in self._settled]
                flows = self._flows.get(kind, Counter())
                for place, room_class in list(rooms.items()):
                    if waiting and flows[room_class] > 0:
                        self._settle(waiting.pop(0), place)
                        rooms.pop(place, None)
                left += waiting
        for party in left:
            kind = self.counted.kind_of[party]
            rooms = dict(self._rooms(cohort))
            if rooms:
                self._settle(party, min(rooms, key=lambda one: self.counted.prices[rooms[one]][kind]))

    def _settle(self, party_id: str, place: Place) -> None:
        party = self.counted.parties[party_id]
        labels = tuple(member.label for member in party.members)
        self.plans[place[0]][party_id] = (RoomShare(place[1], labels),)
        self._settled.add(party_id)
        self._taken.add(place)
        self._free.pop(place, None)
        flows = self._flows.get(self.counted.kind_of[party_id], Counter())
        flows[self.counted.class_of[place]] -= 1
