"""What a plan over several hotels costs, worked out from the rules' words; shares no code with the solver.

The rooms of each hotel are judged by the evaluator of rosters; buses and what lies between hotels here.
"""

from collections import Counter

from planner.network import Problem, Result
from planner.placement.batch import Problem as Roster
from tests.planner.evaluator import evaluate


class NetworkEvaluator:
    """One result of one problem. `scores()` is {rule: score}, only those above 0."""

    def __init__(self, problem: Problem, result: Result) -> None:
        self.problem = problem
        self.result = result
        self.parties = {party.id: party for party in problem.parties}
        self.hotels = {hotel.id: hotel for hotel in problem.hotels}
        self.at = {
            party: hotel for hotel, plan in result.rooms.items() for party, rooms in plan.items() if rooms
        }
        self.score: Counter[str] = Counter()

    def scores(self) -> dict[str, float]:
        """{rule: score}, only those above 0."""
        assert self.at == self.result.hotel_of
        listed = [party for plan in self.result.rooms.values() for party in plan]
        assert len(listed) == len(set(listed)), "a party is in two hotels"
        for hotel, plan in self.result.rooms.items():
            roster = Roster(
                self.hotels[hotel].site,
                tuple(party for party in self.problem.parties if party.id in plan),
                rules=self.problem.rules,
            )
            self.score.update(evaluate(roster, plan))
        for party in self.problem.parties:
            if party.id not in listed:
                weight = self.problem.rules.hard["no_room"].weight
                self.score["no_room"] += weight * len(party.members)  # type: ignore[assignment]
        self._hotels()
        self._companions()
        self._buses()
        return {rule: round(score, 6) for rule, score in self.score.items() if score > 1e-9}

    def _count(self, rule: str, units: float) -> None:
        self.score[rule] += self.problem.weights[rule].weight * units  # type: ignore[assignment]

    def _hotels(self) -> None:
        for hotel in set(self.at.values()):
            self._count("hotel_opened", not self.hotels[hotel].site.occupants)

    def _companions(self) -> None:
        where = {
            one.party_id: hotel.id for hotel in self.problem.hotels for one in hotel.site.occupants
        } | self.at
        heaps = {one: {one} for one in {*where, *self.parties}}
        for party in self.problem.parties:
            for other in party.companions & heaps.keys():
                joined = heaps[party.id] | heaps[other]
                for one in joined:
                    heaps[one] = joined
        for heap in {frozenset(heaps[party]) for party in self.parties}:
            hotels = {where[one] for one in heap if one in where}
            self._count("companions_in_other_hotel", max(len(hotels) - 1, 0))

    def _buses(self) -> None:
        if not self.problem.buses:
            assert not self.result.rides
            return
        buses = {bus.id: bus for bus in self.problem.buses}
        riding = [party for ride in self.result.rides for party in ride.parties]
        assert len(riding) == len(set(riding)), "a party rides in two buses"
        assert len({ride.bus for ride in self.result.rides}) == len(self.result.rides), "one trip a bus"
        for ride in self.result.rides:
            bus = buses[ride.bus]
            entrances = {one.id: one for one in self.hotels[ride.hotel].entrances}
            assert bus.height_m <= entrances[ride.entrance].clearance_m
            assert bus.length_m <= entrances[ride.entrance].max_length_m
            assert {self.at[party] for party in ride.parties} == {ride.hotel}
            assert len({self.parties[party].cohort for party in ride.parties}) == 1
            people = sum(len(self.parties[party].members) for party in ride.parties)
            assert people <= bus.seats
            self._count("bus_used", 1)
            self._count("empty_seat", bus.seats - people)
        for party in self.at.keys() - set(riding):
            self._count("no_bus", len(self.parties[party].members))


def evaluate_network(problem: Problem, result: Result) -> dict[str, float]:
    """{rule: score}, only those above 0."""
    return NetworkEvaluator(problem, result).scores()
