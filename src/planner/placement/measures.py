"""How many units of each rule a room would cost a party: plain numbers, no sentences."""

from __future__ import annotations

from collections import Counter

from planner.placement.lookahead import Lookahead, RoomNeed, scenarios, unserved
from planner.placement.party import Outlook, PartyProfile
from planner.placement.prices import RoomKind, room_prices
from planner.placement.proposal import RoomShare
from planner.placement.rooms import Room, RoomState
from planner.placement.rules import AssumedTraits, PlacementRules
from planner.placement.site import SiteState
from planner.placement.traits import PartyTraits

Units = dict[str, float]
ACCESSIBLE = "accessible"
NEAR_DOCTOR = "near_doctor"
WORTH_SAYING = 0.5


class Case:
    """One party to be roomed at one moment: what every room is measured against.

    The parties expected are taken to be of the party's own cohort, so rooms that this cohort
    may not use, and rooms beside fever, are no help to them.
    """

    def __init__(self, site: SiteState, party: PartyProfile, outlook: Outlook, rules: PlacementRules) -> None:
        self.site = site.without_party(party.id)
        self.index = self.site.index
        self.party = party
        self.rules = rules
        self._labels = tuple(one.label for one in party.members)
        self.traits = PartyTraits.of(party, rules.thresholds)
        self.companion_rooms = self._rooms_of(party.companions)
        self.companion_floors = {self.index.rooms[one].floor_id for one in self.companion_rooms}
        self.apart_rooms = self._rooms_of(party.apart_from)
        self._foreign: dict[tuple[str, str], bool] = {}
        self._usable = {
            room.id
            for room in self.index.vacant
            if not self.is_foreign(room) and room.id not in self.index.beside_fever
        }
        beds = Counter(room.beds for room in self.index.vacant if room.id in self._usable)
        self.lookahead = Lookahead(outlook, beds, rules)
        self._awaits = self._are_missing(party.companions)
        self._vacant_ids = frozenset(room.id for room in self.index.vacant)
        self._scenarios = scenarios(outlook, rules)
        self._prices: dict[str, float] | None = None
        self._opened_later: float | None = None
        self._vacant_on_floor = Counter(room.floor_id for room in self.index.vacant)

    def _rooms_of(self, parties: frozenset[str]) -> frozenset[str]:
        found = self.index.rooms_of_party
        return frozenset(room for party in parties for room in found.get(party, ()))

    def whole_party_in(self, room: Room) -> RoomShare:
        """The room with everybody of the party in it."""
        return RoomShare(room.id, self._labels)

    def walk_key(self, shares: tuple[RoomShare, ...]) -> tuple[int, ...]:
        """Sorts equal scores: fewer rooms first, then in walking order."""
        return (len(shares), *(self.index.walking[share.room_id] for share in shares))

    def is_foreign(self, room: Room) -> bool:
        """True when another cohort is on the room's corridor."""
        key = room.corridor_key
        if key not in self._foreign:
            self._foreign[key] = bool(self.others(self.index.corridor_cohorts.get(key)))
        return self._foreign[key]

    def others(self, cohorts: frozenset[str | None] | None) -> frozenset[str]:
        """Of these cohorts, the known ones that are not the party's; none if its own is unknown."""
        mine = self.party.cohort
        if mine is None or not cohorts:
            return frozenset()
        return frozenset(one for one in cohorts if one is not None and one != mine)

    def need_of(self, room: Room) -> RoomNeed:
        """What taking the room costs those still expected."""
        return self.lookahead.need_of(room.beds) if room.id in self._usable else RoomNeed()

    def fever_clashes(self, room: Room) -> tuple[str, ...]:
        """Rooms next door where the fever, or the lack of it, is not as in the party."""
        if not self.traits.fever and room.id not in self.index.beside_fever:
            return ()
        neighbours = self.index.neighbours.get(room.id, ())
        return tuple(near for near in neighbours if self._differs(near))

    def _differs(self, room_id: str) -> bool:
        here = self.index.occupants.get(room_id, ())
        return any(one.fever is not self.traits.fever for one in here)

    def apart_next_door(self, room: Room) -> tuple[str, ...]:
        """Rooms next door with parties that this one is to be kept apart from."""
        if not self.apart_rooms:
            return ()
        neighbours = self.index.neighbours.get(room.id, ())
        return tuple(near for near in neighbours if near in self.apart_rooms)

    def price_of(self, room: Room) -> float:
        """What those still expected lose when the room is taken."""
        if not self._scenarios or not self._usable:
            return 0.0
        if self._prices is None:
            kinds = {one: self._room_kind(self.index.rooms[one]) for one in self._usable}
            counted = dict(sorted(Counter(kinds.values()).items()))
            by_kind = room_prices(counted, self._scenarios, self._trait_cost, self.rules)
            self._prices = {one: by_kind[kind] for one, kind in kinds.items()}
        return self._prices.get(room.id, 0.0)

    def _room_kind(self, room: Room) -> RoomKind:
        level = self.index.floors[room.floor_id].level if self.site.needs_stairs(room) else 0
        above = max(level - self.rules.thresholds.highest_storey_by_stairs, 0)
        return RoomKind(room.beds, ACCESSIBLE in room.features, NEAR_DOCTOR in room.features, above)

    def _trait_cost(self, traits: AssumedTraits, room: RoomKind) -> float:
        """Score of a party expected with such traits in a room of a kind, beds apart."""
        has = self.index.features
        units: Units = {"stairs": room.above if traits.stairs else 0}
        if ACCESSIBLE in has and traits.limited is not room.accessible:
            units["accessible_missing" if traits.limited else "accessible_kept"] = 1
        if NEAR_DOCTOR in has and traits.doctor is not room.near_doctor:
            units["doctor_far" if traits.doctor else "doctor_kept"] = 1
        return self.cost(units)

    def hard_units(self, room: Room, people: int) -> Units:
        """Hard rules broken by so many of the party in this room, with how often."""
        units: Units = {}
        missing = people - room.beds
        if missing > 0:
            permitted = missing <= room.extra_beds
            units["extra_bed" if permitted else "room_too_small"] = missing
        if self.is_foreign(room):
            units["cohorts_on_corridor"] = 1
        if self.fever_clashes(room):
            units["fever_next_door"] = 1
        if self.apart_next_door(room):
            units["apart_next_door"] = 1
        if room.state is not RoomState.READY:
            units["room_not_ready"] = 1
        if room.id in self.index.occupants:
            units.update(self._shared_room_units(room))
        return units

    def _shared_room_units(self, room: Room) -> Units:
        units: Units = {"room_occupied": 1}
        if self._differs(room.id):
            units["fever_room_shared"] = 1
        return units

    def soft_units(self, room: Room, people: int) -> Units:
        """Units of each soft rule for so many of the party in this room; only those above 0."""
        units: Units = {}
        if room.beds > people:
            units["spare_bed"] = room.beds - people
        need = self.need_of(room).people
        if need:
            units["room_needed"] = need
        wanted = self.price_of(room) - need * self.rules.soft["room_needed"].weight
        if wanted > WORTH_SAYING:
            units["room_wanted"] = round(wanted, 6)
        self._measure_cohort(room, units)
        self._measure_companions(room, units)
        self._measure_walk(room, units)
        self._measure_features(room, units)
        return units

    def _measure_cohort(self, room: Room, units: Units) -> None:
        if self.others(self.index.floor_cohorts.get(room.floor_id)) and not self.is_foreign(room):
            units["cohort_on_floor"] = 1
        here = self.index.corridor_cohorts.get(room.corridor_key)
        if here and (None in here) is not (self.party.cohort is None):
            units["cohort_unknown"] = 1

    def _measure_companions(self, room: Room, units: Units) -> None:
        shut_out = self._shut_out(room)
        if shut_out:
            units["companions_shut_out"] = shut_out
        if not self.companion_rooms or room.id in self.companion_rooms:
            return
        if self.companion_rooms.isdisjoint(self.index.neighbours.get(room.id, ())):
            near = room.floor_id in self.companion_floors
            units["companions_on_floor" if near else "companions_elsewhere"] = 1

    def _shut_out(self, room: Room) -> float:
        """Steps further away that companions still to come are likely to be: the party's own, and others'.

        A floor with few vacant rooms may be full when they come; a door is one of so many.
        """
        index, steps = self.index, 0.0
        if not self._awaits and not index.awaiting_on_floor:
            return steps
        left = max(self._vacant_on_floor[room.floor_id] - 1, 0)
        if self._awaits:
            steps += not any(near in self._vacant_ids for near in index.neighbours.get(room.id, ()))
            steps += 2 / (left + 1)
        for near in index.neighbours.get(room.id, ()):
            for one in index.occupants.get(near, ()):
                if self._are_missing(one.awaits):
                    doors = sum(door in self._vacant_ids for door in index.neighbours[near])
                    steps += 1 / max(doors, 1) ** 2
        awaiting = index.awaiting_on_floor.get(room.floor_id, frozenset()) - {self.party.id}
        return round(steps + 2 * len(awaiting) / (left + 1) ** 2, 3)

    def _are_missing(self, awaited: frozenset[str]) -> bool:
        """Whether some of these parties are still to come, apart from this one."""
        return any(one != self.party.id and one not in self.index.rooms_of_party for one in awaited)

    def _measure_walk(self, room: Room, units: Units) -> None:
        if room.floor_id not in self.index.floor_cohorts:
            units["floor_opened"] = 1
        elif later := self._opening_later():
            units["floor_opened_later"] = later
        if not self.traits.fever and self.index.gaps.get(room.id):
            units["corridor_gap"] = self.index.gaps[room.id]
        if self.traits.stairs_sensitive and self.site.needs_stairs(room):
            level = self.index.floors[room.floor_id].level
            above = level - self.rules.thresholds.highest_storey_by_stairs
            if above > 0:
                units["stairs"] = above

    def _opening_later(self) -> float:
        """How likely it is that the party and those expected do not all fit on the floors that are open."""
        if self._opened_later is None:
            opened = Counter(
                room.beds
                for room in self.index.vacant
                if room.id in self._usable and room.floor_id in self.index.floor_cohorts
            )
            likely = 0.0
            for share, demand in self._scenarios:
                everybody = Counter(dict(demand))
                everybody[self.party.size] += 1
                left = unserved(opened, sorted(everybody.items(), reverse=True))
                likely += share * min(sum(left), 1.0)
            self._opened_later = round(likely, 6)
        return self._opened_later

    def _measure_features(self, room: Room, units: Units) -> None:
        """A feature that the site does not have at all is not missed."""
        traits, has = self.traits, self.index.features
        if ACCESSIBLE in has and traits.limited is not (ACCESSIBLE in room.features):
            units["accessible_missing" if traits.limited else "accessible_kept"] = 1
        if NEAR_DOCTOR in has and traits.needs_doctor_near is not (NEAR_DOCTOR in room.features):
            units["doctor_far" if traits.needs_doctor_near else "doctor_kept"] = 1
        if self.party.language in self.index.languages:
            floor = self.index.floors[room.floor_id]
            if self.party.language not in floor.languages:
                units["language_far"] = 1
        if traits.fever:
            neighbours = self.index.neighbours.get(room.id, ())
            lost = sum(near not in self.index.occupants for near in neighbours)
            if lost:
                units["fever_rooms_lost"] = lost

    def harm(self, units: Units) -> float:
        """The score of broken hard rules."""
        hard = self.rules.hard
        return sum(hard[code].of(amount) for code, amount in units.items())

    def cost(self, units: Units) -> float:
        """The score of soft rules."""
        soft = self.rules.soft
        return sum(soft[code].of(amount) for code, amount in units.items())
