"""A plan carried out stop by stop: tasks on a team's round, what each move waits for, and what is left."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.intake.night import ADULT, CHILD, PAIR, Night
from tests.planning.planned import approve, floor, plan, refusal, shut, tick, view
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.round_plans import plan_round
from yizhan.duty.actions.round_walks import start_round
from yizhan.duty.enums import TaskState
from yizhan.duty.models import RoundTask
from yizhan.duty.queries.rounds import round_of
from yizhan.places.enums import RoomState
from yizhan.planning.actions.moves import call_off_rest, make_move
from yizhan.planning.actions.plans import ask_plan
from yizhan.planning.enums import Use
from yizhan.planning.moves_round import at_doors
from yizhan.planning.process import perform
from yizhan.planning.queries.moves import moves_left_at
from yizhan.planning.queries.plans import PlanView
from yizhan.stays.actions.disinfecting import disinfect_room
from yizhan.stays.actions.room_state import set_room_state
from yizhan.stays.actions.rooming import move_party
from yizhan.stays.models import JournalEntry
from yizhan.stays.queries.walk import walk_of


@pytest.fixture
def chain(night: Night) -> PlanView:
    """An approved plan: 002 makes room in 401, which 001 of 301 takes once it is disinfected."""
    shut(night, "301", "401", "402")
    house(night, {1: "301"}, (ADULT, CHILD, CHILD, CHILD))
    house(night, {2: "401"})
    found = plan(night, use=Use.CLEARING, floors=(floor(night, "3"),))
    approve(night, found.row.id)
    return view(night, found.row.id)


def test_a_move_is_told_what_it_waits_for_until_it_can_be_made(night: Night, chain: PlanView) -> None:
    assert left(night) == [("002", "now", ()), ("001", "others", ("401",))]
    assert at_doors(night.site.id, [night.room("301").id]) == {
        night.room("301").id: "001 → 401 (wait: others are still in 401)"
    }
    assert make(night, "401").people == 2
    assert left(night) == [("001", "disinfection", ("401",))]
    clean(night, "401")
    assert left(night) == [("001", "now", ())]
    assert make(night, "301").people == 4
    assert left(night) == []
    bodies = [json.loads(bytes(entry.body)) for entry in JournalEntry.objects.filter(kind="moved")]
    assert [body["plan"] for body in bodies] == [str(chain.row.id)] * 2
    assert view(night, chain.row.id).done == {0, 1}


def test_a_round_carries_the_moves_that_can_be_made_and_a_result_closes_its_task(
    night: Night, chain: PlanView
) -> None:
    first = walk(night, "4", "moves")
    (stop,) = walk_of(night.site, seen(night, first), by=night.by("hotel")).stops
    assert stop.room is not None
    assert (stop.room.name, stop.lines["moves"]) == ("401", "002 → 402")
    make(night, "401", round_id=first)
    assert states(first) == [("moves", TaskState.DONE)]
    assert disinfected(night, "4") == [("disinfection", TaskState.DONE)]
    assert night.room("401").state == RoomState.READY
    second = walk(night, "3", "moves")
    make(night, "301", round_id=second)
    assert states(second) == [("moves", TaskState.DONE)]


def test_a_move_that_two_people_record_is_made_once(night: Night, chain: PlanView) -> None:
    first = walk(night, "4", "moves")
    tick(night, chain.row.id, 0)
    assert states(first) == [("moves", TaskState.DONE)], "the desk's tick closes the walker's task"
    assert make(night, "401", round_id=first).people == 0
    assert JournalEntry.objects.filter(kind="moved").count() == 1
    assert refusal(make, night, "402") == "no_such_step"


def test_a_move_is_refused_at_the_door_while_its_room_is_not_ready(night: Night, chain: PlanView) -> None:
    assert refusal(make, night, "301") == "rule_broken"
    make(night, "401")
    assert refusal(make, night, "301") == "rule_broken", "401 is not disinfected yet"
    assert left(night) == [("001", "disinfection", ("401",))]


def test_a_plan_broken_off_in_the_middle_moves_nobody_more(night: Night, chain: PlanView) -> None:
    make(night, "401")
    assert refusal(call_off, night, chain.row.id, reason=" ") == "reason_needed"
    call_off(night, chain.row.id)
    assert left(night) == []
    assert refusal(tick, night, chain.row.id, 1) == "rest_called_off"
    assert refusal(make, night, "301") == "no_such_step"
    assert refusal(call_off, night, chain.row.id) == "nothing_left"
    row = view(night, chain.row.id).row
    assert (row.rest_reason, row.rest_called_off_by_id) == ("the buses do not come", night.crew["head"])


def test_the_rest_is_worked_out_anew_and_takes_the_place_of_the_old_rest(
    night: Night, chain: PlanView
) -> None:
    make(night, "401")
    clean(night, "401")
    after = new_id()
    ask_plan(
        by=night.by("head"), site_id=night.site.id, plan_id=after, question=chain.question,
        follows=chain.row.id,
    )  # fmt: skip
    assert perform(after)
    approve(night, after)
    assert [(move.plan.row.id, move.step.tag) for move in moves_left_at(night.site.id)] == [(after, "001")]
    assert view(night, chain.row.id).row.rest_called_off_at is not None


def test_somebody_who_went_elsewhere_is_said_to_be_elsewhere(night: Night, chain: PlanView) -> None:
    night.site.rooms.filter(name="501").update(state="ready", state_reason="")
    move_party(
        by=night.by("clerk"), site_id=night.site.id, party_id=night.stay("001-A").party_id, reason="leak",
        from_room_id=night.room("301").id, to_room_id=night.room("501").id,
    )  # fmt: skip
    assert left(night) == [("002", "now", ()), ("001", "elsewhere", ())]


def test_a_room_that_was_shut_stands_in_the_way(night: Night, chain: PlanView) -> None:
    night.site.rooms.filter(name="402").update(state="blocked", state_reason="leak")
    assert left(night)[0] == ("002", "shut", ("402",))


def test_the_desk_and_the_door_say_the_same_of_a_room_that_is_disinfected(
    night: Night, chain: PlanView
) -> None:
    make(night, "401")
    round_id = walk(night, "4", "disinfection")
    set_room_state(
        by=night.by("clerk"), site_id=night.site.id, room_id=night.room("401").id, state=RoomState.READY
    )
    assert states(round_id) == [("disinfection", TaskState.DONE)]
    clean(night, "401")
    assert night.room("401").state == RoomState.READY


def test_a_room_that_was_left_after_it_was_disinfected_is_dirty_all_the_same(
    night: Night, chain: PlanView
) -> None:
    late = night.by("hotel")
    night.minutes(5)
    make(night, "401")
    with pytest.raises(Refusal) as refused:
        disinfect_room(by=late, site_id=night.site.id, room_id=night.room("401").id)
    assert refused.value.code == "used_since"
    assert night.room("401").state == RoomState.DIRTY
    night.site.rooms.filter(name="401").update(state="blocked", state_reason="sealed")
    assert refusal(clean, night, "401") == "room_shut"


def house(night: Night, given: dict[int, str], make_up: tuple[Any, ...] = PAIR) -> None:
    """Count parties and give them rooms."""
    for number, room in given.items():
        night.count(number, make_up)
        night.house(number, room)


def left(night: Night) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is left of the site's plans: who, how it stands, and the rooms in the way."""
    return [(move.step.tag, move.state.value, move.rooms) for move in moves_left_at(night.site.id)]


