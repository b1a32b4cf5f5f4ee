"""Who rides in which bus: one hotel, one cohort, and an entrance that the bus fits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planner.network.counting import Cohort
from planner.network.problem import Bus, Entrance, Problem
from planner.placement.batch.milp import Model

Group = tuple[int, Cohort]  # number of the hotel, and who goes there
Make = tuple[int, float, float]  # seats, height, length: buses of one make are not told apart


@dataclass(frozen=True, slots=True)
class Ride:
    """A bus, the hotel that it drives to, the entrance that it fits there, and the parties in it."""

    bus: str
    hotel: str
    entrance: str
    parties: tuple[str, ...]


class Boarding(NamedTuple):
    """Rides, and parties for whom there is no seat."""

    rides: tuple[Ride, ...]
    without: tuple[str, ...]


class Fleet:
    """The buses by make, and where each make can drive in."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._sizes = {party.id: party.size for party in problem.parties}
        self._buses: dict[Make, list[Bus]] = defaultdict(list)
        for bus in sorted(problem.buses, key=_largest_first):
            self._buses[_make(bus)].append(bus)
        self._entrances: list[dict[Make, Entrance]] = [
            {make: found for make, (bus, *_) in self._buses.items() if (found := hotel.entrance_for(bus))}
            for hotel in problem.hotels
        ]

    def seats(self, ride: Ride) -> int:
        """The seats of the bus of a ride."""
        return next(bus.seats for bus in self.problem.buses if bus.id == ride.bus)

    def prices_of_loads(self, sizes: Sequence[int], cohorts: Sequence[int]) -> list[list[float]]:
        """What so many people (0, 1, ...) of one cohort cost to be brought to each hotel.

        As if there were enough buses of each make. `sizes` and `cohorts` are those of the parties.
        """
        people: Counter[int] = Counter()
        for size, cohort in zip(sizes, cohorts, strict=True):
            people[cohort] += size
        most, weights = max(people.values(), default=0), self.problem.weights
        empty = weights["empty_seat"].weight
        prices = {make: weights["bus_used"].weight + empty * make[0] for make in self._buses}
        tables = []
        for entrances in self._entrances:
            table = [0.0]
            for count in range(1, most + 1 if entrances else 0):
                table.append(min(table[max(count - make[0], 0)] + prices[make] for make in entrances))
            table += [0.0] * (most + 1 - len(table))
            tables.append([price - empty * count for count, price in enumerate(table)])
        return tables

    def board(self, hotel_of: Mapping[str, int], nodes: int = 0) -> Boarding:
        """A seat for each party with a hotel, as far as there are; `nodes`: work for the best makes."""
        if not self.problem.buses:
            return Boarding((), ())
        groups: dict[Group, list[str]] = defaultdict(list)
        for party in self.problem.parties:
            if party.id in hotel_of:
                groups[hotel_of[party.id], party.cohort].append(party.id)
        people = {group: sum(self._sizes[one] for one in them) for group, them in groups.items()}
        free = {make: list(buses) for make, buses in self._buses.items()}
        makes = self._best(people, nodes) if nodes else self._first(people)
        given = {group: [free[make].pop(0) for make in mine] for group, mine in makes.items()}
        rides: list[Ride] = []
        without: list[str] = []
        for group, parties in groups.items():
            left = self._seat(group, parties, given[group], rides)
            while left and (more := self._more(group, left, free)):
                left = self._seat(group, left, [more], rides)
            without += left
        return Boarding(tuple(rides), tuple(without))

    def _first(self, people: Mapping[Group, int]) -> dict[Group, list[Make]]:
        """Largest buses while they are full, the smallest that will do for the rest; poor entrances first."""
        free = Counter({make: len(buses) for make, buses in self._buses.items()})
        chosen: dict[Group, list[Make]] = {}
        for group in sorted(people, key=lambda one: (len(self._entrances[one[0]]), -people[one])):
            mine, left = chosen.setdefault(group, []), people[group]
            while left > 0:
                fitting = [make for make in self._entrances[group[0]] if free[make]]
                enough = [make for make in fitting if make[0] >= left]
                if not fitting:
                    break
                make = enough[-1] if enough else fitting[0]
                free[make] -= 1
                mine.append(make)
                left -= make[0]
        return chosen

    def _best(self, people: Mapping[Group, int], nodes: int) -> dict[Group, list[Make]]:
        """Makes at the least cost by people, as if parties could be divided."""
        model, weights = Model(), self.problem.weights
        empty = weights["empty_seat"].weight
        taken: dict[tuple[Group, Make], int] = {}
        used: dict[Make, list[tuple[int, float]]] = defaultdict(list)
        for group, count in people.items():
            short = model.variable(count, weights["no_bus"].weight, integer=False)
            terms = [(short, -1.0)]
            for make in self._entrances[group[0]]:
                price = weights["bus_used"].weight + empty * make[0]
                most = min(len(self._buses[make]), -(-count // make[0]))
                one = taken[group, make] = model.variable(most, price)
                terms.append((one, -float(make[0])))
                used[make].append((one, 1.0))
            model.at_most(terms, -count)
        for make, uses in used.items():
            model.at_most(uses, len(self._buses[make]))
        values = model.solve(nodes=nodes, seconds=None, seed=0, presolve=True).values
        if values is None:
            return self._first(people)
        chosen: dict[Group, list[Make]] = {group: [] for group in people}
        for (group, make), one in taken.items():
            chosen[group] += [make] * round(values[one])
        return chosen

    def _seat(
        self, group: Group, parties: Iterable[str], buses: Sequence[Bus], rides: list[Ride]
    ) -> list[str]:
        """Largest parties first, each into the fullest bus that holds it; returns those left."""
        seats, left = [bus.seats for bus in buses], []
        riders: list[list[str]] = [[] for _ in buses]
        for party in sorted(parties, key=lambda one: -self._sizes[one]):
            size = self._sizes[party]
            room = [(free, place) for place, free in enumerate(seats) if free >= size]
            if not room:
                left.append(party)
                continue
            _, place = min(room)
            seats[place] -= size
            riders[place].append(party)
        hotel = self.problem.hotels[group[0]]
        for bus, inside in zip(buses, riders, strict=True):
            if inside:
                entrance = self._entrances[group[0]][_make(bus)]
                rides.append(Ride(bus.id, hotel.id, entrance.id, tuple(inside)))
        return left

    def _more(self, group: Group, left: Sequence[str], free: Mapping[Make, list[Bus]]) -> Bus | None:
        """Another bus: the smallest that holds all who are left, or else the largest for some of them."""
        least, people = min(self._sizes[one] for one in left), sum(self._sizes[one] for one in left)
        fitting = [make for make in self._entrances[group[0]] if free[make] and make[0] >= least]
        enough = [make for make in fitting if make[0] >= people]
        make = enough[-1] if enough else fitting[0] if fitting else None
        return free[make].pop(0) if make else None


def riding_scores(problem: Problem, boarding: Boarding) -> dict[str, float]:
    """{rule: score} of the buses."""
    sizes = {party.id: party.size for party in problem.parties}
    seats = {bus.id: bus.seats for bus in problem.buses}
    units = Counter({"no_bus": sum(sizes[one] for one in boarding.without)})
    for ride in boarding.rides:
        units["bus_used"] += 1
        units["empty_seat"] += seats[ride.bus] - sum(sizes[one] for one in ride.parties)
    return {rule: problem.weights[rule].weight * count for rule, count in units.items() if count}


def least_of_buses(problem: Problem, nodes: int) -> float:
    """No plan that rooms everybody pays less for buses: cohorts apart, hotels and parties left out."""
    if not problem.buses:
        return 0.0
    people: Counter[Cohort] = Counter()
    for party in problem.parties:
        people[party.cohort] += party.size
    model, weights = Model(), problem.weights
    empty = weights["empty_seat"].weight
    kinds = Counter(
        bus.seats for bus in problem.buses if any(hotel.entrance_for(bus) for hotel in problem.hotels)
    )
    taken: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for count in people.values():
        short = model.variable(count, weights["no_bus"].weight + empty, integer=False)
        terms = [(short, -1.0)]
        for seats, buses in kinds.items():
            one = model.variable(buses, weights["bus_used"].weight + empty * seats)
            terms.append((one, -float(seats)))
            taken[seats].append((one, 1.0))
        model.at_most(terms, -count)
        model.constant -= empty * count
    for seats, uses in taken.items():
        model.at_most(uses, kinds[seats])
    return max(model.solve(nodes=nodes, seconds=None, seed=0, presolve=True).bound, 0.0)


def _make(bus: Bus) -> Make:
    return bus.seats, bus.height_m, bus.length_m


def _largest_first(bus: Bus) -> tuple[float, float, float, str]:
    return -bus.seats, -bus.height_m, -bus.length_m, bus.id
