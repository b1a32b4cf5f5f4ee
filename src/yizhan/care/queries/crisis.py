"""Protected threads, for those who are named to them and for nobody else; look-ins that were missed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from yizhan.care.enums import Consent, ThreadKind
from yizhan.care.models import Crisis, CrisisEntry, CrisisReader
from yizhan.care.queries.place import roomed_of
from yizhan.care.queries.sealed import Opened
from yizhan.care.rules import care_rules
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.people.models import Account
from yizhan.places.models import Room

MINUTE = timedelta(minutes=1)
# Whoever said "seen" and did nothing is rung again after so long.
RINGS_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a protected thread, opened."""

    kind: ThreadKind
    at: datetime
    account: Account | None
    to: Account | None
    minutes: int | None
    imminent: bool
    words: str


@dataclass(frozen=True, slots=True)
class CrisisNow:
    """A thread that its reader is named to, judged at `moment`."""

    crisis: Crisis
    room: Room | None
    moment: datetime

    @property
    def minutes_late(self) -> int | None:
        """How many minutes ago somebody should have looked in; None if nobody is late."""
        due = self.crisis.next_look_at
        return (self.moment - due) // MINUTE if due and self.moment >= due else None


@dataclass(frozen=True, slots=True)
class CrisisSeen:
    """A thread with everything in it, the latest line first."""

    now: CrisisNow
    lines: list[Line]
    readers: list[CrisisReader]
    wishes: str
    because: str
    in_room_no_more: list[Line]

    @property
    def may_call(self) -> bool:
        """Whether the person has agreed that somebody is called."""
        return self.now.crisis.consent == Consent.YES


@dataclass(frozen=True, slots=True)
class Missed:
    """A look-in that somebody should have made: where, since when, whether its reader is named.

    `calls` grows while nobody looks in, so that it rings again.
    """

    crisis_id: UUID
    room: Room | None
    due_at: datetime
    named: bool
    calls: int


def crises_of(site_id: UUID, account_id: UUID) -> list[CrisisNow]:
    """Return the open threads that an account is named to, who is to be looked in on first; two queries."""
    rows = Crisis.objects.filter(site_id=site_id, ended_at=None, id__in=_named(account_id))
    return _shown(site_id, rows.order_by("next_look_at", "id"))


def ended_crises_of(site_id: UUID, account_id: UUID, most: int = 20) -> list[CrisisNow]:
    """Return the latest threads of an account that have ended; two queries."""
    rows = Crisis.objects.filter(site_id=site_id, ended_at__isnull=False, id__in=_named(account_id))
    return _shown(site_id, rows.order_by("-ended_at")[:most])


def crisis_seen(site_id: UUID, crisis_id: UUID, *, by: Actor) -> CrisisSeen | None:
    """Open a thread for somebody who is named to it, which is audited each time; None for everybody else.

    Constant queries.
    """
    rows = Crisis.objects.filter(site_id=site_id, id=crisis_id, id__in=_named(by.account_id))
    found = _shown(site_id, rows)
    if not found:
        return None
    record_audit(by.tapping(), "care.read_crisis", site_id=site_id, crisis=str(crisis_id))
    (one,) = found
    opened, person_id = Opened([one.crisis.person_id]), one.crisis.person_id
    entries = CrisisEntry.objects.filter(crisis=one.crisis).select_related("account", "to")
    lines = [
        Line(
            ThreadKind(entry.kind), entry.at, entry.account, entry.to, entry.minutes, entry.imminent,
            opened.words(person_id, entry.words),
        )
        for entry in entries
    ]  # fmt: skip
    readers = CrisisReader.objects.filter(crisis=one.crisis, left_at=None).select_related("account")
    taken = [line for line in lines if line.kind in (ThreadKind.TAKEN_OUT, ThreadKind.GIVEN_BACK)]
    return CrisisSeen(
        one, lines[::-1], list(readers), opened.words(person_id, one.crisis.wishes),
        opened.words(person_id, one.crisis.because), taken,
    )  # fmt: skip


def missed_looks(site_id: UUID, account_id: UUID) -> list[Missed]:
    """Return the look-ins that ring for an account now, the longest missed first; three queries at most.

    They ring for those who are named as soon as they are due, and for everybody with protected care when
    nobody came. Nothing of it is stored: a scheduler that stopped hides nothing.
    """
    moment = now()
    late = list(Crisis.objects.filter(site_id=site_id, ended_at=None, next_look_at__lte=moment))
    if not late:
        return []
    own = set(_named(account_id).filter(crisis__in=late))
    rings = [one for one in late if one.id in own or rings_everybody(one, moment)]
    rooms = roomed_of(site_id, [one.person_id for one in rings])
    missed = [
        Missed(
            one.id, rooms.get(one.person_id), one.next_look_at, one.id in own,
            1 + (moment - one.next_look_at) // RINGS_AGAIN,
        )
        for one in rings
        if one.next_look_at is not None
    ]  # fmt: skip
    return sorted(missed, key=lambda one: one.due_at)


def rings_everybody(crisis: Crisis, moment: datetime) -> bool:
    """Tell whether nobody came for so long that a missed look-in rings for everybody with protected care."""
    due = crisis.next_look_at
    return due is not None and moment - due >= care_rules().rings_all_after


def _named(account_id: UUID) -> QuerySet[CrisisReader, UUID]:
    return CrisisReader.objects.filter(account_id=account_id, left_at=None).values_list(
        "crisis_id", flat=True
    )


def _shown(site_id: UUID, rows: Iterable[Crisis]) -> list[CrisisNow]:
    found = list(rows)
    rooms, moment = roomed_of(site_id, [row.person_id for row in found]), now()
    return [CrisisNow(row, rooms.get(row.person_id), moment) for row in found]
