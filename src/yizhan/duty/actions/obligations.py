"""What is due for a person: written by those who know the rules, met by those who walk."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.prepared import Prepared
from yizhan.duty.models import Obligation
from yizhan.protocols.facts import Due, DueKind, Reason

_open_then = Prepared(
    lambda site_id, person_id, kind, at: Obligation.objects.filter(
        site_id=site_id, person_id=person_id, kind=kind, opens_at__lte=at, closes_at__gt=at, met_at=None,
        withdrawn_at=None,
    ).values_list("id", flat=True)
)  # fmt: skip


def write_obligations(*, site_id: UUID, dues: Mapping[UUID, Iterable[Due]]) -> None:
    """Make what is due at a site for each of these persons be `dues`, from now on; at most six queries.

    What was met, or whose time is over, stays as it was. What is due no longer is withdrawn, never
    deleted. Call it with the site's journal locked.
    """
    moment = now()
    wanted = {
        (person_id, due.kind.value, due.opens_at): due
        for person_id, those in dues.items()
        for due in those
        if due.closes_at > moment
    }
    # What was met at the site where they were before is not due here once more.
    standing = Obligation.objects.filter(person_id__in=list(dues), extra=False, withdrawn_at=None)
    kept, withdrawn, moved = set(), [], []
    for row in standing:
        key = (row.person_id, row.kind, row.opens_at)
        due = wanted.get(key)
        if due is not None:
            kept.add(key)
            if row.closes_at != due.closes_at or row.day != due.day:
                row.closes_at, row.day, row.reason = due.closes_at, due.day, reason_json(due.reason)
                moved.append(row)
        elif row.site_id == site_id and row.met_at is None and row.closes_at > moment:
            withdrawn.append(row.id)
    Obligation.objects.filter(id__in=withdrawn).update(withdrawn_at=moment)
    Obligation.objects.bulk_update(moved, ["closes_at", "day", "reason"])
    Obligation.objects.bulk_create(
        Obligation(
            id=new_id(), site_id=site_id, person_id=person_id, kind=kind, day=due.day, opens_at=opens_at,
            closes_at=due.closes_at, reason=reason_json(due.reason),
        )
        for (person_id, kind, opens_at), due in wanted.items()
        if (person_id, kind, opens_at) not in kept
    )  # fmt: skip


def ask_once_more(
    *, site_id: UUID, person_id: UUID, kind: DueKind, closes_at: datetime, reason: Reason
) -> UUID:
    """Make something due for a person from now until `closes_at`, beside what the calendar says.

    What was asked for like this and is still open stands for it: asking twice asks once.
    """
    moment = now()
    standing = Obligation.objects.filter(
        site_id=site_id, person_id=person_id, kind=kind, extra=True, met_at=None, withdrawn_at=None,
        closes_at__gt=moment,
    ).first()  # fmt: skip
    if standing:
        return standing.id
    made = Obligation.objects.create(
        id=new_id(), site_id=site_id, person_id=person_id, kind=kind, day=0, opens_at=moment,
        closes_at=closes_at, reason=reason_json(reason), extra=True,
    )  # fmt: skip
    return made.id


def withdraw_asked(*, person_ids: Iterable[UUID], kind: DueKind, **finding: str) -> None:
    """Withdraw what a finding had asked for beside the calendar, named by the facts of its reason."""
    named = {f"reason__facts__{name}": value for name, value in finding.items()}
    asked = Obligation.objects.filter(
        person_id__in=list(person_ids), kind=kind, extra=True, met_at=None, withdrawn_at=None, **named
    )
    asked.update(withdrawn_at=now())


def end_obligations(*, site_id: UUID, person_id: UUID) -> None:
    """Withdraw what is still due for somebody who leaves the site."""
    open_here = Obligation.objects.filter(
        site_id=site_id, person_id=person_id, met_at=None, withdrawn_at=None
    )
    open_here.update(withdrawn_at=now())


def meet_obligation(
    *, site_id: UUID, person_id: UUID, kind: str, at: datetime, record_id: UUID
) -> UUID | None:
    """Let a record of `at` meet the obligation that was open then; returns it, None if nothing was due."""
    due = _open_then.first(site_id=site_id, person_id=person_id, kind=str(kind), at=at)
    if due is not None:
        Obligation.objects.filter(id=due).update(met_at=at, record_id=record_id)
    return due


def unmeet_obligation(*, record_id: UUID) -> Obligation | None:
    """Make due again what a record had met that turned out to be wrong; returns it, if it met anything."""
    met = Obligation.objects.filter(record_id=record_id).first()
    Obligation.objects.filter(record_id=record_id).update(met_at=None, record_id=None)
    return met


def reason_json(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is stored."""
    return asdict(reason)
