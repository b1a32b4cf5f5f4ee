"""What taking a room costs those who are still expected.

A party fits any room with at least as many beds, so the rooms that fit a larger party also fit
every smaller one. Serving the largest first therefore leaves the fewest people without a room
(greedy on a transversal matroid with nested sets), and it is enough to count rooms by beds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.placement.party import Outlook
from planner.placement.rules import PlacementRules

Demand = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class RoomNeed:
    """What is lost when one room with so many beds is taken.

    `people`: persons expected who no longer find a room (a mean over the uncertain counts).
    `size`, `count`: the largest kind of party that loses, and how many of it are expected.
    """

    people: float = 0.0
    size: int = 0
    count: int = 0


class Lookahead:
    """The outlook against the vacant rooms, worked out once for each number of beds."""

    def __init__(self, outlook: Outlook, vacant_by_beds: Mapping[int, int], rules: PlacementRules) -> None:
        self._vacant = dict(vacant_by_beds)
        self._expected = expected_parties(outlook, rules)
        self._scenarios = scenarios(outlook, rules)
        self._unserved = [unserved(self._vacant, demand) for _, demand in self._scenarios]
        self._needs: dict[int, RoomNeed] = {}

    def need_of(self, beds: int) -> RoomNeed:
        """What is lost when a vacant room with so many beds is taken."""
        if beds not in self._needs:
            self._needs[beds] = self._measure(beds)
        return self._needs[beds]

    def larger_than(self, beds: int) -> tuple[int, int]:
        """Size and number of the largest kind of party expected that needs a larger room than
        one with so many beds, and can still get one; (0, 0) when there is none."""
        most = max((one for one, count in self._vacant.items() if count), default=0)
        for size, count in self._expected:
            if beds < size <= most:
                return size, max(round(count), 1)
        return 0, 0

    def _measure(self, beds: int) -> RoomNeed:
        if not self._scenarios or not self._vacant.get(beds):
            return RoomNeed()
        rest = {**self._vacant, beds: self._vacant[beds] - 1}
        people, largest = 0.0, 0
        for (share, demand), before in zip(self._scenarios, self._unserved, strict=True):
            after = unserved(rest, demand)
            for (size, _), now, then in zip(demand, after, before, strict=True):
                people += share * size * (now - then)
                if now - then > 1e-9:
                    largest = max(largest, size)
        count = max(round(dict(self._expected).get(largest, 0)), 1)
        return RoomNeed(round(people, 6), largest, count) if people > 1e-9 else RoomNeed()


def expected_parties(outlook: Outlook, rules: PlacementRules) -> Demand:
    """Parties expected by size, largest first; people without a known party are assumed."""
    counts = {size: float(count) for size, count in outlook.by_size.items() if count}
    if outlook.unlisted_people:
        for size, share in rules.assumed_shares.items():
            counts[size] = counts.get(size, 0.0) + outlook.unlisted_people * share / size
    return sorted(counts.items(), reverse=True)


def unserved(rooms_by_beds: Mapping[int, float], demand: Demand) -> list[float]:
    """Parties of each kind of `demand` (largest first) that find no room of their own."""
    rooms = sorted(rooms_by_beds.items(), reverse=True)
    free, following, left = 0.0, 0, []
    for size, count in demand:
        while following < len(rooms) and rooms[following][0] >= size:
            free += rooms[following][1]
            following += 1
        served = min(free, count)
        free -= served
        left.append(count - served)
    return left


def scenarios(outlook: Outlook, rules: PlacementRules) -> list[tuple[float, Demand]]:
    """The demand as counted, and multiples of it in proportion to the doubt: (share, demand) each."""
    expected = expected_parties(outlook, rules)
    if not expected:
        return []
    confidence = outlook.confidence
    if outlook.unlisted_people:
        confidence *= rules.assumed_confidence
    shares: dict[float, float] = {1.0: confidence}
    for factor, share in rules.uncertain_factors.items():
        shares[factor] = shares.get(factor, 0.0) + (1 - confidence) * share
    return [
        (share, [(size, count * factor) for size, count in expected])
        for factor, share in shares.items()
        if share > 0
    ]
