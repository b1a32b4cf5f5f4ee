"""Three weeks at one hotel: who comes and goes is as it was reported, and the whole comes out right."""

from __future__ import annotations

import json

import pytest

from tests.command.test_rehearsal import rehearse
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


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_three_weeks_come_out_right(seed: int) -> None:
    done = rehearse("three-weeks", "--json", "--seed", str(seed))
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert (figures["received"], figures["released"]) == (195, 263)
    assert figures["invariants_broken"] == []
