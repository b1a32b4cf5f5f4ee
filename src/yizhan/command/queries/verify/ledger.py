"""Where the ledger of a site, as the tables hold it, is not word for word what its journal says.

Hundreds of thousands of rows are compared as the texts in which both are written; only what differs
is looked at closely. Made into ids and moments first, they took four times as long.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import F, Q, QuerySet

from yizhan.core.columns import Digits, Moment
from yizhan.places.models import Occupancy, Site
from yizhan.stays.models import Stay
from yizhan.stays.queries.fold import Fold, Span, Visit
from yizhan.stays.rules import format_tag

READ_AT_ONCE = 2000

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What the journal says and what the tables have, only where they differ.

    `stays` are pairs of the two, None where one has no such stay. `spans` are by person, in order of
    time: all stretches in a room by the journal, and all by the table. Whoever is not named here is
    in the tables just as in the journal.
    """

    stays: list[tuple[Visit | None, Visit | None]]
    spans: dict[str, tuple[list[Span], list[Span]]]


def differences(site: Site, fold: Fold, spans: Iterable[Span]) -> Differences:
    """Compare a site's stays and occupancies with the fold of its journal, and its `spans`; two queries."""
    return Differences(list(_different_stays(site, fold)), dict(_different_spans(site, spans)))


def _different_stays(site: Site, fold: Fold) -> Iterator[tuple[Visit | None, Visit | None]]:
    found = {row[0]: row for row in _stays(site)}
    for visit in fold.visits.values():
        row = found.pop(_digits(visit.stay), None)
        if row != _row_of(visit):
            yield visit, _visit(row) if row else None
    for row in found.values():
        yield None, _visit(row)


def _different_spans(
    site: Site, spans: Iterable[Span]
) -> Iterator[tuple[str, tuple[list[Span], list[Span]]]]:
    found: dict[str, list[Row]] = {}
    for row in _spans(site):
        found.setdefault(row[0], []).append(row)
    for person, stretches in groupby(spans, key=attrgetter("person")):
        said, digits = list(stretches), _digits(person)
        rows = sorted(found.pop(digits, ()), key=itemgetter(1))
        if rows != [(digits, start, end, _digits(room)) for start, end, room, _, _ in said]:
            yield person, (said, [_span(row) for row in rows])
    for digits, rows in found.items():
        yield _dashed(digits), ([], [_span(row) for row in sorted(rows, key=itemgetter(1))])


def _stays(site: Site) -> Iterator[Row]:
    rows = Stay.objects.filter(site=site).order_by()
    tags: dict[tuple[int, str], str] = {}
    ids = {name: Digits(name) for name in ("id", "person_id", "party_id")}
    times = {name: Moment(name) for name in ("started_at", "ended_at")}
    for *row, number, letter in _texts(rows, ids | times, "band_number", "band_letter"):
        tag = tags.get((number, letter)) or tags.setdefault((number, letter), format_tag(number, letter))
        yield (*row, tag)


def _spans(site: Site) -> Iterator[Row]:
    # Somebody of this site who is entered at another one is in two places: read that too.
    here = Stay.objects.filter(site=site, ended_at=None).values("person_id")
    rows = Occupancy.objects.filter(Q(room__site=site) | Q(ended_at=None, person_id__in=here)).order_by()
    lasting = rows.filter(Q(ended_at=None) | ~Q(ended_at=F("started_at")))
    times = {name: Moment(name) for name in ("started_at", "ended_at")}
    return _texts(lasting, {"person_id": Digits("person_id"), **times, "room_id": Digits("room_id")})


def _texts(rows: QuerySet[Any, Any], columns: dict[str, Any], *more: str) -> Iterator[Row]:
    texts = {f"text_{name}": column for name, column in columns.items()}
    found: Iterator[Row] = rows.annotate(**texts).values_list(*texts, *more).iterator(READ_AT_ONCE)
    return found


def _row_of(visit: Visit) -> Row:
    ids = _digits(visit.stay), _digits(visit.person), _digits(visit.party)
    return (*ids, visit.since, visit.until, visit.tag)


def _visit(row: Row) -> Visit:
    stay, person, party, since, until, tag = row
    return Visit(_dashed(stay), _dashed(person), _dashed(party), tag, since, until)


def _span(row: Row) -> Span:
    person, start, end, room = row
    return Span(start, end, _dashed(room), _dashed(person), 0)


def _digits(text: str) -> str:
    return text.replace("-", "")


def _dashed(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
