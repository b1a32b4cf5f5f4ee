"""Parties who break a hard rule where they are: the best room in any hotel, as if they came last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from planner.network.boarding import Boarding, Fleet
from planner.network.counting import Counted
from planner.network.objective import Judge
from planner.placement.batch import Plan
from planner.placement.choose import propose
from planner.placement.party import Outlook
from planner.placement.proposal import RoomShare
from planner.placement.rooms import Occupant, Room
from planner.placement.site import SiteState

MOST_TRIED = 3
MOST_EXCHANGED = 20


class Repair:
    """Moves single parties as long as that saves. `plans` is the outcome, `total` its score."""

    def __init__(self, counted: Counted, judge: Judge, fleet: Fleet, plans: Mapping[int, Plan]) -> None:
        self.counted, self.judge, self.fleet = counted, judge, fleet
        self.plans: Mapping[int, Plan] = dict(plans)
        self.boarding = self._board(self.plans)
        self.total = sum(judge.scores(self.plans, self.boarding).values())

    def run(self) -> None:
        """One round over those in trouble when it begins, then over those who still have no seat."""
        for party in dict.fromkeys(self._troubled()):
            self._house_anew(party)
        for party in self.boarding.without:
            self._exchange(party)

    def _board(self, plans: Mapping[int, Plan]) -> Boarding:
        return self.fleet.board(
            {one: hotel for hotel, plan in plans.items() for one, shares in plan.items() if shares}
        )

    def _troubled(self) -> Iterator[str]:
        """Without a room, with too few beds, divided, next door to fever, or without a seat."""
        known = {one for plan in self.plans.values() for one in plan}
        yield from [one for one in self.counted.parties if one not in known]
        for hotel, plan in list(self.plans.items()):
            rooms = self.counted.problem.hotels[hotel].site.index.rooms
            clashes = "fever_next_door" in self.judge.of_hotel(hotel, plan)
            for one, shares in plan.items():
                short = sum(rooms[share.room_id].beds for share in shares) < self.counted.parties[one].size
                if len(shares) != 1 or short or (clashes and self.counted.parties[one].fever):
                    yield one
        yield from self.boarding.without

    def _house_anew(self, party_id: str) -> None:
        """Try the best rooms that each hotel has left; keep what saves."""
        ways = sorted(self._ways(party_id), key=lambda way: way[0])
        for _, plans in ways if party_id in self.boarding.without else ways[:MOST_TRIED]:
            boarding = self._board(plans)
            total = sum(self.judge.scores(plans, boarding).values())
            if total < self.total - 1e-6:
                self.plans, self.total, self.boarding = plans, total, boarding

    def _exchange(self, party_id: str) -> None:
        """Change rooms and seats with a smaller party where a bus has seats left, if that saves."""
        for other in islice(self._partners(party_id), MOST_EXCHANGED):
            plans = self._exchanged(party_id, other)
            boarding = self._board(plans)
            total = sum(self.judge.scores(plans, boarding).values())
            if total < self.total - 1e-6:
                self.plans, self.total, self.boarding = plans, total, boarding
                return

    def _partners(self, party_id: str) -> Iterator[str]:
        """Smaller parties of the cohort, each in one room that would do, in a bus with the seats for it."""
        parties, room = self.counted.parties, self._room_of(party_id)
        for ride in self.boarding.rides if room else ():
            free = self.fleet.seats(ride) - sum(parties[one].size for one in ride.parties)
            for other in ride.parties:
                more = parties[party_id].size - parties[other].size
                theirs = self._room_of(other)
                fits = 0 < more <= free and theirs and theirs.beds >= parties[party_id].size
                if fits and parties[other].cohort == parties[party_id].cohort:
                    yield other

    def _room_of(self, party_id: str) -> Room | None:
        """The one room of a party; None where it has none or several."""
        for hotel, plan in self.plans.items():
            shares = plan.get(party_id, ())
            if len(shares) == 1:
                return self.counted.problem.hotels[hotel].site.room(shares[0].room_id)
        return None

    def _exchanged(self, party_id: str, other: str) -> Mapping[int, Plan]:
        """The plans with each of the two in the room of the other."""
        where = {one: hotel for hotel, plan in self.plans.items() for one in (party_id, other) if one in plan}
        plans = {hotel: dict(plan) for hotel, plan in self.plans.items()}
        shares = {one: plans[hotel].pop(one) for one, hotel in where.items()}
        for one, gone in ((party_id, other), (other, party_id)):
            labels = tuple(member.label for member in self.counted.parties[one].members)
            plans[where[gone]][one] = (RoomShare(shares[gone][0].room_id, labels),)
        return plans

    def _ways(self, party_id: str) -> Iterator[tuple[float, Mapping[int, Plan]]]:
        """Plans with the party in each hotel, and what the rooms there then cost more."""
        elsewhere = {
            hotel: {one: shares for one, shares in plan.items() if one != party_id}
            if party_id in plan
            else plan
            for hotel, plan in self.plans.items()
        }
        for hotel in self.counted.reachable:
            rest = elsewhere.get(hotel, {})
            site, party = self._as_planned(hotel, rest), self.counted.parties[party_id]
            for found in propose(site, party, Outlook(), limit=1, rules=self.counted.problem.rules):
                opens = not rest and not self.counted.problem.hotels[hotel].is_open
                price = found.score + opens * self.counted.problem.weights["hotel_opened"].weight
                yield price, {**elsewhere, hotel: {**rest, party_id: found.rooms}}

    def _as_planned(self, hotel: int, plan: Plan) -> SiteState:
        parties = self.counted.parties
        return self.counted.problem.hotels[hotel].site.with_occupants(
            Occupant(share.room_id, one, len(share.members), parties[one].cohort, parties[one].fever)
            for one, shares in plan.items()
            for share in shares
        )
