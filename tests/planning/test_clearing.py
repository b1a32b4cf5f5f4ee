"""Floors that are cleared: who moves where, in which order, and that the site is right afterwards."""

import json
from typing import Any

import pytest
from django.utils import translation

from tests.intake.night import ADULT, CHILD, PAIR, Night
from tests.planning.planned import (
    answered,
    approve,
    ask,
    floor,
    give,
    name_of,
    plan,
    refusal,
    rooms,
    shut,
    tick,
    view,
)
from yizhan.command.queries.verify.installation import verify
from yizhan.core.ids import new_id
from yizhan.planning.enums import PlanState, Use
from yizhan.planning.models import Plan
from yizhan.planning.wording import plan_text
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.rooming import move_party
from yizhan.stays.actions.stays import void_stay
from yizhan.stays.models import JournalEntry, Stay


def test_a_floor_is_cleared_with_as_many_moves_as_there_are_rooms_with_people(night: Night) -> None:
    shut(night, "302", "303", "304", "402", "403", "404")
    house(night, {1: "302", 2: "303"})
    found = plan(night, **clear(night, "3", teams=2))
    answer = answered(found)
    assert sorted((step.tag, name_of(night, step.origin[0])) for step in answer.steps) == [
        ("001", "302"), ("002", "303"),
    ]  # fmt: skip
    assert {name_of(night, step.rooms[0])[0] for step in answer.steps} == {"4"}
    assert [(step.start_min, step.end_min) for step in answer.steps] == [(0, 15), (0, 15)]
    assert (answer.proven, answer.finish_min, answer.relaxed) == (True, 15, {})
    assert [[why.code for why in step.reasons] for step in answer.steps] == [["floor_cleared"]] * 2
    text = plan_text(found)
    assert "Floor 3 is to be cleared" in text
    assert "The last move ends after 0:15 hours." in text
    with translation.override("zh-hans"):
        assert "要腾空" in plan_text(found)


def test_nobody_is_sent_into_a_room_that_is_not_disinfected_yet(night: Night) -> None:
    shut(night, "302", "402")
    night.site.rooms.filter(name="402").update(state="dirty")
    house(night, {1: "302"})
    (step,) = answered(plan(night, **clear(night, "3", disinfection_min=45))).steps
    assert (rooms(night, step), step.start_min, step.end_min) == ("402", 45, 60)
    assert [why.code for why in step.reasons] == ["floor_cleared", "waits_for"]
    assert step.broken == (), "by then it is disinfected"


def test_whoever_makes_room_goes_first_and_the_other_waits_for_the_disinfection(night: Night) -> None:
    # The four fit only into 401, where a pair is, and the pair fits into 402.
    shut(night, "301", "401", "402")
    house(night, {1: "301"}, (ADULT, CHILD, CHILD, CHILD))
    house(night, {2: "401"})
    found = plan(night, **clear(night, "3"))
    first, second = answered(found).steps
    assert (first.tag, rooms(night, first), first.start_min) == ("002", "402", 0)
    assert (second.tag, rooms(night, second), second.start_min) == ("001", "401", 15 + 60)
    assert second.broken == ()
    text = plan_text(found)
    assert "makes room for 001" in text
    assert "waits until 401 is free and disinfected" in text


def test_who_cannot_leave_is_named(night: Night) -> None:
    shut(night, "302", "303", "402")
    house(night, {1: "302", 2: "303"})
    found = plan(night, **clear(night, "3"))
    answer = answered(found)
    assert len(answer.steps) == 1
    assert answer.relaxed == {"not_cleared": 1}
    stays = next(tag for tag in ("001", "002") if tag != answer.steps[0].tag)
    assert f"{stays} has no other room and stays" in plan_text(found)


def test_fever_next_door_is_avoided_and_never_silent(night: Night) -> None:
    shut(night, "302", "402", "403", "404", "502")
    house(night, {1: "302", 2: "403"})
    night.measure("002-A", "38.5")
    (step,) = answered(plan(night, **clear(night, "3"))).steps
    assert (rooms(night, step), step.broken) == ("502", ())
    night.site.rooms.filter(name="502").update(state="blocked")
    (step,) = answered(plan(night, **clear(night, "3"))).steps
    assert rooms(night, step) in {"402", "404"}
    assert [why.code for why in step.broken] == ["fever_next_door"]


