"""Care packs: who has not got one yet, door by door, and for how many the store has enough."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum, prefetch_related_objects

from yizhan.people.identity import Identity
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Floor, Occupancy, Room
from yizhan.provision.enums import Diet
from yizhan.provision.models import PackGiven, StockLot
from yizhan.provision.queries.stock import day_at
from yizhan.provision.rules import is_infant
from yizhan.provision.stock_rules import PackKind, elderly_from, packs

PACKS = "packs"
ARRIVAL = "arrival"
EVERYONE, INFANTS, ELDERLY = "everyone", "infants", "elderly"


@dataclass(frozen=True, slots=True)
class PackOwed:
    """Somebody who may be given a pack: their wristband, and where they are; nobody's name."""

    person_id: UUID
    tag: str
    room: Room | None


@dataclass(frozen=True, slots=True)
class PackDoor:
    """One door and those behind it without a pack."""

    room: Room
    people: tuple[PackOwed, ...]


@dataclass(frozen=True, slots=True)
class PackFloor:
    """One floor and its doors in walking order."""

    floor: Floor
    doors: tuple[PackDoor, ...]


@dataclass(frozen=True, slots=True)
class PacksOwed:
    """Who has not got a pack of one kind: those in no room first, for reception; then floor by floor.

    `enough_for`: for how many the store has everything; `given`: how many have theirs.
    """

    kind: PackKind
    lobby: tuple[PackOwed, ...]
    floors: tuple[PackFloor, ...]
    given: int
    enough_for: int

    @property
    def owed(self) -> int:
        """How many people have not got theirs."""
        return len(self.lobby) + sum(len(door.people) for floor in self.floors for door in floor.doors)

    @property
    def rows(self) -> int:
        """How many rows that is: a person at reception is one, or a door."""
        return len(self.lobby) + sum(len(floor.doors) for floor in self.floors)


def owed_packs(site_id: UUID, kind: PackKind) -> PacksOwed:
    """Return who has not got a pack of this kind, as far as its rule says for whom it is.

    A kind for whoever asks is owed to nobody. A rule by age opens particulars, and whoever asks audits that.
    """
    without = list(_without(site_id, kind))
    meant_for = _meant_for(site_id, kind, without)
    owed = _placed(site_id, [one for one in without if one.id in meant_for])
    doors: dict[UUID, list[PackOwed]] = defaultdict(list)
    for one in owed:
        if one.room:
            doors[one.room.id].append(one)
    floors: dict[UUID, list[PackDoor]] = defaultdict(list)
    for behind in doors.values():
        room = behind[0].room
        if room:
            floors[room.floor_id].append(PackDoor(room, tuple(behind)))
    return PacksOwed(
        kind, tuple(one for one in owed if one.room is None),
        tuple(PackFloor(found[0].room.floor, tuple(found)) for found in floors.values()),
        packs_given(site_id).filter(kind=kind.key).count(), enough_for(site_id, kind),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PacksPage:
    """Some rows of those who have none yet: people at reception, then doors by floor.

    `begins`: which row each floor begins with, by the whole list.
    """

    lobby: tuple[PackOwed, ...]
    floors: tuple[PackFloor, ...]
    begins: tuple[tuple[Floor, int], ...]


def rows_of(owed: PacksOwed, first: int, last: int) -> PacksPage:
    """Return the rows from `first` up to and without `last`; a person at reception is a row, or a door."""
    place, floors, begins = len(owed.lobby), [], []
    for floor in owed.floors:
        begins.append((floor.floor, place))
        doors = floor.doors[max(first - place, 0) : max(last - place, 0)]
        if doors:
            floors.append(PackFloor(floor.floor, doors))
        place += len(floor.doors)
    return PacksPage(owed.lobby[first:last], tuple(floors), tuple(begins))


def found_here(site_id: UUID, text: str) -> list[PackOwed]:
    """Return the people of a room by its name, or of a wristband number such as 023 or 023-A."""
    number = text.partition("-")[0]
    inside = _here(site_id).filter(occupancies__ended_at=None, occupancies__room__name=text)
    people = list(inside)
    if not people and number.isascii() and number.isdigit() and len(number) <= 4:
        people = list(_here(site_id).filter(stays__ended_at=None, stays__band_number=int(number)))
    return _placed(site_id, people)


def rooms_without_packs(site_id: UUID) -> list[UUID]:
    """Return the rooms behind which somebody has no pack on arrival, if the store has anything for one."""
    if not enough_for(site_id, packs()[ARRIVAL], whole=False):
        return []
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).exclude(
        person_id__in=packs_given(site_id).filter(kind=ARRIVAL).values("person_id")
    )
    ordered = inside.order_by("room__floor__level", "room__position").values_list("room_id", flat=True)
    return list(dict.fromkeys(ordered))


