"""The countdown: what each team has ready by when, and whether the latest word was passed on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from django.db.models import Q

from yizhan.core.clock import now
from yizhan.duty.models import Team
from yizhan.intake.models import Batch, BatchRevision, CountdownStep
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.intake.rules import step_templates

TOLD = "told"
SOON = timedelta(minutes=10)


class StepState(StrEnum):
    """Where a step stands at a moment."""

    DONE = "done"
    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step with the moment it is really due: never before the word that set it had come."""

    step: CountdownStep
    due_at: datetime
    state: StepState

    def text(self, language: str) -> str:
        """Return what is to be done, in the language that `language` begins with."""
        template = step_templates().get(self.step.key)
        return template.text(language) if template else self.step.key


@dataclass(frozen=True, slots=True)
class Chain:
    """Batches that arrive together and the steps for all of them, in order of time.

    `untold` is the word that the teams have not confirmed since the number or the arrival
    changed; None when they have, or when nothing changed.
    """

    batches: tuple[Announced, ...]
    steps: tuple[StepNow, ...]
    untold: BatchRevision | None

    @property
    def lead(self) -> Announced:
        """The batch that comes first."""
        return self.batches[0]

    @property
    def eta(self) -> datetime | None:
        """When the first of them is expected."""
        return self.lead.latest.eta

    @property
    def late(self) -> list[StepNow]:
        """Steps that are past due."""
        return [step for step in self.steps if step.state == StepState.LATE]

    @property
    def open(self) -> list[StepNow]:
        """Steps that are not done."""
        return [step for step in self.steps if step.state != StepState.DONE]

    @property
    def people(self) -> int | None:
        """How many are expected in all; None when nobody knows of any."""
        known = [row.people for row in self.batches if row.people is not None]
        return sum(known) if known else None

    def by_team(self) -> list[tuple[Team | None, list[StepNow]]]:
        """Return the steps team by team; the team with the next open step comes first."""
        teams: dict[UUID | None, list[StepNow]] = defaultdict(list)
        for step in self.steps:
            teams[step.step.team_id].append(step)
        groups = [(steps[0].step.team, steps) for steps in teams.values()]
        return sorted(groups, key=lambda group: min(_urgency(step) for step in group[1]))


def chains(site_id: UUID) -> list[Chain]:
    """Return the open batches of a site chain by chain, the next to arrive first; four queries."""
    rows = open_batches(site_id)
    groups: dict[UUID, list[Announced]] = defaultdict(list)
    for row in rows:
        groups[row.batch.chained_to_id or row.batch.id].append(row)
    steps: dict[UUID, list[CountdownStep]] = defaultdict(list)
    found = CountdownStep.objects.filter(batch_id__in=groups).select_related("team", "done_by")
    for step in found:
        steps[step.batch_id].append(step)
    return [_chain(group, steps[lead]) for lead, group in groups.items()]


def word_changed_at(revisions: Sequence[BatchRevision]) -> datetime:
    """Return when the number or the arrival last became another; `revisions` oldest first."""
    changed = revisions[0].announced_at
    for before, after in pairwise(revisions):
        if (before.expected, before.eta) != (after.expected, after.eta):
            changed = after.announced_at
    return changed


def told_due_since(batch: Batch) -> datetime:
    """Return the moment of the word about a batch and its chain that the teams must have; one query."""
    lead = batch.chained_to_id or batch.id
    family = BatchRevision.objects.filter(Q(batch_id=lead) | Q(batch__chained_to_id=lead))
    words: dict[UUID, list[BatchRevision]] = defaultdict(list)
    for revision in family.order_by("number"):
        words[revision.batch_id].append(revision)
    return max(word_changed_at(revisions) for revisions in words.values())


def _chain(rows: list[Announced], steps: list[CountdownStep]) -> Chain:
    known_at = _eta_known_at(rows[0].revisions)
    changed = max(rows, key=lambda row: word_changed_at(row.revisions))
    changed_at = word_changed_at(changed.revisions)
    shown = sorted((_step_now(step, known_at, changed_at) for step in steps), key=lambda step: step.due_at)
    told = next((step for step in shown if step.step.key == TOLD), None)
    is_news = changed_at > changed.revisions[0].announced_at
    untold = changed.latest if is_news and told and told.state != StepState.DONE else None
    return Chain(tuple(rows), tuple(shown), untold)


def _eta_known_at(revisions: Sequence[BatchRevision]) -> datetime:
    """Return when the arrival time that now holds was first said."""
    known = revisions[-1]
    for revision in reversed(revisions):
        if revision.eta != known.eta:
            break
        known = revision
    return known.announced_at


def _step_now(step: CountdownStep, known_at: datetime, changed_at: datetime) -> StepNow:
    due_at = max(step.due_at, known_at, changed_at if step.key == TOLD else known_at)
    if step.done_at is not None:
        return StepNow(step, due_at, StepState.DONE)
    left = due_at - now()
    state = StepState.LATE if left < timedelta(0) else StepState.SOON if left <= SOON else StepState.AHEAD
    return StepNow(step, due_at, state)


def _urgency(step: StepNow) -> tuple[bool, datetime]:
    return (step.state == StepState.DONE, step.due_at)
