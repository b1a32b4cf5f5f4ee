"""Releases: at the due minute by one decision, before it by two people, and exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.course.watching import at, refused
from tests.leaving.going import DUE, Going, codes, entries
from yizhan.core.actors import Actor, ActorKind, Tap
from yizhan.core.ids import new_id
from yizhan.course.queries.due import past_due
from yizhan.duty.actions.matters import raise_matter
from yizhan.duty.models import Matter, Obligation
from yizhan.health.queries.calls import open_calls
from yizhan.health.sampling_rules import POSITIVE_TUBE
from yizhan.leaving.actions.releasing import decide_at_due, release, vouch_for_condition
from yizhan.leaving.models import Certificate, EarlyRelease
from yizhan.leaving.queries.board import leaving_board
from yizhan.places.models import Occupancy
from yizhan.stays.models import RoomCard, Stay

MINUTE = timedelta(minutes=1)


def test_release_at_the_due_minute_frees_bed_and_leaves_papers(going: Going) -> None:
    going.begin()
    room = going.night.room("302")
    card = RoomCard.objects.get(room=room, ended_at=None)
    going.set(DUE)
    stays = going.ids("001-A", "001-B")
    told = going.release(stay_ids=stays)
    assert set(told.how.values()) == {"due"}
    assert set(Stay.objects.filter(id__in=stays).values_list("ended_at", "end_reason")) == {(DUE, "released")}
    room.refresh_from_db()
    assert room.state == "dirty"
    assert not Occupancy.objects.filter(room=room, ended_at=None).exists()
    assert RoomCard.objects.get(id=card.id).ended_at == DUE
    persons = Stay.objects.filter(id__in=stays).values("person")
    assert not Obligation.objects.filter(person__in=persons, met_at=None, withdrawn_at=None).exists()
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2]
    assert codes() == set()


def test_nothing_rings_at_the_room_of_somebody_who_has_left(going: Going) -> None:
    going.begin()
    person = Stay.objects.get(id=going.ids("001-A")[0]).person_id
    raise_matter(
        by=going.night.by("nurse"), site_id=going.night.site.id, kind=Matter.Kind.POSITIVE, subject_id=person,
        code=POSITIVE_TUBE, template="",
    )  # fmt: skip
    assert [call.subject_id for call in open_calls(going.night.site.id)] == [person]
    going.set(DUE)
    going.release(stay_ids=going.ids("001-A", "001-B"))
    assert open_calls(going.night.site.id) == []


def test_a_minute_before_nobody_goes_by_one_decision(going: Going) -> None:
    going.begin()
    going.set(DUE - MINUTE)
    assert refused(going.release, "001-A") == "not_due"
    assert entries("released") == 0


def test_a_phone_whose_clock_is_three_days_ahead_releases_nobody(going: Going) -> None:
    going.begin()
    going.set(DUE - timedelta(days=2))
    ahead = going.night.by("head", at=DUE + timedelta(days=1))
    facts = {"site_id": going.night.site.id, "stay_ids": going.ids("001-A")}
    assert refused(release, by=ahead, **facts) == "not_due"


@pytest.mark.parametrize("back", [MINUTE, timedelta(days=3)])
def test_a_server_clock_that_is_set_back_keeps_the_alarm_in_step(going: Going, back: timedelta) -> None:
    going.begin()
    going.set(DUE)
    assert len(past_due(going.night.site.id)) == 4
    going.set(DUE - back)
    assert past_due(going.night.site.id) == []
    assert refused(going.release, "001-A") == "not_due"
    going.set(DUE)
    going.release("001-A")
    assert len(past_due(going.night.site.id)) == 3
    assert codes() == set()


def test_without_a_due_time_it_takes_two_people(going: Going) -> None:
    going.begin(protocol="test-open")
    going.set(DUE)
    assert refused(going.release, "001-A") == "not_due"
    early = going.propose_early("001-A")
    going.sign_early(early.early_id)
    told = going.release("001-A")
    assert set(told.how.values()) == {"early"}
    assert codes() == set()


def test_early_release_holds_only_with_a_second_person(going: Going) -> None:
    going.begin()
    early = going.propose_early("001-A")
    assert refused(going.release, "001-A") == "not_due"
    assert refused(going.sign_early, early.early_id, by="head") == "second_person_needed"
    assert refused(going.sign_early, early.early_id, by="clerk") == "not_permitted"
    assert refused(going.propose_early, "001-A") == "proposed_already"
    going.sign_early(early.early_id)
    assert refused(going.sign_early, early.early_id, by="post") == "decided_already"
    going.release("001-A")
    row = EarlyRelease.objects.get()
    assert (row.proposed_by_id, row.decided_by_id) == (going.night.crew["head"], going.night.crew["post"])
    assert codes() == set()


def test_a_signature_covers_the_due_time_that_was_seen(going: Going) -> None:
    going.begin()
    early = going.propose_early("001-A")
    going.exposed("001-A", when=at("03-14", "12:00"))
    assert refused(going.sign_early, early.early_id) == "due_moved"


def test_nobody_without_a_posting_signs_or_releases_past_the_pages(going: Going) -> None:
    going.begin()
    early = going.propose_early("001-A")
    stranger = Actor(ActorKind.ACCOUNT, new_id()).with_tap(Tap(new_id()))
    facts = {"site_id": going.night.site.id, "stay_ids": going.ids("001-A")}
    from yizhan.leaving.actions.early import sign_early

    told = refused(sign_early, by=stranger, site_id=going.night.site.id, early_id=early.early_id)
    assert told == "not_permitted"
    assert refused(release, by=stranger, **facts) == "not_permitted"
    assert refused(release, by=going.night.by("clerk"), **facts) == "not_permitted"


def test_a_released_person_is_released_once(going: Going) -> None:
    going.begin()
    going.set(DUE)
    stays = going.ids("001-A")
    going.release(stay_ids=stays)
    assert refused(going.release, stay_ids=stays) == "left_already"
    assert entries("released") == 1


def test_the_same_tap_twice_answers_the_same(going: Going) -> None:
    going.begin()
    going.set(DUE)
    by = going.night.by("head")
    facts = {"site_id": going.night.site.id, "stay_ids": going.ids("001-A")}
    first = release(by=by, **facts)
    assert release(by=by, **facts) == first
    assert entries("released") == 1


def test_conditions_are_ticked_from_the_record_and_by_name(going: Going) -> None:
    going.begin("001-A", protocol="leave-7")
    due = at("03-23", "09:00")
    going.set(due - timedelta(hours=20))
    states = {one.code: (str(one.state), one.why) for one in going.leaver("001-A").conditions}
    assert states == {
        "full_period": ("missing", "not_yet"), "tests_negative": ("missing", "sample_not_taken"),
        "no_symptoms": ("met", ""), "belongings_negative": ("by_name", ""),
    }  # fmt: skip
    tube = going.sample("001-A")
    Obligation.objects.filter(person=going.night.stay("001-A").person, kind="sample").update(
        met_at=due, record_id=tube.id
    )
    assert {one.why for one in going.leaver("001-A").conditions} == {"not_yet", "result_awaited", ""}
    going.set(due)
    assert refused(going.release, "001-A") == "condition_open"
    going.result(tube, "negative")
    assert [one.code for one in going.leaver("001-A").open] == ["belongings_negative"]
    vouch_for_condition(
        by=going.night.by("head"), site_id=going.night.site.id, stay_id=going.night.stay("001-A").id,
        code="belongings_negative",
    )  # fmt: skip
    assert going.leaver("001-A").may_go
    going.release("001-A")


def test_a_positive_pool_asks_for_a_single_tube(going: Going) -> None:
    going.begin("001-A", protocol="leave-7")
    going.sample("001-A", "positive", size=10)
    found = {one.code: one.why for one in going.leaver("001-A").conditions}
    assert found["tests_negative"] == "pool_positive"
    going.night.minutes(60)
    going.sample("001-A", "negative")
    assert not going.leaver("001-A").failed
    going.night.minutes(60)
    going.sample("001-A", "positive")
    assert going.leaver("001-A").failed


def test_a_late_result_is_decided_by_name_at_the_due_minute_and_not_before(going: Going) -> None:
    going.begin("001-A", protocol="leave-7")
    stay = going.night.stay("001-A")
    facts = {"site_id": going.night.site.id, "stay_id": stay.id}
    due = at("03-23", "09:00")
    going.set(due - MINUTE)
    assert refused(decide_at_due, by=going.night.by("head"), reason="late", **facts) == "not_due"
    going.set(due)
    assert refused(decide_at_due, by=going.night.by("head"), reason="", **facts) == "reason_needed"
    assert going.leaver("001-A").must_decide
    told = decide_at_due(by=going.night.by("head"), reason="laboratory is silent", **facts)
    assert told.how == {stay.id: "undecided"}
    assert codes() == set()


def test_nobody_waits_for_a_community_that_is_seen_through_afterwards(going: Going) -> None:
    going.begin()
    going.set(DUE)
    stay = going.night.stay("001-A")
    going.release("001-A")
    matter = Matter.objects.get(kind=Matter.Kind.HAND_OVER)
    assert (matter.subject_id, matter.settled_at) == (stay.id, None)


def test_the_board_puts_past_due_first_and_counts_days(going: Going) -> None:
    going.begin("001-A", "001-B")
    going.begin("002-A", exposed=at("03-16", "12:00"))
    going.set(DUE)
    board = leaving_board(going.night.site)
    assert [one.stay.tag for one in board.past_due] == ["001-A", "001-B"]
    assert [(f"{day.day:%m-%d}", day.people) for day in board.days] == [
        ("03-30", 0), ("03-31", 1), ("04-01", 0), ("04-02", 0)
    ]  # fmt: skip
    assert board.undated == 0


def test_the_board_asks_as_much_for_three_people_as_for_one(going: Going) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    going.begin("001-A")
    going.set(DUE)
    with CaptureQueriesContext(connection) as one:
        leaving_board(going.night.site)
    going.set(at("03-16", "20:00"))
    going.begin("001-B", "002-A")
    going.set(DUE)
    with CaptureQueriesContext(connection) as three:
        board = leaving_board(going.night.site)
    assert len(board.past_due) == 3
    assert len(one) == len(three) <= 14