def test_a_party_in_two_rooms_is_two_moves_and_stays_on_one_corridor(night: Night) -> None:
    shut(night, "302", "303", "402", "403", "502", "603")
    night.count(1, (ADULT, ADULT, ADULT))
    give(night, 1, ("302", "AB"), ("303", "C"))
    answer = answered(plan(night, **clear(night, "3")))
    assert sorted(rooms(night, step) for step in answer.steps) == ["402", "403"]
    letters = {rooms(night, step): step.shares[0].letters for step in answer.steps}
    assert sorted(letters.values()) == [("A", "B"), ("C",)]
    assert sorted(step.people for step in answer.steps) == [1, 2]
    broken = [{why.code for why in step.broken} for step in answer.steps]
    assert broken == [{"party_split", "rooms_not_adjacent", "split_over_floors"}, {"party_split"}]


def test_two_parties_in_one_room_move_together_and_each_step_says_so(night: Night) -> None:
    shut(night, "302", "402", "403")
    night.count(1, (ADULT,))
    night.count(2, (ADULT,))
    give(night, 1, ("302", ""))
    give(night, 2, ("302", ""), reason="sisters", knowing=("room_occupied",))
    found = plan(night, **clear(night, "3"))
    steps = answered(found).steps
    assert sorted(step.tag for step in steps) == ["001", "002"]
    assert len({rooms(night, step) for step in steps}) == 1
    assert [[why.code for why in step.broken] for step in steps] == [["room_occupied"]] * 2
    approve(night, found.row.id)
    tick(night, found.row.id, 1)
    tick(night, found.row.id, 0)
    assert people_in(night, rooms(night, steps[0])) == ["001-A", "002-A"]


def test_two_cohorts_are_kept_on_corridors_of_their_own(night: Night) -> None:
    shut(night, "302", "305", "402", "403", "405", "406")
    house(night, {1: "302"})
    night.batch_id = night.announce(batch_id=new_id(), expected=10, cohort="market")
    house(night, {2: "305"})
    answer = answered(plan(night, **clear(night, "3")))
    corridors = {step.cohort: rooms(night, step) for step in answer.steps}
    assert {corridors["school"] in {"402", "403"}, corridors["market"] in {"402", "403"}} == {True, False}
    assert answer.relaxed == {}


def test_after_every_move_is_ticked_off_floor_journal_and_rooms_are_right(night: Night) -> None:
    shut(night, "302", "303", "304", "402", "403", "404", "405")
    house(night, {1: "302", 2: "303", 3: "304"})
    found = plan(night, **clear(night, "3", teams=3))
    approve(night, found.row.id)
    assert people_in(night, "302") == ["001-A", "001-B"], "approving alone moves nobody who has a room"
    steps = answered(found).steps
    for place in range(len(steps)):
        tick(night, found.row.id, place)
    assert view(night, found.row.id).done == frozenset(range(3))
    for step in steps:
        origin, target = name_of(night, step.origin[0]), name_of(night, step.rooms[0])
        assert people_in(night, origin) == []
        assert night.room(origin).state == "dirty"
        assert people_in(night, target) == [f"{step.tag}-A", f"{step.tag}-B"]
    bodies = [json.loads(bytes(one.body)) for one in JournalEntry.objects.filter(kind="moved")]
    assert [body["plan"] for body in bodies] == [str(found.row.id)] * 3
    assert [body["reasons"] for body in bodies] == [["floor_cleared"]] * 3
    assert [body["came_from"] for body in bodies] == [str(step.origin[0]) for step in steps]
    report = verify()
    assert [fault for site in report.sites for fault in site.faults] == []


def test_a_move_is_ticked_off_once_and_only_of_an_approved_plan(night: Night) -> None:
    shut(night, "302", "402")
    house(night, {1: "302"})
    found = plan(night, **clear(night, "3"))
    assert refusal(tick, night, found.row.id, 0) == "plan_not_approved"
    approve(night, found.row.id)
    assert refusal(tick, night, found.row.id, 1) == "no_such_step"
    tick(night, found.row.id, 0)
    assert refusal(tick, night, found.row.id, 0) == "step_done"


