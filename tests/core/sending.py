"""Sending commands as a phone does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.commands import Envelope, Reply, submit
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from tests.intake.night import Night


def may_do_anything(*_: object) -> bool:
    return True


def count_command(
    night: Night, number: int, make_up: tuple[str, ...] = ("adult", "child"), **more: Any
) -> Envelope:
    """Count a party off the bus."""
    facts = {"batch_id": str(night.batch_id), "wave": 1, "number": number, "make_up": list(make_up)}
    return command(night, "intake.count_party", facts, **more)


def undo_command(night: Night, mark_id: UUID, **more: Any) -> Envelope:
    """Take a count back, which waits for it."""
    more.setdefault("depends_on", [mark_id])
    return command(night, "intake.undo_count", {"mark_id": str(mark_id)}, **more)


def temperature_command(night: Night, number: int, letter: str, value: str = "36.5", **more: Any) -> Envelope:
    """Measure whoever wears a wristband."""
    facts = {"batch_id": str(night.batch_id), "number": number, "letter": letter, "value_c": value}
    return command(night, "intake.take_temperature", facts, **more)


def command(night: Night, action: str, facts: dict[str, Any], **more: Any) -> Envelope:
    """Any command at the night's site, with an id of its own unless one is given."""
    more.setdefault("id", new_id())
    return Envelope(action=action, facts={"site_id": str(night.site.id), **facts}, **more)


def account(night: Night, name: str = "counter1") -> Actor:
    """Somebody of the crew."""
    return Actor(ActorKind.ACCOUNT, night.crew[name])


def send(night: Night, envelope: Envelope, name: str = "counter1") -> Reply:
    """Submit a command, with every permission."""
    return submit(envelope, account(night, name), may_do_anything)
