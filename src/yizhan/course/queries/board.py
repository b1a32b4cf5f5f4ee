"""Who has no course, what the authority has still to set, and what a newer text or ruling would change."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yizhan.core import canonical
from yizhan.course.models import Course
from yizhan.course.queries.calendars import Calendars
from yizhan.course.rules import GivenFacts
from yizhan.places.models import Site
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Usual:
    """Under what most of a cohort, or somebody of the party, is: what newcomers get with one tap."""

    protocol: str
    given: GivenFacts
    people: int


@dataclass(frozen=True, slots=True)
class WithoutCourse:
    """People of one cohort at the site whom nobody has put under a protocol; `usual` is offered for them."""

    cohort: str
    stays: tuple[Stay, ...]
    usual: Usual | None

    @property
    def stay_ids(self) -> tuple[UUID, ...]:
        """The ids of these stays."""
        return tuple(stay.id for stay in self.stays)


@dataclass(frozen=True, slots=True)
class OpenCourses:
    """People under one protocol who have no due time, since the authority has still to set something."""

    protocol: str
    open: tuple[dict[str, Any], ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outdated:
    """People whose courses were computed by an older text, or before a ruling."""

    protocol: str
    stay_ids: tuple[UUID, ...]


def without_course(site: Site) -> list[WithoutCourse]:
    """Return who has no course, by what would usually be theirs; two queries, one when everybody has one."""
    stays = list(Stay.objects.filter(site=site, ended_at=None, course=None))
    if not stays:
        return []
    by_party, by_cohort = _usual(site)
    groups: dict[tuple[str, Hashable], list[Stay]] = {}
    offered: dict[tuple[str, Hashable], Usual | None] = {}
    for stay in stays:
        usual = by_party.get(stay.party_id) or (by_cohort.get(stay.cohort) if stay.cohort else None)
        key = stay.cohort, _key(usual.protocol, usual.given) if usual else None
        groups.setdefault(key, []).append(stay)
        offered[key] = usual
    return [WithoutCourse(key[0], tuple(those), offered[key]) for key, those in groups.items()]


def people_without_course(site_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many people of each site have no course, none left out; one query."""
    rows = Stay.objects.filter(site_id__in=list(site_ids), ended_at=None, course=None)
    return dict(Counter(rows.values_list("site_id", flat=True)))


def open_courses(site_id: UUID) -> list[OpenCourses]:
    """Return the courses that have no due time yet, by protocol; one query."""
    rows = Course.objects.filter(site_id=site_id, stay__ended_at=None, due_at=None).select_related("stay")
    groups: dict[str, list[Course]] = {}
    for row in rows.order_by("stay__band_number", "stay__band_letter"):
        groups.setdefault(row.protocol, []).append(row)
    return [
        OpenCourses(protocol, tuple(those[0].open), tuple(row.stay.tag for row in those))
        for protocol, those in groups.items()
    ]


def outdated(site: Site) -> list[Outdated]:
    """Return the courses that today's texts and rulings have overtaken; one query, and the rulings."""
    rows = Course.objects.filter(site=site, stay__ended_at=None).values_list("protocol", "digest", "stay_id")
    calendars = Calendars(site)
    found: dict[str, list[UUID]] = {}
    for protocol, digest, stay_id in rows.order_by("protocol"):
        if calendars.protocol(protocol).digest != digest:
            found.setdefault(protocol, []).append(stay_id)
    return [Outdated(protocol, tuple(those)) for protocol, those in found.items()]


def _usual(site: Site) -> tuple[dict[UUID, Usual], dict[str, Usual]]:
    """Return the usual course of each party and of each cohort."""
    rows = Course.objects.filter(site=site, stay__ended_at=None).values_list(
        "stay__party_id", "stay__cohort", "stay__started_at", "protocol", "facts"
    )
    given_by_key: dict[Hashable, tuple[str, GivenFacts]] = {}
    parties: dict[UUID, Counter[Hashable]] = {}
    cohorts: dict[str, Counter[Hashable]] = {}
    for party_id, cohort, started_at, protocol, facts in rows:
        shared = GivenFacts.model_validate(facts).without_stay(started_at)
        shared = shared.model_copy(update={"symptoms_on": (), "until": None})
        key = _key(protocol, shared)
        given_by_key[key] = protocol, shared
        parties.setdefault(party_id, Counter())[key] += 1
        cohorts.setdefault(cohort, Counter())[key] += 1
    return _most_common(parties, given_by_key), _most_common(cohorts, given_by_key)


def _most_common(
    counts: dict[Any, Counter[Hashable]], given: dict[Hashable, tuple[str, GivenFacts]]
) -> dict[Any, Usual]:
    found = {}
    for group, keys in counts.items():
        (key, people), *_ = keys.most_common(1)
        found[group] = Usual(*given[key], people)
    return found


def _key(protocol: str, given: GivenFacts) -> bytes:
    return canonical.encode([protocol, given.stored()])
