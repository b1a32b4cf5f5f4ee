"""Rooms in a row for those with fever, and classes of rooms for everybody else of a cohort, exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planner.network.counting import Block, Cohort, Counted
from planner.placement.batch.milp import Model
from planner.placement.site_index import SiteIndex

MIDDLE = 2  # rooms in a row at most where rooms on both sides are lost
MOST_OVER = 30.0  # no party goes into a class that costs it so much more than its cheapest
Place = tuple[int, str]  # hotel and room
Terms = list[tuple[int, float]]


class Run(NamedTuple):
    """Rooms in a row for parties with fever, and rooms next door that others cannot use.

    `lost`: how many of those a plan pays for.
    """

    rooms: tuple[Place, ...]
    blocked: tuple[Place, ...]
    lost: int


class Share(NamedTuple):
    """What a cohort gets: {kind: {class: parties}}, and the runs of those with fever."""

    flows: dict[int, dict[int, int]]
    runs: tuple[Run, ...]


class Runs:
    """The model of one cohort on its blocks; one run at most on each corridor.

    What companions and buses cost is left out, and so are rooms next door to those who stay already.
    """

    def __init__(self, counted: Counted, cohort: Cohort, blocks: Sequence[Block], longest: int) -> None:
        self.counted = counted
        self.model = Model()
        self._blocks = blocks
        self._demand = {kind: len(them) for (who, kind), them in counted.demand.items() if who == cohort}
        self._ill = [kind for kind in self._demand if counted.kinds[kind].fever]
        self._runs: dict[Run, int] = {}
        self._flows: dict[tuple[int, int], int] = {}
        self._rooms: Counter[int] = Counter()
        for block in blocks:
            self._rooms.update(block.classes)
        self._add_flows()
        self._add_runs(longest)
        self._add_rooms()

    def share(self, nodes: int) -> Share:
        """The best found in so many nodes; whoever is in no flow has no room of the cohort."""
        answer = self.model.solve(nodes=nodes, seconds=None, seed=0, gap=1e-3, presolve=True)
        flows: dict[int, dict[int, int]] = defaultdict(dict)
        if answer.values is None:
            return Share(flows, ())
        for (kind, room_class), one in self._flows.items():
            if answer.values[one] > 1 - 1e-6:
                flows[kind][room_class] = int(answer.values[one] + 1e-6)
        return Share(flows, tuple(run for run, one in self._runs.items() if answer.values[one] > 0.5))

    def _add_flows(self) -> None:
        """Each party in one class, or in none at the cost of having no room."""
        no_room = self.counted.problem.rules.hard["no_room"].weight
        for kind, count in self._demand.items():
            terms: Terms = [(self.model.variable(count, no_room, integer=False), 1.0)]
            prices = {one: self.counted.prices[one][kind] for one in self._rooms}
            least = min(prices.values(), default=0.0)
            for room_class, price in prices.items():
                if price <= least + MOST_OVER:
                    one = self._flows[kind, room_class] = self.model.variable(count, price, integer=False)
                    terms.append((one, 1.0))
            self.model.equal(terms, count)

    def _add_runs(self, longest: int) -> None:
        lost = self.counted.problem.rules.soft["fever_rooms_lost"].weight
        most = min(sum(self._demand[kind] for kind in self._ill), longest)
        for block in self._blocks if most else ():
            index = self.counted.problem.hotels[block.hotel].site.index
            for corridor in block.corridors:
                mine: Terms = []
                for run in _runs_of(block.hotel, corridor, index, most):
                    one = self._runs[run] = self.model.variable(1, lost * run.lost)
                    mine.append((one, 1.0))
                self.model.at_most(mine, 1)

    def _add_rooms(self) -> None:
        """Fever in runs alone, everybody else in the rooms that are left."""
        class_of, ill = self.counted.class_of, set(self._ill)
        healthy: dict[int, Terms] = defaultdict(list)
        fever: dict[int, Terms] = defaultdict(list)
        for (kind, room_class), one in self._flows.items():
            (fever if kind in ill else healthy)[room_class].append((one, 1.0))
        for run, one in self._runs.items():
            for place in run.rooms:
                fever[class_of[place]].append((one, -1.0))
                healthy[class_of[place]].append((one, 1.0))
            for place in run.blocked:
                healthy[class_of[place]].append((one, 1.0))
        for room_class, terms in healthy.items():
            self.model.at_most(terms, self._rooms[room_class])
        for terms in fever.values():
            self.model.at_most(terms, 0)


def _runs_of(hotel: int, corridor: tuple[str, str], index: SiteIndex, most: int) -> Iterator[Run]:
    """Vacant rooms in a row beside nobody without fever."""
    line = [room.id for room in index.corridors[corridor]]
    vacant = {room.id for room in index.vacant}
    well = {room for room, them in index.occupants.items() if any(not one.fever for one in them)}
    for first in range(len(line)):
        for last in range(first, min(first + most, len(line))):
            if line[last] not in vacant:
                break
            beside = [*line[max(first - 1, 0) : first], *line[last + 1 : last + 2]]
            blocked = [one for one in beside if one in vacant]
            if well.isdisjoint(beside) and (len(blocked) < 2 or last - first < MIDDLE):
                yield Run(
                    tuple((hotel, one) for one in line[first : last + 1]),
                    tuple((hotel, one) for one in blocked),
                    sum(one not in index.beside_fever for one in blocked),
                )
