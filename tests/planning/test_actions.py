"""Asking, stopping, approving, carrying out: what is refused, what is recorded, what a tap repeats."""

import json
import os
import socket
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.duty.crew import make_member, make_site
from tests.intake.night import Night, open_night
from tests.planning.planned import answered, approve, ask, refusal, view
from yizhan.command.queries.verify.installation import verify
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.clock import running
from yizhan.core.commands import Envelope, submit
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.places.models import Occupancy
from yizhan.planning import process
from yizhan.planning.actions.plans import (
    approve_plan,
    ask_plan,
    claim_plan,
    end_plan,
    overtake_plan,
    stop_plan,
)
from yizhan.planning.answering import Answer, Step, Why
from yizhan.planning.asking import Question
from yizhan.planning.enums import PlanState, Use
from yizhan.planning.models import Plan, PlanStepDone
from yizhan.planning.process import perform
from yizhan.planning.uses.pulse import Pulse
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.stays import void_stay
from yizhan.stays.models import JournalEntry
from yizhan.stays.rules import RoomShare, format_tag
from yizhan.web.api.permission import may

NOBODYS_PROCESS = 2**22 + 1


def test_one_plan_is_worked_out_at_a_time(night: Night) -> None:
    ask(night, Use.ROOMING)
    assert refusal(ask, night, Use.DAYS) == "plan_in_progress"
    assert Plan.objects.count() == 1


def test_plans_are_numbered_in_order_at_each_site(night: Night) -> None:
    first, second = (handmade(night, {}) for _ in range(2))
    assert [view(night, one).row.number for one in (first, second)] == [1, 2]


def test_asking_twice_with_one_tap_asks_once(night: Night) -> None:
    by, plan_id = night.by("head"), new_id()
    facts = {"site_id": night.site.id, "plan_id": plan_id, "question": Question(use=Use.ROOMING)}
    assert ask_plan(by=by, **facts) == ask_plan(by=by, **facts)
    assert Plan.objects.get().asked == {"use": "rooming"}


def test_of_two_processes_the_first_works_a_plan_out(night: Night) -> None:
    plan_id = ask(night, Use.ROOMING)
    assert claim_plan(by=SYSTEM, plan_id=plan_id, host="elsewhere", process=1).mine
    assert not claim_plan(by=SYSTEM, plan_id=plan_id, host="here", process=2).mine
    assert not perform(plan_id)


