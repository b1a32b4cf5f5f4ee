"""Commands from afar: a phone's queue, the API, an import, a rehearsal.

They come in any order, more than once, late, and sometimes contradict what is known. Each ends
in exactly one of: accepted; conflict (kept as a receipt and raised to the layers above, who make
it a matter for a person); waiting (for a command it depends on); refused (nothing is kept: the
sender may not do this, or the contents cannot be read).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from yizhan.core.actions import (
    Action,
    EarlierConflict,
    Outcome,
    facts_digest,
    find_receipt,
    registered,
    write_receipt,
)
from yizhan.core.actors import Actor, ActorKind, Tap
from yizhan.core.clock import now
from yizhan.core.models import CommandReceipt, WaitingCommand
from yizhan.core.prepared import Prepared
from yizhan.core.refusals import CommandReused, Refusal
from yizhan.core.signals import conflict_raised
from yizhan.core.together import decide_together

logger = logging.getLogger(__name__)

R = TypeVar("R", bound=Outcome)
Status = Literal["accepted", "conflict", "waiting", "refused"]
Permission = Callable[[Actor, Action[..., Any], BaseModel, datetime], bool]


class Envelope(BaseModel):
    """One command as its sender made it."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    action: str = Field(max_length=60)
    facts: dict[str, Any]
    tapped_at: AwareDatetime | None = None
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

    @property
    def decided(self) -> bool:
        """True once a receipt stands for the command."""
        return self.status in ("accepted", "conflict")


def submit(envelope: Envelope, actor: Actor, may: Permission) -> Reply:
    """Decide one command, and then whatever waited for something that is decided by now.

    `may(actor, action, facts, moment)` tells whether the actor had the authority at the moment
    of the tap. Never raises for a bad command: the reply says what is wrong. Raises only when the
    database cannot be reached or written.
    """
    reply = _decide(envelope, actor, may)
    if reply.decided:
        decide_waiting()
    return reply


def decide_waiting() -> None:
    """Decide every command that waits for one that is decided, and so on along the chain.

    Also finds what a server left waiting that was killed between a decision and this.
    """
    while due := _due():
        replies = [
            _decide(Envelope.model_validate(waiting.envelope), _sender(waiting), _granted) for waiting in due
        ]
        if not any(reply.decided for reply in replies):
            return


def _decide(envelope: Envelope, actor: Actor, may: Permission) -> Reply:
    by = actor.with_tap(Tap(envelope.id, envelope.tapped_at, envelope.device, envelope.sequence))
    try:
        act, facts = _read(envelope)
        if not may(actor, act, facts, _moment_of(envelope, act)):
            raise Refusal("not_permitted", gettext_noop("Your posting does not allow this."))
        # What needs network is answered at once: names would lie open in the queue.
        if not act.rule.online_only and _must_wait(envelope, by):
            return Reply(envelope.id, "waiting")
    except Refusal as refusal:
        return Reply(envelope.id, "refused", code=refusal.code, message=str(refusal))
    reply = _perform(envelope, by, act, facts)
    if reply.decided and envelope.depends_on:
        WaitingCommand.objects.filter(id=envelope.id).delete()
    return reply


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


def _moment_of(envelope: Envelope, act: Action[..., Any]) -> datetime:
    # What needs network is decided while one looks at it. Otherwise a phone's clock may be wrong:
    # a tap from the future has the authority of the present.
    if act.rule.online_only or envelope.tapped_at is None:
        return now()
    return min(envelope.tapped_at, now())


def _must_wait(envelope: Envelope, by: Actor) -> bool:
    while missing := _undecided(envelope.depends_on):
        if find_receipt(by):
            return False
        _keep_waiting(envelope, by, missing[0])
        # Whoever decided it between the look and the write saw nothing waiting: look again.
        if _undecided(missing[:1]):
            return True
    return False


def _undecided(commands: list[UUID]) -> list[UUID]:
    if not commands:
        return []
    decided = set(CommandReceipt.objects.filter(id__in=commands).values_list("id", flat=True))
    return [command for command in commands if command not in decided]