def test_a_move_into_a_room_that_is_still_dirty_is_refused_when_it_is_ticked_off(night: Night) -> None:
    shut(night, "302", "402")
    house(night, {1: "302"})
    night.site.rooms.filter(name="402").update(state="dirty")
    found = plan(night, **clear(night, "3"))
    approve(night, found.row.id)
    assert refusal(tick, night, found.row.id, 0) == "rule_broken"
    assert people_in(night, "302") == ["001-A", "001-B"]
    night.site.rooms.filter(name="402").update(state="ready")
    tick(night, found.row.id, 0)
    assert people_in(night, "402") == ["001-A", "001-B"]


@pytest.mark.parametrize("meanwhile", ["moved", "one more came", "one struck out", "room taken", "room shut"])
def test_moves_that_the_world_overtook_are_not_approved(night: Night, meanwhile: str) -> None:
    shut(night, "302", "303", "304", "402", "403")
    house(night, {1: "302", 2: "303"})
    found = plan(night, **clear(night, "3"))
    target = rooms(night, answered(found).steps[0])
    happens(night, meanwhile, target)
    assert refusal(approve, night, found.row.id) == "plan_overtaken"
    assert view(night, found.row.id).state == PlanState.READY


def test_moves_are_approved_while_rooms_are_still_to_be_left_or_disinfected(night: Night) -> None:
    shut(night, "301", "302", "401", "402", "403")
    night.site.rooms.filter(name="403").update(state="dirty")
    house(night, {1: "301"}, (ADULT, CHILD, CHILD, CHILD))
    house(night, {2: "401", 3: "302"})
    found = plan(night, **clear(night, "3"))
    assert {rooms(night, step) for step in answered(found).steps} == {"401", "402", "403"}
    approve(night, found.row.id)
    assert view(night, found.row.id).state == PlanState.APPROVED


@pytest.mark.parametrize(
    ("names", "code"), [((), "floors_needed"), (("3", "4", "5", "6", "7", "8"), "all_floors")]
)
def test_floors_must_be_some_but_not_all(night: Night, names: tuple[str, ...], code: str) -> None:
    assert refusal(ask, night, **clear(night, *names)) == code
    assert Plan.objects.count() == 0


def test_a_floor_of_another_site_is_refused(night: Night) -> None:
    assert refusal(ask, night, use=Use.CLEARING, floors=(new_id(),)) == "no_such_floor"
    assert refusal(ask, night, use=Use.WHAT_IF, lost=(new_id(),)) == "no_such_room"


def test_an_empty_floor_needs_no_move(night: Night) -> None:
    house(night, {1: "402"})
    answer = answered(plan(night, **clear(night, "3")))
    assert (answer.steps, answer.finish_min, answer.proven) == ((), 0, True)


def clear(night: Night, *names: str, **more: Any) -> dict[str, Any]:
    """A question: floors to be cleared."""
    return {"use": Use.CLEARING, "floors": tuple(floor(night, name) for name in names), **more}


def house(night: Night, rooms: dict[int, str], make_up: tuple[Any, ...] = ()) -> None:
    """Count parties, pairs unless said otherwise, and give them rooms."""
    for number, room in rooms.items():
        night.count(number, make_up or PAIR)
        night.house(number, room)


def happens(night: Night, what: str, target: str) -> None:
    """Let something happen to those who are to move, or to the room they are to get."""
    if what == "moved":
        move_party(
            by=night.by("clerk"), site_id=night.site.id, party_id=night.stay("001-A").party_id, reason="leak",
            from_room_id=night.room("302").id, to_room_id=night.room("304").id,
        )  # fmt: skip
    elif what == "one more came":
        night.measure("001-C")
        night.house(1, "302")
    elif what == "one struck out":
        lock_journal(night.site.id)
        void_stay(night.stay("001-B"), by=night.by("clerk"), reason="counted twice")
    elif what == "room taken":
        house(night, {3: target})
    else:
        night.site.rooms.filter(name=target).update(state="blocked", state_reason="leak")


def people_in(night: Night, name: str) -> list[str]:
    """The wristbands in a room now."""
    there = Stay.objects.filter(
        person__occupancies__room=night.room(name), person__occupancies__ended_at=None, ended_at=None
    )
    return [stay.tag for stay in there]