def make(night: Night, room: str, *, round_id: UUID | None = None) -> Any:
    """Record at a door that its people have moved, as somebody who gives no rooms at the desk."""
    return make_move(
        by=night.by("hotel"), site_id=night.site.id, room_id=night.room(room).id, round_id=round_id
    )


def clean(night: Night, room: str) -> None:
    """Disinfect a room."""
    disinfect_room(by=night.by("hotel"), site_id=night.site.id, room_id=night.room(room).id)


def walk(night: Night, name: str, kind: str) -> UUID:
    """Plan an entry onto a floor for one kind, and begin it."""
    by = night.by("head")
    plan_round(
        by=by, site_id=night.site.id, kinds=[kind], floors=[floor(night, name)],
        planned_at=night.clock.now() + timedelta(minutes=15),
    )  # fmt: skip
    start_round(by=night.by("hotel"), site_id=night.site.id, round_id=by.command_id)
    return by.command_id


def seen(night: Night, round_id: UUID) -> Any:
    """An entry as it stands."""
    return round_of(night.site.id, round_id)


def disinfected(night: Night, name: str) -> list[tuple[str, str]]:
    """Walk a floor and disinfect what is due there."""
    round_id = walk(night, name, "disinfection")
    for room_id in RoundTask.objects.filter(round_id=round_id).values_list("room_id", flat=True):
        disinfect_room(by=night.by("hotel"), site_id=night.site.id, room_id=room_id, round_id=round_id)
    return states(round_id)


def states(round_id: UUID) -> list[tuple[str, str]]:
    """The tasks of a round and how each stands."""
    return [(task.kind, task.state) for task in RoundTask.objects.filter(round_id=round_id)]


def call_off(night: Night, plan_id: UUID, *, reason: str = "the buses do not come") -> None:
    """Call the rest of a plan off."""
    call_off_rest(by=night.by("head"), site_id=night.site.id, plan_id=plan_id, reason=reason)
