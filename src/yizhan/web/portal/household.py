"""A party's days as it sees them: which are done, which is today, on which they leave and why then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yizhan.core.clock import now
from yizhan.course.queries.courses import CourseView, courses_of_party
from yizhan.duty.models import Obligation
from yizhan.duty.queries.coming import ComingEntry, coming_entries, due_for_people
from yizhan.intake.queries.own_party import OwnMember, OwnParty
from yizhan.people.models import PartyToken
from yizhan.people.queries.spoken_for import spoken_for
from yizhan.places.models import Site
from yizhan.protocols.facts import Reason
from yizhan.web.templatetags.course_words import reason_words

DONE, TODAY, COMING = "done", "today", "coming"
MOST_DAYS = 60
# What is said of a reason only to whoever may see that person's health.
OF_HEALTH = {"prolonged", "symptom"}


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One day here, `number` from 1 on; `leaves` on the day of the due minute."""

    number: int
    day: date
    state: str
    leaves: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """Those of a party who leave at the same minute for the same reason; no minute while none is set."""

    members: tuple[OwnMember, ...]
    due_at: datetime | None
    whys: tuple[str, ...]
    days: tuple[OwnDay, ...]
    protocols: tuple[str, ...]

    @property
    def is_past(self) -> bool:
        """True from the due minute on."""
        return self.due_at is not None and self.due_at <= now()

    @property
    def days_left(self) -> int:
        """How many nights are still to come; 0 on the day itself and after it."""
        here = sum(day.state == COMING for day in self.days)
        return 0 if self.is_past else here

    @property
    def over(self) -> timedelta:
        """How long the due minute is over."""
        return now() - self.due_at if self.due_at else timedelta()


@dataclass(frozen=True, slots=True)
class DueToday:
    """Something to be done today, for whom of the party, and until when."""

    kind: str
    opens_at: datetime
    closes_at: datetime
    members: tuple[OwnMember, ...]


@dataclass(frozen=True, slots=True)
class Household:
    """A party's page: who leaves when, what comes next, and whose health this phone shows.

    `asks_holder`: there are several adults, and nobody has said whose phone this is.
    """

    party: OwnParty
    leaving: tuple[Leaving, ...]
    entries: tuple[ComingEntry, ...]
    due_today: tuple[DueToday, ...]
    spoken: tuple[OwnMember, ...]
    asks_holder: bool

    @property
    def leaves_today(self) -> bool:
        """Whether somebody of them leaves today, or should have left."""
        return any(one.due_at is not None and not one.days_left for one in self.leaving)

    @property
    def past(self) -> Leaving | None:
        """Those who should have been let go, the longest waiting."""
        return min((one for one in self.leaving if one.is_past), key=lambda one: -one.over, default=None)


def household(token: PartyToken, party: OwnParty) -> Household:
    """Return what a party's page shows beside its names; a constant number of queries for each floor."""
    mine = spoken_for(token)
    spoken = tuple(member for member in party.members if member.stay.person_id in mine)
    adults = sum(not member.child for member in party.members)
    due = due_for_people(mine, now(), _end_of_today(party.site))
    return Household(
        party, tuple(_leaving(party, courses_of_party(party.site.id, token.party_id), spoken)),
        tuple(coming_entries(party.site.id, party.rooms, mine)), tuple(_grouped(due, spoken)), spoken,
        asks_holder=token.holder_id is None and adults > 1,
    )  # fmt: skip


def days_here(site: Site, since: datetime, due_at: datetime | None) -> tuple[OwnDay, ...]:
    """Return the days on the site's calendar from the first to the due minute, or to a later today."""
    zone = ZoneInfo(site.timezone)
    first, today = since.astimezone(zone).date(), now().astimezone(zone).date()
    leaves = due_at.astimezone(zone).date() if due_at else None
    count = (max(today, leaves or today) - first).days + 1
    days = [(number + 1, first + timedelta(days=number)) for number in range(count)]
    return tuple(
        OwnDay(number, day, DONE if day < today else TODAY if day == today else COMING, day == leaves)
        for number, day in days[-MOST_DAYS:]
    )


def whys_of(reasons: Iterable[Reason], *, spoken: bool) -> tuple[str, ...]:
    """Return reasons as sentences; one of health only where the phone shows that person's health."""
    return tuple(reason_words(reason) for reason in reasons if spoken or reason.code not in OF_HEALTH)


def _leaving(
    party: OwnParty, courses: Iterable[CourseView], spoken: tuple[OwnMember, ...]
) -> Iterable[Leaving]:
    by_stay = {course.stay.id: course for course in courses}
    groups: dict[tuple[datetime | None, tuple[str, ...], date], list[OwnMember]] = {}
    for member in party.members:
        course = by_stay.get(member.stay.id)
        whys = whys_of(_reasons(course), spoken=member in spoken) if course else ()
        key = course.due_at if course else None, whys, member.stay.started_at.date()
        groups.setdefault(key, []).append(member)
    for (due_at, whys, _day), members in groups.items():
        stays = [member.stay for member in members]
        protocols = dict.fromkeys(by_stay[stay.id].row.protocol for stay in stays if stay.id in by_stay)
        since = min(stay.started_at for stay in stays)
        yield Leaving(tuple(members), due_at, whys, days_here(party.site, since, due_at), tuple(protocols))


def _reasons(course: CourseView) -> list[Reason]:
    """Return why somebody leaves then, and what is still open while there is no due time."""
    why = [course.worked.why] if course.worked.why else []
    return why if course.due_at else [*why, *course.worked.calendar.open]


def _grouped(due: Iterable[Obligation], spoken: tuple[OwnMember, ...]) -> Iterable[DueToday]:
    by_person = {member.stay.person_id: member for member in spoken}
    groups: dict[tuple[str, datetime, datetime], list[OwnMember]] = {}
    for row in due:
        groups.setdefault((row.kind, row.opens_at, row.closes_at), []).append(by_person[row.person_id])
    return (DueToday(*when, tuple(members)) for when, members in groups.items())


def _end_of_today(site: Site) -> datetime:
    zone = ZoneInfo(site.timezone)
    return datetime.combine(now().astimezone(zone).date() + timedelta(days=1), time(), zone)
