"""Two phones' queues that contradict each other, and what each delivery must be answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from tests.core.sending import command, count_command, temperature_command, undo_command
from tests.fault.night_model import ACCEPTED, NightModel
from yizhan.core.commands import Envelope
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from tests.intake.night import Night

PHONES = ("counter1", "counter2")
FIRST_PARTY = 1


@dataclass(frozen=True)
class Event:
    """One tap in a phone's queue, and what it does to the model."""

    phone: str
    envelope: Envelope
    effect: Callable[[NightModel], str]


@dataclass
class Oracle:
    """What the server must have decided after the deliveries so far."""

    model: NightModel
    decided: dict[UUID, str] = field(default_factory=dict)
    waiting: dict[UUID, Event] = field(default_factory=dict)

    def copy(self) -> Oracle:
        """Return an independent copy."""
        return Oracle(self.model.copy(), dict(self.decided), dict(self.waiting))

    def deliver(self, event: Event) -> tuple[str, str]:
        """Return the status and code that the delivery must be answered with."""
        own = event.envelope.id
        if own not in self.decided:
            if any(other not in self.decided for other in event.envelope.depends_on):
                self.waiting[own] = event
                return "waiting", ""
            self._decide(event)
        code = self.decided[own]
        return (ACCEPTED, "") if code == ACCEPTED else ("conflict", code)

    def _decide(self, event: Event) -> None:
        self.decided[event.envelope.id] = event.effect(self.model)
        self.waiting.pop(event.envelope.id, None)
        for own in sorted(self.waiting):
            if own in self.waiting and all(d in self.decided for d in self.waiting[own].envelope.depends_on):
                self._decide(self.waiting[own])


def make_events(
    night: Night, chance: random.Random, standing: UUID, party_id: UUID, length: int
) -> list[Event]:
    """Make so many taps of two phones about few wristbands and rooms, so that they get in each other's way.

    `standing` is a count that was delivered before, of the party `party_id`.
    """
    events: list[Event] = []
    makers: Sequence[Callable[..., Event | None]] = (
        _count, _count, _undo, _measure, _measure, _look_in, _undo_standing, _give_room,
    )  # fmt: skip
    while len(events) < length:
        phone = chance.choice(PHONES)
        event = chance.choice(makers)(night, chance, phone, events, standing, party_id)
        if event is not None:
            events.append(event)
    return events


def _count(night: Night, chance: random.Random, phone: str, *_: object) -> Event:
    number, people = chance.choice([1, 2, 3, 301]), chance.randint(1, 2)
    envelope = count_command(night, number, ("adult",) * people)
    return Event(phone, envelope, lambda model: model.count(envelope.id, phone, number, people))


def _undo(night: Night, chance: random.Random, phone: str, events: list[Event], *_: object) -> Event | None:
    counts = [event for event in events if event.envelope.action == "intake.count_party"]
    if not counts:
        return None
    mark = chance.choice(counts).envelope.id
    envelope = undo_command(night, mark)
    return Event(phone, envelope, lambda model: model.undo(mark, phone))


def _undo_standing(
    night: Night, chance: random.Random, phone: str, events: list[Event], standing: UUID, _: UUID
) -> Event:
    envelope = undo_command(night, standing)
    return Event(phone, envelope, lambda model: model.undo(standing, phone))


def _measure(night: Night, chance: random.Random, phone: str, *_: object) -> Event:
    number, letter = chance.choice([1, 2, 3, 301]), chance.choice("AB")
    envelope = temperature_command(night, number, letter)
    return Event(phone, envelope, lambda model: model.measure(envelope.id, number, letter))


def _look_in(night: Night, chance: random.Random, phone: str, *_: object) -> Event:
    room, people = chance.choice(["301", "302"]), chance.randint(0, 3)
    facts = {"batch_id": str(night.batch_id), "room_id": str(night.room(room).id), "people": people}
    envelope = command(night, "intake.check_room", facts)
    return Event(phone, envelope, lambda model: model.look_in(envelope.id, room, people))


def _give_room(
    night: Night, chance: random.Random, phone: str, events: list[Event], _: UUID, party_id: UUID
) -> Event:
    room = chance.choice(["301", "302"])
    facts = {
        "party_id": str(party_id),
        "rooms": [{"room_id": str(night.room(room).id)}],
        "reason": "first free",
    }
    envelope = command(night, "stays.room_party", facts, id=new_id())
    return Event(phone, envelope, lambda model: model.give_room(FIRST_PARTY, room))
