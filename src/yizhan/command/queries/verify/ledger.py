"""The ledger of a site as the tables hold it, read for comparison with the journal.

Ids and times are read as texts: hundreds of thousands of them are only compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from yizhan.places.models import Occupancy, Site
from yizhan.stays.models import Stay
from yizhan.stays.queries.fold import Span, Visit
from yizhan.stays.rules import format_tag

READ_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every stay by its id, and by person every stretch of time in a room; open ones have no end."""

    stays: dict[str, Visit]
    spans: dict[str, list[Span]]


def read_ledger(site: Site) -> Ledger:
    """Read a site's stays and occupancies; two queries."""
    spans: dict[str, list[Span]] = {}
    for span in _spans(site):
        spans.setdefault(span.person, []).append(span)
    return Ledger({visit.stay: visit for visit in _stays(site)}, spans)


def _stays(site: Site) -> Iterator[Visit]:
    rows = Stay.objects.filter(site=site).order_by()
    texts = _texts(
        rows, "id", "person_id", "party_id", "started_at", "ended_at", "band_number", "band_letter"
    )
    for stay, person, party, since, until, number, letter in texts:
        tag = format_tag(int(number), letter)
        yield Visit(
            _dashed(stay), _dashed(person), _dashed(party), tag, _moment(since), until and _moment(until)
        )


def _spans(site: Site) -> Iterator[Span]:
    # Somebody of this site who is entered at another one is in two places: read that too.
    here = Stay.objects.filter(site=site, ended_at=None).values("person_id")
    rows = Occupancy.objects.filter(Q(room__site=site) | Q(ended_at=None, person_id__in=here)).order_by(
        "started_at"
    )
    for start, end, room, person in _texts(rows, "started_at", "ended_at", "room_id", "person_id"):
        if end != start:
            yield Span(_moment(start), end and _moment(end), _dashed(room), _dashed(person), 0)


def _texts(rows: QuerySet[Any, Any], *names: str) -> Iterator[tuple[Any, ...]]:
    texts = {f"text_{name}": Cast(name, TextField()) for name in names}
    found: Iterator[tuple[Any, ...]] = rows.annotate(**texts).values_list(*texts).iterator(READ_AT_ONCE)
    return found


def _dashed(text: str) -> str:
    if len(text) != 32:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
