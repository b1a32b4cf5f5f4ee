"""The people of a roster, each sealed under an own key, with the tokens by which they are found."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core import keys
from yizhan.core.ids import new_id
from yizhan.people.enums import DocumentKind
from yizhan.people.identity import Identity, fold_name, fold_number
from yizhan.reading.cells import column_name
from yizhan.roster.models import Roster, RosterPerson, RosterPersonKey, RosterToken
from yizhan.roster.particulars import Particulars
from yizhan.roster.queries.whereabouts import whereabouts
from yizhan.roster.reading.entries import Entry, Person
from yizhan.roster.reading.reading import Reading

_BATCH = 500
_KINDS = RosterToken.Kind


def take_in(roster: Roster, reading: Reading) -> int:
    """Write down everybody who is accepted and not written yet; returns how many that is.

    Somebody whom an earlier roster of the site names with the same number and name is not written
    again. Inside an action, with the site's journal locked.
    """
    written = set(RosterPerson.objects.filter(roster=roster).values_list("row", flat=True))
    parties = _parties(reading)
    fresh = [entry for entry in reading.people if entry.key not in written]
    _cite_again(roster, [entry for entry in reading.people if entry.same and entry.key in written])
    taken = 0
    for place in range(0, len(fresh), _BATCH):
        batch = fresh[place : place + _BATCH]
        known = _known(roster.site_id, batch)
        taken += _write(roster, [entry for entry in batch if entry.key not in known], parties)
    return taken


def forget(person_ids: Collection[UUID]) -> None:
    """Destroy the keys of the rows that were bound to these people, and the tokens that find them."""
    _forget(RosterPerson.objects.filter(person_id__in=person_ids))


def forget_unbound(received_before: datetime) -> int:
    """Destroy the same of rows that came before a moment and were never bound; returns how many."""
    return _forget(RosterPerson.objects.filter(person=None, roster__received_at__lt=received_before))


def _forget(rows: QuerySet[RosterPerson]) -> int:
    RosterToken.objects.filter(roster_person__in=rows).delete()
    RosterPersonKey.objects.filter(roster_person__in=rows).delete()
    return rows.exclude(sealed=None).update(sealed=None)


def particulars_of(entry: Entry) -> Particulars:
    """Return what an accepted row says, ready to be sealed."""
    person = entry.person
    kind, number = _first(person)
    return Particulars(
        identity=Identity(
            name=person.name,
            sex=person.sex,
            birth_date=person.birth_date,
            document_kind=kind,
            document_number=number,
            document_note=person.document_note,
            phone=person.phone[:30],
            contact_name=person.guardian[:120],
            contact_phone=person.guardian_phone[:30],
            address=person.address,
            diet=person.diet[:40],
            medicines=person.medicines,
            illness=person.illness,
            pregnancy_weeks=person.pregnancy_weeks,
            language=person.language or None,
            school=person.school,
        ),
        party=person.party[:200],
        guardian=person.guardian[:120],
        room=person.room[:60],
        needs=person.needs,
        raw={column_name(column): str(text) for column, text in enumerate(entry.row.cells) if text},
    )


def _first(person: Person) -> tuple[DocumentKind | None, str]:
    if person.documents:
        return person.documents[0]
    return (DocumentKind.NONE, "") if person.temporary_number else (None, "")


def _parties(reading: Reading) -> dict[str, int]:
    """Number the parties by the row in which each is named first, also where that row is held."""
    named = dict.fromkeys(entry.person.party for entry in reading.entries if entry.person.party)
    return {party: number for number, party in enumerate(named, start=1)}


def _known(site_id: UUID, entries: Sequence[Entry]) -> set[str]:
    """Return the rows of people whom an earlier roster of the site names with the same number and name."""
    by_number = {
        _token(site_id, _KINDS.DOCUMENT, number): entry
        for entry in entries
        for number in entry.person.numbers
    }
    found = RosterToken.objects.filter(scope=site_id, token__in=list(by_number)).values_list(
        "roster_person_id", "token"
    )
    bearers = {person_id: by_number[bytes(token)] for person_id, token in found}
    names = RosterToken.objects.filter(roster_person__in=bearers, kind=_KINDS.NAME).values_list(
        "roster_person_id", "token"
    )
    return {
        bearers[person_id].key
        for person_id, token in names
        if bytes(token) == _token(site_id, _KINDS.NAME, fold_name(bearers[person_id].person.name))
    }


def _write(roster: Roster, entries: Sequence[Entry], parties: dict[str, int]) -> int:
    known = whereabouts(roster.site_id, (number for entry in entries for number in entry.person.numbers))
    people, own_keys, tokens = [], [], []
    for entry in entries:
        wrapped, person_id = keys.new_person_key(), new_id()
        plain = particulars_of(entry).model_dump_json(exclude_defaults=True).encode()
        people.append(
            RosterPerson(
                id=person_id,
                roster=roster,
                row=entry.key,
                cells=[entry.key, *entry.same],
                party=parties.get(entry.person.party),
                temporary_number=entry.person.temporary_number,
                whereabouts=next((known[n] for n in entry.person.numbers if n in known), ""),
                sealed=keys.seal(wrapped, plain, about=person_id.bytes),
            )
        )
        own_keys.append(RosterPersonKey(roster_person_id=person_id, wrapped=wrapped))
        tokens += [
            RosterToken(
                roster_person_id=person_id,
                kind=kind,
                scope=roster.site_id,
                token=_token(roster.site_id, kind, text),
            )
            for kind, text in _search_texts(entry.person)
        ]
    RosterPerson.objects.bulk_create(people)
    RosterPersonKey.objects.bulk_create(own_keys)
    RosterToken.objects.bulk_create(tokens)
    return len(people)


def _cite_again(roster: Roster, entries: Sequence[Entry]) -> None:
    for entry in entries:
        RosterPerson.objects.filter(roster=roster, row=entry.key).update(cells=[entry.key, *entry.same])


def _search_texts(person: Person) -> list[tuple[str, str]]:
    texts = [(_KINDS.NAME, fold_name(person.name)), (_KINDS.PHONE, fold_number(person.phone))]
    texts += [(_KINDS.DOCUMENT, number) for number in person.numbers]
    return [(kind.value, text) for kind, text in texts if text]


def _token(site_id: UUID, kind: str, text: str) -> bytes:
    return keys.blind_token(f"{site_id}:{kind}", text)
