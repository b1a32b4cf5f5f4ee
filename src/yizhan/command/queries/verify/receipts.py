"""Invariants 1 and 8: every decision stands once, and every contradiction is before people."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.report import Fault, Waiting
from yizhan.core.actions import registered
from yizhan.core.columns import Digits
from yizhan.core.models import AuditEvent, CommandReceipt, WaitingCommand
from yizhan.duty.models import Matter

READ_AT_ONCE = 2000
ACCEPTED, CONFLICT = CommandReceipt.Status.ACCEPTED, CommandReceipt.Status.CONFLICT


def decisions_are_audited_once() -> Iterator[Fault]:
    """Invariant 1: every accepted receipt has its audit event, one, and no action ran without a receipt."""
    same = AuditEvent.objects.filter(command_id=OuterRef("id"), action=OuterRef("action"))
    receipts = CommandReceipt.objects.annotate(events=_count(same))
    for receipt in receipts.filter(status=ACCEPTED).exclude(events=1).iterator():
        template = gettext_noop(
            "Command %(command)s (%(action)s) was accepted and has %(events)s audit events, not one."
        )
        facts = {"command": receipt.id, "action": receipt.action, "events": receipt.events}
        yield Fault(1, "audit_differs", template, facts)
    yield from _without_receipt()


def conflicts_are_matters() -> Iterator[Fault]:
    """Invariant 8: every conflict receipt has its matter, one."""
    same = Matter.objects.filter(kind=Matter.Kind.SYNC_CONFLICT, subject_id=OuterRef("id"))
    receipts = CommandReceipt.objects.annotate(matters=_count(same))
    for receipt in receipts.filter(status=CONFLICT).exclude(matters=1).iterator():
        template = gettext_noop(
            "The conflict of command %(command)s (%(action)s) has %(matters)s matters, not one."
        )
        facts = {"command": receipt.id, "action": receipt.action, "matters": receipt.matters}
        yield Fault(8, "conflict_unseen", template, facts)


def commands_that_wait() -> Iterator[Waiting]:
    """Yield the commands that still wait for another; not a fault, but to be seen."""
    rows = WaitingCommand.objects.order_by("received_at").values_list(
        "id", "envelope__action", "waits_for", "received_at"
    )
    for command, action, waits_for, since in rows:
        yield Waiting(str(command), str(action), str(waits_for), since)


def accepted_commands() -> set[str]:
    """Return the ids of all accepted commands, as 32 hex digits; about 130 bytes each."""
    rows = CommandReceipt.objects.filter(status=ACCEPTED).annotate(digits=Digits("id"))
    return set(rows.values_list("digits", flat=True).iterator(READ_AT_ONCE))


def _without_receipt() -> Iterator[Fault]:
    receipts = CommandReceipt.objects.filter(id=OuterRef("command_id"), status=ACCEPTED)
    ran = AuditEvent.objects.filter(action__in=list(registered()))
    for event in ran.exclude(Exists(receipts)).iterator():
        template = gettext_noop(
            "Audit event %(event)s says that %(action)s ran, and its command %(command)s has no receipt."
        )
        facts = {"event": event.id, "action": event.action, "command": event.command_id}
        yield Fault(1, "no_receipt", template, facts)


def _count(rows: QuerySet[Any, Any]) -> Subquery:
    # As a plain function, not an aggregate: Django groups by those, and nothing to group would be no row.
    counted = rows.order_by().annotate(rows=Func("pk", function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("rows"))
