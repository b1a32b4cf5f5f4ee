"""The journal as people read it: ids turned into wristbands, rooms and names of who decided."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Func, Q, QuerySet, Value

from yizhan.core.actors import ActorKind
from yizhan.people.models import Account
from yizhan.people.queries.identity import note_of
from yizhan.places.models import Room, Site
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import JournalEntry, Stay
from yizhan.stays.queries.words import reason_words, rule_words
from yizhan.stays.rules import format_tag

MOST_LINES = 200


class Holds(Func):
    """Whether a binary column holds some bytes: `Holds("body", Value(b"..."))`."""

    template = "INSTR(%(expressions)s) > 0"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL says it the other way round: POSITION(what IN where)."""
        turned = self.copy()
        turned.set_source_expressions(turned.get_source_expressions()[::-1])
        return turned.as_sql(
            compiler, connection, template="POSITION(%(expressions)s) > 0", arg_joiner=" IN ", **more
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """Wristbands that an entry put into a room; the room is empty for "in no room"."""

    room: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry with its ids resolved. `decided_by` is empty for the system itself.

    `tag` is the wristband that the entry is about, or the party's number; `correctable` tells
    whether it put somebody into a room; `body` is the entry as stored.
    """

    sequence: int
    kind: EntryKind
    at: datetime
    decided_by: str
    command: UUID
    tag: str
    placed: tuple[Placed, ...]
    came_from: str
    same_as: str
    reasons: tuple[str, ...]
    broken: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    body: dict[str, Any]

    @property
    def has_note(self) -> bool:
        """True when somebody said why in words; they are opened by `note_in`."""
        return "note" in self.body

    @property
    def correctable(self) -> bool:
        """True for entries that put somebody into a room."""
        return bool(self.placed)


def journal_lines(
    site: Site, *, kind: str = "", tag: str = "", room: str = "", after: int = 0, before: int | None = None,
    since: datetime | None = None, until: datetime | None = None, newest_first: bool = False,
    limit: int = MOST_LINES,
) -> list[JournalLine]:  # fmt: skip
    """Return entries of a site's journal, oldest first; at most eight queries.

    `after` and `before` are sequence numbers (both excluded); `tag` is a party's number, `room` a
    room's name: an entry that names either is found. Unknown ones find nothing.
    """
    entries = JournalEntry.objects.filter(site=site, sequence__gt=after)
    if kind:
        entries = entries.filter(kind=kind)
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    if since:
        entries = entries.filter(at__gte=since)
    if until:
        entries = entries.filter(at__lt=until)
    if tag:
        ids = Stay.objects.filter(site=site, band_number=_number(tag)).values_list("party_id", "id")
        entries = _naming(entries, {one for row in ids for one in row})
    if room:
        entries = _naming(entries, Room.objects.filter(site=site, name=room).values_list("id", flat=True))
    found = list(entries.order_by("-sequence" if newest_first else "sequence")[:limit])
    return _Resolved(site, found).lines()


def note_in(line: JournalLine) -> str:
    """Open an entry's note; empty if it has none or the person was erased."""
    sealed = line.body.get("note")
    return note_of(UUID(sealed["person"]), base64.b64decode(sealed["sealed"])) or "" if sealed else ""


def _number(tag: str) -> int:
    digits = tag.partition("-")[0].strip()
    return int(digits) if digits.isdigit() else 0


def _naming(entries: QuerySet[JournalEntry], ids: Iterable[UUID]) -> QuerySet[JournalEntry]:
    """Keep the entries whose bytes name any of these ids."""
    named = [Q(Holds("body", Value(str(one).encode()))) for one in ids]
    return entries.filter(reduce(or_, named)) if named else entries.none()


class _Resolved:
    """Entries with everything that their ids stand for, read at once."""

    def __init__(self, site: Site, entries: list[JournalEntry]) -> None:
        self._entries = [(entry, dict(json.loads(bytes(entry.body)))) for entry in entries]
        bodies = [body for _, body in self._entries]
        named = {person for body in bodies for group in body.get("placed", {}).values() for person in group}
        named |= {body["same_person_as"] for body in bodies if "same_person_as" in body}
        stays = Stay.objects.filter(site=site, person_id__in=named)
        self._tags = {
            str(person): format_tag(number, letter)
            for person, number, letter in stays.values_list("person_id", "band_number", "band_letter")
        }
        rooms = {
            room for body in bodies for room in (*body.get("placed", {}), body.get("came_from", "")) if room
        }
        self._rooms = _names(Room.objects.filter(id__in=rooms).values_list("id", "name"))
        accounts = {
            body["by"].partition(":")[2] for body in bodies if body["by"].startswith(ActorKind.ACCOUNT)
        }
        self._accounts = _names(Account.objects.filter(id__in=accounts).values_list("id", "display_name"))

    def lines(self) -> list[JournalLine]:
        """The entries in their order."""
        return [self._line(entry, body) for entry, body in self._entries]

    def _line(self, entry: JournalEntry, body: dict[str, Any]) -> JournalLine:
        placed = tuple(
            Placed(
                self._rooms.get(room, ""), tuple(sorted(self._tags.get(person, "?") for person in persons))
            )
            for room, persons in body.get("placed", {}).items()
        )
        return JournalLine(
            sequence=entry.sequence, kind=EntryKind(entry.kind), at=entry.at, command=UUID(body["command"]),
            decided_by=self._accounts.get(body["by"].partition(":")[2], ""),
            tag=body.get("tag") or next((tag.partition("-")[0] for put in placed for tag in put.tags), ""),
            placed=placed, came_from=self._rooms.get(body.get("came_from", ""), ""),
            same_as=self._tags.get(body.get("same_person_as", ""), ""),
            reasons=tuple(reason_words(code) for code in body.get("reasons", ())),
            broken=tuple(rule_words(code) for code in body.get("broken", ())),
            since=_time(body.get("since")), until=_time(body.get("until")), body=body,
        )  # fmt: skip


def _names(rows: Iterable[tuple[UUID, str]]) -> dict[str, str]:
    return {str(key): name for key, name in rows}


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
