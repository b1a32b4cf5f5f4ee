"""Invented people: as many as are wanted, families as recorded, and nobody who could be real."""

from collections import Counter
from datetime import date

import pytest

from yizhan.command.rehearsal.facts import first_night, syllables
from yizhan.command.rehearsal.travellers import check_digit, parties_of
from yizhan.command.rehearsal.truth import Habit, truth_of

PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)}
BEYOND = {71, 81, 82, 83, 91}


def test_recorded_night_has_its_own_families() -> None:
    parties = parties_of(84, first_night(), seed=7)
    shapes = Counter((len(party.members) - party.children, party.children) for party in parties)
    assert shapes == {(1, 1): 35, (1, 2): 2, (0, 2): 1, (1, 0): 6}


@pytest.mark.parametrize("people", [1, 5, 83, 300, 1200])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_other_nights_have_as_many_people_as_wanted(people: int, seed: int) -> None:
    parties = parties_of(people, first_night(), seed)
    assert sum(len(party.members) for party in parties) == people


def test_same_seed_is_the_same_night() -> None:
    first, again, other = (parties_of(84, first_night(), seed) for seed in (3, 3, 4))
    assert [party.members for party in first] == [party.members for party in again]
    assert [party.members for party in first] != [party.members for party in other]


@pytest.mark.parametrize(("first_17", "last"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_check_digit_is_that_of_the_standard(first_17: str, last: str) -> None:
    assert check_digit(first_17) == last


def test_documents_fit_their_owners_and_can_be_nobodys() -> None:
    members = [member for party in parties_of(1200, first_night(), 1) for member in party.members]
    numbers = [member.document_number for member in members]
    assert len(set(numbers)) == len(members)
    for member in members:
        number = member.document_number
        assert number[17] == check_digit(number[:17])
        assert date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}") == member.birth_date
        assert (int(number[16]) % 2 == 1) == (member.sex == "male")
    assert int(str(syllables()["region"])[:2]) not in PROVINCES | BEYOND


def test_children_are_children_and_adults_are_not() -> None:
    night = first_night()
    for party in parties_of(300, night, 1):
        for member in party.members:
            age = (night.opens.date() - member.birth_date).days / 365.25
            assert (age < 18) == member.child


def test_every_night_has_somebody_who_sleeps_through_the_call() -> None:
    for seed in range(20):
        truth = truth_of(5, first_night(), seed)
        assert truth.with_habit(Habit.IN_THE_MORNING) != []
        assert truth.people == 5
