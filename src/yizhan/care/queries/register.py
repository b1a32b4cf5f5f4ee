"""The register of special care as it stands, and one person's record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yizhan.care.enums import CareNeed, LookState
from yizhan.care.models import CareDismissed, CareLook, CareRecord
from yizhan.care.queries.place import roomed_of
from yizhan.care.queries.sealed import Opened
from yizhan.core.clock import now
from yizhan.people.models import Account
from yizhan.places.models import Room


@dataclass(frozen=True, slots=True)
class OnRegister:
    """Somebody on the register: why, who cares, when somebody looked in last and is to look in next."""

    record: CareRecord
    room: Room | None
    door: str
    last: CareLook | None
    moment: datetime

    @property
    def needs(self) -> list[CareNeed]:
        """Why they stand on it."""
        return [CareNeed(need) for need in self.record.needs]

    @property
    def is_due(self) -> bool:
        """Whether somebody should have looked in by now; judged when it is asked."""
        return self.moment >= self.record.next_look_at

    @property
    def is_worse(self) -> bool:
        """Whether they were worse when somebody last looked in."""
        return self.last is not None and self.last.state == LookState.WORSE


@dataclass(frozen=True, slots=True)
class Told:
    """One line of somebody's record: a plan that was kept, or a look-in, with its words opened."""

    at: datetime
    account: Account
    state: str
    words: str
    door: str = ""
    needs: tuple[CareNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """A record with its words, and everything that was planned and found, the latest first."""

    on: OnRegister
    plan: str
    because: str
    lines: list[Told]


def register_of(site_id: UUID) -> list[OnRegister]:
    """Return everybody on a site's register, who is to be looked in on first; four queries."""
    return _shown(site_id, CareRecord.objects.filter(site_id=site_id, closed_at=None))


def record_seen(site_id: UUID, record_id: UUID) -> RecordSeen | None:
    """Return one record with its course, closed ones too; a constant number of queries."""
    found = _shown(site_id, CareRecord.objects.filter(site_id=site_id, id=record_id))
    if not found:
        return None
    (on,) = found
    record, opened = on.record, Opened([on.record.person_id])
    read = opened.words
    looks = [
        Told(look.at, look.account, str(LookState(look.state).label), read(record.person_id, look.note))
        for look in record.looks.select_related("account")
    ]
    plans = [
        Told(
            one.at, one.account, "", read(record.person_id, one.plan), read(record.person_id, one.door),
            tuple(CareNeed(need) for need in one.needs),
        )
        for one in record.versions.select_related("account")
    ]  # fmt: skip
    lines = sorted([*looks, *plans], key=lambda line: line.at, reverse=True)
    return RecordSeen(on, read(record.person_id, record.plan), read(record.person_id, record.because), lines)


def open_record_id(site_id: UUID, person_id: UUID) -> UUID | None:
    """Return somebody's open record; one query."""
    rows = CareRecord.objects.filter(site_id=site_id, person_id=person_id, closed_at=None)
    return rows.values_list("id", flat=True).first()


def door_words(site_id: UUID) -> dict[UUID, str]:
    """Return by person what whoever knocks must know; without words, left out. Two queries."""
    rows = CareRecord.objects.filter(site_id=site_id, closed_at=None, door__isnull=False)
    sealed = dict(rows.values_list("person_id", "door"))
    opened = Opened(sealed)
    return {
        person_id: words for person_id, door in sealed.items() if (words := opened.words(person_id, door))
    }


def needs_on_register(site_id: UUID) -> dict[UUID, set[str]]:
    """Return by person why they stand on the register, or were found not to need to; two queries."""
    found: dict[UUID, set[str]] = {}
    open_here = CareRecord.objects.filter(site_id=site_id, closed_at=None).order_by()
    for person_id, needs in open_here.values_list("person_id", "needs"):
        found.setdefault(person_id, set()).update(needs)
    for person_id, need in CareDismissed.objects.filter(site_id=site_id).values_list("person_id", "need"):
        found.setdefault(person_id, set()).add(need)
    return found


def looks_due(site_id: UUID, until: datetime) -> Iterable[tuple[UUID, datetime]]:
    """Return who is to be looked in on before a moment, and when; one query."""
    due = CareRecord.objects.filter(site_id=site_id, closed_at=None, next_look_at__lt=until)
    return due.values_list("person_id", "next_look_at")


def _shown(site_id: UUID, records: QuerySet[CareRecord]) -> list[OnRegister]:
    rows = list(records.select_related("person", "carer"))
    persons = [row.person_id for row in rows]
    rooms, opened, last = roomed_of(site_id, persons), Opened(persons), _last_looks([row.id for row in rows])
    moment = now()
    return [
        OnRegister(
            row, rooms.get(row.person_id), opened.words(row.person_id, row.door), last.get(row.id), moment
        )
        for row in rows
    ]


def _last_looks(record_ids: Collection[UUID]) -> dict[UUID, CareLook]:
    looks = CareLook.objects.filter(record_id__in=record_ids).select_related("account")
    return {look.record_id: look for look in looks.order_by("at", "id")}