def behind_doors(site_id: UUID, room_ids: Collection[UUID]) -> dict[UUID, list[PackOwed]]:
    """Return by room those behind some doors who have no pack on arrival; three queries."""
    people = _without(site_id, packs()[ARRIVAL]).filter(
        occupancies__ended_at=None, occupancies__room_id__in=list(room_ids)
    )
    found: dict[UUID, list[PackOwed]] = defaultdict(list)
    for one in _placed(site_id, list(people)):
        if one.room:
            found[one.room.id].append(one)
    return found


def packs_given(site_id: UUID) -> QuerySet[PackGiven]:
    """Return the packs that were given at a site and not taken back, the latest first."""
    return PackGiven.objects.filter(site_id=site_id, withdrawn_at=None)


def tags_of(site_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, PackOwed]:
    """Return where some people are, by person, with the wristband of their last stay here."""
    return {one.person_id: one for one in _placed(site_id, list(Person.objects.filter(id__in=person_ids)))}


def enough_for(site_id: UUID, kind: PackKind, *, whole: bool = True) -> int:
    """Return for how many packs the store has every article, or if not `whole` any; nothing expired."""
    today = day_at(site_id)
    lots = StockLot.objects.filter(stock__site_id=site_id, stock__item__in=list(kind.contents))
    good = lots.exclude(expires_on__lt=today).order_by().values_list("stock__item")
    there: dict[str, int] = dict(good.annotate(total=Sum("on_hand")))
    reach = [there.get(item, 0) // count for item, count in kind.contents.items()]
    return min(reach) if whole else max(reach)


def _here(site_id: UUID) -> QuerySet[Person]:
    return Person.objects.filter(stays__site_id=site_id, stays__ended_at=None).distinct()


def _without(site_id: UUID, kind: PackKind) -> QuerySet[Person]:
    had = packs_given(site_id).filter(kind=kind.key, person_id=OuterRef("id"))
    return _here(site_id).filter(~Exists(had))


def _meant_for(site_id: UUID, kind: PackKind, people: Collection[Person]) -> set[UUID]:
    if kind.whom == EVERYONE:
        return {one.id for one in people}
    if kind.whom not in (INFANTS, ELDERLY):
        return set()
    today, known = day_at(site_id), identities(people)
    fits = _is_infant if kind.whom == INFANTS else _is_elderly
    return {person_id for person_id, identity in known.items() if fits(identity, today)}


def _is_infant(known: Identity, today: date) -> bool:
    return known.diet == Diet.INFANT or bool(known.birth_date and is_infant(known.birth_date, today))


def _is_elderly(known: Identity, today: date) -> bool:
    return bool(known.birth_date and _age(known.birth_date, today) >= elderly_from())


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _placed(site_id: UUID, people: Collection[Person]) -> list[PackOwed]:
    """Return people with wristband and room, in the order in which one walks; four queries."""
    ids = [person.id for person in people]
    prefetch_related_objects(list(people), "stays")
    tags = {person.id: _tag(person, site_id) for person in people}
    inside = Occupancy.objects.filter(person_id__in=ids, ended_at=None, room__site_id=site_id)
    rooms = {row.person_id: row.room for row in inside.prefetch_related("room__floor")}
    owed = [PackOwed(person_id, tags.get(person_id, ""), rooms.get(person_id)) for person_id in ids]
    return sorted(owed, key=_on_the_way)


def _tag(person: Person, site_id: UUID) -> str:
    here = [stay for stay in person.stays.all() if stay.site_id == site_id]
    return max(here, key=lambda stay: stay.started_at).tag if here else ""


def _on_the_way(one: PackOwed) -> tuple[int, str, int, str]:
    return (
        (one.room.floor.level, one.room.floor.name, one.room.position, one.tag)
        if one.room
        else (-99, "", 0, one.tag)
    )
