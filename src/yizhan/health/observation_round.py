"""Temperature and symptoms as a kind of round: who is to be measured, and what to carry."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from yizhan.core.shipped import read_shipped
from yizhan.duty.kinds import RoundKind, TaskDue
from yizhan.duty.models import Matter, Obligation
from yizhan.duty.packing import packing_of
from yizhan.health.actions.observations import OBSERVATION, observe
from yizhan.health.models import FeverCase
from yizhan.health.queries.appointments import zone_of
from yizhan.health.queries.windows import measured_in, spans_between
from yizhan.health.rules import SYMPTOM_NOW
from yizhan.places.models import Occupancy
from yizhan.protocols.facts import DueKind

ORDER = 20
A_DAY = timedelta(days=1)


def tasks(site_id: UUID, start: datetime, end: datetime) -> Iterator[TaskDue]:
    """Yield whose temperature is due between two moments: by their course, or else twice a day.

    Who has a fever that nobody has decided on, or an alarming symptom, does not wait. Seven queries.
    """
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).order_by("id")
    people = list(inside.values_list("person_id", flat=True))
    spans = spans_between(zone_of(site_id), start, end)
    measured = measured_in(site_id, spans)
    urgent = _urgent(site_id)
    watched = _by_course(site_id, start, end)
    unmet = {
        row.person_id: row.id
        for row in Obligation.objects.filter(
            site_id=site_id, kind=DueKind.TEMPERATURE, opens_at__lt=end, closes_at__gt=start, met_at=None,
            withdrawn_at=None,
        ).order_by("-opens_at")
    }  # fmt: skip
    for person_id in people:
        lacking = person_id not in watched and any(person_id not in measured[span] for span in spans)
        if person_id in unmet or person_id in urgent or lacking:
            yield TaskDue(
                OBSERVATION, person_id, obligation_id=unmet.get(person_id), urgent=person_id in urgent
            )


def kind() -> RoundKind:
    """Return the kind, to be registered."""
    carried = packing_of(read_shipped("yizhan.health", "watching.yaml")["packing"])
    return RoundKind(
        key=OBSERVATION, name=_("Temperature and symptoms"), order=ORDER, capability=observe.rule.needs,
        tasks=tasks, per_room=False, packing=carried, action=observe.name, asked_for=True,
    )  # fmt: skip


def _by_course(site_id: UUID, start: datetime, end: datetime) -> set[UUID]:
    """Return for whom a course says when they are measured, within a day of these moments."""
    rows = Obligation.objects.filter(
        site_id=site_id, kind=DueKind.TEMPERATURE, withdrawn_at=None, opens_at__lt=end + A_DAY,
        closes_at__gt=start - A_DAY,
    )  # fmt: skip
    return set(rows.order_by().values_list("person_id", flat=True))


def _urgent(site_id: UUID) -> set[UUID]:
    fevers = FeverCase.objects.filter(site_id=site_id, closed_at=None).values_list("person_id", flat=True)
    alarming = Matter.objects.filter(
        site_id=site_id, kind=Matter.Kind.SYMPTOM, record__code=SYMPTOM_NOW, settled_at=None
    )
    return {*fevers, *(one for one in alarming.values_list("subject_id", flat=True) if one)}
