"""The state that a site's journal amounts to, as `stays.actions.journal` tells it.

Each person has a line of time that entries paint with rooms. Ids and moments are texts, as in the
entries: moments in UTC as `isoformat` writes them, so that their order is that of time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

from yizhan.stays.enums import EntryKind
from yizhan.stays.queries.fold_courses import CourseSaid, course_said

SHARED_KNOWINGLY = "room_occupied"

Facts = dict[str, Any]


class Change(NamedTuple):
    """From `at` on a person was in `room` ("" for none), says the entry `sequence`."""

    at: str
    room: str
    sequence: int


class Span(NamedTuple):
    """A person was in a room from `start` until `end` (None while it lasts), says the entry `sequence`."""

    start: str
    end: str | None
    room: str
    person: str
    sequence: int


@dataclass(slots=True)
class Visit:
    """One person at the site under one wristband; `until` is None while it lasts."""

    stay: str
    person: str
    party: str
    tag: str
    since: str
    until: str | None = None


class Oddity(NamedTuple):
    """An entry that does not follow from those before it: which, what (a code), and about whom."""

    sequence: int
    code: str
    subject: str


@dataclass(slots=True)
class Fold:
    """What the entries seen so far amount to, and which of them do not follow from the others.

    `sharing` holds rooms with the parties that were knowingly put there beside another party, `departures`
    the entries by which people left, `handed_on` those by which they arrived on a transfer order,
    `courses` until when each stay is.
    """

    visits: dict[str, Visit] = field(default_factory=dict)
    present: dict[str, Visit] = field(default_factory=dict)
    lines: dict[str, list[Change]] = field(default_factory=dict)
    oddities: list[Oddity] = field(default_factory=list)
    sharing: set[tuple[str, str]] = field(default_factory=set)
    departures: dict[int, Facts] = field(default_factory=dict)
    handed_on: list[Facts] = field(default_factory=list)
    courses: dict[str, CourseSaid] = field(default_factory=dict)
    _worn: dict[str, str] = field(default_factory=dict)

    def apply(self, sequence: int, facts: Facts) -> None:
        """Take in the next entry; raises LookupError, TypeError or ValueError if it is malformed."""
        take_in = self._TAKEN_IN.get(facts["kind"])
        if take_in is not None:
            take_in(self, sequence, facts)
        elif facts["kind"] not in self._MOVES_NOBODY:
            raise ValueError(f"the journal has no entries of kind {facts['kind']}")

    def room_of(self, person: str) -> str:
        """Return the room in which the entries leave a person; "" for none."""
        line = self.lines.get(person)
        return line[-1].room if line else ""

    def tag_of(self, person: str) -> str:
        """Return a wristband that a person wore; the person's id if the entries know of none."""
        return next((visit.tag for visit in self.visits.values() if visit.person == person), person)

    def spans(self) -> Iterator[Span]:
        """Yield when who was in which room; stretches of no length are left out, equal ones joined."""
        for person, line in self.lines.items():
            start, room, sequence = line[0]
            for change in line[1:]:
                if change.room != room:
                    if room and change.at != start:
                        yield Span(start, change.at, room, person, sequence)
                    start, room, sequence = change
            if room:
                yield Span(start, None, room, person, sequence)

    def _arrive(self, sequence: int, facts: Facts) -> None:
        visit = Visit(facts["stay"], facts["person"], facts["party"], facts["tag"], facts["at"])
        if visit.person in self.present or visit.stay in self.visits:
            self.oddities.append(Oddity(sequence, "arrived_twice", visit.tag))
        if self._worn.setdefault(visit.tag, visit.person) != visit.person:
            self.oddities.append(Oddity(sequence, "band_worn_twice", visit.tag))
        self.visits[visit.stay] = self.present[visit.person] = visit
        if "order" in facts:
            self.handed_on.append(facts)

    def _place(self, sequence: int, facts: Facts) -> None:
        came_from = facts.get("came_from", "")
        for room, persons in facts["placed"].items():
            change = Change(facts["at"], room, sequence)
            for person in persons:
                visit = self.present.get(person)
                line = self.lines.setdefault(person, [])
                if visit is None:
                    self.oddities.append(Oddity(sequence, "not_present", person))
                elif (line[-1].room if line else "") != came_from:
                    self.oddities.append(Oddity(sequence, "in_another_bed", visit.tag))
                _paint(line, change, None)
        self._note_sharing(facts)

    def _leave(self, sequence: int, facts: Facts) -> bool:
        at, person = facts["at"], facts["person"]
        visit = self.visits.get(facts["stay"])
        if visit is None or self.present.get(person) is not visit:
            self.oddities.append(Oddity(sequence, "not_present", facts["tag"]))
            return False
        visit.until = at
        del self.present[person]
        self._worn.pop(visit.tag, None)
        if person in self.lines:
            _paint(self.lines[person], Change(at, "", sequence), None)
        return True

    def _depart(self, sequence: int, facts: Facts) -> None:
        if self._leave(sequence, facts):
            self.departures[sequence] = facts

    def _reinstate(self, sequence: int, facts: Facts) -> None:
        wrong = self.departures.pop(int(facts["corrects"]), None)
        visit = self.visits.get(facts["stay"])
        if wrong is None or visit is None or wrong["stay"] != visit.stay or visit.person in self.present:
            self.oddities.append(Oddity(sequence, "corrects_nothing", str(facts["corrects"])))
            return
        visit.until = None
        self.present[visit.person] = visit
        if self._worn.setdefault(visit.tag, visit.person) != visit.person:
            self.oddities.append(Oddity(sequence, "band_worn_twice", visit.tag))
        if visit.person in self.lines:
            change = Change(wrong["at"], facts.get("room", ""), sequence)
            _paint(self.lines[visit.person], change, None)

    def _set_course(self, sequence: int, facts: Facts) -> None:
        visit = self.visits.get(facts["stay"])
        if visit is None or visit.until is not None:
            self.oddities.append(Oddity(sequence, "not_present", facts["tag"]))
        said = course_said(sequence, facts, self.courses.get(facts["stay"]))
        self.courses[facts["stay"]] = said

    def _correct(self, sequence: int, facts: Facts) -> None:
        since = _in_utc(facts["since"])
        until = _in_utc(facts["until"]) if "until" in facts else None
        if not 0 < int(facts["corrects"]) < sequence:
            self.oddities.append(Oddity(sequence, "corrects_nothing", str(facts["corrects"])))
        for room, persons in facts["placed"].items():
            for person in persons:
                if person not in self.lines:
                    self.oddities.append(Oddity(sequence, "not_present", person))
                _paint(self.lines.setdefault(person, []), Change(since, room, sequence), until)
        self._note_sharing(facts)

    def _note_sharing(self, facts: Facts) -> None:
        # A correction says where people were, whoever else was there: it is vouched for by itself.
        if SHARED_KNOWINGLY in facts.get("broken", ()) or facts["kind"] == EntryKind.CORRECTED:
            self.sharing.update((room, facts["party"]) for room in facts["placed"])

    _TAKEN_IN: ClassVar = {
        EntryKind.ARRIVED.value: _arrive,
        EntryKind.ROOMED.value: _place,
        EntryKind.MOVED.value: _place,
        EntryKind.VOIDED.value: _leave,
        EntryKind.CORRECTED.value: _correct,
        EntryKind.COURSE.value: _set_course,
        EntryKind.RELEASED.value: _depart,
        EntryKind.TRANSFERRED.value: _depart,
        EntryKind.REINSTATED.value: _reinstate,
    }
    _MOVES_NOBODY: ClassVar = frozenset({EntryKind.OPENED.value, EntryKind.SETTLED.value})


def _paint(line: list[Change], change: Change, until: str | None) -> None:
    """Paint a line from `change.at` until `until` (without one, to the present)."""
    if until is None and (not line or line[-1].at < change.at):
        line.append(change)
        return
    before = [other for other in line if other.at < change.at]
    after = [] if until is None else [other for other in line if other.at > until]
    painted = [*before, change]
    if until is not None:
        last = max((other for other in line if other.at <= until), key=lambda other: other.at, default=None)
        painted.append(Change(until, last.room if last else "", last.sequence if last else change.sequence))
    line[:] = [*painted, *after]


def _in_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()
