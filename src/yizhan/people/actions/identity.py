"""Sealing what is known about a person under the person's own key."""

from collections.abc import Collection
from uuid import UUID

from yizhan.core import keys
from yizhan.people.identity import Identity, fold_name, fold_number
from yizhan.people.models import Person, PersonKey, PersonToken
from yizhan.people.names import readings
from yizhan.people.signals import persons_erased


def seal_identity(person: Person, identity: Identity, *, scope: UUID) -> None:
    """Store a person's particulars sealed, and the tokens by which `scope` (a site) finds them."""
    wrapped = _key_of(person.id)
    person.sealed = keys.seal(wrapped, identity.model_dump_json().encode(), about=person.id.bytes)
    person.save(update_fields=["sealed"])
    PersonToken.objects.filter(person=person, scope=scope).delete()
    PersonToken.objects.bulk_create(
        PersonToken(person=person, scope=scope, kind=kind, token=keys.blind_token(f"{scope}:{kind}", text))
        for kind, text in _search_texts(identity)
    )


def seal_note(person_id: UUID, text: str) -> bytes:
    """Return a free text sealed with the key of the person it concerns."""
    return keys.seal(_key_of(person_id), text.encode(), about=person_id.bytes)


def erase_identities(person_ids: Collection[UUID]) -> int:
    """Destroy the keys of people and everything by which they are found; returns how many had a key.

    What was sealed with a key opens for nobody from then on, in notes, in journals and in every copy of them.
    """
    known = set(person_ids)
    PersonToken.objects.filter(person_id__in=known).delete()
    Person.objects.filter(id__in=known).update(sealed=None)
    erased, _ = PersonKey.objects.filter(person_id__in=known).delete()
    persons_erased.send(sender=None, person_ids=known)
    return erased


def _key_of(person_id: UUID) -> bytes:
    key, _ = PersonKey.objects.get_or_create(person_id=person_id, defaults={"wrapped": keys.new_person_key()})
    return bytes(key.wrapped)


def _search_texts(identity: Identity) -> set[tuple[str, str]]:
    texts = {(PersonToken.Kind.NAME.value, fold_name(identity.name))}
    for full, initials in readings(identity.name):
        texts |= {(PersonToken.Kind.PINYIN.value, full), (PersonToken.Kind.INITIALS.value, initials)}
    texts.add((PersonToken.Kind.DOCUMENT.value, fold_number(identity.document_number)))
    texts.add((PersonToken.Kind.PHONE.value, fold_number(identity.phone)))
    return {(kind, text) for kind, text in texts if text}
