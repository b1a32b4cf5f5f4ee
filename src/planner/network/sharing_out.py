"""From classes of rooms to hotels: which party goes where, for one allocation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from planner.network.choice import Allocation
from planner.network.counting import Cohort, Counted


class SharingOut:
    """Gives each party a hotel, so that no hotel has more parties of a class than rooms.

    Parties with fever of a cohort go to the hotels that the allocation names, companions to one
    hotel, everybody else to where most rooms of a class are left.
    """

    def __init__(self, counted: Counted, allocation: Allocation) -> None:
        self.counted = counted
        self.hotel_of: dict[str, int] = {}
        self._fever = {(counted.blocks[number].hotel, cohort) for number, cohort in allocation.fever}
        self._left: dict[Cohort, Counter[tuple[int, int]]] = defaultdict(Counter)
        self._most: Counter[tuple[Cohort, int]] = Counter()
        self._flows: dict[tuple[Cohort, int], Counter[int]] = defaultdict(Counter)
        for key, flows in allocation.flows.items():
            self._flows[key].update(flows)
        for number, cohort in allocation.uses:
            block = counted.blocks[number]
            self._most[cohort, block.hotel] += block.size
            for room_class, rooms in block.classes.items():
                self._left[cohort][block.hotel, room_class] += rooms

    def give(self) -> Mapping[str, int]:
        """{party: hotel}; parties without a hotel are left out."""
        ill = [one for one in self.counted.parties if self.counted.kinds[self.counted.kind_of[one]].fever]
        for one in ill:
            self._settle([one])
        for group in self.counted.groups:
            if self._wanted(group) or not self._settle([one for one in group if one not in self.hotel_of]):
                self._settle_near(group)
        for one in self.counted.parties:
            if one in self.counted.anchors:
                self._settle_near([one])
            if not self._settle([one]):
                self._settle_anywhere(one)
        return self.hotel_of

    def _wanted(self, group: Iterable[str]) -> set[int]:
        """Hotels where some of the group are, or somebody who stays there and belongs with them."""
        wanted = {self.hotel_of[one] for one in group if one in self.hotel_of}
        return wanted.union(*(self.counted.anchors.get(one, ()) for one in group))

    def _settle(self, parties: Sequence[str], among: Collection[int] | None = None) -> bool:
        """All these parties into one hotel (of those), as the flows say; False where that cannot be."""
        parties = [one for one in parties if one not in self.hotel_of]
        hotels = dict.fromkeys(hotel for _, hotel in self._most if among is None or hotel in among)
        for hotel in sorted(hotels, key=lambda one: (*self._rank(parties, one), one)) if parties else ():
            taken = self._fit(parties, hotel)
            if taken:
                for party, room_class in zip(parties, taken, strict=True):
                    self._take(party, hotel, room_class)
                return True
        return not parties

    def _settle_near(self, group: Sequence[str]) -> None:
        """One after the other, where others of them are, if need be whatever the flows say."""
        for one in [party for party in group if party not in self.hotel_of]:
            wanted = self._wanted(group)
            if not self._settle([one], wanted) and not self._settle_anywhere(one, wanted):
                self._settle([one])

    def _settle_anywhere(self, party: str, hotels: Collection[int] | None = None) -> bool:
        """The cheapest class that its cohort has left (in these hotels), whatever the flows say."""
        cohort, kind = self.counted.parties[party].cohort, self.counted.kind_of[party]
        left = [
            (self.counted.prices[room_class][kind], hotel, room_class)
            for (hotel, room_class), rooms in self._left[cohort].items()
            if rooms > 0 and self._most[cohort, hotel] > 0 and (hotels is None or hotel in hotels)
        ]
        if left:
            _, hotel, room_class = min(left)
            self._take(party, hotel, room_class)
        return bool(left)

    def _rank(self, parties: Sequence[str], hotel: int) -> tuple[bool, int]:
        """Who has fever goes where the allocation says; others where most rooms are left."""
        if not parties:
            return False, 0
        cohort = self.counted.parties[parties[0]].cohort
        feverish = self.counted.kinds[self.counted.kind_of[parties[0]]].fever
        return feverish and (hotel, cohort) not in self._fever, -self._most[cohort, hotel]

    def _fit(self, parties: Sequence[str], hotel: int) -> list[int]:
        """A class with a room for each party in the hotel; empty when there is none for one of them."""
        chosen: list[int] = []
        taken: Counter[tuple[Cohort, int]] = Counter()
        flowing: Counter[tuple[Cohort, int, int]] = Counter()
        people: Counter[Cohort] = Counter()
        for party in parties:
            cohort, kind = self.counted.parties[party].cohort, self.counted.kind_of[party]
            for room_class, flow in self._flows[cohort, kind].items():
                left = self._left[cohort][hotel, room_class] - taken[cohort, room_class]
                if (
                    left > 0
                    and flow > flowing[cohort, kind, room_class]
                    and people[cohort] < self._most[cohort, hotel]
                ):
                    chosen.append(room_class)
                    taken[cohort, room_class] += 1
                    flowing[cohort, kind, room_class] += 1
                    people[cohort] += 1
                    break
            else:
                return []
        return chosen

    def _take(self, party: str, hotel: int, room_class: int) -> None:
        cohort, kind = self.counted.parties[party].cohort, self.counted.kind_of[party]
        self.hotel_of[party] = hotel
        rooms = 1 + self.counted.kinds[kind].fever  # about one room next door is lost
        self._left[cohort][hotel, room_class] -= rooms
        self._flows[cohort, kind][room_class] -= 1
        self._most[cohort, hotel] -= rooms
