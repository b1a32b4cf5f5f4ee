"""A long past for a site: people who came, were measured, roomed and left, years of them.

Written in bulk, with every row that the actions would have written, so that indexes are as large
and `yizhan verify` has as much to prove as after such a past. Stays end as struck out, the one end
that the journal knows so far.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction

from yizhan.core import canonical, chain
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent, CommandReceipt
from yizhan.health.models import TemperatureReading
from yizhan.intake.enums import CountRound
from yizhan.intake.models import Batch, BatchRevision, HeadcountMark
from yizhan.people.models import Party, PartyMember, Person
from yizhan.places.models import Occupancy, Room
from yizhan.stays.enums import EndReason, EntryKind
from yizhan.stays.models import JournalEntry, JournalHead, Stay
from yizhan.stays.rules import format_tag

STAY = timedelta(days=14)
PAUSE = timedelta(days=1)
PARTY = 2
ORDER = (
    Batch, BatchRevision, Party, Person, PartyMember, Stay, Occupancy, HeadcountMark, TemperatureReading,
    JournalEntry, CommandReceipt, AuditEvent,
)  # fmt: skip


@dataclass
class _Past:
    """Rows of one full house, to be written together."""

    site_id: UUID
    account_id: UUID
    previous: bytes
    sequence: int
    rows: dict[type[models.Model], list[Any]] = field(default_factory=lambda: {model: [] for model in ORDER})

    def add(self, row: models.Model) -> None:
        self.rows[type(row)].append(row)

    def command(self, action: str, at: datetime) -> UUID:
        """Add the receipt and the audit event of a command and return its id."""
        command = new_id()
        actor = f"account:{self.account_id}"
        self.add(CommandReceipt(
            id=command, action=action, actor=actor, status="accepted", digest=bytes(32),
            result={"site_id": str(self.site_id)}, received_at=at, tapped_at=at, device="bench", sequence=1,
        ))  # fmt: skip
        self.add(AuditEvent(at=at, actor=actor, action=action, command_id=command, site_id=self.site_id))
        return command

    def enter(self, kind: EntryKind, at: datetime, command: UUID, **facts: Any) -> None:
        """Add the next entry of the journal."""
        entry = {
            "kind": kind.value,
            "at": at.isoformat(),
            "by": f"account:{self.account_id}",
            "command": str(command),
        }
        body = canonical.encode(entry | facts)
        self.sequence += 1
        self.previous = chain.link_hash(self.previous, self.sequence, body)
        self.add(JournalEntry(
            site_id=self.site_id, sequence=self.sequence, kind=kind, at=at, body=body, hash=self.previous
        ))  # fmt: skip


def write_history(site_id: UUID, account_id: UUID, stays: int) -> None:
    """Write at least `stays` past stays, house after house, ending before today."""
    rooms = list(Room.objects.filter(site_id=site_id, beds__gte=PARTY).values_list("id", flat=True))
    houses = -(-stays // (len(rooms) * PARTY))
    for number in range(houses):
        began = now() - (STAY + PAUSE) * (houses - number)
        with transaction.atomic():
            _write_house(site_id, account_id, rooms, number + 1, began)


def _write_house(site_id: UUID, account_id: UUID, rooms: list[UUID], number: int, began: datetime) -> None:
    head = JournalHead.objects.get(site_id=site_id)
    past = _Past(site_id, account_id, bytes(head.hash), head.sequence)
    batch = Batch(site_id=site_id, number=number, announced_at=began, finished_at=began + PAUSE)
    past.add(batch)
    past.add(BatchRevision(
        id=past.command("intake.announce_batch", began), batch=batch, number=1, certainty="exact",
        expected=len(rooms) * PARTY, announced_at=began, announced_by_id=account_id,
    ))  # fmt: skip
    for stay in [
        stay for place, room in enumerate(rooms) for stay in _arrive(past, batch, place, room, began)
    ]:
        _leave(past, stay)
    for model in ORDER:
        model._default_manager.bulk_create(past.rows[model], batch_size=500)
    JournalHead.objects.filter(site_id=site_id).update(sequence=past.sequence, hash=past.previous)


def _arrive(past: _Past, batch: Batch, place: int, room: UUID, began: datetime) -> Iterator[Stay]:
    at = began + timedelta(seconds=30 * place)
    party = Party(id=new_id(), created_at=at)
    past.add(party)
    counted = past.command("intake.count_party", at)
    persons = []
    for letter, age_group in zip("AB", ("adult", "child"), strict=True):
        person = Person(id=new_id(), created_at=at, age_group=age_group)
        stay = Stay(
            id=new_id(),
            site_id=past.site_id,
            person=person,
            party=party,
            band_number=place + 1,
            band_letter=letter,
            cohort="bench",
            started_at=at,
            ended_at=at + STAY,
            end_reason=EndReason.VOID,
        )
        for row in (person, PartyMember(party=party, person=person, letter=letter), stay):
            past.add(row)
        past.enter(
            EntryKind.ARRIVED,
            at,
            counted,
            stay=str(stay.id),
            person=str(person.id),
            party=str(party.id),
            tag=format_tag(stay.band_number, letter),
        )
        _measure(past, batch, stay, at)
        persons.append(person)
        yield stay
    _mark(past, batch, counted, CountRound.OFF_BUS, at, people=PARTY, wave=place % 999 + 1, party=party)
    _room(past, party, persons, room, at)


def _measure(past: _Past, batch: Batch, stay: Stay, at: datetime) -> None:
    command = past.command("intake.take_temperature", at)
    _mark(past, batch, command, CountRound.TEMPERATURE, at, people=1, stay=stay)
    past.add(
        TemperatureReading(
            id=command,
            site_id=past.site_id,
            person_id=stay.person_id,
            value_c=Decimal("36.5"),
            method="forehead",
            taken_at=at,
            received_at=at,
            taken_by_id=past.account_id,
        )
    )


def _room(past: _Past, party: Party, persons: list[Person], room: UUID, at: datetime) -> None:
    roomed = past.command("stays.room_party", at)
    past.enter(
        EntryKind.ROOMED, at, roomed, party=str(party.id), placed={str(room): [str(p.id) for p in persons]}
    )
    for person in persons:
        past.add(Occupancy(
            id=new_id(), room_id=room, person=person, party=party, started_at=at, ended_at=at + STAY
        ))  # fmt: skip


def _leave(past: _Past, stay: Stay) -> None:
    at = stay.started_at + STAY
    left = past.command("intake.undo_count", at)
    past.enter(EntryKind.VOIDED, at, left, stay=str(stay.id), person=str(stay.person_id), tag=stay.tag)


def _mark(past: _Past, batch: Batch, command: UUID, round_: CountRound, at: datetime, **facts: Any) -> None:
    past.add(HeadcountMark(
        id=command, batch=batch, round=round_, tapped_at=at, counted_by_id=past.account_id, **facts
    ))  # fmt: skip