def _keep_waiting(envelope: Envelope, by: Actor, waits_for: UUID) -> None:
    _check_not_circular(envelope.id, waits_for)
    waiting, _ = WaitingCommand.objects.get_or_create(
        id=envelope.id,
        defaults={
            "waits_for": waits_for,
            "actor_kind": by.kind,
            "actor_id": by.id,
            "envelope": envelope.model_dump(mode="json"),
            "received_at": now(),
        },
    )
    if _sender(waiting).key != by.key or waiting.envelope != envelope.model_dump(mode="json"):
        raise CommandReused
    if waiting.waits_for != waits_for:
        WaitingCommand.objects.filter(id=envelope.id).update(waits_for=waits_for)


def _check_not_circular(command: UUID, waits_for: UUID) -> None:
    seen: set[UUID] = set()
    step: UUID | None = waits_for
    while step is not None and step not in seen:
        if step == command:
            raise Refusal(
                "circular", gettext_noop("This entry waits for itself. Enter it again as a new one.")
            )
        seen.add(step)
        step = WaitingCommand.objects.filter(id=step).values_list("waits_for", flat=True).first()


def _perform(envelope: Envelope, by: Actor, act: Action[..., Any], facts: BaseModel) -> Reply:
    values = {name: getattr(facts, name) for name in type(facts).model_fields}
    try:
        result = _in_turn(act, values, by)
    except EarlierConflict as earlier:
        return Reply(envelope.id, "conflict", earlier.receipt.result, earlier.code, str(earlier))
    except CommandReused as reused:
        return Reply(envelope.id, "refused", code=reused.code, message=str(reused))
    except Refusal as refusal:
        return _record_conflict(envelope, by, act, facts, refusal)
    except (OperationalError, InterfaceError):
        raise  # nothing can be saved at the moment; the sender keeps the command and sends it again
    except Exception:
        # One command that the program cannot digest must not hold up the others of its queue.
        logger.exception("%s failed on command %s", act.name, envelope.id)
        fault = Refusal(
            "program_fault", gettext_noop("The program failed on this entry; it is not recorded. Report it.")
        )
        return Reply(envelope.id, "refused", code=fault.code, message=str(fault))
    return Reply(envelope.id, "accepted", result.model_dump(mode="json"))


def _in_turn(act: Action[..., R], values: dict[str, Any], by: Actor) -> R:
    # What may wait in a phone's queue locks one site's journal and comes in crowds. The rest may
    # lock several, in an order of its own, so it shares a transaction with nobody.
    if act.rule.online_only:
        return act(by=by, **values)
    # SQLite has one writer for all sites.
    lane = values.get("site_id") if connection.features.has_select_for_update else None
    return decide_together(lane, lambda: act(by=by, **values))


def _record_conflict(
    envelope: Envelope, by: Actor, act: Action[..., Any], facts: BaseModel, refusal: Refusal
) -> Reply:
    result = refusal.record()
    try:
        with transaction.atomic():
            digest = facts_digest(act.name, facts)
            receipt = write_receipt(by, act.name, CommandReceipt.Status.CONFLICT, digest, result)
            conflict_raised.send(Envelope, receipt=receipt, envelope=envelope, actor=by, refusal=refusal)
    except IntegrityError:
        if find_receipt(by) is None:
            raise
        # Another delivery of this command was decided meanwhile: answer with what that became.
        return _perform(envelope, by, act, facts)
    return Reply(envelope.id, "conflict", result, refusal.code, str(refusal))


@Prepared
def _due() -> QuerySet[WaitingCommand]:
    decided = CommandReceipt.objects.filter(id=OuterRef("waits_for"))
    return WaitingCommand.objects.filter(Exists(decided)).order_by("id")


def _sender(waiting: WaitingCommand) -> Actor:
    return Actor(ActorKind(waiting.actor_kind), waiting.actor_id)


def _granted(*_: object) -> bool:
    """Authority was judged when the command arrived, as of its tap; waiting does not change it."""
    return True
