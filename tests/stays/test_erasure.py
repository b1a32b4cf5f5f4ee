"""Whoever left long ago is erased: nothing opens, nobody is found, and the journal still verifies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from yizhan.command.queries.verify import verify
from yizhan.core.actors import SYSTEM
from yizhan.core.clock import running
from yizhan.people.actions.identity import seal_identity
from yizhan.people.identity import Identity
from yizhan.people.models import Person, PersonKey, PersonToken
from yizhan.people.queries.identity import find_persons, identities, note_of
from yizhan.stays.actions.erasure import erase_departed
from yizhan.stays.actions.stays import void_stay
from yizhan.stays.queries.retention import due_for_erasure, kept_after_leaving

if TYPE_CHECKING:
    from tests.intake.night import Night

NAME, PHONE = "欧阳验证", "13900009999"


@pytest.fixture
def left(night: Night) -> Night:
    """021-A has left, 021-B is there; both are known by name."""
    night.count(21)
    for letter, name in (("A", NAME), ("B", "欧阳在点")):
        known = Identity(name=name, phone=PHONE, birth_date=date(1990, 1, 1))
        seal_identity(night.stay(f"021-{letter}").person, known, scope=night.site.id)
    void_stay(night.stay("021-A"), by=night.by("clerk"), reason="entered twice")
    return night


def later(night: Night, time: timedelta) -> int:
    night.clock.set(night.clock.now() + time)
    return erase_departed(by=SYSTEM).people


def test_nobody_is_erased_before_the_time_or_while_they_are_there(left: Night) -> None:
    assert later(left, kept_after_leaving() - timedelta(minutes=1)) == 0
    assert later(left, timedelta(minutes=1)) == 1
    assert due_for_erasure(left.clock.now()) == []
    assert [one.name for one in identities(Person.objects.all()).values()] == ["欧阳在点"]


def test_what_is_erased_opens_for_nobody_and_is_found_by_nothing(left: Night) -> None:
    person = Person.objects.get(stays__band_letter="A")
    sealed = bytes(person.sealed or b"")
    later(left, kept_after_leaving())
    person.refresh_from_db()
    assert person.sealed is None
    assert note_of(person.id, sealed) is None
    assert not find_persons(NAME, scope=left.site.id).exists()
    assert not PersonToken.objects.filter(person=person).exists()
    assert not PersonKey.objects.filter(person=person).exists()


def test_the_journal_verifies_with_notes_that_nobody_can_open(left: Night) -> None:
    def faults() -> list[str]:
        with running(left.clock):
            return [str(fault) for site in verify().sites for fault in site.faults]

    before = faults()
    assert later(left, kept_after_leaving()) == 1
    assert faults() == before


def test_whoever_came_back_is_kept(left: Night) -> None:
    left.count(30)
    back = Person.objects.get(stays__band_letter="A", stays__band_number=21)
    stay = left.stay("030-A")
    type(stay).objects.filter(id=stay.id).update(person=back)
    assert later(left, kept_after_leaving()) == 0
