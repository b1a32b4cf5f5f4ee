"""A hotel in the evening with people in rooms, and two kinds of rounds of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.intake.night import Night
from yizhan.duty.actions.obligations import write_obligations
from yizhan.duty.actions.round_plans import plan_round
from yizhan.duty.actions.rounds import close_task
from yizhan.duty.kinds import RoundKind, TaskDue, Words
from yizhan.duty.models import Obligation, Round, RoundTask
from yizhan.duty.queries.due import due_obligations
from yizhan.places.models import Room
from yizhan.protocols.facts import Due, DueKind, PhaseKind, Reason


def thermometers(tasks: int) -> list[tuple[Words, int]]:
    """Carry one thermometer for every forty."""
    return [("thermometers", -(-tasks // 40))]


# A person's temperature, when the course says so.
WATCH = RoundKind(
    key="watch", name="Watching", order=20, capability="round.walk", per_room=False, packing=thermometers,
    tasks=due_obligations("watch", DueKind.TEMPERATURE), action="tests.watch",
)  # fmt: skip


class Errands:
    """Parcels for rooms: the data of a kind; the rest is this one small class."""

    def __init__(self) -> None:
        self.parcels: dict[UUID, int] = {}
        self.urgent: set[UUID] = set()

    def tasks(self, _site_id: UUID, _start: datetime, _end: datetime) -> Iterator[TaskDue]:
        """Every room with a parcel that nobody brought."""
        done = set(RoundTask.objects.filter(kind="errand", state="done").values_list("room_id", flat=True))
        for room_id in self.parcels.keys() - done:
            yield TaskDue("errand", room_id=room_id, urgent=room_id in self.urgent)

    def kind(self) -> RoundKind:
        """The kind to be registered."""
        return RoundKind(
            key="errand", name="Parcels", order=5, capability="round.walk", tasks=self.tasks, per_room=True,
            packing=lambda tasks: [("parcels", tasks)],
            at_doors=lambda _, rooms: {
                room: f"{count} parcels" for room, count in self.parcels.items() if room in rooms
            },
        )  # fmt: skip


def due_temperature(night: Night, *tags: str, hours: float = 6) -> dict[str, Obligation]:
    """Make temperatures due from an hour ago on, for so many hours."""
    opens = night.clock.now() - timedelta(hours=1)
    due = Due(
        DueKind.TEMPERATURE,
        PhaseKind.CENTRAL_QUARANTINE,
        1,
        opens,
        opens + timedelta(hours=hours),
        Reason("test"),
    )
    persons = {tag: night.stay(tag).person_id for tag in tags}
    write_obligations(site_id=night.site.id, dues={person: [due] for person in persons.values()})
    rows = {row.person_id: row for row in Obligation.objects.filter(person_id__in=persons.values())}
    return {tag: rows[person] for tag, person in persons.items()}


def plan(night: Night, *rooms: str, minutes: float = 30, by: str = "nurse", **facts: Any) -> Round:
    """Plan an entry onto the floors of these rooms; of both kinds unless said otherwise."""
    floors = {night.room(name).floor_id for name in rooms}
    planned = plan_round(
        by=night.by(by), site_id=night.site.id,
        **{
            "kinds": ["watch", "errand"], "floors": sorted(floors),
            "planned_at": night.clock.now() + timedelta(minutes=minutes), **facts,
        },
    )  # fmt: skip
    return Round.objects.get(id=planned.round_id)


def measured(
    night: Night, walked: Round | None, tag: str, *, by: str = "nurse", minutes_ago: float = 0
) -> UUID:
    """Let a temperature close its task, as the action of a result does; returns the record."""
    from yizhan.duty.actions.obligations import meet_obligation

    actor = night.by(by, at=night.clock.now() - timedelta(minutes=minutes_ago))
    assert actor.tap is not None
    person_id, at = night.stay(tag).person_id, actor.tap.tapped_at
    assert at is not None
    meet_obligation(
        site_id=night.site.id, person_id=person_id, kind="temperature", at=at, record_id=actor.command_id
    )
    close_task(
        by=actor, round_id=walked.id if walked else None, kind="watch", person_id=person_id,
        record_id=actor.command_id, at=at,
    )  # fmt: skip
    return actor.command_id


def task(walked: Round, kind: str, *, person_id: UUID | None = None, room: Room | None = None) -> RoundTask:
    """A task of a round."""
    whose = {"person_id": person_id} if person_id else {"room": room}
    return RoundTask.objects.get(round=walked, kind=kind, **whose)
