"""Questionnaires that lead to something, for those who may read protected threads."""

import json
from dataclasses import dataclass
from uuid import UUID

from yizhan.care.enums import Instrument, NextStep
from yizhan.care.instruments import questionnaires
from yizhan.care.models import Screening
from yizhan.care.queries.place import roomed_of
from yizhan.care.queries.sealed import Opened
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.places.models import Room


@dataclass(frozen=True, slots=True)
class ToFollow:
    """A questionnaire that leads to something, and where the person is."""

    screening: Screening
    room: Room | None

    @property
    def step(self) -> NextStep:
        """What follows."""
        return NextStep(self.screening.next_step)

    @property
    def instrument(self) -> Instrument:
        """Which questionnaire it was."""
        return Instrument(self.screening.instrument)

    @property
    def longer(self) -> Instrument | None:
        """Which questionnaire is offered next, where it leads to a longer one."""
        return questionnaires()[self.instrument].longer if self.step == NextStep.LONGER else None


def screenings_to_follow(site_id: UUID, *, by: Actor) -> list[ToFollow]:
    """Return the questionnaires whose next step nobody has taken, the oldest first; two queries, audited.

    Those that brought somebody at once are in their own protected thread, and not here.
    """
    rows = Screening.objects.filter(site_id=site_id, followed=None).exclude(
        next_step__in=(NextStep.NONE, NextStep.NOW)
    )
    found = list(rows.order_by("at"))
    record_audit(by.tapping(), "care.read_screenings", site_id=site_id, screenings=len(found))
    rooms = roomed_of(site_id, [row.person_id for row in found])
    return [ToFollow(row, rooms.get(row.person_id)) for row in found]


def answers_of(screening: Screening) -> dict[str, int]:
    """Return what was answered, by item; empty once the person is erased."""
    words = Opened([screening.person_id]).words(screening.person_id, screening.sealed)
    answers: dict[str, int] = json.loads(words) if words else {}
    return answers
