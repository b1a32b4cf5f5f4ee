"""Three weeks at one hotel: who comes and goes is as it was reported, and the whole comes out right."""

from __future__ import annotations

import json

import pytest

from tests.command.test_rehearsal import rehearse
from yizhan.command.weeks.emergency import who_falls_ill
from yizhan.command.weeks.facts import three_weeks
from yizhan.command.weeks.guests import cast


@pytest.mark.parametrize("seed", range(12))
def test_any_seed_makes_up_just_as_many_as_were_reported(seed: int) -> None:
    facts = three_weeks()
    everybody = cast(facts, seed)
    came = sum(len(group.guests) for group in everybody.groups if group.comes > 0)
    there = sum(len(group.guests) for group in everybody.groups if group.comes == 0)
    leave = sum(len(group.guests) for group in everybody.groups if group.due <= facts.days)
    assert (came, there, leave) == (195, 180, 263)
    ages = [facts.date(1).year - guest.traveller.birth_date.year for guest in everybody.people]
    assert sum(age >= 60 for age in ages) + sum(guest.traveller.child for guest in everybody.people) == 24
    assert sum(not guest.traveller.document_number for guest in everybody.people) == 1


@pytest.mark.parametrize("seed", range(3))
def test_whoever_is_positive_is_sampled_then_and_their_company_leaves_in_time(seed: int) -> None:
    facts = three_weeks()
    found = [group for group in cast(facts, seed).groups if group.positive_on is not None]
    assert len(found) == 2
    for group in found:
        assert group.positive_on is not None
        assert group.comes < group.positive_on < group.due
        assert group.positive_on - group.exposed in (4, 7)
        assert facts.due_on(group.positive_on) <= facts.days


def test_whoever_falls_ill_leaves_no_child_behind_and_no_contact() -> None:
    facts = three_weeks()
    for seed in range(40):
        everybody = cast(facts, seed)
        for guest in everybody.people:
            guest.stay_id = "there"
        patient = who_falls_ill(everybody)
        (group,) = [one for one in everybody.groups if patient in one.guests]
        assert group.positive_on is None, seed
        assert not any(guest.traveller.child for guest in group.guests), seed
        assert group.comes <= 7 < facts.reported["emergency"]["day"] < group.due, seed


def test_any_seed_has_two_parties_of_one_size_to_be_taken_for_each_other() -> None:
    facts = three_weeks()
    day = facts.assumed["slips"]["wrong_release"]
    for seed in range(40):
        due = [group for group in cast(facts, seed).groups if group.due == day and group.positive_on is None]
        sizes = [len(group.guests) for group in due]
        assert len(sizes) > len(set(sizes)), seed


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_three_weeks_come_out_right(seed: int) -> None:
    done = rehearse("three-weeks", "--json", "--seed", str(seed))
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert (figures["received"], figures["released"]) == (195, 263)
    assert figures["invariants_broken"] == []
