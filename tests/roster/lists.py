"""Rosters as if they had been imported, for tests of what comes after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from yizhan.core import keys
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.people.enums import DocumentKind, Sex
from yizhan.people.identity import Identity
from yizhan.roster.enums import RosterForm
from yizhan.roster.models import Roster, RosterPerson, RosterPersonKey
from yizhan.roster.particulars import Particulars


@dataclass(frozen=True)
class Row:
    """One row of a roster; people of one `party` belong together."""

    name: str = ""
    born: date | None = None
    sex: Sex | None = None
    number: str = ""
    phone: str = ""
    party: int | None = None
    room: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """What the row says."""
        kind = DocumentKind.RESIDENT_ID if self.number else None
        return Identity(
            name=self.name, birth_date=self.born, sex=self.sex, document_kind=kind,
            document_number=self.number, phone=self.phone, **self.more,
        )  # fmt: skip


def import_rows(site_id: UUID, rows: Sequence[Row]) -> tuple[Roster, list[RosterPerson]]:
    """Return a roster of these rows as it stands after the import, and its people in order."""
    count = len(rows)
    roster = Roster.objects.create(
        site_id=site_id, form=RosterForm.PASTED, fingerprint=new_id().bytes * 2, keep_until=now().date(),
        read=count, accepted=count, received_at=now(), received_by="test", imported_at=now(),
        imported_by="test",
    )  # fmt: skip
    return roster, [_person(roster, number, row) for number, row in enumerate(rows, 2)]


def _person(roster: Roster, number: int, row: Row) -> RosterPerson:
    one = RosterPerson(roster=roster, row=str(number), cells=[str(number)], party=row.party)
    key = keys.new_person_key()
    text = Particulars(identity=row.identity, room=row.room).model_dump_json()
    one.sealed = keys.seal(key, text.encode(), about=one.id.bytes)
    one.save(force_insert=True)
    RosterPersonKey.objects.create(roster_person=one, wrapped=key)
    return one
