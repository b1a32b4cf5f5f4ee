"""What a whole plan costs, rule by rule: rooms of each hotel, then what lies between hotels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from planner.network.boarding import Boarding, riding_scores
from planner.network.problem import Problem
from planner.placement.batch import Plan
from planner.placement.batch import Problem as Roster
from planner.placement.batch.kinds import Aggregate
from planner.placement.batch.objective import Measure

REMEMBERED = 4
Plans = Mapping[int, Plan]  # by number of the hotel; every party of the problem is in one at most


class Judge:
    """Scores of whole plans; those of a hotel are worked out once for the same rooms."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._parties = {party.id: party for party in problem.parties}
        self._resident = {
            one: number
            for number, hotel in enumerate(problem.hotels)
            for one in hotel.site.index.rooms_of_party
        }
        self._groups = list(_heaps(problem))
        self._known: dict[int, list[tuple[Plan, dict[str, float]]]] = defaultdict(list)

    def scores(self, plans: Plans, boarding: Boarding) -> dict[str, float]:
        """{rule: score}, only those above 0."""
        total: dict[str, float] = defaultdict(float)
        for hotel, plan in plans.items():
            _add(total, self.of_hotel(hotel, plan))
        inside = {one for plan in plans.values() for one in plan}
        for party in self.problem.parties:
            if party.id not in inside:
                total["no_room"] += self.problem.rules.hard["no_room"].of(party.size)
        _add(total, self._between(plans))
        _add(total, riding_scores(self.problem, boarding))
        return {rule: round(score, 6) for rule, score in sorted(total.items()) if score > 1e-9}

    def of_hotel(self, hotel: int, plan: Plan) -> dict[str, float]:
        """{rule of the rooms: score} in one hotel."""
        for known, scores in self._known[hotel]:
            if known is plan or known == plan:
                return scores
        parties = tuple(self._parties[one] for one in plan)
        roster = Roster(self.problem.hotels[hotel].site, parties, rules=self.problem.rules)
        scores = Measure(Aggregate(roster)).scores(plan)
        self._known[hotel] = [(plan, scores), *self._known[hotel][: REMEMBERED - 1]]
        return scores

    def _between(self, plans: Plans) -> dict[str, float]:
        """Hotels opened, and companions in different ones."""
        weights, hotels = self.problem.weights, self.problem.hotels
        where = dict(self._resident)
        used = set()
        for hotel, plan in plans.items():
            for party, shares in plan.items():
                if shares:
                    where[party] = hotel
                    used.add(hotel)
        opened = sum(not hotels[one].is_open for one in used)
        apart = sum(max(len({where[one] for one in group if one in where}) - 1, 0) for group in self._groups)
        return {
            "hotel_opened": weights["hotel_opened"].weight * opened,
            "companions_in_other_hotel": weights["companions_in_other_hotel"].weight * apart,
        }


def _add(total: dict[str, float], scores: Mapping[str, float]) -> None:
    for rule, score in scores.items():
        total[rule] += score


def relaxed_units(problem: Problem, objective: Mapping[str, float]) -> dict[str, float]:
    """{hard rule broken: units}, from the scores."""
    hard = {rule: one.weight for rule, one in problem.rules.hard.items()}
    hard |= {rule: one.weight for rule, one in problem.weights.items() if one.is_hard}
    return {rule: round(score / hard[rule], 6) for rule, score in objective.items() if rule in hard}


def _heaps(problem: Problem) -> Iterator[frozenset[str]]:
    """Companions who hang together, with those who stay in a hotel already."""
    known = {party.id for party in problem.parties}
    known |= {one for hotel in problem.hotels for one in hotel.site.index.rooms_of_party}
    links: dict[str, set[str]] = defaultdict(set)
    for party in problem.parties:
        for other in (party.companions & known) - {party.id}:
            links[party.id].add(other)
            links[other].add(party.id)
    seen: set[str] = set()
    for party_id in links:
        if party_id not in seen:
            group, reached = {party_id}, [party_id]
            while reached:
                new = links[reached.pop()] - group
                group |= new
                reached += new
            seen |= group
            yield frozenset(group)
