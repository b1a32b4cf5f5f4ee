"""Commands from afar: a phone's queue, the API, an import, a rehearsal.

They come in any order, more than once, late, and sometimes contradict what is known. Each ends
in exactly one of: accepted; conflict (kept as a receipt and raised to the layers above, who make
it a matter for a person); waiting (for a command it depends on); refused (nothing is kept: the
sender may not do this, or the contents cannot be read).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yizhan.core.actions import Action, EarlierConflict, facts_digest, find_receipt, registered, write_receipt
from yizhan.core.actors import Actor, ActorKind, Tap
from yizhan.core.clock import now
from yizhan.core.models import CommandReceipt, WaitingCommand
from yizhan.core.refusals import CommandReused, Refusal
from yizhan.core.signals import conflict_raised

Status = Literal["accepted", "conflict", "waiting", "refused"]
Permission = Callable[[Actor, Action[..., Any], BaseModel, datetime], bool]


class Envelope(BaseModel):
    """One command as its sender made it."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    action: str = Field(max_length=60)
    facts: dict[str, Any]
    tapped_at: datetime | None = None
    device: str = Field("", max_length=60)
    sequence: int = Field(0, ge=0, le=2**31 - 1)
    depends_on: list[UUID] = Field(default_factory=list, max_length=20)


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a command."""

    id: UUID
    status: Status
    result: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    message: str = ""


def submit(envelope: Envelope, actor: Actor, may: Permission) -> Reply:
    """Decide one command, and then those that waited for it.

    `may(actor, action, facts, moment)` tells whether the actor had the authority at the moment
    of the tap. Never raises for a bad command: the reply says what is wrong.
    """
    reply = _decide(envelope, actor, may)
    if reply.status in ("accepted", "conflict"):
        _wake(envelope.id)
    return reply


def _decide(envelope: Envelope, actor: Actor, may: Permission) -> Reply:
    by = actor.with_tap(Tap(envelope.id, envelope.tapped_at, envelope.device, envelope.sequence))
    try:
        act, facts = _read(envelope)
        if not may(actor, act, facts, _moment_of(envelope)):
            raise Refusal("not_permitted", gettext_noop("Your posting does not allow this."))
        missing = _undecided(envelope)
        if missing and not find_receipt(by):
            return _wait(envelope, actor, missing)
    except Refusal as refusal:
        return Reply(envelope.id, "refused", code=refusal.code, message=str(refusal))
    return _perform(envelope, by, act, facts)


def _perform(envelope: Envelope, by: Actor, act: Action[..., Any], facts: BaseModel) -> Reply:
    values = {name: getattr(facts, name) for name in type(facts).model_fields}
    try:
        result = act(by=by, **values)
    except EarlierConflict as earlier:
        return Reply(envelope.id, "conflict", earlier.receipt.result, earlier.code, str(earlier))
    except CommandReused as reused:
        return Reply(envelope.id, "refused", code=reused.code, message=str(reused))
    except Refusal as refusal:
        return _record_conflict(envelope, by, act, facts, refusal)
    return Reply(envelope.id, "accepted", result.model_dump(mode="json"))


def _read(envelope: Envelope) -> tuple[Action[..., Any], BaseModel]:
    act = registered().get(envelope.action)
    if act is None:
        raise Refusal("unknown_action", gettext_noop("This program does not know “%(action)s”. Update it."),
                      action=envelope.action)  # fmt: skip
    try:
        return act, act.facts.model_validate(envelope.facts)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refusal("unreadable", gettext_noop("“%(where)s” cannot be read: %(why)s"),
                      where=where, why=first["msg"]) from error  # fmt: skip


def _moment_of(envelope: Envelope) -> datetime:
    # A phone's clock may be wrong; a tap from the future has the authority of the present.
    return min(envelope.tapped_at, now()) if envelope.tapped_at else now()


def _undecided(envelope: Envelope) -> list[UUID]:
    decided = set(CommandReceipt.objects.filter(id__in=envelope.depends_on).values_list("id", flat=True))
    return [command for command in envelope.depends_on if command not in decided]


def _wait(envelope: Envelope, actor: Actor, missing: list[UUID]) -> Reply:
    WaitingCommand.objects.update_or_create(
        id=envelope.id,
        defaults={
            "waits_for": missing[0],
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "envelope": envelope.model_dump(mode="json"),
            "received_at": now(),
        },
    )
    # The one it waits for may have been decided between the look and the write.
    if not _undecided(envelope):
        _wake(missing[0])
    return Reply(envelope.id, "waiting")


def _record_conflict(
    envelope: Envelope, by: Actor, act: Action[..., Any], facts: BaseModel, refusal: Refusal
) -> Reply:
    result = refusal.record()
    with transaction.atomic():
        receipt = find_receipt(by)
        if receipt is None:
            digest = facts_digest(act.name, facts)
            receipt = write_receipt(by, act.name, CommandReceipt.Status.CONFLICT, digest, result)
            conflict_raised.send(Envelope, receipt=receipt, envelope=envelope, actor=by, refusal=refusal)
    return Reply(envelope.id, "conflict", result, refusal.code, str(refusal))


def _wake(decided: UUID) -> None:
    for waiting in list(WaitingCommand.objects.filter(waits_for=decided).order_by("id")):
        actor = Actor(ActorKind(waiting.actor_kind), waiting.actor_id)
        envelope = Envelope.model_validate(waiting.envelope)
        reply = submit(envelope, actor, _granted)
        if reply.status != "waiting":
            WaitingCommand.objects.filter(id=waiting.id).delete()


def _granted(*_: object) -> bool:
    """Authority was judged when the command arrived, as of its tap; waiting does not change it."""
    return True
