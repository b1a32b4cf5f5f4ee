"""What must hold before somebody is released, ticked from the record, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from yizhan.course.models import Course
from yizhan.duty.models import Obligation
from yizhan.health.enums import ResultValue, TubeSize
from yizhan.health.models import FeverCase, Observation, Result, TubeMember
from yizhan.leaving.models import ConditionMet
from yizhan.leaving.rules import (
    EXACT_HOURS,
    FINAL_TEST_NEGATIVE,
    FULL_PERIOD,
    NO_SYMPTOMS,
    TESTS_NEGATIVE,
    leaving_rules,
)
from yizhan.protocols.facts import DueKind
from yizhan.protocols.reading import ReleaseWords, protocol, shelf


class State(StrEnum):
    """Whether a condition holds; `BY_NAME` waits for somebody to vouch for it."""

    MET = "met"
    MISSING = "missing"
    FAILED = "failed"
    BY_NAME = "by_name"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of release and how it stands; `why` is a code, such as `result_awaited`."""

    code: str
    state: State
    why: str = ""

    @property
    def holds(self) -> bool:
        """True when it holds."""
        return self.state == State.MET


@dataclass(frozen=True, slots=True)
class _Record:
    """What is known of the people asked about, by person or stay."""

    samples: Mapping[UUID, list[tuple[datetime, str, int]]]
    untaken: frozenset[UUID]
    unwell: frozenset[UUID]
    vouched: frozenset[tuple[UUID, str]]


def conditions_of(courses: Iterable[Course], at: datetime) -> dict[UUID, tuple[Condition, ...]]:
    """Return the conditions of each stay as they stand at `at`, by stay; six queries for any number.

    The courses come with their stays. Where the text of a protocol names no condition, the period alone
    counts.
    """
    known = list(courses)
    record = _read(known, at)
    return {
        course.stay_id: tuple(_tick(course, code, record, at) for code in _codes(course)) for course in known
    }


def _codes(course: Course) -> list[str]:
    named = [code for code in protocol(course.protocol).release or () if _is_condition(code)]
    return named if {FULL_PERIOD, EXACT_HOURS} & set(named) else [FULL_PERIOD, *named]


def _is_condition(code: str) -> bool:
    """Tell whether a word of a protocol must hold before somebody goes; a note or a later task need not."""
    words = shelf().words["release"].get(code)
    return not isinstance(words, ReleaseWords) or words.role == "condition"


def _tick(course: Course, code: str, record: _Record, at: datetime) -> Condition:
    if code in (FULL_PERIOD, EXACT_HOURS):
        return _period(course, code, at)
    if code in (TESTS_NEGATIVE, FINAL_TEST_NEGATIVE):
        return _tests(course, code, record)
    if code == NO_SYMPTOMS:
        unwell = course.stay.person_id in record.unwell
        return Condition(code, State.MISSING if unwell else State.MET, "unwell" if unwell else "")
    vouched = (course.stay_id, code) in record.vouched
    return Condition(code, State.MET if vouched else State.BY_NAME)


def _period(course: Course, code: str, at: datetime) -> Condition:
    if course.due_at is None:
        return Condition(code, State.MISSING, "not_set")
    return Condition(code, State.MET) if at >= course.due_at else Condition(code, State.MISSING, "not_yet")


def _tests(course: Course, code: str, record: _Record) -> Condition:
    person_id = course.stay.person_id
    samples = sorted(record.samples.get(person_id, ()))
    if code == FINAL_TEST_NEGATIVE:
        samples = samples[-1:]
    values = [value for _, value, _ in samples]
    if ResultValue.POSITIVE in values:
        alone = any(value == ResultValue.POSITIVE and size == TubeSize.SINGLE for _, value, size in samples)
        return Condition(code, State.FAILED, "positive" if alone else "pool_positive")
    if "" in values:
        return Condition(code, State.MISSING, "result_awaited")
    if values and values[-1] != ResultValue.NEGATIVE:
        return Condition(code, State.MISSING, "sample_again")
    if person_id in record.untaken or (code == FINAL_TEST_NEGATIVE and not values):
        return Condition(code, State.MISSING, "sample_not_taken")
    return Condition(code, State.MET)


def _read(courses: list[Course], at: datetime) -> _Record:
    persons = [course.stay.person_id for course in courses]
    since = {course.stay.person_id: course.stay.started_at for course in courses}
    met = ConditionMet.objects.filter(stay_id__in=[course.stay_id for course in courses])
    return _Record(
        _samples(persons, since), _untaken(courses), _unwell(persons, at),
        frozenset(met.values_list("stay_id", "code")),
    )  # fmt: skip


def _samples(
    persons: list[UUID], since: Mapping[UUID, datetime]
) -> dict[UUID, list[tuple[datetime, str, int]]]:
    """Return each person's samples of this stay: when taken, what the tube showed ("" while open), its size.

    Somebody of a positive pool who was then negative alone is negative.
    """
    rows = TubeMember.objects.filter(person_id__in=persons).values_list(
        "person_id", "taken_at", "tube_id", "tube__size"
    )
    taken = [row for row in rows if row[1] >= since[row[0]]]
    results = Result.objects.filter(tube_id__in={row[2] for row in taken}).order_by("received_at", "id")
    shown = dict(results.values_list("tube_id", "value"))
    found: dict[UUID, list[tuple[datetime, str, int]]] = defaultdict(list)
    for person_id, taken_at, tube_id, size in taken:
        found[person_id].append((taken_at, shown.get(tube_id, ""), size))
    return {person_id: _settled(samples) for person_id, samples in found.items()}


def _settled(samples: list[tuple[datetime, str, int]]) -> list[tuple[datetime, str, int]]:
    alone = [
        taken for taken, value, size in samples if size == TubeSize.SINGLE and value == ResultValue.NEGATIVE
    ]
    last = max(alone, default=None)
    return [
        (taken, ResultValue.NEGATIVE.value, size)
        if size != TubeSize.SINGLE and value == ResultValue.POSITIVE and last and last > taken
        else (taken, value, size)
        for taken, value, size in samples
    ]


def _untaken(courses: list[Course]) -> frozenset[UUID]:
    """Return who lacks a sample that is due before they go."""
    due = {(course.site_id, course.stay.person_id): course.due_at for course in courses}
    rows = Obligation.objects.filter(
        person_id__in=[person_id for _, person_id in due], kind=DueKind.SAMPLE.value, met_at=None,
        withdrawn_at=None,
    )  # fmt: skip
    return frozenset(
        person_id
        for site_id, person_id, opens_at in rows.values_list("site_id", "person_id", "opens_at")
        if (ends := due.get((site_id, person_id))) and opens_at < ends
    )


def _unwell(persons: list[UUID], at: datetime) -> frozenset[UUID]:
    since = at - leaving_rules().without_symptoms
    fevers = FeverCase.objects.filter(person_id__in=persons, closed_at=None).values_list(
        "person_id", flat=True
    )
    said = Observation.objects.filter(person_id__in=persons, taken_at__gt=since, withdrawal=None)
    latest = dict(said.order_by("taken_at", "id").values_list("person_id", "symptoms"))
    return frozenset(fevers) | {person_id for person_id, symptoms in latest.items() if symptoms}
