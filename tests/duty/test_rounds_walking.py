"""A round from its beginning to its end, with taps that come late, twice, and from two phones."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.duty.entries import Errands
    from tests.intake.night import Night
    from yizhan.duty.models import Round


@pytest.fixture
def walked(hotel: Night, errands: Errands) -> Round:
    """An entry onto the third and fourth floor, begun by the nurse, with a temperature of each adult."""
    from tests.duty.entries import due_temperature, plan
    from yizhan.duty.actions.round_walks import start_round

    due_temperature(hotel, "001-A", "002-A", "003-A")
    planned = plan(hotel, "305", "407", minutes=0)
    start_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=planned.id)
    return planned


def _skip(hotel: Night, walked: Round, tag: str, reason: str = "asleep", *, minutes_ago: float = 0) -> int:
    from tests.duty.entries import task
    from yizhan.duty.actions.rounds import skip_task
    from yizhan.duty.enums import SkipReason

    by = hotel.by("nurse", at=hotel.clock.now() - timedelta(minutes=minutes_ago))
    found = task(walked, "watch", person_id=hotel.stay(tag).person_id)
    return skip_task(
        by=by, site_id=hotel.site.id, round_id=walked.id, task_ids=[found.id], reason=SkipReason(reason)
    ).tasks


def _states(hotel: Night, walked: Round) -> dict[str, tuple[str, str]]:
    from tests.duty.entries import task

    found = {
        tag: task(walked, "watch", person_id=hotel.stay(tag).person_id) for tag in ("001-A", "002-A", "003-A")
    }
    return {tag: (str(one.state), one.skip_reason) for tag, one in found.items()}


def test_round_is_come_back_to_and_what_stays_open_is_missed(hotel: Night, walked: Round) -> None:
    from tests.duty.entries import measured
    from yizhan.duty.actions.round_walks import end_round

    measured(hotel, walked, "001-A")
    _skip(hotel, walked, "002-A")
    _skip(hotel, walked, "003-A", "refused")
    assert _states(hotel, walked) == {
        "001-A": ("done", ""), "002-A": ("skipped", "asleep"), "003-A": ("skipped", "refused"),
    }  # fmt: skip
    hotel.minutes(20)
    measured(hotel, walked, "002-A")
    ended = end_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=walked.id)
    assert (ended.done, ended.missed) == (2, 1)
    assert _states(hotel, walked) == {
        "001-A": ("done", ""), "002-A": ("done", "asleep"), "003-A": ("missed", "refused"),
    }  # fmt: skip
    again = end_round(by=hotel.by("head"), site_id=hotel.site.id, round_id=walked.id)
    assert (again.done, again.missed) == (2, 1)


def test_two_results_a_skip_and_the_end_come_to_the_same_in_any_order(hotel: Night, walked: Round) -> None:
    """Two phones measured somebody at 19:02 and 19:05, one passed the door at 19:04, it ended at 19:10."""
    from tests.duty.entries import measured, task
    from yizhan.duty.actions.round_walks import end_round

    hotel.minutes(10)
    seen = set()
    for order in permutations(("first", "second", "skip", "end")):
        with transaction.atomic():
            records = {}
            for tap in order:
                if tap == "first":
                    records[tap] = measured(hotel, walked, "001-A", minutes_ago=8)
                elif tap == "second":
                    records[tap] = measured(hotel, walked, "001-A", by="head", minutes_ago=5)
                elif tap == "skip":
                    _skip(hotel, walked, "001-A", minutes_ago=6)
                else:
                    end_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=walked.id)
            found = task(walked, "watch", person_id=hotel.stay("001-A").person_id)
            assert found.closed_at is not None
            ago = (hotel.clock.now() - found.closed_at) / timedelta(minutes=1)
            seen.add((str(found.state), ago, found.record_id == records["first"]))
            transaction.set_rollback(True)
    assert seen == {("done", 8.0, True)}


def test_result_that_comes_after_the_end_makes_a_missed_task_done_at_its_real_time(
    hotel: Night, walked: Round
) -> None:
    from tests.duty.entries import measured, task
    from yizhan.duty.actions.round_walks import end_round

    measured_at = hotel.clock.now()
    hotel.minutes(30)
    ended = end_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=walked.id)
    assert (ended.done, ended.missed) == (0, 3)
    record = measured(hotel, walked, "001-A", minutes_ago=30)
    found = task(walked, "watch", person_id=hotel.stay("001-A").person_id)
    assert (found.state, found.closed_at, found.record_id) == ("done", measured_at, record)


def test_same_tap_twice_is_one(hotel: Night, walked: Round) -> None:
    from tests.duty.entries import task
    from yizhan.duty.actions.rounds import skip_task
    from yizhan.duty.enums import SkipReason

    found = task(walked, "watch", person_id=hotel.stay("001-A").person_id)
    tap = hotel.by("nurse")
    asked: Any = {"site_id": hotel.site.id, "round_id": walked.id, "task_ids": [found.id]}
    first = skip_task(by=tap, **asked, reason=SkipReason.ASLEEP)
    found.refresh_from_db()
    tried = found.tried_at
    hotel.minutes(5)
    assert skip_task(by=tap, **asked, reason=SkipReason.ASLEEP) == first
    found.refresh_from_db()
    assert found.tried_at == tried


def test_end_that_comes_before_the_beginning_says_that_there_was_one(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan
    from yizhan.duty.actions.round_walks import end_round, start_round

    due_temperature(hotel, "001-A")
    planned = plan(hotel, "305", minutes=0)
    begun_at = hotel.clock.now()
    begin = hotel.by("nurse")
    hotel.minutes(40)
    asked: Any = {"site_id": hotel.site.id, "round_id": planned.id}
    end_round(by=hotel.by("nurse"), **asked)
    start_round(by=begin, **asked)
    planned.refresh_from_db()
    assert (planned.started_at, planned.ended_at) == (begun_at, begun_at + timedelta(minutes=40))
    assert planned.walker_id == hotel.crew["nurse"]


def test_measured_elsewhere_is_neither_missed_nor_knocked_for_twice(hotel: Night, walked: Round) -> None:
    from tests.duty.entries import measured
    from yizhan.duty.actions.obligations import end_obligations, meet_obligation
    from yizhan.duty.actions.round_walks import end_round
    from yizhan.duty.queries.rounds import Tally, round_of

    measured(hotel, None, "001-A")
    record = hotel.by("head").command_id
    meet_obligation(
        site_id=hotel.site.id, person_id=hotel.stay("002-A").person_id, kind="temperature",
        at=hotel.clock.now(), record_id=record,
    )  # fmt: skip
    end_obligations(site_id=hotel.site.id, person_id=hotel.stay("003-A").person_id)
    seen = round_of(hotel.site.id, walked.id)
    assert seen is not None
    assert seen.tally == Tally(done=2)
    ended = end_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=walked.id)
    assert (ended.done, ended.missed) == (2, 0)
    assert _states(hotel, walked) == {
        "001-A": ("done", ""), "002-A": ("done", ""), "003-A": ("dropped", ""),
    }  # fmt: skip


def test_result_of_the_morning_leaves_what_is_due_in_the_evening(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, measured, plan, task

    due_temperature(hotel, "001-A")
    evening = plan(hotel, "305", minutes=0)
    other = hotel.stay("002-A")
    measured(hotel, None, "002-A")
    assert task(evening, "watch", person_id=hotel.stay("001-A").person_id).state == "open"
    assert not evening.tasks.filter(person_id=other.person_id).exists()


def test_measuring_again_is_asked_for_after_the_result_and_is_not_answered_by_it(
    hotel: Night, walked: Round
) -> None:
    from tests.duty.entries import measured
    from yizhan.duty.actions.obligations import ask_once_more
    from yizhan.duty.actions.round_plans import add_to_round
    from yizhan.protocols.facts import DueKind, Reason

    hotel.minutes(5)
    ask_once_more(
        site_id=hotel.site.id, person_id=hotel.stay("001-A").person_id, kind=DueKind.TEMPERATURE,
        closes_at=hotel.clock.now() + timedelta(hours=1), reason=Reason("test"),
    )  # fmt: skip
    measured(hotel, walked, "001-A", minutes_ago=4)
    assert add_to_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=walked.id).tasks == 1
    asked = walked.tasks.get(obligation__extra=True)
    assert (asked.urgent, asked.state) == (True, "open")
    measured(hotel, walked, "001-A", minutes_ago=4)
    asked.refresh_from_db()
    assert asked.state == "open"
    hotel.minutes(15)
    measured(hotel, walked, "001-A")
    asked.refresh_from_db()
    assert asked.state == "done"


def test_round_is_handed_over_when_the_other_accepts(hotel: Night, walked: Round) -> None:
    from yizhan.duty.actions.round_walks import accept_round, end_round, hand_over_round, start_round
    from yizhan.duty.models import RoundLeg

    asked: Any = {"site_id": hotel.site.id, "round_id": walked.id}
    with pytest.raises(Refusal, match="hand it over to you"):
        start_round(by=hotel.by("counter2"), **asked)
    with pytest.raises(Refusal, match="Nobody has asked you"):
        accept_round(by=hotel.by("counter2"), **asked)
    with pytest.raises(Refusal, match="walks no rounds"):
        hand_over_round(by=hotel.by("nurse"), **asked, account_id=hotel.crew["clerk"])
    hand_over_round(by=hotel.by("nurse"), **asked, account_id=hotel.crew["counter2"])
    walked.refresh_from_db()
    assert (walked.walker_id, walked.offered_to_id) == (hotel.crew["nurse"], hotel.crew["counter2"])
    hotel.minutes(3)
    accept_round(by=hotel.by("counter2"), **asked)
    accept_round(by=hotel.by("counter2"), **asked)
    walked.refresh_from_db()
    assert (walked.walker_id, walked.offered_to_id) == (hotel.crew["counter2"], None)
    legs = RoundLeg.objects.filter(round=walked).values_list("walker_id", flat=True)
    assert list(legs) == [hotel.crew["nurse"], hotel.crew["counter2"]]
    end_round(by=hotel.by("counter2"), **asked)
    with pytest.raises(Refusal, match="This round is over"):
        hand_over_round(by=hotel.by("counter2"), **asked, account_id=hotel.crew["nurse"])


def test_hand_over_is_taken_back_by_naming_who_walks(hotel: Night, walked: Round) -> None:
    from yizhan.duty.actions.round_walks import accept_round, hand_over_round

    asked: Any = {"site_id": hotel.site.id, "round_id": walked.id}
    hand_over_round(by=hotel.by("nurse"), **asked, account_id=hotel.crew["counter2"])
    hand_over_round(by=hotel.by("nurse"), **asked, account_id=hotel.crew["nurse"])
    with pytest.raises(Refusal, match="Nobody has asked you"):
        accept_round(by=hotel.by("counter2"), **asked)


def test_tick_is_taken_back_and_results_are_not_ticked(hotel: Night, errands: Errands) -> None:
    from tests.duty.entries import due_temperature, plan, task
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.actions.rounds import tick_task, untick_task

    due_temperature(hotel, "001-A")
    room = hotel.room("305")
    errands.parcels[room.id] = 1
    planned = plan(hotel, "305", minutes=0)
    asked: Any = {"site_id": hotel.site.id, "round_id": planned.id}
    start_round(by=hotel.by("hotel"), **asked)
    parcel = task(planned, "errand", room=room)
    tick_task(by=hotel.by("hotel"), **asked, task_id=parcel.id)
    untick_task(by=hotel.by("hotel"), **asked, task_id=parcel.id)
    parcel.refresh_from_db()
    assert (parcel.state, parcel.record_id, parcel.closed_at) == ("open", None, None)
    watch = task(planned, "watch", person_id=hotel.stay("001-A").person_id)
    with pytest.raises(Refusal, match="done by its result"):
        tick_task(by=hotel.by("hotel"), **asked, task_id=watch.id)


def test_suits_saved_are_the_entries_that_the_kinds_would_have_needed_apart(
    hotel: Night, errands: Errands
) -> None:
    from tests.duty.entries import due_temperature, measured, plan, task
    from yizhan.duty.actions.round_walks import end_round, start_round
    from yizhan.duty.actions.rounds import tick_task
    from yizhan.duty.queries.rounds import round_of

    due_temperature(hotel, "001-A")
    errands.parcels[hotel.room("305").id] = 1
    planned = plan(hotel, "305", minutes=0, suits=2)
    asked: Any = {"site_id": hotel.site.id, "round_id": planned.id}

    def saved() -> int:
        seen = round_of(hotel.site.id, planned.id)
        assert seen is not None
        return seen.suits_saved

    assert saved() == 2
    start_round(by=hotel.by("nurse"), **asked)
    measured(hotel, planned, "001-A")
    end_round(by=hotel.by("nurse"), **asked)
    # The parcel was missed: somebody has to go in for it again.
    assert saved() == 0
    tick_task(by=hotel.by("nurse"), **asked, task_id=task(planned, "errand", room=hotel.room("305")).id)
    assert saved() == 2


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"record_id": new_id()}, "task_done_by_a_record"),
        ({"state": "missed"}, "open_task_is_not_closed"),
        ({"state": "skipped"}, "task_skipped_for_a_reason"),
        ({"skip_reason": "asleep"}, "task_skipped_for_a_reason"),
        ({"person": None}, "round_task_is_somewhere"),
    ],
)
def test_database_keeps_what_belongs_together(
    hotel: Night, walked: Round, change: dict[str, Any], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        walked.tasks.update(**change)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"walker": None}, "round_begun_is_walked"),
        ({"started_at": None, "ended_at": "now"}, "round_ends_after"),
    ],
)
def test_database_keeps_a_round_in_order(
    hotel: Night, walked: Round, change: dict[str, Any], name: str
) -> None:
    from yizhan.duty.models import Round

    values = {field: hotel.clock.now() if value == "now" else value for field, value in change.items()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Round.objects.filter(id=walked.id).update(**values)
