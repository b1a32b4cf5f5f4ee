"""Treatment elsewhere: arranged, left for, come back from. Whoever is away for it has not left the site."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.models import Matter
from yizhan.health.enums import AppointmentKind, Transport
from yizhan.health.models import Appointment, Outing
from yizhan.health.queries.appointments import days_between, zone_of
from yizhan.health.queries.place import place_of

ABSURD_MINUTES = 24 * 60
Words = Annotated[str, Field(min_length=1, max_length=120)]
Minutes = Annotated[int, Field(ge=0, le=ABSURD_MINUTES)]
Weekdays = Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(max_length=7)]


class Arranged(Outcome):
    """The appointment, and whose it is."""

    site_id: UUID
    appointment_id: UUID
    person_id: UUID


@action("health.arrange_appointment", needs="health.observe", online_only=True)
def arrange_appointment(
    *, by: Actor, site_id: UUID, person_id: UUID, kind: AppointmentKind, place: Words,
    starts_at: AwareDatetime, transport: Transport, weekdays: Weekdays = (), last_day: date | None = None,
    leave_minutes: Minutes = 60,
    away_minutes: Minutes = 360, companion: Annotated[str, Field(max_length=60)] = "",
) -> Arranged:  # fmt: skip
    """Arrange treatment elsewhere, once or on days of the week until `last_day`.

    Refused without a room here, in the past, and where they would be back before they are expected there.
    """
    if place_of(site_id, person_id) is None:
        raise Refusal(
            "not_here", gettext_noop("This person is not known at this site. Look at the wristband again.")
        )
    if starts_at <= now():
        raise Refusal(
            "appointment_past", gettext_noop("The appointment lies in the past. Look at day and hour.")
        )
    if away_minutes <= leave_minutes:
        raise Refusal(
            "back_too_soon",
            gettext_noop(
                "They would be back before they are expected there. Count the time from leaving here."
            ),
        )
    appointment = Appointment.objects.create(
        id=by.command_id, site_id=site_id, person_id=person_id, kind=kind, place=place.strip(),
        starts_at=starts_at, weekdays=sorted(set(weekdays)), last_day=last_day, leave_minutes=leave_minutes,
        away_minutes=away_minutes, transport=transport, companion=companion.strip(), arranged_at=now(),
        arranged_by_id=by.account_id,
    )  # fmt: skip
    return _arranged(appointment)


@action("health.call_off_appointment", needs="health.observe", online_only=True)
def call_off_appointment(*, by: Actor, site_id: UUID, appointment_id: UUID) -> Arranged:
    """Take an appointment off the list; what was done of it stays. Refused while somebody is out for it."""
    appointment = _found(site_id, appointment_id)
    if Outing.objects.filter(appointment=appointment, out_at__isnull=False, back_at=None).exists():
        raise Refusal("still_out", gettext_noop("They are still out. Record that they are back first."))
    Appointment.objects.filter(id=appointment.id).update(called_off_at=now(), called_off_by_id=by.account_id)
    return _arranged(appointment)


@action("health.let_out", needs="health.observe")
def let_out(*, by: Actor, site_id: UUID, appointment_id: UUID, due_at: AwareDatetime) -> Arranged:
    """Record that somebody went out for the appointment of `due_at`; a matter stands until they are back."""
    appointment = _found(site_id, appointment_id)
    outing = _outing_of(appointment, due_at)
    moment = moment_of(by)
    back_by = moment + timedelta(minutes=appointment.away_minutes)
    Outing.objects.filter(id=outing.id).update(out_at=moment, out_by_id=by.account_id, back_by_at=back_by)
    room = place_of(site_id, appointment.person_id)
    raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.OUTING, subject_id=appointment.person_id, code="outing",
        template=gettext_noop("Room %(place)s: out for treatment, to be back by %(time)s."),
        room_id=room.room_id if room else None, place=room.words if room else "?",
        time=f"{back_by.astimezone(zone_of(site_id)):%H:%M}",
    )  # fmt: skip
    return _arranged(appointment)


@action("health.let_in", needs="health.observe")
def let_in(*, by: Actor, site_id: UUID, appointment_id: UUID) -> Arranged:
    """Record that somebody is back."""
    appointment = _found(site_id, appointment_id)
    out = Outing.objects.filter(appointment=appointment, out_at__isnull=False, back_at=None).first()
    if out is None or out.out_at is None:
        raise Refusal("not_out", gettext_noop("Nobody is out for this appointment. Look at the list again."))
    moment = max(moment_of(by), out.out_at)
    Outing.objects.filter(id=out.id).update(back_at=moment, back_by_id=by.account_id)
    settle_silently(by=by, kind=Matter.Kind.OUTING, subject_id=appointment.person_id)
    return _arranged(appointment)


@action("health.drop_outing", needs="health.observe", online_only=True)
def drop_outing(
    *, by: Actor, site_id: UUID, appointment_id: UUID, due_at: AwareDatetime,
    because: Annotated[str, Field(max_length=200)],
) -> Arranged:  # fmt: skip
    """Record that nobody goes to the appointment of `due_at`, and why; the later ones stand."""
    appointment = _found(site_id, appointment_id)
    if not because.strip():
        raise Refusal("reason_needed", gettext_noop("Say why nobody goes."))
    outing = _outing_of(appointment, due_at)
    Outing.objects.filter(id=outing.id).update(
        dropped_at=now(), dropped_by_id=by.account_id, dropped_because=because.strip()
    )
    return _arranged(appointment)


def _found(site_id: UUID, appointment_id: UUID) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True)
    appointment = rows.filter(id=appointment_id, site_id=site_id, called_off_at=None).first()
    if appointment is None:
        raise Refusal(
            "no_such_appointment", gettext_noop("There is no such appointment, or it was called off.")
        )
    return appointment


def _outing_of(appointment: Appointment, due_at: datetime) -> Outing:
    """Return what stands of one of the appointment's days; refused for another day, or once it is decided."""
    if due_at not in days_between(appointment, zone_of(appointment.site_id), due_at, due_at):
        raise Refusal(
            "no_such_day", gettext_noop("The appointment is not on that day. Look at the list again.")
        )
    outing, _ = Outing.objects.get_or_create(appointment=appointment, due_at=due_at)
    if outing.out_at or outing.dropped_at:
        raise Refusal("out_already", gettext_noop("This was recorded already. Look at the list again."))
    return outing


def _arranged(appointment: Appointment) -> Arranged:
    return Arranged(
        site_id=appointment.site_id, appointment_id=appointment.id, person_id=appointment.person_id
    )
