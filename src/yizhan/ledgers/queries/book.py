"""The in and out book (入住解除日记账): every day's arrivals and departures, and that they add up.

Read from the journal, and counted a second time from the stays: two ways to the same figures.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count

from yizhan.ledgers.enums import Movement
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.enums import EndReason, EntryKind
from yizhan.stays.models import JournalEntry, Stay

_IN_OR_OUT = tuple(kind.value for kind in Movement)
_OUT = tuple(kind.value for kind in Movement if kind != Movement.ARRIVED)
_STRIKING = (EntryKind.VOIDED.value, EntryKind.REINSTATED.value)
# A phone's clock may be off: what strikes out is looked for a while before what it strikes out.
CLOCKS_DIFFER = timedelta(days=1)


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
    def lines(self) -> list[Line]:
        """The lines of all these days, in order."""
        return [line for day in self.days for line in day.lines]

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
    """Return the book from `first` to `last` (both included, on the site's calendar); at most ten queries.

    An arrival or departure that was struck out later counts as never entered: it is not in the book. What
    lies before the book is only counted, so that a book of some days is quick after years.
    """
    zone = ZoneInfo(site.timezone)
    days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    midnights = [datetime.combine(day, time(), zone) for day in days]
    before, tallies = _read_journal(site, midnights[0], midnights[-1], zone)
    present = _present(site, midnights)
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
    since = begins - CLOCKS_DIFFER
    stays, departures = _struck_out(site, since)
    before, days = _counted(site, since), dict[date, _Tally]()
    read = list(_movements(site, since, None if stays or departures else ends))
    rooms = _Rooms(site, {UUID(body["person"]) for _, _, at, body in read if begins <= at < ends})
    for sequence, kind, at, body in read:
        if body["stay"] in stays or sequence in departures or at >= ends:
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
    # Struck out since, and entered before anything that was read here.
    before -= len(stays - {body["stay"] for _, kind, _, body in read if kind == Movement.ARRIVED})
    before += len(departures - {sequence for sequence, *_ in read})
    return before, days


def _counted(site: Site, until: datetime) -> int:
    """Return how many were present by the entries before a moment, those that strike out counted too."""
    entries = JournalEntry.objects.filter(site=site, at__lt=until, kind__in=(*_IN_OR_OUT, *_STRIKING))
    counts: dict[str, int] = dict(entries.order_by().values_list("kind").annotate(entries=Count("id")))
    came = counts.get(EntryKind.ARRIVED, 0) - counts.get(EntryKind.VOIDED, 0)
    return came - sum(counts.get(kind, 0) for kind in _OUT) + counts.get(EntryKind.REINSTATED, 0)


def _movements(
    site: Site, since: datetime, ends: datetime | None
) -> Iterator[tuple[int, str, datetime, dict[str, str]]]:
    entries = JournalEntry.objects.filter(site=site, kind__in=_IN_OR_OUT, at__gte=since)
    if ends:
        entries = entries.filter(at__lt=ends)
    # By kind and time they are found by index; in the order of the journal they would all be read.
    rows = entries.order_by().values_list("sequence", "kind", "at", "body")
    for sequence, kind, at, body in sorted(rows):
        yield sequence, kind, at, json.loads(bytes(body))


def _struck_out(site: Site, since: datetime) -> tuple[set[str], set[int]]:
    """Return which stays were said never to have been since a moment, and which departures (by sequence)."""
    entries = JournalEntry.objects.filter(site=site, kind__in=_STRIKING, at__gte=since)
    read = [(kind, json.loads(bytes(body))) for kind, body in entries.order_by().values_list("kind", "body")]
    stays = {body["stay"] for kind, body in read if kind == EntryKind.VOIDED}
    return stays, {int(body["corrects"]) for kind, body in read if kind == EntryKind.REINSTATED}


class _Rooms:
    """The rooms in which people of a site were, and since when."""

    def __init__(self, site: Site, persons: set[UUID]) -> None:
        self._stretches: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
        names = dict(Room.objects.filter(site=site).values_list("id", "name"))
        # By person alone: asked for the site too, a database reads all who were ever in its rooms.
        rows = Occupancy.objects.filter(person_id__in=persons).order_by("started_at")
        for person, room, started in rows.values_list("person_id", "room_id", "started_at"):
            if room in names:
                self._stretches[person].append((started, names[room]))

    def around(self, movement: Movement, person: UUID, at: datetime) -> str:
        """The first room after an arrival, the last one before a departure; "" for none."""
        here = self._stretches.get(person, [])
        if movement == Movement.ARRIVED:
            return next((room for started, room in here if started >= at), "")
        return next((room for started, room in reversed(here) if started < at), "")


def _present(site: Site, moments: Sequence[datetime]) -> Callable[[datetime], int]:
    """Return how many were present just before any of these moments, by the stays."""
    stays = Stay.objects.filter(site=site).exclude(end_reason=EndReason.VOID)
    came, went = stays.filter(started_at__lt=moments[-1]), stays.filter(ended_at__lt=moments[-1])
    before = came.filter(started_at__lt=moments[0]).count() - went.filter(ended_at__lt=moments[0]).count()
    arrived = sorted(came.filter(started_at__gte=moments[0]).values_list("started_at", flat=True))
    departed = sorted(
        moment
        for moment in went.filter(ended_at__gte=moments[0]).values_list("ended_at", flat=True)
        if moment
    )
    return lambda moment: before + bisect_left(arrived, moment) - bisect_left(departed, moment)
