"""The one way to change data: a named, audited, idempotent action in one transaction.

    @action("intake.count_party", needs="count.off_bus")
    def count_party(*, by: Actor, site_id: UUID, number: BandNumber) -> PartyCounted: ...

`by` carries the actor and the tap. The same tap again returns the first result and changes
nothing. An action called inside another joins its transaction and its receipt. What an action
returns is stored in the receipt, which is never erased: ids and figures, never personal data.
"""

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar, cast, get_type_hints
from uuid import UUID

from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, create_model

from yizhan.core import canonical, keys
from yizhan.core.actors import Actor, Tap
from yizhan.core.clock import now
from yizhan.core.models import AuditEvent, CommandReceipt
from yizhan.core.prepared import Prepared
from yizhan.core.refusals import CommandReused, Refusal


class Outcome(BaseModel):
    """What an action returns; stored in its receipt."""

    model_config = ConfigDict(frozen=True)

    @property
    def leaves_trace(self) -> bool:
        """Whether a receipt and a line of the audit are written."""
        return True


class Swept(Outcome):
    """How much a sweep over what is past its time ended; figures alone.

    A sweep that found nothing changed nothing: it leaves no receipt and no line, as often as it runs.
    """

    @property
    def leaves_trace(self) -> bool:
        """Whether anything was ended."""
        return any(self.model_dump().values())


P = ParamSpec("P")
R = TypeVar("R", bound=Outcome)

_receipt = Prepared(lambda tap_id: CommandReceipt.objects.filter(id=tap_id))

_running: ContextVar[Actor | None] = ContextVar("running_action", default=None)
_registry: dict[str, "Action[..., Any]"] = {}


class EarlierConflict(Refusal):
    """The command was decided before, and it was a conflict."""

    def __init__(self, receipt: CommandReceipt) -> None:
        recorded = receipt.result
        super().__init__(recorded["code"], recorded["template"], **recorded["facts"])
        self.receipt = receipt


@dataclass(frozen=True)
class Rule:
    """What an action asks of its caller: a capability of a posting, and whether it needs network."""

    needs: str
    online_only: bool


class Action(Generic[P, R]):
    """A registered action; call it like the function it wraps."""

    def __init__(self, name: str, rule: Rule, function: Callable[P, R]) -> None:
        self.name = name
        self.rule = rule
        self._function = function
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs.get("by")
        if args or not isinstance(by, Actor):
            raise TypeError(f"{self.name} takes keywords only, with an Actor as 'by'")
        outer = _running.get()
        if outer is not None:
            return self._perform(outer, kwargs)
        return self._once(by if by.tap else by.tapping(), kwargs)

    @cached_property
    def facts(self) -> type[BaseModel]:
        """The shape of the action's facts, for the API and the phone's queue."""
        hints = get_type_hints(self._function, include_extras=True)
        fields: dict[str, Any] = {}
        for parameter in inspect.signature(self._function).parameters.values():
            if parameter.name != "by":
                default = ... if parameter.default is parameter.empty else parameter.default
                fields[parameter.name] = (hints[parameter.name], default)
        title = "".join(part.title() for part in self.name.replace(".", "_").split("_"))
        return create_model(f"{title}Facts", __config__=ConfigDict(extra="forbid"), **fields)

    @cached_property
    def outcome(self) -> type[R]:
        """The type that the action returns."""
        returned: type[R] = get_type_hints(self._function)["return"]
        return returned

    def _once(self, by: Actor, facts: dict[str, Any]) -> R:
        digest = self._digest(facts)
        try:
            with transaction.atomic():
                earlier = find_receipt(by)
                if earlier is None:
                    return self._decide(by, facts, digest)
        except (IntegrityError, Refusal):
            # Two deliveries of one command can race: the loser trips over the winner's traces, or
            # over its receipt, and answers with the winner's result.
            earlier = find_receipt(by)
            if earlier is None:
                raise
        return self._again(earlier, by, digest)

    def _decide(self, by: Actor, facts: dict[str, Any], digest: bytes) -> R:
        result = self._perform(by, facts)
        if result.leaves_trace:
            status = CommandReceipt.Status.ACCEPTED
            write_receipt(by, self.name, status, digest, result.model_dump(mode="json"))
        return result

    def _perform(self, by: Actor, facts: dict[str, Any]) -> R:
        token = _running.set(by)
        try:
            result = cast("Callable[..., R]", self._function)(**{**facts, "by": by})
        finally:
            _running.reset(token)
        if result.leaves_trace:
            record_audit(by, self.name, site_id=_site_of(facts, result), **_subject_of(result))
        return result

    def _again(self, receipt: CommandReceipt, by: Actor, digest: bytes) -> R:
        if bytes(receipt.digest) != digest or receipt.actor != by.key:
            raise CommandReused
        if receipt.status == CommandReceipt.Status.CONFLICT:
            raise EarlierConflict(receipt)
        return self.outcome.model_validate(receipt.result)

    def _digest(self, facts: dict[str, Any]) -> bytes:
        checked = self.facts(**{name: value for name, value in facts.items() if name != "by"})
        return facts_digest(self.name, checked)


