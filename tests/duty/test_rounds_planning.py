"""One entry, one list: what stands on it, what is left for the next, what breaks through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.duty.entries import Errands
    from tests.intake.night import Night


def test_kind_is_registered_once(errands: Errands) -> None:
    from yizhan.duty.kinds import kinds, register_kind

    assert list(kinds()) == ["errand", "watch"]
    with pytest.raises(RuntimeError, match="two kinds of rounds are called errand"):
        register_kind(errands.kind())


def test_a_kind_of_the_tests_own_is_planned_packed_walked_and_done(hotel: Night, errands: Errands) -> None:
    """Adding a kind takes its data and one small class: no page, no table and no action of its own."""
    from tests.duty.entries import plan, task
    from yizhan.duty.actions.round_walks import end_round, start_round
    from yizhan.duty.actions.rounds import tick_task
    from yizhan.duty.queries.rounds import Tally, round_of
    from yizhan.stays.queries.walk import walk_of

    door = hotel.room("305")
    errands.parcels[door.id] = 2
    planned = plan(hotel, "305")
    seen = round_of(hotel.site.id, planned.id)
    assert seen is not None
    assert ("parcels", 1) in seen.packing
    walk = walk_of(hotel.site, seen, by=hotel.by("nurse"))
    assert [(stop.room, stop.lines) for stop in walk.stops] == [(door, {"errand": "2 parcels"})]
    assert [person.tag for person in walk.stops[0].people] == ["001-A", "001-B"]
    asked: Any = {"site_id": hotel.site.id, "round_id": planned.id}
    start_round(by=hotel.by("hotel"), **asked)
    tick_task(by=hotel.by("hotel"), **asked, task_id=task(planned, "errand", room=door).id)
    end_round(by=hotel.by("hotel"), **asked)
    seen = round_of(hotel.site.id, planned.id)
    assert seen is not None
    assert seen.tallies == {"errand": Tally(done=1)}


def test_plan_takes_what_is_due_on_its_floors_and_on_no_other_list(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan

    due_temperature(hotel, "001-A", "001-B", "002-A", "003-A")
    errands.parcels[hotel.room("306").id] = 1
    first = plan(hotel, "305")
    assert sorted(first.tasks.values_list("kind", flat=True)) == ["errand", "watch", "watch", "watch"]
    with pytest.raises(Refusal, match="Nothing of this is due"):
        plan(hotel, "305", minutes=45)
    second = plan(hotel, "305", "407", minutes=45)
    assert [one.person_id for one in second.tasks.all()] == [hotel.stay("003-A").person_id]


def test_what_became_due_since_goes_with_the_next_entry(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan
    from yizhan.duty.actions.round_plans import add_to_round

    due_temperature(hotel, "001-A")
    planned = plan(hotel, "305", kinds=["watch"])
    errands.parcels[hotel.room("306").id] = 1
    asked: Any = {"site_id": hotel.site.id, "round_id": planned.id}
    assert add_to_round(by=hotel.by("nurse"), **asked).tasks == 1
    assert add_to_round(by=hotel.by("nurse"), **asked).tasks == 0
    planned.refresh_from_db()
    assert planned.kinds == ["errand", "watch"]
    assert planned.tasks.count() == 2


def test_entry_that_nobody_began_holds_nothing_back(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan
    from yizhan.duty.enums import RoundState
    from yizhan.duty.queries.due import next_entry_of
    from yizhan.duty.queries.rounds import round_of

    due_temperature(hotel, "001-A", hours=10)
    planned = plan(hotel, "305", minutes=0)
    assert next_entry_of(hotel.site).tasks == []
    hotel.minutes(91)
    assert [task.person_id for task in next_entry_of(hotel.site).tasks] == [hotel.stay("001-A").person_id]
    seen = round_of(hotel.site.id, planned.id)
    assert seen is not None
    assert seen.state == RoundState.LATE


def test_called_off_entry_leaves_its_list_to_the_next(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan
    from yizhan.duty.actions.round_plans import call_off_round
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.queries.due import next_entry_of

    due_temperature(hotel, "001-A")
    planned = plan(hotel, "305")
    asked: Any = {"site_id": hotel.site.id, "round_id": planned.id}
    call_off_round(by=hotel.by("head"), **asked)
    assert len(next_entry_of(hotel.site).tasks) == 1
    with pytest.raises(Refusal, match="called off"):
        start_round(by=hotel.by("nurse"), **asked)
    begun = plan(hotel, "305")
    start_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=begun.id)
    with pytest.raises(Refusal, match="End it instead"):
        call_off_round(by=hotel.by("head"), site_id=hotel.site.id, round_id=begun.id)


def test_next_entry_waits_for_the_suit_and_the_quarter_unless_something_is_urgent(
    hotel: Night, errands: Errands
) -> None:
    from tests.duty.entries import due_temperature, plan
    from yizhan.duty.queries.due import next_entry_of

    due_temperature(hotel, "001-A", "003-A")
    hotel.minutes(2)
    proposed = next_entry_of(hotel.site)
    # 19:02 and a quarter of an hour for the suit: the next step of the clock is 19:30.
    assert proposed.planned_at == hotel.clock.now() + timedelta(minutes=28)
    assert [(row.floor.name if row.floor else "", len(row.tasks)) for row in proposed.floors] == [
        ("3", 1),
        ("4", 1),
    ]
    assert proposed.packing(2)[-1] == ("thermometers", 1)
    assert not proposed.is_urgent
    plan(hotel, "407", minutes=60)
    parcel = hotel.room("407").id
    errands.parcels[parcel], errands.urgent = 1, {parcel}
    urgent = next_entry_of(hotel.site)
    assert urgent.is_urgent
    assert urgent.planned_at == hotel.clock.now()


def test_urgent_task_on_a_later_list_breaks_through_and_waits_for_one_that_is_near(
    hotel: Night, errands: Errands
) -> None:
    from tests.duty.entries import plan
    from yizhan.duty.queries.due import next_entry_of

    parcel = hotel.room("407").id
    errands.parcels[parcel] = 1
    plan(hotel, "407", minutes=60)
    assert next_entry_of(hotel.site).tasks == []
    errands.urgent = {parcel}
    assert [task.room_id for task in next_entry_of(hotel.site).tasks] == [parcel]
    hotel.minutes(45)
    assert next_entry_of(hotel.site).tasks == []


def test_plan_is_refused_for_what_makes_no_sense(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan
    from yizhan.core.ids import new_id

    due_temperature(hotel, "001-A")
    with pytest.raises(Refusal, match="This hour is past"):
        plan(hotel, "305", minutes=-16)
    with pytest.raises(Refusal, match="no rounds of “baking”"):
        plan(hotel, "305", kinds=["baking"])
    with pytest.raises(Refusal, match="A floor is not of this site"):
        plan(hotel, "305", floors=[new_id()])
    with pytest.raises(Refusal, match="walks no rounds"):
        plan(hotel, "305", walker_id=hotel.crew["clerk"])


def test_residents_are_told_the_entry_that_comes_to_their_floor(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan
    from yizhan.duty.actions.round_walks import end_round
    from yizhan.duty.queries.rounds import next_entry

    due_temperature(hotel, "001-A", "003-A")
    assert next_entry(hotel.site.id, hotel.room("305")) is None
    later = plan(hotel, "305", minutes=60)
    assert next_entry(hotel.site.id, hotel.room("309")) == later
    assert next_entry(hotel.site.id, hotel.room("407")) is None
    end_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=later.id)
    assert next_entry(hotel.site.id, hotel.room("305")) is None


def test_planning_takes_as_many_queries_for_three_as_for_one(hotel: Night, errands: Errands) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.duty.entries import due_temperature
    from yizhan.duty.queries.due import next_entry_of

    due_temperature(hotel, "001-A")
    with CaptureQueriesContext(
        connection,
    ) as one:
        next_entry_of(hotel.site)
    due_temperature(hotel, "001-B", "002-A", "003-A")
    with CaptureQueriesContext(connection) as four:
        next_entry_of(hotel.site)
    assert len(one) == len(four)
