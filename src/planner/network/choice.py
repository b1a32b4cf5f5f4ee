"""Which cohort gets which blocks of rooms, and how many parties of each kind go into which class of rooms.

Flows do not say which hotel: rooms of one class cost the same wherever they are, so that the model
stays small (a thousand decisions) and its optimum is no more than what any plan costs. It counts as 0
what it leaves out: next door, companions, buses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from planner.network.counting import Cohort, Counted
from planner.placement.batch.milp import Model

MOST_OVER = 30.0  # where floors are chosen, no party goes into a class that costs it so much more
LOST = 0.5  # rooms next door for each party with fever, where floors are chosen
Terms = list[tuple[int, float]]
Use = tuple[int, Cohort]  # a block and a cohort that uses it


@dataclass(frozen=True, slots=True)
class Allocation:
    """Blocks by cohort, parties by (cohort, kind) and class, and what the model says they cost.

    `unplaced`: parties in no room alone. `values`: of the variables of the model, from which another
    solve can begin.
    """

    uses: frozenset[Use]
    flows: Mapping[tuple[Cohort, int], Mapping[int, int]]
    fever: frozenset[Use]
    cost: float
    unplaced: float = 0.0
    values: Mapping[int, float] = field(default_factory=dict)


class Choice:
    """The model over one problem; solved again and again with parts of it fixed."""

    def __init__(self, counted: Counted, *, relaxed: bool = False) -> None:
        self.counted = counted
        self.relaxed = relaxed
        self.model = Model()
        self.use: dict[Use, int] = {}
        self.fever: dict[Use, int] = {}
        self.flow: dict[tuple[Cohort, int, int], int] = {}
        self.unplaced: dict[tuple[Cohort, int], int] = {}
        self._hotels: dict[int, int] = {}
        self._opened: dict[int, int] = {}
        self._rules = counted.problem.rules
        self._add_blocks()
        self._add_floors()
        self._add_flows()
        self._add_fever()

    def solve(
        self,
        *,
        nodes: int | None,
        seconds: float | None,
        seed: int,
        fixed: Collection[Use] | None = None,
        free: Collection[int] = (),
        start: Mapping[int, float] | None = None,
        gap: float = 0.0,
        opened: tuple[int, int] | None = None,
    ) -> tuple[Allocation | None, float]:
        """The best allocation found, and a bound on every plan (of those with the fixed uses).

        `fixed`: uses that stay as they are, except for blocks in `free`. `start`: values of a
        solution to begin from. `gap`: an allocation within this share of the bound will do.
        `opened`: only allocations that open from so many to so many hotels.
        """
        lower, upper, rows = list(self.model.lower), list(self.model.upper), len(self.model.rows)
        if opened is not None:
            self.model.at_most([(one, 1.0) for one in self._hotels.values()], opened[1])
            self.model.at_most([(one, -1.0) for one in self._hotels.values()], -opened[0])
        if fixed is not None:
            for use, one in self.use.items():
                if use[0] not in free:
                    self.model.lower[one] = self.model.upper[one] = float(use in fixed)
        answer = self.model.solve(
            nodes=nodes, seconds=seconds, seed=seed, start=start, gap=gap, presolve=True
        )
        self.model.lower, self.model.upper = lower, upper
        del self.model.rows[rows:]
        if answer.values is None:
            return None, answer.bound
        values = answer.values
        flows: dict[tuple[Cohort, int], dict[int, int]] = defaultdict(dict)
        for (cohort, kind, room_class), one in self.flow.items():
            if values[one] > 1 - 1e-6:
                flows[cohort, kind][room_class] = int(values[one] + 1e-6)
        uses = frozenset(use for use, one in self.use.items() if values[one] > 0.5)
        fever = frozenset(use for use, one in self.fever.items() if values[one] > 0.5)
        unplaced = sum(values[one] for one in self.unplaced.values())
        found = Allocation(uses, flows, fever, answer.objective, unplaced, dict(enumerate(values)))
        return found, answer.bound

    @property
    def may_open(self) -> int:
        """Hotels with nobody in them."""
        return len(self._hotels)

    def uses_of(self, finer: Choice, allocation: Allocation) -> dict[int, float]:
        """The allocation, made of floors, as a start for the model of corridors."""
        owners: dict[tuple[int, tuple[str, str]], set[Cohort]] = defaultdict(set)
        for number, cohort in allocation.uses:
            block = self.counted.blocks[number]
            for corridor in block.corridors:
                owners[block.hotel, corridor].add(cohort)
        blocks = finer.counted.blocks
        return {
            one: float(cohort in owners[blocks[number].hotel, blocks[number].corridors[0]])
            for (number, cohort), one in finer.use.items()
        }

    def _add_blocks(self) -> None:
        """One known cohort a corridor, besides those who are there; more at a hard cost when relaxed."""
        hard, soft = self._rules.hard, self._rules.soft
        for number, block in enumerate(self.counted.blocks):
            mine = {}
            for cohort in self.counted.cohorts:
                mine[cohort] = self.use[number, cohort] = self.model.variable(1)
            if self.counted.by_floor and not block.residents:
                self.model.at_most([(one, 1.0) for one in mine.values()], 1)
                continue
            known = {one for one in block.residents if one is not None}
            inside = [one for cohort, one in mine.items() if cohort is not None and cohort not in known]
            terms: Terms = [(one, 1.0) for one in inside]
            if self.relaxed:
                over = self.model.variable(len(terms), hard["cohorts_on_corridor"].weight)
                terms.append((over, -1.0))
            if terms:
                self.model.at_most(terms, 0 if known else 1)
            self._add_unknown(mine, block.residents, soft["cohort_unknown"].weight)

    def _add_unknown(self, mine: Mapping[Cohort, int], residents: Collection[Cohort], weight: float) -> None:
        """Known and unknown cohorts on one corridor, where that is not so already."""
        knows = any(one is not None for one in residents)
        if knows and None in residents:
            return
        mixed = self.model.variable(1, weight, integer=False)
        for cohort, one in mine.items():
            if knows if cohort is None else None in residents:
                self.model.at_most([(one, 1), (mixed, -1)], 0)
            elif cohort is not None and None in mine:
                self.model.at_most([(one, 1), (mine[None], 1), (mixed, -1)], 1)

    def _add_floors(self) -> None:
        """Floors and hotels opened, and cohorts on a floor beyond the first."""
        problem, soft = self.counted.problem, self._rules.soft
        weight = problem.weights["hotel_opened"].weight
        self._hotels = hotels = {
            number: self.model.variable(1, weight)  # the first to branch on, though others force it
            for number, hotel in enumerate(problem.hotels)
            if not hotel.is_open
        }
        on_floor: dict[int, list[int]] = defaultdict(list)
        for number, block in enumerate(self.counted.blocks):
            on_floor[block.floor].append(number)
        for floor, blocks in on_floor.items():
            if floor in self.counted.open_floors:
                self._add_mixing(blocks, None)
                continue
            opened = self.model.variable(1, soft["floor_opened"].weight, integer=False)
            self._opened[floor] = opened
            hotel = hotels.get(self.counted.hotel_of_floor[floor])
            if hotel is not None:
                self.model.at_most([(opened, 1), (hotel, -1)], 0)
            for number in blocks:
                for cohort in self.counted.cohorts:
                    self.model.at_most([(self.use[number, cohort], 1), (opened, -1)], 0)
                self._add_one_known(number, opened)
            self._add_mixing(blocks, opened)

    def _add_one_known(self, number: int, opened: int) -> None:
        """One known cohort on a block and none before its floor is opened: one row is tighter than two."""
        if not self.relaxed:
            uses = [self.use[number, one] for one in self.counted.cohorts if one or self.counted.by_floor]
            self.model.at_most([*((use, 1.0) for use in uses), (opened, -1.0)], 0)

    def _add_mixing(self, blocks: list[int], opened: int | None) -> None:
        """Known cohorts on a floor: none before it is opened, one for nothing, more at a cost each."""
        before = {one for number in blocks for one in self.counted.blocks[number].residents} - {None}
        there: Terms = []
        for cohort in self.counted.cohorts:
            if cohort is not None and cohort not in before:
                here = self.model.variable(1, integer=False)
                there.append((here, 1))
                for number in blocks:
                    self.model.at_most([(self.use[number, cohort], 1), (here, -1)], 0)
        if not there:
            return
        over = self.model.variable(len(there), self._rules.soft["cohort_on_floor"].weight, integer=False)
        if opened is None:
            self.model.at_most([*there, (over, -1)], 0 if before else 1)
        else:
            self.model.at_most([*there, (over, -1), (opened, -1)], 0)

    def _add_flows(self) -> None:
        """Everybody in a room of some class, or unplaced; no more parties than rooms of the class."""
        counted = self.counted
        used: dict[tuple[Cohort, int], Terms] = defaultdict(list)
        for (cohort, kind), parties in counted.demand.items():
            worst = self._unplaced_cost(kind)
            unplaced = self.unplaced[cohort, kind] = self.model.variable(len(parties), worst, integer=False)
            terms: Terms = [(unplaced, 1.0)]
            least = min((prices[kind] for prices in counted.prices), default=0.0)
            most = min(worst, least + MOST_OVER) if counted.by_floor else worst
            for room_class, prices in enumerate(counted.prices):
                if prices[kind] < most:
                    one = self.model.variable(len(parties), prices[kind], integer=False)
                    self.flow[cohort, kind, room_class] = one
                    terms.append((one, 1.0))
                    lost = LOST * (counted.by_floor and counted.kinds[kind].fever)
                    used[cohort, room_class].append((one, 1.0 + lost))
            self.model.equal(terms, len(parties))
        for (cohort, room_class), terms in used.items():
            rooms = [
                (self.use[number, cohort], -float(block.classes[room_class]))
                for number, block in enumerate(counted.blocks)
                if block.classes[room_class]
            ]
            self.model.at_most([*terms, *rooms], 0)
        if self._is_shared():
            self._share_rooms(used)

    def _share_rooms(self, used: Mapping[tuple[Cohort, int], Terms]) -> None:
        """Cohorts on the same block have its rooms together."""
        for room_class in range(len(self.counted.prices)):
            terms = [term for (_, one), mine in used.items() if one == room_class for term in mine]
            free = 0.0
            for block in self.counted.blocks:
                opened = self._opened.get(block.floor)
                if opened is None:
                    free += block.classes[room_class]
                elif block.classes[room_class]:
                    terms.append((opened, -float(block.classes[room_class])))
            self.model.at_most(_joined(terms), free)

    def _unplaced_cost(self, kind: int) -> float:
        """What a party in no room of these costs at least: it is divided, has no room, or no bus."""
        hard, size = self._rules.hard, self.counted.kinds[kind].size
        no_room = hard["no_room"].weight * size
        if len(self.counted.reachable) < len(self.counted.problem.hotels):
            no_room = min(no_room, self.counted.problem.weights["no_bus"].weight * size)
        return min(no_room, hard["party_split"].weight) if size > 1 else no_room

    def _ill(self, cohorts: Iterable[Cohort]) -> int:
        """Parties with fever in these cohorts."""
        counted = self.counted
        return sum(
            len(parties)
            for (cohort, kind), parties in counted.demand.items()
            if cohort in cohorts and counted.kinds[kind].fever
        )

    def _is_shared(self) -> bool:
        """Whether parties of several cohorts may be on one block."""
        return self.relaxed or (None in self.counted.cohorts and not self.counted.by_floor)

    def _add_fever(self) -> None:
        """Who has fever has a room next door that is lost to others, unless they fill the corridor."""
        counted = self.counted
        weight = self._rules.soft["fever_rooms_lost"].weight
        everybody_ill = self._ill(counted.cohorts)
        for cohort in counted.cohorts:
            ill = [k for k, kind in enumerate(counted.kinds) if kind.fever and (cohort, k) in counted.demand]
            if not ill:
                continue
            most = everybody_ill if self._is_shared() else self._ill([cohort])
            rooms: dict[int, Terms] = defaultdict(list)  # of those with fever, by class
            for kind in ill:
                for room_class in range(len(counted.prices)):
                    if (cohort, kind, room_class) in self.flow:
                        rooms[room_class].append((self.flow[cohort, kind, room_class], 1.0))
            everybody: Terms = [(one, 1.0) for (who, _, _), one in self.flow.items() if who == cohort]
            for number, block in enumerate(counted.blocks):
                loses = block.unbroken > (0 if counted.by_floor else most)  # a floor is hardly ever filled
                one = self.fever[number, cohort] = self.model.variable(1, weight if loses else 0.0)
                self.model.at_most([(one, 1), (self.use[number, cohort], -1)], 0)
                for room_class, count in block.classes.items():
                    rooms[room_class].append((one, -float(min(most, count))))
                everybody.append((one, float(loses)))
                everybody.append((self.use[number, cohort], -float(block.size)))
            for terms in rooms.values():
                self.model.at_most(terms, 0)
            some: Terms = [(self.fever[number, cohort], -1.0) for number in range(len(counted.blocks))]
            self.model.at_most([*some, *((self.unplaced[cohort, kind], -1.0) for kind in ill)], -1)
            if not self.relaxed:  # otherwise the room next door may be used at a hard cost
                self.model.at_most(_joined(everybody), 0)


def _joined(terms: Terms) -> Terms:
    """The same sum with each variable named once."""
    factors: dict[int, float] = defaultdict(float)
    for one, factor in terms:
        factors[one] += factor
    return list(factors.items())
