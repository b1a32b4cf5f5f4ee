"""Who leaves today and in the next days, whether they may, and where they go: the list of releases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from yizhan.core.clock import now
from yizhan.course.models import Course
from yizhan.leaving.enums import EarlyState, PassengerState
from yizhan.leaving.models import EarlyRelease, HandOver, Passenger
from yizhan.leaving.queries.conditions import Condition, State, conditions_of
from yizhan.leaving.rules import EXACT_HOURS, FULL_PERIOD, leaving_rules
from yizhan.places.models import Community, Occupancy, Room, Site
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Leaver:
    """One person who is due out, or may go early: how it stands with them."""

    course: Course
    room: Room | None
    conditions: tuple[Condition, ...]
    hand_over: HandOver | None
    early: EarlyRelease | None
    transfer: Passenger | None
    at: datetime

    @property
    def stay(self) -> Stay:
        """The stay, with its wristband."""
        return self.course.stay

    @property
    def due_at(self) -> datetime | None:
        """When they are to be let go; None while the authority has not set what is open."""
        return self.course.due_at

    @property
    def is_due(self) -> bool:
        """True from the due minute on."""
        return self.due_at is not None and self.due_at <= self.at

    @property
    def open(self) -> tuple[Condition, ...]:
        """What does not hold, apart from the time itself."""
        return tuple(
            one for one in self.conditions if not one.holds and one.code not in (FULL_PERIOD, EXACT_HOURS)
        )

    @property
    def failed(self) -> bool:
        """True where a condition cannot come to hold by waiting, such as a positive test."""
        return any(one.state == State.FAILED for one in self.conditions)

    @property
    def may_go(self) -> bool:
        """True when one decision releases them now."""
        return (self.is_due and not self.open) or self.signed_early

    @property
    def signed_early(self) -> bool:
        """True when two people have signed, and the due time is still the one that both saw."""
        early = self.early
        return early is not None and early.state == EarlyState.SIGNED and early.due_at == self.due_at

    @property
    def must_decide(self) -> bool:
        """True when the due minute is there and a condition is open: a named person decides."""
        return self.is_due and bool(self.open) and not self.signed_early

    @property
    def community(self) -> Community | None:
        """Where they go, if somebody has said so."""
        return self.hand_over.community if self.hand_over else None


@dataclass(frozen=True, slots=True)
class Way:
    """Those who go to one street, so that one vehicle serves them; the street is empty while unknown."""

    street: str
    leavers: tuple[Leaver, ...]


@dataclass(frozen=True, slots=True)
class LeavingDay:
    """Who is due on one day of the site's calendar, by street."""

    day: date
    ways: tuple[Way, ...]

    @property
    def people(self) -> int:
        """How many are due."""
        return sum(len(way.leavers) for way in self.ways)


@dataclass(frozen=True, slots=True)
class LeavingBoard:
    """The list of releases: past due first, then who may go early, then day by day.

    `undated` are people whose due time the authority has still to make known.
    """

    at: datetime
    past_due: tuple[Leaver, ...]
    early: tuple[Leaver, ...]
    days: tuple[LeavingDay, ...]
    undated: int

    @property
    def everybody(self) -> list[Leaver]:
        """Everybody on the list, in its order."""
        coming = (one for day in self.days for way in day.ways for one in way.leavers)
        return [*self.past_due, *self.early, *coming]


def leaving_board(site: Site) -> LeavingBoard:
    """Return who leaves a site today and in the next days; eleven queries for any number of people."""
    at, zone = now(), ZoneInfo(site.timezone)
    today = at.astimezone(zone).date()
    last = today + timedelta(days=leaving_rules().days_ahead)
    until = datetime.combine(last + timedelta(days=1), time(), zone)
    open_here = Course.objects.filter(site=site, stay__ended_at=None)
    proposed = EarlyRelease.objects.filter(site=site).exclude(state=EarlyState.REJECTED).values("stay_id")
    wanted = open_here.filter(Q(due_at__lt=until) | Q(stay_id__in=proposed))
    leavers = leavers_of(site, wanted.select_related("stay__person"), at)
    past = tuple(one for one in leavers if one.is_due)
    early = tuple(one for one in leavers if not one.is_due and one.early)
    coming = [one for one in leavers if not one.is_due and not one.early and one.due_at]
    dated: dict[date, list[Leaver]] = {today + timedelta(days=n): [] for n in range((last - today).days + 1)}
    for one in coming:
        if one.due_at:
            dated[one.due_at.astimezone(zone).date()].append(one)
    days = tuple(LeavingDay(day, _by_street(those)) for day, those in dated.items())
    return LeavingBoard(at, past, early, days, open_here.filter(due_at=None).count())


def leaver_of(site: Site, stay_id: UUID) -> Leaver | None:
    """Return one person who is at the site under a protocol; None for anybody else."""
    courses = Course.objects.filter(site=site, stay_id=stay_id, stay__ended_at=None)
    return next(iter(leavers_of(site, courses.select_related("stay__person"), now())), None)


def leavers_of(site: Site, courses: Iterable[Course], at: datetime) -> list[Leaver]:
    """Return how it stands with each of these courses, in order of due time and wristband; ten queries."""
    known = sorted(courses, key=lambda one: (one.due_at or at, one.stay.band_number, one.stay.band_letter))
    stays = [course.stay_id for course in known]
    persons = [course.stay.person_id for course in known]
    inside = Occupancy.objects.filter(person_id__in=persons, ended_at=None, room__site=site)
    rooms = {one.person_id: one.room for one in inside.select_related("room__floor")}
    ticked = conditions_of(known, at)
    handed = {
        one.stay_id: one
        for one in HandOver.objects.filter(stay_id__in=stays).select_related("community", "ride")
    }
    early = {
        one.stay_id: one
        for one in EarlyRelease.objects.filter(stay_id__in=stays)
        .exclude(state=EarlyState.REJECTED)
        .select_related("proposed_by", "decided_by")
    }
    going = {
        one.person_id: one
        for one in Passenger.objects.filter(
            person_id__in=persons, state__in=(PassengerState.ORDERED, PassengerState.REFUSED)
        ).select_related("order__target")
    }
    return [
        Leaver(
            course, rooms.get(course.stay.person_id), ticked[course.stay_id], handed.get(course.stay_id),
            early.get(course.stay_id), going.get(course.stay.person_id), at,
        )
        for course in known
    ]  # fmt: skip


def _by_street(leavers: list[Leaver]) -> tuple[Way, ...]:
    ways: dict[str, list[Leaver]] = {}
    for one in leavers:
        ways.setdefault(one.community.street if one.community else "", []).append(one)
    known = sorted((street for street in ways if street), key=lambda street: (-len(ways[street]), street))
    return tuple(Way(street, tuple(ways[street])) for street in [*known, *([""] if "" in ways else [])])
