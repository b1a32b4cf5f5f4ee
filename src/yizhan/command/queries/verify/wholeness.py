"""Invariant 9: the journal is whole, cannot be changed, and the state is what it says."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.ledger import Differences
from yizhan.command.queries.verify.report import Fault
from yizhan.command.queries.verify.walk import Walk
from yizhan.core.append_only import missing_triggers
from yizhan.stays.queries.fold import Fold, Span
from yizhan.stays.queries.journal import SignedHead

SQLITE_MUST = {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "foreign_keys": 1}


def journal_ends_at_its_head(walk: Walk, sequence: int, digest: bytes) -> Iterator[Fault]:
    """Invariant 9: the last entry is the one that the head of the journal names."""
    if (walk.sequence, walk.hash) != (sequence, digest):
        template = gettext_noop(
            "The journal ends at entry %(last)s, its head names entry %(head)s: its end was cut or changed."
        )
        yield Fault(9, "head_differs", template, {"last": walk.sequence, "head": sequence}, walk.sequence)


def heads_are_in_the_chain(walk: Walk, heads: Iterable[SignedHead]) -> Iterator[Fault]:
    """Invariant 9: every signed head that was kept elsewhere is still part of the chain."""
    for head in heads:
        facts = {"sequence": head.sequence}
        if not head.is_ours:
            template = gettext_noop("The head of entry %(sequence)s was not signed by this installation.")
            yield Fault(9, "head_not_ours", template, facts, head.sequence)
        elif head.sequence > walk.sequence:
            facts["last"] = walk.sequence
            template = gettext_noop(
                "A head was signed for entry %(sequence)s; the journal ends at %(last)s: its end was cut off."
            )
            yield Fault(9, "tail_cut", template, facts, head.sequence)
        elif walk.hashes.get(head.sequence) != bytes.fromhex(head.hash):
            template = gettext_noop(
                "Entry %(sequence)s is not the one whose head was signed: the journal was rewritten."
            )
            yield Fault(9, "head_rewritten", template, facts, head.sequence)


def state_is_the_fold(fold: Fold, differences: Differences) -> Iterator[Fault]:
    """Invariant 9: who is here, and who was in which room when, is what the entries amount to."""
    yield from _oddities(fold)
    yield from _different_stays(differences)
    for person, (said, found) in differences.spans.items():
        kept, entered = [span._replace(sequence=0) for span in said], _joined(found)
        if kept != entered:
            differing = min({*kept} ^ {*entered}, key=lambda span: (span.start, span.room))
            template = gettext_noop(
                "%(who)s: journal and ledger differ about room %(room)s from %(since)s on."
            )
            since = datetime.fromisoformat(differing.start)
            facts = {"who": fold.tag_of(person), "room": differing.room, "since": since}
            yield Fault(9, "room_differs", template, facts, _entry_of(fold, person))


def tables_only_grow() -> Iterator[Fault]:
    """Invariant 9: the database itself refuses to change or delete what only grows."""
    for trigger in missing_triggers():
        template = gettext_noop(
            "The database trigger %(trigger)s is missing or was changed. Run “yizhan migrate”."
        )
        yield Fault(9, "trigger_missing", template, {"trigger": trigger})


def database_is_durable() -> Iterator[Fault]:
    """Invariant 9: SQLite keeps what was acknowledged through a power cut, by its own settings."""
    if connection.vendor != "sqlite":
        return
    for name, wanted in SQLITE_MUST.items():
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
        if found != wanted:
            template = gettext_noop(
                "The database runs with %(name)s=%(found)s, and must run with %(wanted)s."
            )
            yield Fault(9, "not_durable", template, {"name": name, "found": found, "wanted": wanted})


def _oddities(fold: Fold) -> Iterator[Fault]:
    for sequence, code, subject in fold.oddities:
        if code == "corrects_nothing":
            template = gettext_noop("The entry corrects entry %(which)s, which is not before it.")
            yield Fault(9, code, template, {"which": subject}, sequence)


def _different_stays(differences: Differences) -> Iterator[Fault]:
    for said, found in differences.stays:
        visit = said or found
        if visit:
            template = gettext_noop(
                "%(who)s: the journal and the stay differ about when, or whether, somebody was here."
            )
            yield Fault(9, "stay_differs", template, {"who": visit.tag, "stay": visit.stay})


def _joined(spans: list[Span]) -> list[Span]:
    """Join neighbouring stretches in the same room."""
    if len(spans) < 2:
        return spans
    joined = spans[:1]
    for span in spans[1:]:
        if joined[-1].room == span.room and joined[-1].end == span.start:
            joined[-1] = joined[-1]._replace(end=span.end)
        else:
            joined.append(span)
    return joined


def _entry_of(fold: Fold, person: str) -> int | None:
    line = fold.lines.get(person)
    return line[-1].sequence if line else None
