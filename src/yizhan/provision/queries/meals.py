"""Bags by floor and room in walking order. Nobody's name, tag or illness: what is eaten, and where."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Floor, Occupancy, Room
from yizhan.provision.enums import Diet
from yizhan.provision.rules import is_infant

DIETS = frozenset(Diet.values)
K = TypeVar("K", bound=Hashable)


class Portion(NamedTuple):
    """What is in one bag; `words` holds a diet that was written down freely, `without` keys of allergens."""

    diet: Diet
    child: bool
    words: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bags:
    """Bags, one a person: how many of each portion, and for how many nobody has said how they eat."""

    portions: Counter[Portion]
    unknown: int

    @property
    def total(self) -> int:
        """Every bag."""
        return self.portions.total()

    @property
    def children(self) -> int:
        """Bags for children, infants left out."""
        return sum(count for portion, count in self.portions.items() if portion.child)

    @property
    def special(self) -> list[tuple[Portion, int]]:
        """What is not ordinary, in the order of `Diet`, adults' before children's."""
        order = list(Diet)
        found = [(portion, count) for portion, count in self.portions.items() if is_special(portion)]
        return sorted(found, key=lambda row: (order.index(row[0].diet), *row[0][1:]))


@dataclass(frozen=True, slots=True)
class RoomBags:
    """One door and its bags; `ask_infant` when an infant of the party eats here or next door."""

    room: Room
    bags: Bags
    ask_infant: bool


@dataclass(frozen=True, slots=True)
class FloorBags:
    """One floor, its doors in walking order, and its sum."""

    floor: Floor
    rooms: tuple[RoomBags, ...]
    bags: Bags


@dataclass(frozen=True, slots=True)
class MealList:
    """A site's bags at one moment; `waiting` are of people who are here and in no room yet."""

    floors: tuple[FloorBags, ...]
    waiting: Bags
    bags: Bags


def meal_list(
    site_id: UUID,
    *,
    day: date,
    waiting: Collection[UUID],
    infants: Collection[UUID],
    infant_parties: Collection[UUID],
    rooms: Collection[UUID] | None = None,
) -> MealList:
    """Return the bags of everybody in a room now, and of the persons `waiting` for one; six queries.

    `infants` are persons fed as infants whatever their age, `infant_parties` parties with an
    infant that nobody has told apart yet: their doors are marked, and no bag is guessed. With `rooms`
    only those doors are looked at.
    """
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
    if rooms is not None:
        inside = inside.filter(room_id__in=list(rooms))
    rows = list(
        inside.select_related("person")
        .prefetch_related("room__floor")
        .order_by("room__floor__level", "room__position")
    )
    absent = list(Person.objects.filter(id__in=waiting))
    known = identities([*(row.person for row in rows), *absent])
    eats = _Eats(day, known, frozenset(infants))
    by_room: dict[Room, list[Occupancy]] = defaultdict(list)
    for row in rows:
        by_room[row.room].append(row)
    doors: dict[Floor, list[RoomBags]] = defaultdict(list)
    for room, inside_it in by_room.items():
        infant = any(row.party_id in infant_parties for row in inside_it)
        bags = eats.bags(row.person for row in inside_it)
        doors[room.floor].append(RoomBags(room, bags, infant))
    floors = tuple(
        FloorBags(floor, tuple(them), united(door.bags for door in them)) for floor, them in doors.items()
    )
    outside = eats.bags(absent)
    return MealList(floors, outside, united([*(floor.bags for floor in floors), outside]))


def bags_of(groups: Mapping[K, Collection[Person]], *, day: date, infants: Collection[UUID]) -> dict[K, Bags]:
    """Return the bags of each group of people, such as a party that has just come; one query."""
    known = identities([person for people in groups.values() for person in people])
    eats = _Eats(day, known, frozenset(infants))
    return {key: eats.bags(people) for key, people in groups.items()}


def is_special(portion: Portion) -> bool:
    """Tell whether the kitchen prepares this portion apart (a child's ordinary meal is its own column)."""
    return portion.diet != Diet.ORDINARY or bool(portion.words or portion.without)


def united(parts: Iterable[Bags]) -> Bags:
    """Return the sum of several heaps of bags."""
    portions: Counter[Portion] = Counter()
    unknown = 0
    for part in parts:
        portions.update(part.portions)
        unknown += part.unknown
    return Bags(portions, unknown)


class _Eats:
    """How each person eats, as far as it is known."""

    def __init__(self, day: date, known: dict[UUID, Identity], infants: frozenset[UUID]) -> None:
        self._day = day
        self._known = known
        self._infants = infants

    def bags(self, persons: Iterable[Person]) -> Bags:
        told = [self._portion(person) for person in persons]
        return Bags(Counter(portion for portion, _ in told), sum(unknown for _, unknown in told))

    def _portion(self, person: Person) -> tuple[Portion, bool]:
        identity = self._known.get(person.id, Identity())
        born = identity.birth_date
        if (
            person.id in self._infants
            or identity.diet == Diet.INFANT
            or (born and is_infant(born, self._day))
        ):
            return Portion(Diet.INFANT, child=False, without=identity.allergies), False
        child = person.age_group == AgeGroup.CHILD
        if identity.diet in DIETS:
            return Portion(Diet(identity.diet), child, without=identity.allergies), False
        is_unknown = not (identity.diet or identity.allergies)
        return Portion(Diet.ORDINARY, child, identity.diet, identity.allergies), is_unknown
