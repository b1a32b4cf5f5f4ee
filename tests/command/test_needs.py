"""The day of needs: what is played is what the operations report, and a mistake does not pass."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.command.test_rehearsal import rehearse
from tests.support import workspace
from yizhan.command.needs.agenda import Agenda
from yizhan.command.needs.asking import choose
from yizhan.command.needs.facts import day_of_needs
from yizhan.command.needs.residents import cast, house_for
from yizhan.command.needs.share import Bag
from yizhan.duty.ladder import Level, ladder
from yizhan.duty.needs import needs, promises

once = pytest.mark.skipif(
    workspace.server() is not None, reason="PostgreSQL gets the day that comes out right"
)
SMALL = ("day-of-needs", "--json", "--people", "24")


def test_a_site_of_the_reported_size_asks_for_just_as_much_as_was_reported() -> None:
    facts = day_of_needs()
    chosen = choose(facts, 300, random.Random(1))
    assert len(chosen) == facts.reported["requests"] == 150
    assert Counter(way for _, way in chosen) == {"page": 78, "hotline": 26, "door": 24, "chat": 22}
    assert len(choose(facts, 24, random.Random(1))) == 12


def test_every_request_of_the_facts_can_be_asked_for_and_is_promised_as_the_rules_say() -> None:
    facts = day_of_needs()
    for one in facts.requests:
        need = needs()[one.need]
        assert (need.urgency, need.private, need.staff_only) == (one.soon, one.private, False), one.need
        assert set(need.roles) & set(one.goes_to), one.need
    for soon, (_, longest) in facts.assumed["takes"]["answer"].items():
        assert timedelta(minutes=longest) < promises()[soon].answer


def test_the_ladder_of_the_facts_is_the_one_that_silence_climbs() -> None:
    for soon, steps in day_of_needs().assumed["ladder"].items():
        climbs = {Level[name.upper()]: timedelta(minutes=minutes) for name, minutes in steps.items()}
        assert ladder().unanswered[soon] == climbs


@pytest.mark.parametrize("people", [24, 299, 300])
def test_everybody_has_a_room_and_nobody_is_alone_without_an_adult(people: int) -> None:
    facts = day_of_needs()
    residents = cast(facts, people, seed=3)
    groups = residents.everybody.groups
    assert sum(len(group.guests) for group in groups) == people
    assert all(not group.guests[0].traveller.child for group in groups)
    assert residents.with_page < {group.number for group in groups}
    plan = house_for(facts, len(groups))
    assert sum(len(floor.rooms) for floor in plan.floors) >= len(groups) + 6


def test_deeds_come_in_the_order_of_the_clock_and_what_follows_from_them_too() -> None:
    noon = datetime(2022, 3, 17, 12, tzinfo=UTC)
    done: list[str] = []
    waited: list[datetime] = []
    agenda = Agenda()
    minute = timedelta(minutes=1)

    def first() -> None:
        done.append("first")
        agenda.at(noon + minute, lambda: done.append("follows"))

    agenda.at(noon + 2 * minute, lambda: done.append("last"))
    agenda.at(noon, first)
    agenda.at(noon + 9 * minute, lambda: done.append("after the end"))
    agenda.play(noon + 5 * minute, waited.append)
    assert done == ["first", "follows", "last"]
    assert waited == [noon, noon + minute, noon + 2 * minute, noon + 5 * minute]


def test_a_small_day_comes_out_right_on_a_bad_network() -> None:
    done = rehearse(*SMALL, "--seed", "1", "--faults")
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert (figures["requests"], figures["answered_by_named_person"], figures["unanswered"]) == (12, 12, 0)
    assert figures["escalated_in_time"] == figures["silent"] > 0
    assert figures["crisis_lookins_due"] == figures["crisis_lookins_made"] > 19
    assert (figures["crisis_lookins_missed"], figures["crisis_lookins_missed_without_alarm"]) == (1, 0)
    assert figures["protected_readings_by_named"] >= 2
    assert figures["protected_reads_tried"] > 100
    assert figures["protected_reads_by_others"] == 0
    assert figures["meals_due"] == figures["meals_delivered"] > 90
    assert figures["medicines_warned"] > figures["medicines_run_out"] == 1
    assert (figures["medicines_run_out_unwarned"], figures["notices_unread_unfollowed"]) == (0, 0)
    assert figures["notices_read"] + figures["notices_told_in_person"] == figures["notices_sent_to"]
    assert figures["order_lines"] > figures["order_lines_wrong"] == 0
    assert figures["parcels_in"] == 16 == figures["parcels_out"] + figures["parcels_held"]
    assert (figures["packs_given"], figures["stock_negative"]) == (24, 0)
    assert (figures["stock_sent_down"], figures["stock_came"]) == (63, 60)
    assert figures["network_faults"] > 0
    assert figures["invariants_broken"] == []


@once
def test_an_unanswered_request_and_an_alarm_that_nobody_hears_are_found() -> None:
    done = rehearse(*SMALL, "--seed", "2", "--slip", "answer", "--slip", "alarm")
    assert done.returncode == 1, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert (figures["unanswered"], figures["crisis_lookins_missed_without_alarm"]) == (1, 1)
    assert figures["failures"] == [
        {"what": "unanswered", "expected": 0, "found": 1},
        {"what": "look-ins missed without an alarm", "expected": 0, "found": 1},
    ]


def test_what_came_short_is_shared_out_by_hand_as_the_facts_say() -> None:
    bag = Bag()
    bag.want(1, "milk", 3, 500)
    bag.want(2, "milk", 1, 500)
    bag.want(3, "milk", 2, 500)
    bag.want(1, "milk", 2, 500)  # thinking again puts them at the end of the line
    bag.want(2, "soap", 1, 250)
    bag.want(2, "soap", 0, 250)  # taken back
    assert bag.list_for_the_shop() == {"milk": 5}
    bag.bring("milk", 4, 450)
    assert [(one.party, one.brought) for one in bag.wishes] == [(2, 1), (3, 2), (1, 1)]
    bag.bring_instead("milk", "soya milk", 9, 300)
    assert [(one.party, one.instead, one.quantity) for one in bag.wishes[3:]] == [(1, "soya milk", 1)]
    for one in bag.wishes:
        one.handed = one.brought
    assert [bag.owed(party) for party in (1, 2, 3)] == [450 + 300, 450, 900]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_a_whole_day_comes_out_right(seed: int) -> None:
    done = rehearse("day-of-needs", "--json", "--seed", str(seed))
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert (figures["requests"], figures["unanswered"], figures["invariants_broken"]) == (150, 0, [])
