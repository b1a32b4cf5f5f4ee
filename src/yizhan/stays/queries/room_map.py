"""The room map: every room with who is in it, and the parties who wait for one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from planner.placement import AgeGroup, Member, PartyProfile, Relation, default_rules
from planner.placement.flags import flags_of
from planner.placement.traits import PartyTraits
from yizhan.core.clock import now
from yizhan.health.queries.flags import fever_at, needs_at
from yizhan.places.models import Floor, Occupancy, Room, Site
from yizhan.places.names import floor_label
from yizhan.stays.models import Stay
from yizhan.stays.queries.words import MARKS, Mark
from yizhan.stays.rules import format_tag

KNOWN_RELATIONS = frozenset(relation.value for relation in Relation)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at the site as the map knows them: never by name."""

    person_id: UUID
    party_id: UUID
    number: int
    letter: str
    cohort: str
    since: datetime
    age_group: str
    relation: str
    registered: bool
    fever: bool
    needs: frozenset[str]


@dataclass(slots=True)
class MapParty:
    """Those of a party who are in one room, or who wait together; `day` is 1 on the day of arrival."""

    party_id: UUID
    number: int
    guests: list[Guest]
    day: int
    marks: list[Mark]

    @property
    def tag(self) -> str:
        """The wristband's number."""
        return format_tag(self.number)

    @property
    def since(self) -> datetime:
        """When the first of them was seen."""
        return min(guest.since for guest in self.guests)

    @property
    def cohort(self) -> str:
        """Why they came, as announced."""
        return next((guest.cohort for guest in self.guests if guest.cohort), "")

    @property
    def fever(self) -> bool:
        """True when somebody of them has fever."""
        return any(guest.fever for guest in self.guests)

    @property
    def unregistered(self) -> int:
        """How many of them have no name yet."""
        return sum(not guest.registered for guest in self.guests)

    @property
    def seen(self) -> Counter[str]:
        """How many adults, children and people of unknown age."""
        return Counter(guest.age_group for guest in self.guests)


@dataclass(slots=True)
class RoomTile:
    """A room as it stands on the map; `state` is what may be done with it apart from its people."""

    id: UUID
    name: str
    floor_id: UUID
    corridor: str
    kind: str
    beds: int
    extension: str
    state: str
    state_reason: str
    parties: list[MapParty] = field(default_factory=list)

    @property
    def people(self) -> int:
        """People entered in the room."""
        return sum(len(party.guests) for party in self.parties)

    @property
    def unregistered(self) -> int:
        """How many of them have no name yet."""
        return sum(party.unregistered for party in self.parties)

    @property
    def shows(self) -> str:
        """The one state that matters most: fever, attention, unregistered, occupied, or the room's own."""
        if not self.parties:
            return self.state
        if any(party.fever for party in self.parties):
            return "fever"
        if any(party.marks for party in self.parties):
            return "attention"
        return "unregistered" if self.unregistered else "occupied"


@dataclass(slots=True)
class MapFloor:
    """A floor with its rooms in walking order."""

    id: UUID
    label: str
    tiles: list[RoomTile] = field(default_factory=list)

    @property
    def people(self) -> int:
        """People on the floor."""
        return sum(tile.people for tile in self.tiles)

    @property
    def vacant(self) -> int:
        """Rooms that can be given now."""
        return sum(tile.shows == "ready" for tile in self.tiles)


@dataclass(slots=True)
class RoomMap:
    """The map at one version; `floors` hold only rooms that changed if it was asked for since."""

    version: int
    floors: list[MapFloor]
    waiting: list[MapParty]

    @property
    def tiles(self) -> Iterator[RoomTile]:
        """Every room, floor by floor."""
        return (tile for floor in self.floors for tile in floor.tiles)

    @property
    def cohorts(self) -> list[str]:
        """The cohorts in the house."""
        return sorted({party.cohort for tile in self.tiles for party in tile.parties if party.cohort})


