"""Treatment elsewhere, day by day: what is to be prepared, who leaves, who is out, who should be back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.clock import now
from yizhan.health.models import Appointment, Outing
from yizhan.health.rules import watching_rules
from yizhan.places.models import Occupancy, Site

DAYS_BACK, DAYS_AHEAD = 3, 7


class OutingState(StrEnum):
    """Where one of an appointment's days stands."""

    OVERDUE = "overdue"
    LATE = "late"
    OUT = "out"
    LEAVE = "leave"
    PREPARE = "prepare"
    AHEAD = "ahead"
    BACK = "back"
    DROPPED = "dropped"


URGENCY = {state: place for place, state in enumerate(OutingState)}


@dataclass(frozen=True, slots=True)
class OutingNow:
    """One of an appointment's days: they leave at `leave_at`, are expected there at `due_at`.

    `back_by` is when they should be back: counted from when they really left, once they have.
    """

    appointment: Appointment
    due_at: datetime
    leave_at: datetime
    back_by: datetime
    state: OutingState
    outing: Outing | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state not in (OutingState.BACK, OutingState.DROPPED)


def zone_of(site_id: UUID) -> tzinfo:
    """Return the zone of the site's clock."""
    return ZoneInfo(Site.objects.values_list("timezone", flat=True).get(id=site_id))


def days_between(appointment: Appointment, zone: tzinfo, since: datetime, until: datetime) -> list[datetime]:
    """Return when the appointment is between two moments, both included; pure.

    The hour on the site's clock is the same on each day, also where the clocks were changed.
    """
    first = appointment.starts_at.astimezone(zone)
    if not appointment.weekdays:
        return [appointment.starts_at] if since <= appointment.starts_at <= until else []
    day = max(first.date(), since.astimezone(zone).date())
    last = until.astimezone(zone).date()
    if appointment.last_day:
        last = min(last, appointment.last_day)
    found = []
    while day <= last:
        moment = datetime.combine(day, first.time(), zone).astimezone(appointment.starts_at.tzinfo)
        if (
            day.isoweekday() in appointment.weekdays
            and appointment.starts_at <= moment
            and since <= moment <= until
        ):
            found.append(moment)
        day += timedelta(days=1)
    return found


def outings(site: Site) -> list[OutingNow]:
    """Return what is open of the last three days and all of the next seven, the most urgent first.

    Three queries. Whoever left the site for good is off the list, unless they are still out.
    """
    appointments = list(Appointment.objects.filter(site=site, called_off_at=None))
    recorded: dict[UUID, dict[datetime, Outing]] = {}
    for outing in Outing.objects.filter(appointment__in=appointments).select_related("out_by", "back_by"):
        recorded.setdefault(outing.appointment_id, {})[outing.due_at] = outing
    here = _roomed(site.id, (appointment.person_id for appointment in appointments))
    moment, zone = now(), ZoneInfo(site.timezone)
    found = [
        one
        for appointment in appointments
        for one in _days(appointment, recorded.get(appointment.id, {}), zone, moment)
        if one.is_open
        and (appointment.person_id in here or one.state in (OutingState.OUT, OutingState.OVERDUE))
    ]
    return sorted(found, key=lambda one: (URGENCY[one.state] > URGENCY[OutingState.PREPARE], one.leave_at))


def outings_of(site: Site, person_ids: Iterable[UUID]) -> list[Outing]:
    """Return every time these persons were out for treatment, oldest first; one query."""
    rows = Outing.objects.filter(appointment__site=site, appointment__person_id__in=list(person_ids))
    return list(rows.filter(out_at__isnull=False).select_related("appointment"))


def _days(
    appointment: Appointment, recorded: Mapping[datetime, Outing], zone: tzinfo, moment: datetime
) -> list[OutingNow]:
    ahead, back = moment + timedelta(days=DAYS_AHEAD), moment - timedelta(days=DAYS_BACK)
    days = set(days_between(appointment, zone, back, ahead))
    days |= {due_at for due_at, outing in recorded.items() if outing.out_at and not outing.back_at}
    return [_day(appointment, due_at, recorded.get(due_at), moment) for due_at in sorted(days)]


def _day(appointment: Appointment, due_at: datetime, outing: Outing | None, moment: datetime) -> OutingNow:
    leave_at = due_at - timedelta(minutes=appointment.leave_minutes)
    back_by = leave_at + timedelta(minutes=appointment.away_minutes)
    if outing and outing.back_by_at:
        back_by = outing.back_by_at
    state = _state(outing, leave_at, back_by, moment)
    return OutingNow(appointment, due_at, leave_at, back_by, state, outing)


def _state(outing: Outing | None, leave_at: datetime, back_by: datetime, moment: datetime) -> OutingState:
    rules = watching_rules()
    if outing and outing.dropped_at:
        return OutingState.DROPPED
    if outing and outing.back_at:
        return OutingState.BACK
    if outing and outing.out_at:
        return OutingState.OVERDUE if moment > back_by else OutingState.OUT
    if moment > leave_at + timedelta(minutes=rules.late_minutes):
        return OutingState.LATE
    if moment >= leave_at:
        return OutingState.LEAVE
    prepare = leave_at - timedelta(hours=rules.prepare_hours)
    return OutingState.PREPARE if moment >= prepare else OutingState.AHEAD


def _roomed(site_id: UUID, person_ids: Iterable[UUID]) -> set[UUID]:
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None, person_id__in=list(person_ids))
    return set(inside.values_list("person_id", flat=True))
