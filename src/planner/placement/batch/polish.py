"""Improves exact rooms: parties who break a rule are housed anew, companions brought next door."""

from __future__ import annotations

from collections.abc import Iterator

from planner.placement.batch.objective import Measure
from planner.placement.batch.problem import Plan
from planner.placement.choose import propose
from planner.placement.party import Outlook
from planner.placement.proposal import RoomShare
from planner.placement.rooms import Occupant

Rooms = dict[str, tuple[RoomShare, ...]]
MOST_FULL_MEASURES = 40


class Polish:
    """Exchanges on one plan. Only parties whole in one room take part, and only rooms that can be given."""

    def __init__(self, measure: Measure, plan: Plan) -> None:
        self.measure = measure
        self.plan: Rooms = dict(plan)
        self.total = measure.total(plan)
        self._vacant = {room.id for room in measure.index.vacant}
        self._divided = {s.room_id for shares in plan.values() if len(shares) > 1 for s in shares}
        self._parts: dict[tuple[str, str], float] = {}

    def run(self) -> Plan:
        """The plan after every change that saves; the same plan when none does."""
        for party_id, shares in list(self.plan.items()):
            beds = sum(self.measure.index.rooms[share.room_id].beds for share in shares)
            if len(shares) != 1 or beds < len(shares[0].members):
                self._house_anew(party_id)
        for group in self.measure.aggregate.groups:
            if len(group) == 2 and all(len(self.plan[one]) == 1 for one in group):
                rooms = [{self.plan[one][0].room_id} for one in group]
                if self.measure.clusters(rooms) > 1:
                    self._bring_together(*group)
        return self.plan

    def _house_anew(self, party_id: str) -> None:
        """The best of what would be proposed if the party came last."""
        aggregate = self.measure.aggregate
        others = [
            Occupant(share.room_id, one, len(share.members), aggregate.parties[one].cohort,
                     aggregate.traits[one].fever)
            for one, shares in self.plan.items() if one != party_id for share in shares
        ]  # fmt: skip
        site, party = aggregate.site.with_occupants(others), aggregate.parties[party_id]
        for found in propose(site, party, Outlook(), rules=aggregate.rules):
            changed = {**self.plan, party_id: found.rooms}
            total = self.measure.total(changed)
            if total < self.total - 1e-9:
                self.plan, self.total = changed, total
        self._divided = {s.room_id for shares in self.plan.values() if len(shares) > 1 for s in shares}

    def _bring_together(self, one: str, other: str) -> None:
        """Try the doors of floors that are open, those first that cost each party alone the least."""
        ranked = sorted(self._ways(one, other), key=lambda way: (round(way[0], 6), way[1]))
        for cost, rooms in ranked[:MOST_FULL_MEASURES]:
            if cost >= self.measure.weigh("companions_elsewhere", 1):
                return
            changed = {**self.plan, **self._exchanged((one, other), rooms)}
            total = self.measure.total(changed)
            if total < self.total - 1e-9:
                self.plan, self.total = changed, total
                return

    def _ways(self, one: str, other: str) -> Iterator[tuple[float, tuple[str, str]]]:
        """Rooms next door to each other, with what the exchange costs the parties that change rooms."""
        index = self.measure.index
        floors = {index.rooms[share.room_id].floor_id for shares in self.plan.values() for share in shares}
        floors |= index.floor_cohorts.keys()
        for room in index.vacant:
            if room.floor_id not in floors:
                continue
            for near in index.neighbours[room.id]:
                if near not in self._vacant:
                    continue
                moved = self._exchanged((one, other), (room.id, near))
                if moved:
                    before = sum(self._alone(party, self.plan[party][0].room_id) for party in moved)
                    after = sum(self._alone(party, shares[0].room_id) for party, shares in moved.items())
                    yield after - before, (room.id, near)

    def _alone(self, party: str, room_id: str) -> float:
        """What a party in a room costs, whatever the others do."""
        if (party, room_id) not in self._parts:
            shares = (RoomShare(room_id, self.plan[party][0].members),)
            self._parts[party, room_id] = sum(self.measure.of_party(party, shares).values())
        return self._parts[party, room_id]

    def _exchanged(self, pair: tuple[str, str], rooms: tuple[str, str]) -> Rooms:
        """Who is where when the pair takes these rooms: whoever is there takes theirs. {} if not possible."""
        where = {shares[0].room_id: party for party, shares in self.plan.items() if len(shares) == 1}
        moved: dict[str, str] = {}
        for party, room_id in zip(pair, rooms, strict=True):
            now = moved.get(party, self.plan[party][0].room_id)
            there = where.get(room_id)
            if there is None and self._is_divided(room_id):
                return {}
            if there and there != party:
                moved[there] = now
                where[now] = there
            elif where.get(now) == party:
                del where[now]
            moved[party] = room_id
            where[room_id] = party
        return {party: (RoomShare(room_id, self.plan[party][0].members),) for party, room_id in moved.items()}

    def _is_divided(self, room_id: str) -> bool:
        """Whether a part of a divided party is in the room."""
        return room_id in self._divided
