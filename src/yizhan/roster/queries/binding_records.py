"""What rosters say and what those who were counted said, in the form in which they are compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from yizhan.core.shipped import read_shipped
from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity, age_on
from yizhan.people.names import syllables
from yizhan.places.models import Room
from yizhan.roster.matching import Age, Group, Member, Record
from yizhan.roster.models import RosterPerson
from yizhan.roster.particulars import Particulars
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a roster, with what it says of them."""

    row: RosterPerson
    said: Particulars

    @property
    def key(self) -> str:
        """The id, as the matching names people."""
        return str(self.row.id)

    @property
    def party(self) -> str:
        """Who belongs to whom on the roster; whoever is of no party is one alone."""
        return f"party {self.row.party}" if self.row.party is not None else self.key


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody who was counted, with what they said of themselves so far and their room."""

    stay: Stay
    said: Identity
    room: Room | None

    @property
    def key(self) -> str:
        """The person's id, as the matching names people."""
        return str(self.stay.person_id)

    @property
    def is_nameless(self) -> bool:
        """Whether nothing is known by which they could be recognised."""
        said = self.said
        return not (said.name or said.document_number or said.phone)


def record_of_listed(one: Listed) -> Record:
    """Return somebody on a roster as they are compared."""
    return _record(one.key, one.said.identity, one.party, one.said.room)


def record_of_counted(one: Counted) -> Record:
    """Return somebody counted as they are compared."""
    return _record(one.key, one.said, str(one.stay.party_id), one.room.name if one.room else "")


def groups_of_listed(people: Iterable[Listed], today: date) -> list[Group]:
    """Return the parties of a roster in its order; the room is the first that one of them has."""
    parties: dict[str, list[Listed]] = {}
    for one in people:
        parties.setdefault(one.party, []).append(one)
    return [
        Group(
            party,
            tuple(Member(one.key, age_of(one.said.identity.birth_date, today)) for one in members),
            next((one.said.room for one in members if one.said.room), ""),
        )
        for party, members in parties.items()
    ]


def groups_of_counted(people: Iterable[Counted]) -> list[Group]:
    """Return the parties that were counted, by wristband."""
    parties: dict[UUID, list[Counted]] = {}
    for one in people:
        parties.setdefault(one.stay.party_id, []).append(one)
    return [
        Group(
            str(party),
            tuple(Member(one.key, _seen_age(one), nameless=one.is_nameless) for one in members),
            next((one.room.name for one in members if one.room), ""),
        )
        for party, members in parties.items()
    ]


def age_of(born: date | None, today: date) -> Age:
    """Return what a counter would take somebody for; unknown between the two, and without a date."""
    if born is None:
        return Age.UNKNOWN
    years, limits = age_on(born, today), _age_limits()
    if years <= limits["child_to"]:
        return Age.CHILD
    return Age.ADULT if years >= limits["adult_from"] else Age.UNKNOWN


def _seen_age(one: Counted) -> Age:
    return Age(AgeGroup(one.stay.person.age_group).value)


@cache
def _age_limits() -> dict[str, int]:
    read = read_shipped("yizhan.roster", "ages.yaml")
    return {name: row["value"] for name, row in read.items()}


def _record(key: str, said: Identity, party: str, room: str) -> Record:
    facts = {"room": room, "address": said.address, "school": said.school}
    return Record(
        key=key,
        name=said.name,
        readings=tuple(" ".join(reading) for reading in syllables(said.name)) if _is_read(said.name) else (),
        sex=said.sex.value if said.sex else "",
        born=f"{said.birth_date:%Y%m%d}" if said.birth_date else "",
        identifiers=(said.document_number,) if said.document_number else (),
        phones=tuple(phone for phone in (said.phone, said.contact_phone) if phone),
        party=party,
        facts={name: text for name, text in facts.items() if text},
    )


def _is_read(name: str) -> bool:
    """Tell whether a name has to be read aloud before it can be compared with letters."""
    return not name.isascii()
