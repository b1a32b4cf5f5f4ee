"""Samples as a kind of round: who is due by protocol or by a finding, and what to carry."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, pgettext_lazy

from yizhan.duty.kinds import RoundKind, TaskDue, Words
from yizhan.health.actions.sampling import SAMPLING
from yizhan.health.queries.appointments import zone_of
from yizhan.health.queries.samples_due import sampled_between, samples_due
from yizhan.health.queries.windows import spans_between
from yizhan.health.sampling_rules import sampling_rules
from yizhan.places.models import Occupancy

# After what touches nobody.
ORDER = 40
MORNING = "morning"


def kind() -> RoundKind:
    """Return the kind under which samples are walked."""
    return RoundKind(
        key=SAMPLING, name=pgettext_lazy("round", "Samples"), order=ORDER, capability="sample.take",
        tasks=tasks, per_room=False, packing=packing, action="health.take_sample", asked_for=True,
    )  # fmt: skip


def packing(tasks: int) -> list[tuple[Words, int]]:
    """Return what a round of so many samples carries: a spare for every tenth, and once what serves all."""
    if not tasks:
        return []
    rules = sampling_rules()
    spare = -(-tasks * rules.spare_percent // 100)
    language = get_language() or "zh"
    each = [(item.name(language), tasks + spare) for item in rules.each]
    return [*each, *((item.name(language), item.count) for item in rules.once)]


def tasks(site_id: UUID, start: datetime, end: datetime) -> Iterator[TaskDue]:
    """Yield of whom a sample is due between two moments; in the morning of the rest too. Five queries."""
    mornings = [span for span in spans_between(zone_of(site_id), start, end) if span.part == MORNING]
    due = samples_due(site_id, start, end)
    asked = {one.person_id: one for one in reversed(due.open) if not one.missed}
    for one in asked.values():
        yield TaskDue(SAMPLING, one.person_id, obligation_id=one.obligation_id, urgent=one.extra)
    if mornings:
        sampled = sampled_between(site_id, mornings[0].opens_at, end)
        inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).order_by("id")
        for person_id in inside.values_list("person_id", flat=True):
            if person_id not in asked and person_id not in due.by_course and person_id not in sampled:
                yield TaskDue(SAMPLING, person_id)