def test_a_stopped_plan_ends_with_the_best_so_far(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []

    def never_ends(question: object, world: object, pulse: Any) -> Answer:
        while not pulse.told(best=20.0, bound=5.0):
            told.append(False)
            stop_plan(by=night.by("head"), site_id=night.site.id, plan_id=plan_id)
        return Answer(steps=(Step(party_id=None, tag="≈1", people=2),), objective={"stairs": 20.0}, bound=5.0)

    monkeypatch.setattr(process, "answer_to", never_ends)
    plan_id = ask(night, Use.ROOMING)
    assert process.perform(plan_id)
    found = view(night, plan_id)
    assert found.state == PlanState.READY
    assert (found.row.best, found.row.bound, found.gap_percent) == (20.0, 5.0, 75)
    assert (answered(found).score, answered(found).gap_percent) == (20.0, 75)
    assert told


def test_progress_is_noted_no_more_often_than_the_rules_say() -> None:
    noted: list[tuple[float, float]] = []

    def note(best: float, bound: float) -> bool:
        noted.append((best, bound))
        return False

    pulse = Pulse(60, note)
    assert [pulse.told(float(best), 1.0) for best in (9, 8, 7)] == [False] * 3
    assert noted == [(9.0, 1.0)]
    assert Pulse(0, note).told(9.0, 1.0), "the time is over"
    assert len(noted) == 1


def test_a_process_that_died_leaves_its_plan_lost_and_the_way_free(night: Night) -> None:
    plan_id = ask(night, Use.ROOMING)
    claim_plan(by=SYSTEM, plan_id=plan_id, host=socket.gethostname(), process=NOBODYS_PROCESS)
    assert view(night, plan_id).state == PlanState.LOST
    assert view(night, ask(night, Use.ROOMING)).row.number == 2


def test_a_plan_that_nobody_begins_or_ends_in_time_is_lost(night: Night) -> None:
    first = ask(night, Use.ROOMING)
    assert view(night, first).state == PlanState.STARTED
    night.minutes(0.6)
    assert view(night, first).state == PlanState.LOST
    second = ask(night, Use.ROOMING)
    claim_plan(by=SYSTEM, plan_id=second, host="another machine", process=os.getpid())
    assert view(night, second).state == PlanState.SOLVING
    night.minutes(1)
    assert view(night, second).state == PlanState.LOST


def test_a_plan_that_fails_is_kept_as_broken_off(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no choice of rooms was found")

    monkeypatch.setattr(process, "answer_to", fail)
    plan_id = ask(night, Use.ROOMING)
    with pytest.raises(RuntimeError):
        process.perform(plan_id)
    found = view(night, plan_id)
    assert (found.state, found.row.fault, found.answer) == (PlanState.FAILED, "fault", None)


def test_approving_gives_rooms_and_writes_plan_and_reasons_into_the_journal(night: Night) -> None:
    night.count(1)
    night.count(2)
    plan_id = handmade(night, {1: "302", 2: "303"})
    approve(night, plan_id, reason="")
    assert occupied(night) == {"302": 2, "303": 2}
    found = view(night, plan_id)
    assert (found.state, found.row.approved_by_id) == (PlanState.APPROVED, night.crew["head"])
    assert found.done == {0, 1}
    bodies = [json.loads(bytes(one.body)) for one in JournalEntry.objects.filter(kind="roomed")]
    assert [(body["plan"], body["reasons"]) for body in bodies] == [(str(plan_id), ["fits_exactly"])] * 2
    assert all({"note", "broken", "came_from"}.isdisjoint(body) for body in bodies)
    assert [fault for site in verify().sites for fault in site.faults] == []


def test_a_broken_rule_needs_words_and_stands_in_the_journal(night: Night) -> None:
    night.count(1)
    plan_id = handmade(night, {1: "309"}, broken=("room_too_small",))
    assert refusal(approve, night, plan_id, reason="") == "reason_needed"
    assert occupied(night) == {}
    approve(night, plan_id, reason="mother and baby")
    body = json.loads(bytes(JournalEntry.objects.get(kind="roomed").body))
    assert body["broken"] == ["room_too_small"]
    assert "baby" not in json.dumps(body)


@pytest.mark.parametrize(
    "meanwhile", ["roomed otherwise", "one more came", "room taken", "room shut", "gone"]
)
def test_a_plan_that_the_world_overtook_is_refused_and_changes_nothing(night: Night, meanwhile: str) -> None:
    for number in (1, 2, 3):
        night.count(number)
    plan_id = handmade(night, {1: "302", 2: "303"})
    change(night, meanwhile)
    before = JournalEntry.objects.count(), occupied(night), AuditEvent.objects.count()
    assert refusal(approve, night, plan_id, reason="") in {
        "plan_overtaken",
        "rule_broken",
        "party_incomplete",
    }
    assert (JournalEntry.objects.count(), occupied(night), AuditEvent.objects.count()) == before
    assert "302" not in occupied(night), "the first step is not carried out without the second"
    assert (view(night, plan_id).state, PlanStepDone.objects.count()) == (PlanState.READY, 0)


def test_a_plan_is_approved_once_however_often_it_is_tapped(night: Night) -> None:
    night.count(1)
    plan_id = handmade(night, {1: "302"})
    by = night.by("head")
    facts = {"site_id": night.site.id, "plan_id": plan_id, "reason": "as planned"}
    assert approve_plan(by=by, **facts) == approve_plan(by=by, **facts)
    assert JournalEntry.objects.filter(kind="roomed").count() == 1
    assert refusal(approve, night, plan_id) == "plan_not_ready"


def test_an_overtaken_plan_cannot_be_approved_any_more(night: Night) -> None:
    night.count(1)
    plan_id = handmade(night, {1: "302"})
    overtake_plan(by=night.by("clerk"), site_id=night.site.id, plan_id=plan_id)
    assert refusal(approve, night, plan_id) == "plan_not_ready"
    assert occupied(night) == {}


def test_a_plan_of_another_site_is_not_there(night: Night) -> None:
    other = make_site("other")
    plan_id = handmade(night, {})
    assert refusal(approve_plan, by=night.by("post"), site_id=other, plan_id=plan_id) == "no_such_plan"


def test_who_has_no_posting_or_another_task_is_refused(night: Night) -> None:
    plan_id = handmade(night, {})
    outsider = make_member(make_site("other"), "outsider").id
    ask = {"plan_id": str(plan_id), "question": {"use": "rooming"}}
    approve = {"plan_id": str(plan_id), "reason": "x"}
    for account in (outsider, night.crew["counter1"], night.crew["kitchen"]):
        assert sent(night, account, "planning.ask_plan", **ask) == "not_permitted"
        assert sent(night, account, "planning.approve_plan", **approve) == "not_permitted"
    assert sent(night, night.crew["clerk"], "planning.approve_plan", **approve) == "not_permitted"
    for name in ("claim_plan", "note_plan", "end_plan", "break_off_plan"):
        assert sent(night, night.crew["head"], f"planning.{name}") in {"not_permitted", "unreadable"}
    assert view(night, plan_id).state == PlanState.READY


def test_a_hundred_and_twenty_parties_are_roomed_in_queries_that_grow_with_their_number(db: None) -> None:
    night = open_night(rooms_per_floor=26)
    with running(night.clock):
        night.announce(expected=280, cohort="school")
        for number in range(1, 141):
            night.count(number)
        twins = list(night.site.rooms.filter(beds=2).order_by("name").values_list("name", flat=True))
        few = handmade(night, dict(zip(range(1, 21), twins[:20], strict=True)))
        many = handmade(night, dict(zip(range(21, 141), twins[20:140], strict=True)))
        with CaptureQueriesContext(connection) as for_twenty:
            approve(night, few, reason="")
        with CaptureQueriesContext(connection) as for_six_times_as_many:
            approve(night, many, reason="")
    assert sum(occupied(night).values()) == 280
    assert len(for_six_times_as_many) <= 6 * len(for_twenty)


def handmade(night: Night, rooms: Mapping[int, str], broken: tuple[str, ...] = ()) -> UUID:
    """A plan that gives waiting parties these rooms, worked out by nobody."""
    plan_id = ask(night, Use.ROOMING)
    claim_plan(by=SYSTEM, plan_id=plan_id, host=socket.gethostname(), process=os.getpid())
    steps = tuple(
        Step(
            party_id=night.stay(f"{number}-A").party_id, tag=format_tag(number), people=2,
            shares=(RoomShare(room_id=night.room(room).id, letters=("A", "B")),),
            reasons=(Why(planner="placement", code="fits_exactly"),),
            broken=tuple(Why(planner="placement", code=code, kind="hard") for code in broken),
        )
        for number, room in rooms.items()
    )  # fmt: skip
    end_plan(by=SYSTEM, plan_id=plan_id, answer=Answer(steps=steps))
    return plan_id


def change(night: Night, what: str) -> None:
    """Let something happen at the site."""
    if what == "roomed otherwise":
        night.house(2, "402")
    elif what == "one more came":
        night.measure("002-C")
    elif what == "room taken":
        night.house(3, "303")
    elif what == "room shut":
        night.site.rooms.filter(name="303").update(state="blocked", state_reason="leak")
    else:
        lock_journal(night.site.id)
        for tag in ("002-A", "002-B"):
            void_stay(night.stay(tag), by=night.by("clerk"), reason="never came")


def occupied(night: Night) -> dict[str, int]:
    """People in each room."""
    there = Occupancy.objects.filter(room__site=night.site, ended_at=None)
    return dict(Counter(there.values_list("room__name", flat=True)))


def sent(night: Night, account_id: UUID, action: str, **facts: Any) -> str:
    """The code with which a command that is sent to the API is refused."""
    envelope = Envelope(id=new_id(), action=action, facts={"site_id": str(night.site.id), **facts})
    return submit(envelope, Actor(ActorKind.ACCOUNT, account_id), may).code
