"""Why a party goes to its hotel and in its bus, and what is lacking for those who go nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.network.boarding import Boarding
from planner.network.counting import Counted
from planner.network.objective import Plans
from planner.network.problem import Hotel
from planner.network.result import Reason
from planner.placement.measures import ACCESSIBLE, NEAR_DOCTOR
from planner.placement.party import PartyProfile
from planner.placement.proposal import RoomShare

Corridor = tuple[int, str, str]


class Teller:
    """Reasons for every party of one plan."""

    def __init__(self, counted: Counted, plans: Plans, boarding: Boarding) -> None:
        self.counted = counted
        self.problem = counted.problem
        self.boarding = boarding
        self.hotel_of = {one: h for h, plan in plans.items() for one, shares in plan.items() if shares}
        self._rooms = {one: shares for plan in plans.values() for one, shares in plan.items() if shares}
        self._ride_of = {one: ride for ride in boarding.rides for one in ride.parties}
        self._on_corridor: dict[Corridor, set[str | None]] = defaultdict(set)
        self._floors: dict[tuple[int, str | None], dict[str, None]] = defaultdict(dict)
        for party_id, shares in self._rooms.items():
            self._note(party_id, shares)

    def reasons(self) -> dict[str, tuple[Reason, ...]]:
        """{party: why this hotel, these rooms and this bus}."""
        return {one: tuple(self._of_party(one, hotel)) for one, hotel in self.hotel_of.items()}

    def unplaced(self) -> dict[str, tuple[Reason, ...]]:
        """{party without a room: what is lacking}."""
        lacking = tuple(self._closed())
        return {
            party.id: (Reason("no_room", {"beds": party.size}), *lacking)
            for party in self.problem.parties
            if party.id not in self.hotel_of
        }

    def _note(self, party_id: str, shares: tuple[RoomShare, ...]) -> None:
        hotel, cohort = self.hotel_of[party_id], self.counted.parties[party_id].cohort
        index = self.problem.hotels[hotel].site.index
        for share in shares:
            room = index.rooms[share.room_id]
            self._on_corridor[hotel, *room.corridor_key].add(cohort)
            self._floors[hotel, cohort][index.floors[room.floor_id].label] = None

    def _of_party(self, party_id: str, number: int) -> Iterator[Reason]:
        hotel, party = self.problem.hotels[number], self.counted.parties[party_id]
        yield from self._companions(party, number)
        yield from self._cohort(party, number)
        yield from self._of_rooms(party, hotel)
        ride = self._ride_of.get(party_id)
        if ride is not None:
            entrance = next(one for one in hotel.entrances if one.id == ride.entrance)
            yield Reason("bus", {
                "bus": ride.bus, "hotel": hotel.label, "entrance": entrance.id,
                "clearance": f"{entrance.clearance_m:g}",
            })  # fmt: skip
        elif self.problem.buses:
            yield Reason("no_bus", {"hotel": hotel.label, "count": party.size})

    def _companions(self, party: PartyProfile, number: int) -> Iterator[Reason]:
        hotels = self.problem.hotels
        for other in sorted(party.companions):
            there = self.hotel_of.get(other)
            if there is None:
                there = next(
                    (h for h, one in enumerate(hotels) if other in one.site.index.rooms_of_party), None
                )
            if there == number:
                yield Reason("companions", {"party": other, "hotel": hotels[number].label})
            elif there is not None:
                yield Reason("companions_apart", {"party": other, "other": hotels[there].label})

    def _cohort(self, party: PartyProfile, number: int) -> Iterator[Reason]:
        """Only where there are several cohorts."""
        hotel = self.problem.hotels[number]
        if len(self.counted.cohorts) < 2:
            return
        keys = {hotel.site.room(share.room_id).corridor_key for share in self._rooms[party.id]}
        for key in sorted(keys):
            everybody = self._on_corridor[number, *key] | hotel.site.index.corridor_cohorts.get(
                key, frozenset()
            )
            if len(everybody) > 1:
                yield Reason("cohort_mixed", {"hotel": hotel.label, "corridor": key[1]})
                return
        labels = ", ".join(self._floors[number, party.cohort])
        yield Reason("cohort", {"hotel": hotel.label, "floors": labels})

    def _of_rooms(self, party: PartyProfile, hotel: Hotel) -> Iterator[Reason]:
        shares = self._rooms[party.id]
        if len(shares) > 1:
            yield Reason("divided", {"hotel": hotel.label, "count": len(shares)})
            return
        room = hotel.site.room(shares[0].room_id)
        place: dict[str, str | int] = {"hotel": hotel.label, "room": room.name}
        over = room.beds - party.size
        code = "fits" if not over else "spare" if over > 0 else "short"
        yield Reason(code, {**place, "beds": abs(over) or room.beds})
        kind = self.counted.kinds[self.counted.kind_of[party.id]]
        if kind.limited and ACCESSIBLE in room.features:
            yield Reason("accessible", place)
        if kind.doctor and NEAR_DOCTOR in room.features:
            yield Reason("near_doctor", place)
        floor = hotel.site.index.floors[room.floor_id]
        lowest = self.problem.rules.thresholds.highest_storey_by_stairs
        if kind.stairs and (floor.level <= lowest or not hotel.site.needs_stairs(room)):
            yield Reason("no_stairs", place)
        if party.language in floor.languages:
            yield Reason("language", {"hotel": hotel.label, "floor": floor.label})

    def _closed(self) -> Iterator[Reason]:
        """Hotels with vacant rooms that no bus can enter."""
        for number, hotel in enumerate(self.problem.hotels):
            vacant = len(hotel.site.index.vacant)
            if number not in self.counted.reachable and vacant:
                yield Reason("no_entrance", {"hotel": hotel.label, "count": vacant})
