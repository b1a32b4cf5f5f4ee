"""Exact rooms: the cohorts of a hotel that share no block are roomed apart, as rosters of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from planner.network.choice import Use
from planner.network.counting import Cohort, Counted
from planner.placement.batch import Plan, Stop, solve
from planner.placement.batch import Problem as Roster
from planner.placement.rooms import RoomState
from planner.placement.site import SiteState

MOST_SECONDS = 1.0  # for one run of the solver over one piece, where the caller counts seconds


class Piece(NamedTuple):
    """Parties who share blocks of a hotel that nobody else of the problem uses."""

    hotel: int
    blocks: frozenset[int]
    parties: tuple[str, ...]


def pieces_of(counted: Counted, uses: Iterable[Use], hotel_of: Mapping[str, int]) -> list[Piece]:
    """The hotels cut up, such that no block is in two pieces; pieces with nobody are left out."""
    blocks: dict[tuple[int, Cohort], set[int]] = defaultdict(set)
    for number, cohort in sorted(uses, key=lambda one: (one[0], str(one[1]))):
        blocks[counted.blocks[number].hotel, cohort].add(number)
    parties: dict[tuple[int, Cohort], list[str]] = defaultdict(list)
    for party in counted.parties:
        if party in hotel_of:
            parties[hotel_of[party], counted.parties[party].cohort].append(party)
    heaps: list[tuple[int, set[int], list[str]]] = []
    for (hotel, cohort), them in parties.items():
        heap = (hotel, set(blocks[hotel, cohort]), list(them))
        for other in [one for one in heaps if not one[1].isdisjoint(heap[1])]:
            heaps.remove(other)
            heap = (hotel, heap[1] | other[1], other[2] + heap[2])
        heaps.append(heap)
    return [Piece(hotel, frozenset(mine), tuple(them)) for hotel, mine, them in heaps]


def _soon(seconds: Callable[[], float] | None) -> Callable[[], float] | None:
    """What is left to the caller, and no more than one piece may take."""
    return None if seconds is None else lambda: min(seconds(), MOST_SECONDS)


class Roomer:
    """Rooms for pieces, each remembered with the work spent on it."""

    def __init__(self, counted: Counted, seed: int) -> None:
        self.counted = counted
        self.seed = seed
        self._plans: dict[tuple[Piece, int], Plan] = {}
        self._sites: dict[tuple[int, frozenset[int]], SiteState] = {}

    def plan(self, piece: Piece, work: int, stop: Stop) -> Plan:
        """Rooms for the parties of the piece after so many nodes; () for those without."""
        if (piece, work) not in self._plans:
            roster = Roster(
                self._site(piece),
                tuple(self.counted.parties[one] for one in piece.parties),
                rules=self.counted.problem.rules,
            )
            found = solve(roster, Stop(work=work, seconds=_soon(stop.seconds)), self.seed)
            self._plans[piece, work] = found.plan
        return self._plans[piece, work]

    def _site(self, piece: Piece) -> SiteState:
        """The hotel with the rooms of all other blocks held back."""
        key = piece.hotel, piece.blocks
        if key not in self._sites:
            whole = self.counted.problem.hotels[piece.hotel].site
            mine = {key for one in piece.blocks for key in self.counted.blocks[one].corridors}
            rooms = tuple(
                replace(room, state=RoomState.RESERVED)
                if room.state is RoomState.READY and room.corridor_key not in mine
                else room
                for room in whole.rooms
            )
            self._sites[key] = replace(whole, rooms=rooms)
        return self._sites[key]
