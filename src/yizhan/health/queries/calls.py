"""Calls for the doctor: a fever or an alarming symptom, until one of those called goes."""

from uuid import UUID

from yizhan.duty.models import Matter
from yizhan.health.rules import FEVER_ON_ROUND, SYMPTOM_NOW
from yizhan.health.sampling_rules import POSITIVE_TUBE

# The kinds of matters that ring for those who answer.
CALLS = (Matter.Kind.FEVER, Matter.Kind.SYMPTOM, Matter.Kind.POSITIVE)


def open_calls(site_id: UUID) -> list[Matter]:
    """Return the calls to which nobody has gone yet, the latest first; one query."""
    calls = Matter.objects.filter(
        site_id=site_id, settled_at=None, responsible=None, kind__in=CALLS,
        record__code__in=(FEVER_ON_ROUND, SYMPTOM_NOW, POSITIVE_TUBE),
    )  # fmt: skip
    return list(calls.select_related("room__floor").order_by("-raised_at"))
