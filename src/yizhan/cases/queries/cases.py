"""Cases with their steps: done by an entry or by the record itself, and what is next; computed on reading."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.cases.enums import EntryOutcome, StepKind
from yizhan.cases.models import Case, CaseStep
from yizhan.course.enums import ChangeState
from yizhan.course.models import CourseChange
from yizhan.leaving.enums import PassengerState
from yizhan.leaving.models import Passenger
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay

RECENT = 30
GOES = (PassengerState.ORDERED, PassengerState.LEFT, PassengerState.ARRIVED)


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step as it stands: when it was done or waived and by whom, or what is known of it so far.

    Without an entry it may be done by the record alone, such as an order that was written elsewhere.
    """

    kind: StepKind
    outcome: EntryOutcome
    at: datetime | None
    who: str
    facts: Mapping[str, Any]
    entry: CaseStep | None

    @property
    def is_open(self) -> bool:
        """True while somebody has still to do it, or to say why not."""
        return self.outcome == EntryOutcome.NOTED


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case, who it is about by wristband, where they are, and its steps in order."""

    case: Case
    stay: Stay | None
    room: Room | None
    passenger: Passenger | None
    steps: tuple[StepNow, ...]

    @property
    def tag(self) -> str:
        """The wristband they wear, or wore last."""
        return self.stay.tag if self.stay else ""

    @property
    def here(self) -> bool:
        """Whether they are at the site now."""
        return bool(self.stay and self.stay.ended_at is None)

    @property
    def undone(self) -> list[StepNow]:
        """The steps that are open, in order; none of a case that is closed."""
        return [] if self.case.closed_at else [step for step in self.steps if step.is_open]

    @property
    def next_step(self) -> StepNow | None:
        """What is to be done next."""
        return next(iter(self.undone), None)

    def step(self, kind: str) -> StepNow:
        """Return one step."""
        return next(step for step in self.steps if step.kind == kind)


def open_cases(site_id: UUID) -> list[CaseNow]:
    """Return the cases that nobody has closed, the longest open first; seven queries."""
    return _views(Case.objects.filter(site_id=site_id, closed_at=None))


def open_case_ids(site_id: UUID) -> dict[UUID, UUID]:
    """Return the open case of each person at a site who has one; one query."""
    return dict(Case.objects.filter(site_id=site_id, closed_at=None).values_list("person_id", "id"))


def closed_cases(site_id: UUID) -> list[CaseNow]:
    """Return the latest cases that were closed, newest first; seven queries."""
    closed = Case.objects.filter(site_id=site_id).exclude(closed_at=None)
    return _views(closed.order_by("-closed_at", "-id")[:RECENT])


def case_of(site_id: UUID, case_id: UUID) -> CaseNow | None:
    """Return one case of a site; seven queries."""
    return next(iter(_views(Case.objects.filter(site_id=site_id, id=case_id))), None)


def _views(cases: QuerySet[Case]) -> list[CaseNow]:
    rows = list(cases.select_related("person", "closed_by", "result__tube"))
    if not rows:
        return []
    known = _Known(rows)
    return [known.view(case) for case in rows]


class _Known:
    """All that is recorded about some cases of one site."""

    def __init__(self, cases: list[Case]) -> None:
        site_id, people = cases[0].site_id, [case.person_id for case in cases]
        self._entries: dict[UUID, dict[str, CaseStep]] = defaultdict(dict)
        for entry in CaseStep.objects.filter(case__in=cases).select_related("by"):
            self._entries[entry.case_id][entry.kind] = entry
        stays = Stay.objects.filter(site_id=site_id, person_id__in=people).exclude(end_reason=EndReason.VOID)
        self._stays = {stay.person_id: stay for stay in stays.order_by("started_at")}
        inside = Occupancy.objects.filter(room__site_id=site_id, person_id__in=people, ended_at=None)
        self._rooms = {one.person_id: one.room for one in inside.select_related("room__floor")}
        going = Passenger.objects.filter(person_id__in=people, order__origin_id=site_id)
        self._going: dict[UUID, list[Passenger]] = defaultdict(list)
        for passenger in going.select_related("order__ordered_by").order_by("order__ordered_at"):
            self._going[passenger.person_id].append(passenger)
        sealed = {UUID(one) for kinds in self._entries.values() for one in _listed(kinds, "rooms")}
        self._states = dict(Room.objects.filter(id__in=sealed).values_list("id", "state"))
        changes = {UUID(one) for kinds in self._entries.values() for one in _listed(kinds, "changes")}
        unsigned = CourseChange.objects.filter(id__in=changes, state=ChangeState.PROPOSED)
        self._unsigned = set(unsigned.values_list("id", flat=True))

    def view(self, case: Case) -> CaseNow:
        entries = self._entries[case.id]
        stay, going = self._stays.get(case.person_id), self._passenger(case)
        steps = {kind: _by_entry(kind, entries.get(kind)) for kind in StepKind}
        steps |= {
            StepKind.APART: self._apart(steps[StepKind.APART], stay),
            StepKind.TRANSFER: self._transfer(steps[StepKind.TRANSFER], going, stay),
            StepKind.DUE_TIMES: self._due_times(steps[StepKind.DUE_TIMES], entries),
            StepKind.CLEARED: self._cleared(steps[StepKind.CLEARED], entries),
        }
        room = self._rooms.get(case.person_id)
        return CaseNow(case, stay, room, going, tuple(steps[kind] for kind in StepKind))

    def _passenger(self, case: Case) -> Passenger | None:
        """The latest way out that ended after the case was opened, or lasts."""
        found = self._going[case.person_id]
        after = [
            one
            for one in found
            if one.order.ordered_at >= case.opened_at or (one.state in GOES and not one.arrived_at)
        ]
        return after[-1] if after else None

    def _apart(self, step: StepNow, stay: Stay | None) -> StepNow:
        """Whoever has left needs neither a room alone nor an order from here."""
        if step.is_open and stay and stay.ended_at:
            return _settled(step, stay.ended_at, "", {"how": "left"})
        return step

    def _transfer(self, step: StepNow, going: Passenger | None, stay: Stay | None) -> StepNow:
        """An order is what counts, wherever it was written; one that was called off is none."""
        if step.outcome == EntryOutcome.WAIVED:
            return step
        if going is None:
            return self._apart(_open(step), stay)
        facts = {"order": str(going.order_id), "state": going.state}
        if going.state not in GOES:
            return _open(step, facts)
        return _settled(step, going.order.ordered_at, going.order.ordered_by.display_name, facts)

    def _due_times(self, step: StepNow, entries: Mapping[str, CaseStep]) -> StepNow:
        """Open again when the contacts were decided anew, and while a second person has still to sign."""
        if step.outcome != EntryOutcome.DONE or step.entry is None:
            return step
        decided = entries.get(StepKind.CONTACTS)
        waiting = [one for one in step.facts.get("changes", []) if UUID(one) in self._unsigned]
        if waiting or (decided and decided.at > step.entry.at):
            return _open(step, {**step.facts, "waiting": waiting})
        return step

    def _cleared(self, step: StepNow, entries: Mapping[str, CaseStep]) -> StepNow:
        """Say when a sealed room was given free by somebody who did not clear it here."""
        rooms = _listed(entries, "rooms")
        free = [one for one in rooms if self._states.get(UUID(one)) == RoomState.READY]
        return _open(step, {"given_free": free}) if step.is_open and free else step


def _by_entry(kind: StepKind, entry: CaseStep | None) -> StepNow:
    if entry is None:
        return StepNow(kind, EntryOutcome.NOTED, None, "", {}, None)
    outcome = EntryOutcome(entry.outcome)
    return StepNow(kind, outcome, entry.at, entry.by.display_name, entry.facts, entry)


def _settled(step: StepNow, at: datetime, who: str, facts: Mapping[str, Any]) -> StepNow:
    return StepNow(step.kind, EntryOutcome.DONE, at, who, facts, step.entry)


def _open(step: StepNow, facts: Mapping[str, Any] | None = None) -> StepNow:
    return StepNow(step.kind, EntryOutcome.NOTED, step.at, step.who, facts or step.facts, step.entry)


def _listed(entries: Mapping[str, CaseStep], fact: str) -> Iterable[str]:
    return [one for entry in entries.values() for one in entry.facts.get(fact, [])]
