"""The master ledger: who was where at any hour, as far as it is known today."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from yizhan.places.models import Occupancy, Site
from yizhan.places.names import floor_label
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay
from yizhan.stays.queries.room_map import day_of_stay
from yizhan.stays.rules import format_tag


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """A room and since when somebody is in it; `walk` orders rooms as they are walked."""

    room_id: UUID
    room: str
    floor: str
    since: datetime
    walk: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One person at the site; `arrived` is when they were first seen there, `place` their room if any."""

    tag: str
    person_id: UUID
    party_id: UUID
    age_group: str
    cohort: str
    arrived: datetime
    day: int
    registered: bool
    place: LedgerPlace | None

    @property
    def floor(self) -> str:
        """The floor's label; empty without a room."""
        return self.place.floor if self.place else ""


@dataclass(frozen=True, slots=True)
class FloorTotal:
    """People and rooms on a floor; the label is empty for those without a room."""

    label: str
    people: int
    rooms: int
    children: int
    unregistered: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everybody at a site at one hour, in walking order; those without a room come first."""

    at: datetime
    lines: list[LedgerLine]

    @property
    def floors(self) -> list[FloorTotal]:
        """Totals by floor, in the order of the lines."""
        return [self._total(label) for label in dict.fromkeys(line.floor for line in self.lines)]

    @property
    def people(self) -> int:
        """Everybody."""
        return len(self.lines)

    @property
    def rooms(self) -> int:
        """Rooms with somebody in them."""
        return len({line.place.room_id for line in self.lines if line.place})

    @property
    def unregistered(self) -> int:
        """Those without a name."""
        return sum(not line.registered for line in self.lines)

    @property
    def seen(self) -> Counter[str]:
        """Adults, children and people of unknown age."""
        return Counter(line.age_group for line in self.lines)

    def _total(self, label: str) -> FloorTotal:
        here = [line for line in self.lines if line.floor == label]
        return FloorTotal(
            label, len(here), len({line.place.room_id for line in here if line.place}),
            sum(line.age_group == "child" for line in here), sum(not line.registered for line in here),
        )  # fmt: skip


def ledger_at(site: Site, at: datetime) -> Ledger:
    """Return who was at the site at `at`, as the record stands today; two queries.

    What was struck out or corrected since then is shown as it really was, not as it was entered.
    """
    places = _places(site, at)
    stays = Stay.objects.filter(_lasting(at), site=site, started_at__lte=at).exclude(
        end_reason=EndReason.VOID
    )
    rows = stays.values_list(
        "person_id", "party_id", "band_number", "band_letter", "person__age_group", "cohort", "started_at",
        "person__registered_at",
    )  # fmt: skip
    lines = [
        LedgerLine(
            format_tag(number, letter), person_id, party_id, age_group, cohort, arrived,
            day_of_stay(arrived, site, at.astimezone(ZoneInfo(site.timezone)).date()),
            registered_at is not None and registered_at <= at, places.get(person_id),
        )
        for person_id, party_id, number, letter, age_group, cohort, arrived, registered_at in rows
    ]  # fmt: skip
    return Ledger(at, sorted(lines, key=_walking))


def _places(site: Site, at: datetime) -> dict[UUID, LedgerPlace]:
    inside = Occupancy.objects.filter(_lasting(at), room__site=site, started_at__lte=at)
    rows = inside.order_by("started_at").values_list(
        "person_id", "room_id", "room__name", "room__floor__name", "started_at", "room__floor__level",
        "room__position",
    )  # fmt: skip
    return {
        person_id: LedgerPlace(room_id, name, floor_label(floor), since, (level, position))
        for person_id, room_id, name, floor, since, level, position in rows
    }


def _lasting(at: datetime) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=at)


def _walking(line: LedgerLine) -> tuple[bool, tuple[int, int], str]:
    return line.place is not None, line.place.walk if line.place else (0, 0), line.tag
