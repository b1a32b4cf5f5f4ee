"""All rooms of all hotels by number, who is next door to whom, and which cohort has which corridor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from planner.network.counting import Cohort, Counted
from planner.placement.batch import Plan

MOST_OVER = 20.0  # rooms that cost a party so much more than the cheapest are not tried
UNOWNED = -1
Corridor = tuple[int, str, str]  # hotel, floor, corridor


class Corridors:
    """Rooms as lists by number; `number` finds them by hotel and id.

    `owner`: number of the one cohort on the room's corridor, who may exchange rooms there. `class_of`:
    of vacant rooms. `may_be_lost`: whether a fever next door costs a room. `healthy_beside`: rooms next
    door where somebody without fever stays.
    """

    def __init__(self, counted: Counted, plans: Mapping[int, Plan]) -> None:
        self.number: dict[tuple[int, str], int] = {}
        self.ids: list[str] = []
        self.hotel: list[int] = []
        self.floor: list[int] = []
        self.near: list[tuple[int, ...]] = []
        self.owner: list[int] = []
        self.class_of: list[int] = []
        self.may_be_lost: list[bool] = []
        self.healthy_beside: list[int] = []
        self.open_floors: set[int] = set()
        self._floors: dict[tuple[int, str], int] = {}
        self._counted = counted
        owners = self._owners(plans)
        for hotel in counted.reachable:
            self._add(hotel, owners)
        self._rooms: dict[tuple[int, int], list[list[int]]] = {}

    def rooms_for(self, cohort: int, kind: int) -> list[list[int]]:
        """Vacant rooms of the cohort's corridors by what they cost the kind, cheapest first."""
        if (cohort, kind) not in self._rooms:
            by_price: dict[float, list[int]] = defaultdict(list)
            for room, owner in enumerate(self.owner):
                if owner == cohort:
                    by_price[self._counted.prices[self.class_of[room]][kind]].append(room)
            least = min(by_price, default=0.0)
            self._rooms[cohort, kind] = [
                by_price[price] for price in sorted(by_price) if price <= least + MOST_OVER
            ]
        return self._rooms[cohort, kind]

    def groups(self, counted: Counted) -> Iterator[tuple[tuple[str, ...], list[int]]]:
        """Companions who hang together, and rooms of those of them who stay in a hotel already."""
        grouped = {one for group in counted.groups for one in group}
        alone = [(one,) for one in counted.anchors if one not in grouped]
        for group in (*counted.groups, *alone):
            wanted = frozenset().union(*(counted.parties[one].companions for one in group))
            residents = [
                self.number[hotel, room]
                for hotel in counted.reachable
                for one, rooms in counted.problem.hotels[hotel].site.index.rooms_of_party.items()
                if one in wanted
                for room in rooms
            ]
            yield group, residents

    def _owners(self, plans: Mapping[int, Plan]) -> dict[Corridor, int]:
        """The one cohort of each corridor; an empty one belongs to the one cohort of its floor."""
        counted = self._counted
        corridors: dict[Corridor, set[Cohort]] = defaultdict(set)
        floors: dict[tuple[int, str], set[Cohort]] = defaultdict(set)
        for hotel in counted.reachable:
            index = counted.problem.hotels[hotel].site.index
            for key in index.corridors:
                corridors[hotel, *key] |= index.corridor_cohorts.get(key, frozenset())
            for one, shares in plans.get(hotel, {}).items():
                for share in shares:
                    corridors[hotel, *index.rooms[share.room_id].corridor_key].add(
                        counted.parties[one].cohort
                    )
        for (hotel, floor, _), cohorts in corridors.items():
            floors[hotel, floor] |= cohorts
        found: dict[Corridor, int] = {}
        for (hotel, floor, corridor), cohorts in corridors.items():
            mine = cohorts or floors[hotel, floor]
            if len(mine) == 1 and (cohort := next(iter(mine))) in counted.cohorts:
                found[hotel, floor, corridor] = counted.cohorts.index(cohort)
        return found

    def _add(self, hotel: int, owners: Mapping[Corridor, int]) -> None:
        site = self._counted.problem.hotels[hotel].site
        index, vacant = site.index, {room.id for room in site.index.vacant}
        first = len(self.ids)
        for place, one in enumerate(index.neighbours):
            self.number[hotel, one] = first + place
        for room_id, near in index.neighbours.items():
            room = index.rooms[room_id]
            free = room_id in vacant
            floor = self._floors.setdefault((hotel, room.floor_id), len(self._floors))
            if room.floor_id in index.floor_cohorts:
                self.open_floors.add(floor)
            self.ids.append(room_id)
            self.hotel.append(hotel)
            self.floor.append(floor)
            self.near.append(tuple(self.number[hotel, other] for other in near))
            self.owner.append(owners.get((hotel, *room.corridor_key), UNOWNED) if free else UNOWNED)
            self.class_of.append(self._counted.class_of.get((hotel, room_id), UNOWNED))
            self.may_be_lost.append(free and room_id not in index.beside_fever)
            self.healthy_beside.append(
                sum(any(not o.fever for o in index.occupants.get(other, ())) for other in near)
            )
