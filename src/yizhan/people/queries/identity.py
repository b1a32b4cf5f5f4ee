"""Opening sealed particulars, and finding people by them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core import keys
from yizhan.people.identity import Identity, fold_name, fold_number
from yizhan.people.models import Person, PersonKey, PersonToken
from yizhan.people.phones import normal_phone


def identities(persons: Iterable[Person]) -> dict[UUID, Identity]:
    """Open the particulars of many persons with one query; unknown or erased persons are left out."""
    sealed = {person.id: bytes(person.sealed) for person in persons if person.sealed}
    wrapped = PersonKey.objects.filter(person_id__in=sealed).values_list("person_id", "wrapped")
    return {
        person_id: Identity.model_validate_json(
            keys.unseal(bytes(key), sealed[person_id], about=person_id.bytes)
        )
        for person_id, key in wrapped
    }


def identity_of(person: Person) -> Identity:
    """Open one person's particulars; empty ones if nothing is known."""
    return identities([person]).get(person.id, Identity())


def note_of(person_id: UUID, sealed: bytes) -> str | None:
    """Open a sealed note; None if the person was erased."""
    key = PersonKey.objects.filter(person_id=person_id).first()
    return keys.unseal(bytes(key.wrapped), sealed, about=person_id.bytes).decode() if key else None


def opened_notes(sealed: Mapping[UUID, tuple[UUID, bytes]]) -> dict[UUID, str]:
    """Open many sealed notes, each given with its person, with one query; of erased persons none."""
    wrapped = dict(
        PersonKey.objects.filter(person_id__in={person_id for person_id, _ in sealed.values()}).values_list(
            "person_id", "wrapped"
        )
    )
    return {
        name: keys.unseal(bytes(wrapped[person_id]), note, about=person_id.bytes).decode()
        for name, (person_id, note) in sealed.items()
        if person_id in wrapped
    }


def find_persons(text: str, *, scope: UUID) -> QuerySet[Person]:
    """Find persons of a site by whole name, pinyin, initials, document or phone number."""
    name, number = fold_name(text), fold_number(text)
    kinds = PersonToken.Kind
    by_name = [(kind, name) for kind in (kinds.NAME, kinds.PINYIN, kinds.INITIALS)]
    by_number = [(kinds.DOCUMENT, number), (kinds.PHONE, fold_number(normal_phone(text)))]
    tokens = [
        keys.blind_token(f"{scope}:{kind.value}", value) for kind, value in by_name + by_number if value
    ]
    return Person.objects.filter(tokens__scope=scope, tokens__token__in=tokens).distinct()