def room_map(site: Site, *, since: int = -1) -> RoomMap:
    """Read the map, or just the rooms that changed after version `since`; seven queries."""
    version = Site.objects.values_list("map_version", flat=True).get(id=site.id)
    floors = {
        floor_id: MapFloor(floor_id, floor_label(name))
        for floor_id, name in Floor.objects.filter(site=site).values_list("id", "name")
    }
    tiles = {tile.id: tile for tile in _tiles(site, since)}
    for tile in tiles.values():
        floors[tile.floor_id].tiles.append(tile)
    inside = dict(
        Occupancy.objects.filter(room__site=site, ended_at=None)
        .order_by()
        .values_list("person_id", "room_id")
    )
    waiting: list[MapParty] = []
    for room_id, party in _parties(guests_at(site.id), inside, site):
        if room_id is None:
            waiting.append(party)
        elif room_id in tiles:
            tiles[room_id].parties.append(party)
    return RoomMap(version, list(floors.values()), sorted(waiting, key=lambda party: party.since))


def guests_at(site_id: UUID) -> list[Guest]:
    """Return everybody who is at the site now, in order of wristbands; three queries."""
    feverish, needs = fever_at(site_id), needs_at(site_id)
    rows = Stay.objects.filter(site_id=site_id, ended_at=None).values_list(
        "person_id", "party_id", "band_number", "band_letter", "cohort", "started_at", "person__age_group",
        "person__relation", "person__registered_at",
    )  # fmt: skip
    return [
        Guest(
            person, party, number, letter, cohort, since, age_group, relation, named is not None,
            person in feverish,
            frozenset(kind for whom, kind in needs.get(party, ()) if whom in (None, person)),
        )
        for person, party, number, letter, cohort, since, age_group, relation, named in rows
    ]  # fmt: skip


def site_day(site: Site) -> date:
    """Return today's date on the site's calendar."""
    return now().astimezone(ZoneInfo(site.timezone)).date()


def day_of_stay(since: datetime, site: Site, day: date | None = None) -> int:
    """Return which day of a stay it is: 1 on the day of arrival."""
    first = since.astimezone(ZoneInfo(site.timezone)).date()
    return ((day or site_day(site)) - first).days + 1


def marks_of(guests: Iterable[Guest]) -> list[Mark]:
    """Return what must be known of people of one party, gravest first."""
    everybody = list(guests)
    codes = [*_flags(tuple((guest.age_group, guest.relation, guest.fever) for guest in everybody))]
    codes += [kind for guest in everybody for kind in sorted(guest.needs)]
    codes += ["fever"] if any(guest.fever for guest in everybody) else []
    known = [MARKS[code] for code in dict.fromkeys(codes) if code in MARKS]
    return sorted(known, key=lambda mark: not mark.grave)


@lru_cache(maxsize=4096)
def _flags(seen: tuple[tuple[str, str, bool], ...]) -> tuple[str, ...]:
    """What the planner flags; few make-ups come again and again."""
    rules = default_rules()
    members = tuple(
        Member(
            str(place), AgeGroup(age_group), fever=fever,
            relation=Relation(relation) if relation in KNOWN_RELATIONS else Relation.OTHER,
        )
        for place, (age_group, relation, fever) in enumerate(seen)
    )  # fmt: skip
    traits = PartyTraits.of(PartyProfile("", members), rules.thresholds)
    return tuple(flag.code for flag in flags_of(traits, rules))


def _tiles(site: Site, since: int) -> Iterator[RoomTile]:
    rows = Room.objects.filter(site=site, map_version__gt=since).order_by("floor__level", "position")
    for row in rows.values_list(
        "id", "name", "floor_id", "corridor", "kind", "beds", "extension", "state", "state_reason"
    ):
        yield RoomTile(*row)


def _parties(
    guests: Iterable[Guest], inside: dict[UUID, UUID], site: Site
) -> Iterator[tuple[UUID | None, MapParty]]:
    together: dict[tuple[UUID | None, UUID], list[Guest]] = {}
    for guest in guests:
        together.setdefault((inside.get(guest.person_id), guest.party_id), []).append(guest)
    today = site_day(site)
    for (room_id, party_id), group in together.items():
        day = day_of_stay(min(guest.since for guest in group), site, today)
        yield room_id, MapParty(party_id, group[0].number, group, day, marks_of(group))
