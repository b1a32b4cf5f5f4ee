"""The in and out book (入住解除日记账): every day's arrivals and departures, and that they add up.

Read from the journal, and counted a second time from the stays: two ways to the same figures.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.ledgers.enums import Movement
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.enums import EndReason, EntryKind
from yizhan.stays.models import JournalEntry, Stay

_IN_OR_OUT = tuple(kind.value for kind in Movement)


@dataclass(frozen=True, slots=True)
class Line:
    """One arrival or departure: the journal's entry, who, and their first or last room."""

    sequence: int
    movement: Movement
    at: datetime
    tag: str
    person_id: UUID
    room: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day's figures by the journal; `in_ledger` is who was present at its end by the stays."""

    day: date
    before: int
    moved: Counter[Movement]
    in_ledger: int
    lines: tuple[Line, ...]

    @property
    def received(self) -> int:
        """People who came."""
        return self.moved[Movement.ARRIVED]

    @property
    def released(self) -> int:
        """People whose time was over, or who were let go before."""
        return self.moved[Movement.RELEASED]

    @property
    def transferred(self) -> int:
        """People who went to another site or a hospital."""
        return self.moved[Movement.TRANSFERRED]

    @property
    def present(self) -> int:
        """People at the end of the day: those before, and who came, without those who went."""
        return self.before + self.received - self.released - self.transferred

    @property
    def agrees(self) -> bool:
        """Whether journal and ledger give the same number."""
        return self.present == self.in_ledger


@dataclass(frozen=True, slots=True)
class Book:
    """The days asked for, in order."""

    days: list[Day]

    @property
    def total(self) -> Counter[Movement]:
        """All movements of these days."""
        return Counter({kind: sum(day.moved[kind] for day in self.days) for kind in Movement})


@dataclass(slots=True)
class _Tally:
    """What the journal says of one day, while it is read."""

    moved: Counter[Movement] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)


def in_out_book(site: Site, first: date, last: date) -> Book:
    """Return the book from `first` to `last` (both included, on the site's calendar); five queries.

    An arrival or departure that was struck out later counts as never entered: it is not in the book.
    """
    zone = ZoneInfo(site.timezone)
    days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    midnights = [datetime.combine(day, time(), zone) for day in days]
    before, tallies = _read_journal(site, midnights[0], midnights[-1], zone)
    present = _present(site)
    made = []
    for day, end in zip(days, midnights[1:], strict=False):
        tally = tallies.get(day, _Tally())
        made.append(Day(day, before, tally.moved, present(end), tuple(tally.lines)))
        before = made[-1].present
    return Book(made)


def _read_journal(
    site: Site, begins: datetime, ends: datetime, zone: ZoneInfo
) -> tuple[int, dict[date, _Tally]]:
    """Return how many were present when the book begins, and what happened on each of its days."""
    stays, departures = _struck_out(site)
    before, days = 0, dict[date, _Tally]()
    rooms = _Rooms(site)
    for sequence, kind, at, body in _movements(site, ends):
        if body["stay"] in stays or sequence in departures:
            continue
        movement = Movement(kind)
        if at < begins:
            before += 1 if movement == Movement.ARRIVED else -1
            continue
        tally = days.setdefault(at.astimezone(zone).date(), _Tally())
        tally.moved[movement] += 1
        person = UUID(body["person"])
        tally.lines.append(
            Line(sequence, movement, at, body["tag"], person, rooms.around(movement, person, at))
        )
    return before, days


def _movements(site: Site, ends: datetime) -> Iterator[tuple[int, str, datetime, dict[str, str]]]:
    entries = JournalEntry.objects.filter(site=site, kind__in=_IN_OR_OUT, at__lt=ends).order_by("sequence")
    for sequence, kind, at, body in entries.values_list("sequence", "kind", "at", "body").iterator():
        yield sequence, kind, at, json.loads(bytes(body))


def _struck_out(site: Site) -> tuple[set[str], set[int]]:
    """Return the stays that never were, and the departures that never were (by sequence)."""
    kinds = (EntryKind.VOIDED, EntryKind.REINSTATED)
    bodies = JournalEntry.objects.filter(site=site, kind__in=kinds).values_list("kind", "body")
    read = [(kind, json.loads(bytes(body))) for kind, body in bodies]
    stays = {body["stay"] for kind, body in read if kind == EntryKind.VOIDED}
    return stays, {int(body["corrects"]) for kind, body in read if kind == EntryKind.REINSTATED}


class _Rooms:
    """The rooms in which people of a site were, and since when."""

    def __init__(self, site: Site) -> None:
        names = dict(Room.objects.filter(site=site).values_list("id", "name"))
        self._stretches: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
        rows = Occupancy.objects.filter(room__site=site).order_by("started_at")
        for person, room, started in rows.values_list("person_id", "room_id", "started_at"):
            self._stretches[person].append((started, names[room]))

    def around(self, movement: Movement, person: UUID, at: datetime) -> str:
        """The first room after an arrival, the last one before a departure; "" for none."""
        here = self._stretches.get(person, [])
        if movement == Movement.ARRIVED:
            return next((room for started, room in here if started >= at), "")
        return next((room for started, room in reversed(here) if started < at), "")


def _present(site: Site) -> Callable[[datetime], int]:
    """Return how many were present just before a moment, by the stays."""
    stays = Stay.objects.filter(site=site).exclude(end_reason=EndReason.VOID)
    rows = list(stays.values_list("started_at", "ended_at"))
    came = sorted(started for started, _ in rows)
    went = sorted(ended for _, ended in rows if ended)
    return lambda moment: bisect_left(came, moment) - bisect_left(went, moment)