def action(name: str, *, needs: str, online_only: bool = False) -> Callable[[Callable[P, R]], Action[P, R]]:
    """Register a function as the action `name`.

    `needs` is the capability that the caller's posting must give ("" for actions that only the
    system or a resident's own token may perform). `online_only` keeps it out of a phone's queue.
    """

    def register(function: Callable[P, R]) -> Action[P, R]:
        if name in _registry:
            raise RuntimeError(f"two actions are called {name}")
        made = Action(name, Rule(needs, online_only), function)
        _registry[name] = made
        return made

    return register


def registered() -> dict[str, Action[..., Any]]:
    """Return every action by name."""
    return dict(_registry)


def facts_digest(name: str, facts: BaseModel) -> bytes:
    """Return the 32 bytes that tell whether a repeated command is the same command.

    Keyed, because receipts outlive an erasure and a bare digest of a name could be guessed.
    """
    return keys.fingerprint(canonical.encode([name, facts.model_dump(mode="json")]))


def find_receipt(by: Actor) -> CommandReceipt | None:
    """Return the receipt of the tap that `by` carries, if it was decided."""
    return _receipt.first(tap_id=by.tap.id) if by.tap else None


def write_receipt(by: Actor, name: str, status: str, digest: bytes, result: dict[str, Any]) -> CommandReceipt:
    """Record how a tap was decided."""
    tap = by.tap or Tap(by.command_id)
    return CommandReceipt.objects.create(
        id=tap.id, action=name, actor=by.key, status=status, digest=digest, result=result,
        received_at=now(), tapped_at=tap.tapped_at, device=tap.device, sequence=tap.sequence,
    )  # fmt: skip


def record_audit(by: Actor, name: str, *, site_id: UUID | None = None, **subject: Any) -> None:
    """Append one audit event; `subject` holds ids and figures, never personal data."""
    AuditEvent.objects.create(
        at=now(), actor=by.key, action=name, command_id=by.command_id,
        site_id=site_id, subject=subject,
    )  # fmt: skip


def record_glance(by: Actor, name: str, *, site_id: UUID, within: timedelta, **subject: Any) -> None:
    """Append an audit event as `record_audit` does, unless the actor has such a one of the last moments.

    For what keeps itself current: an open page is one reading, not one every few seconds.
    """
    since = AuditEvent.objects.filter(actor=by.key, at__gt=now() - within)
    if not since.filter(action=name, site_id=site_id).exists():
        record_audit(by, name, site_id=site_id, **subject)


def _site_of(kwargs: dict[str, Any], result: Outcome) -> UUID | None:
    site_id = kwargs.get("site_id") or getattr(result, "site_id", None)
    return site_id if isinstance(site_id, UUID) else None


def _subject_of(result: Outcome) -> dict[str, str]:
    return {name: str(value) for name, value in result if isinstance(value, UUID) and name != "site_id"}
