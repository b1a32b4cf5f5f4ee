"""Invariants 2 and 3: nobody in two beds, and one party a room."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.ledger import Differences
from yizhan.command.queries.verify.report import Fault
from yizhan.stays.queries.fold import Fold, Span, Visit


def one_bed_each(fold: Fold, differences: Differences) -> Iterator[Fault]:
    """Invariant 2: a person is in at most one bed, by the journal and by the occupancies.

    By the journal a stretch ends where the next begins, so only occupancies that differ can overlap.
    """
    for sequence, code, subject in fold.oddities:
        if code == "in_another_bed":
            template = gettext_noop(
                "%(who)s was elsewhere, or in a room already, when this entry gave another."
            )
            yield Fault(2, code, template, {"who": subject}, sequence)
    for person, (_, found) in differences.spans.items():
        for earlier, later in pairwise(found):
            if earlier.end is None or later.start < earlier.end:
                template = gettext_noop("%(who)s is entered in two rooms at once, from %(since)s on.")
                facts = {"who": fold.tag_of(person), "since": datetime.fromisoformat(later.start)}
                yield Fault(2, "two_beds", template, facts)


def one_party_a_room(fold: Fold, spans: Iterable[Span]) -> Iterator[Fault]:
    """Invariant 3: a room holds one party at any time, unless an entry named the exception."""
    visits = {visit.person: visit for visit in fold.visits.values()}
    by_room: dict[str, list[Span]] = {}
    for span in spans:
        if span.person in visits:
            by_room.setdefault(span.room, []).append(span)
    for room, inside in by_room.items():
        first = visits[inside[0].person].party
        if any(visits[span.person].party != first for span in inside):
            yield from _shared_unnamed(room, inside, visits, fold.sharing)


def _shared_unnamed(
    room: str, spans: list[Span], visits: dict[str, Visit], sharing: set[tuple[str, str]]
) -> Iterator[Fault]:
    inside: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.sequence)):
        inside = [other for other in inside if other.end is None or other.end > span.start]
        for other in inside:
            parties = {visits[other.person].party, visits[span.person].party}
            if len(parties) > 1 and not any((room, party) in sharing for party in parties):
                template = gettext_noop(
                    "%(one)s and %(other)s of two parties are in room %(room)s, and no exception names it."
                )
                facts = {"one": visits[other.person].tag, "other": visits[span.person].tag, "room": room}
                yield Fault(3, "room_shared", template, facts, max(other.sequence, span.sequence))
                break
        inside.append(span)
