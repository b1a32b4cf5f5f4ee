"""One matter with its whole thread, and the matters of a party as the party itself sees them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from yizhan.core import keys
from yizhan.core.clock import now
from yizhan.duty.enums import EntryOf
from yizhan.duty.ladder import Level, next_step
from yizhan.duty.models import Attachment, AttachmentKey, Matter, MatterEntry, MatterHand
from yizhan.duty.needs import needs, needs_of_the_site
from yizhan.duty.queries.matters_reading import MatterSeen, Reader, seen_by
from yizhan.people.models import Account
from yizhan.people.queries.identity import opened_notes

# What a resident is not shown of a thread: how the crew shares the work among itself.
_OF_THE_CREW = frozenset({EntryOf.OFFERED, EntryOf.DECLINED, EntryOf.HELPING, EntryOf.JOINED})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a thread; `words` is None when they were erased, `account` when a resident says it."""

    kind: EntryOf
    at: datetime
    account: Account | None
    to: Account | None
    words: str | None
    attachment_id: UUID | None
    is_voice: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A matter as somebody of the crew sees it through: its lines, who works on it, what is joined to it."""

    seen: MatterSeen
    lines: list[Line]
    hands: list[Account]
    joined: list[MatterSeen]
    next: tuple[Level, datetime] | None


@dataclass(frozen=True, slots=True)
class OwnMatter:
    """A matter as those who asked see it."""

    matter: Matter
    name: str
    words: str | None
    lines: list[Line]

    @property
    def waits_for_us(self) -> bool:
        """Whether it was called done and they are asked whether it is solved."""
        return self.matter.settled_at is None and self.matter.done_at is not None


def thread_of(reader: Reader, site_id: UUID, matter_id: UUID) -> Thread | None:
    """Return a matter with its thread; None where there is none that the reader may know. Nine queries."""
    row = _whole(Matter.objects.filter(site_id=site_id, id=matter_id))
    if not row:
        return None
    (seen,) = seen_by(reader, row, in_list=False) or (None,)
    if seen is None or not seen.known or not (seen.need or reader.reads_record):
        return None
    joined = Matter.objects.filter(joined_to_id=matter_id).select_related("room").order_by("raised_at")
    hands = MatterHand.objects.filter(matter_id=matter_id).select_related("account")
    return Thread(
        seen, _lines(row)[matter_id], [hand.account for hand in hands], seen_by(reader, joined),
        next_step(seen.matter, now()),
    )  # fmt: skip


def own_matters(site_id: UUID, party_id: UUID, *, closed_since: datetime) -> list[OwnMatter]:
    """Return what a party has asked: what is open first, then what was closed since; four queries.

    What the crew has written down about the site itself is not among it, even where it names their room.
    """
    rows = _whole(
        Matter.objects.filter(Q(settled_at=None) | Q(settled_at__gte=closed_since), site_id=site_id)
        .filter(party_id=party_id)
        .exclude(need__in=["", *needs_of_the_site()])
    )
    lines = _lines(rows)
    opened = opened_notes(
        {row.id: (row.sealed_for_id, bytes(row.sealed)) for row in rows if row.sealed and row.sealed_for_id}
    )
    language = get_language() or ""
    found = [
        OwnMatter(
            row, needs()[row.need].name.of(language), opened.get(row.id) if row.sealed else row.plain,
            [line for line in lines[row.id] if line.kind not in _OF_THE_CREW],
        )
        for row in rows
        if row.need in needs()
    ]  # fmt: skip
    return sorted(
        found, key=lambda one: (one.matter.settled_at is not None, -one.matter.raised_at.timestamp())
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """An attachment opened: what it is, and its content."""

    media_type: str
    content: bytes


def open_attachment(matter: Matter, attachment_id: UUID) -> Opened | None:
    """Open an attachment of a matter's thread; None if it is of another, or its time is over."""
    kept = Attachment.objects.filter(id=attachment_id, entries__matter=matter).first()
    key = AttachmentKey.objects.filter(attachment_id=attachment_id, ends_at__gt=now()).first()
    if kept is None or key is None:
        return None
    return Opened(kept.media_type, keys.unseal(bytes(key.wrapped), bytes(kept.sealed), about=kept.id.bytes))


def _whole(rows: QuerySet[Matter]) -> list[Matter]:
    return list(
        rows.select_related(
            "room__floor", "responsible", "first_asked", "offered_to", "settled_by", "joined_to"
        )
    )


def _lines(rows: Iterable[Matter]) -> dict[UUID, list[Line]]:
    """Return the lines of many matters with two queries; the first line has the matter's own words."""
    matters = {row.id: row for row in rows}
    entries = list(
        MatterEntry.objects.filter(matter_id__in=matters)
        .select_related("account", "to", "attachment")
        .defer("attachment__sealed")
    )
    sealed = {
        entry.id: (person_id, bytes(entry.sealed))
        for entry in entries
        if entry.sealed and (person_id := matters[entry.matter_id].sealed_for_id)
    }
    opened = opened_notes(sealed) if sealed else {}
    found: dict[UUID, list[Line]] = defaultdict(list)
    for entry in entries:
        words = opened.get(entry.id) if entry.sealed else entry.plain
        found[entry.matter_id].append(_line(entry, words))
    return found


def _line(entry: MatterEntry, words: str | None) -> Line:
    kept = entry.attachment
    return Line(
        EntryOf(entry.kind), entry.at, entry.account, entry.to, words, entry.attachment_id,
        kept is not None and kept.media_type.startswith("audio/"),
    )  # fmt: skip
