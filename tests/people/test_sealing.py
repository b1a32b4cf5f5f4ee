"""Particulars are sealed under each person's own key, and found by tokens that tell nothing."""

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from yizhan.core.ids import new_id
from yizhan.people.identity import Identity

if TYPE_CHECKING:
    from yizhan.people.models import Person

SITE, OTHER_SITE = UUID(int=1), UUID(int=2)
SAID = Identity(name="单·雨桐", document_number="E 1234 5678", phone="+86 138 0013 8000", illness="asthma")


@pytest.fixture
def person(db: None) -> "Person":
    from yizhan.core.clock import now
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.models import Person

    made = Person.objects.create(id=new_id(), created_at=now())
    seal_identity(made, SAID, scope=SITE)
    return made


def test_sealed_particulars_open_again(person: "Person") -> None:
    from yizhan.people.queries.identity import identities, identity_of

    assert identity_of(person) == SAID
    assert identities([person]) == {person.id: SAID}


def test_nothing_readable_is_stored(person: "Person") -> None:
    from yizhan.people.models import PersonToken

    stored = bytes(person.sealed or b"") + b"".join(bytes(t.token) for t in PersonToken.objects.all())
    assert all(word.encode() not in stored for word in ("雨桐", "12345678", "13800138000", "asthma"))


def test_an_altered_seal_does_not_open(person: "Person") -> None:
    from yizhan.people.queries.identity import identity_of

    sealed = bytes(person.sealed or b"")
    person.sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(InvalidTag):
        identity_of(person)


def test_one_persons_seal_does_not_open_as_anothers(person: "Person") -> None:
    from yizhan.core.clock import now
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.models import Person
    from yizhan.people.queries.identity import identity_of

    other = Person.objects.create(id=new_id(), created_at=now())
    seal_identity(other, Identity(name="x"), scope=SITE)
    other.sealed = person.sealed
    with pytest.raises(InvalidTag):
        identity_of(other)


def test_destroying_the_key_erases(person: "Person") -> None:
    from yizhan.people.actions.identity import seal_note
    from yizhan.people.models import PersonKey
    from yizhan.people.queries.identity import identities, identity_of, note_of

    note = seal_note(person.id, "phoned at nine")
    assert note_of(person.id, note) == "phoned at nine"
    PersonKey.objects.filter(person=person).delete()
    assert identities([person]) == {}
    assert identity_of(person) == Identity()
    assert note_of(person.id, note) is None


@pytest.mark.parametrize(
    "text",
    [
        "单雨桐",
        "单•雨桐",
        "shanyutong",
        "SHANYUTONG",
        "danyutong",
        "syt",
        "e12345678",
        "138 0013 8000",
        "+8613800138000",
    ],
)
def test_find_persons_finds_by_name_reading_initials_and_numbers(person: "Person", text: str) -> None:
    from yizhan.people.queries.identity import find_persons

    assert list(find_persons(text, scope=SITE)) == [person]


@pytest.mark.parametrize("text", ["雨桐", "单", "shan", "asthma", "1234", "", " "])
def test_find_persons_finds_nothing_by_parts_or_illness(person: "Person", text: str) -> None:
    from yizhan.people.queries.identity import find_persons

    assert list(find_persons(text, scope=SITE)) == []


def test_find_persons_stays_within_its_site(person: "Person") -> None:
    from yizhan.people.queries.identity import find_persons

    assert list(find_persons("单雨桐", scope=OTHER_SITE)) == []


def test_sealing_again_forgets_the_former_tokens(person: "Person") -> None:
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.queries.identity import find_persons

    seal_identity(person, Identity(name="曾丽"), scope=SITE)
    assert list(find_persons("单雨桐", scope=SITE)) == []
    assert list(find_persons("zengli", scope=SITE)) == [person]
