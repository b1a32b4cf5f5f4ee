"""Parts of the aggregate model that bind parties together: cohorts, teams, those still expected."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from planner.placement.lookahead import scenarios

if TYPE_CHECKING:
    from planner.placement.batch.model import PlacementModel

Corridor = tuple[str, str]


def add_cohorts(part: PlacementModel) -> None:
    """Which cohorts are on each corridor and floor; only where there is more than one."""
    aggregate = part.aggregate
    if not aggregate.by_corridor:
        return
    rules, index = aggregate.rules, aggregate.index
    on_floor: dict[tuple[str | None, str], int] = {}
    by_corridor: dict[Corridor, dict[str | None, int]] = defaultdict(dict)
    for (cohort, corridor), terms in part.present.items():
        already = cohort in index.corridor_cohorts.get(corridor, ())
        here = part.model.variable(1, lower=1.0 if already else 0.0)
        by_corridor[corridor][cohort] = here
        for one, _ in terms:
            part.model.at_most([(one, 1), (here, -part.model.upper[one])], 0)
        if cohort is not None:
            _join_floor(part, on_floor, cohort, corridor, here)
    for corridor, here_by_cohort in by_corridor.items():
        before = index.corridor_cohorts.get(corridor, frozenset())
        known = [one for cohort, one in here_by_cohort.items() if cohort is not None]
        absent = len([one for one in before if one is not None and one not in here_by_cohort])
        residents = len([one for one in before if one is not None])
        free = max(1, residents) - absent
        over = part.model.variable(len(known), rules.hard["cohorts_on_corridor"].weight)
        if not part.relaxed:
            part.model.upper[over] = 0.0
        part.model.at_most([*((one, 1.0) for one in known), (over, -1)], free)
        _add_unknown(part, corridor, here_by_cohort)
    _limit_floors(part, on_floor)


def _join_floor(
    part: PlacementModel,
    on_floor: dict[tuple[str | None, str], int],
    cohort: str,
    corridor: Corridor,
    here: int,
) -> None:
    floor = corridor[0]
    if (cohort, floor) not in on_floor:
        already = cohort in part.aggregate.index.floor_cohorts.get(floor, ())
        on_floor[cohort, floor] = part.model.variable(1, lower=1.0 if already else 0.0, integer=False)
    part.model.at_most([(here, 1), (on_floor[cohort, floor], -1)], 0)


def _add_unknown(part: PlacementModel, corridor: Corridor, here: dict[str | None, int]) -> None:
    """Known and unknown cohorts on one corridor, where that is not so already."""
    before = part.aggregate.index.corridor_cohorts.get(corridor, frozenset())
    known_before = any(one is not None for one in before)
    if None in before and known_before:
        return
    weight = part.aggregate.rules.soft["cohort_unknown"].weight
    mixed = part.model.variable(1, weight, integer=False)
    for cohort, one in here.items():
        if known_before if cohort is None else None in before:
            part.model.at_most([(one, 1), (mixed, -1)], 0)
        elif cohort is not None and None in here:
            part.model.at_most([(one, 1), (here[None], 1), (mixed, -1)], 1)


def _limit_floors(part: PlacementModel, on_floor: dict[tuple[str | None, str], int]) -> None:
    weight = part.aggregate.rules.soft["cohort_on_floor"].weight
    for floor in dict.fromkeys(floor for _, floor in on_floor):
        mine = {cohort: one for (cohort, where), one in on_floor.items() if where == floor}
        before = {one for one in part.aggregate.index.floor_cohorts.get(floor, ()) if one is not None}
        free = max(1, len(before)) - len(before - mine.keys())
        over = part.model.variable(len(mine), weight, integer=False)
        part.model.at_most([*((one, 1.0) for one in mine.values()), (over, -1)], free)


def add_teams(part: PlacementModel) -> None:
    """The busiest team against the least busy one; nothing where fewer than two teams are told apart."""
    aggregate = part.aggregate
    floors = aggregate.index.floors
    teams = {floor.team for floor in floors.values() if floor.team}
    if len(teams) < 2:
        return
    inside: Counter[str] = Counter()
    for one in aggregate.site.occupants:
        inside[aggregate.index.rooms[one.room_id].floor_id] += one.people
    weight = aggregate.rules.soft["team_load"].weight
    most = part.model.variable(float("inf"), weight, integer=False)
    least = part.model.variable(float("inf"), -weight, integer=False)
    for team in sorted(teams):
        mine = [floor for floor in floors.values() if floor.team == team]
        base = sum(inside[floor.id] * aggregate.load(floor) for floor in mine)
        terms = [
            (one, people * aggregate.load(floor)) for floor in mine for one, people in part.people[floor.id]
        ]
        part.model.at_most([*terms, (most, -1)], -base)
        part.model.at_most([*((one, -factor) for one, factor in terms), (least, 1)], base)


def add_expected(part: PlacementModel) -> None:
    """People still expected who would find no room; rooms for many are rooms for few as well."""
    aggregate = part.aggregate
    weight = aggregate.rules.soft["room_needed"].weight
    for share, demand in scenarios(aggregate.problem.outlook, aggregate.rules):
        before: list[tuple[int, float]] = []
        for size, count in demand:
            served = part.model.variable(count, -share * weight * size, integer=False)
            part.model.constant += share * weight * size * count
            before.append((served, 1.0))
            fitting = [
                (terms, len(cell.rooms))
                for terms, cell in zip(part.use, aggregate.cells, strict=True)
                if cell.key.beds >= size and not cell.key.beside_fever
            ]
            used = [term for terms, _ in fitting for term in terms]
            part.model.at_most([*before, *used], sum(rooms for _, rooms in fitting))
