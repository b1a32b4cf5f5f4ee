"""Plans and runs of the desk: copied, claimed once, written back, lost when nothing comes of them."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night

pytestmark = pytest.mark.django_db
COACH = {"seats": 45, "height_m": "3.5", "plate": "coach"}


@pytest.fixture
def night(db: None) -> Any:
    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.intake.rules import VehicleFacts

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=84, vehicles=(VehicleFacts(**COACH), VehicleFacts(**COACH)))
        yield opened


def start(night: Night, **more: Any) -> UUID:
    from yizhan.command.actions.rehearsals import start_run
    from yizhan.core.ids import new_id

    run_id = new_id()
    start_run(by=night.by("head"), site_id=night.site.id, run_id=run_id, kind="estimate", **more)
    return run_id


def test_copy_holds_tonights_plan_and_nobody(night: Night) -> None:
    from yizhan.command.queries.evening import tonights_evening

    night.count(1)
    copied = tonights_evening(night.site)
    assert copied is not None
    assert copied.people == 84
    assert copied.parties == {1: 6, 2: 36, 3: 2}
    assert [vehicle.people for vehicle in copied.vehicles] == [45, 39]
    assert copied.posts == {"bus": 1, "thermometer": 1, "reception": 1, "lift": 1, "corridor": 1}
    assert copied.assumed == ("parties",)
    assert len(copied.rooms) == 54
    # The one that nobody measured stays unknown; the yard is known to be too low.
    assert sorted(gate.too_low_for(copied.vehicles[0]) for gate in copied.entrances) == [0.0, 0.3]


def test_make_up_that_says_less_than_the_number_is_filled_up(night: Night) -> None:
    from yizhan.command.queries.evening import tonights_evening

    night.revise(1, expected=50, make_up={4: 10})
    copied = tonights_evening(night.site)
    assert copied is not None
    assert copied.people == 50
    assert copied.parties[4] == 10
    assert "vehicles" in copied.assumed
    assert sum(vehicle.people for vehicle in copied.vehicles) == 50


def test_run_is_played_once_and_its_result_written_back(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.command.evening import process
    from yizhan.command.queries.rehearsals import run_of
    from yizhan.core.models import AuditEvent
    from yizhan.people.models import Person
    from yizhan.stays.models import JournalEntry

    monkeypatch.setattr(os, "nice", lambda _by: 0)
    entries = JournalEntry.objects.count()
    run_id = start(night)
    assert process.perform(run_id)
    assert not process.perform(run_id), "a second process finds it claimed"
    run = run_of(night.site.id, run_id)
    assert run is not None
    assert run.picture is not None
    assert run.picture.blocked[0].missing_m == 0.3
    assert run.picture.helps[0].kind == "cleared"
    assert run.row.ended_at is not None
    assert AuditEvent.objects.filter(action="command.end_run").count() == 1
    assert (Person.objects.count(), JournalEntry.objects.count()) == (0, entries), (
        "the real record is untouched"
    )


@pytest.mark.parametrize(("raised", "fault"), [(TimeoutError, "time"), (ZeroDivisionError, "fault")])
def test_run_that_fails_says_so(
    night: Night, monkeypatch: pytest.MonkeyPatch, raised: type[Exception], fault: str
) -> None:
    from yizhan.command.evening import process
    from yizhan.command.queries.rehearsals import run_of, running_at

    def fail(*_: Any) -> None:
        raise raised

    monkeypatch.setattr(os, "nice", lambda _by: 0)
    monkeypatch.setattr(process, "paint", fail)
    run_id = start(night)
    if raised is TimeoutError:
        assert not process.perform(run_id)
    else:
        with pytest.raises(raised):
            process.perform(run_id)
    run = run_of(night.site.id, run_id)
    assert run is not None
    assert (run.state, run.row.fault) == ("failed", fault)
    assert running_at(night.site.id) is None


def test_second_run_waits_for_the_first_and_a_dead_one_holds_nobody_up(night: Night) -> None:
    from yizhan.command.actions.rehearsals import claim_run
    from yizhan.command.queries.rehearsals import LOST, run_of
    from yizhan.core.actors import SYSTEM
    from yizhan.core.refusals import Refusal

    first = start(night)
    with pytest.raises(Refusal, match="A rehearsal is running"):
        start(night)
    # This process does not play it: whoever claimed it under this number is gone.
    claim_run(by=SYSTEM, run_id=first, host=socket.gethostname(), process=os.getpid())
    run = run_of(night.site.id, first)
    assert run is not None
    assert run.state == LOST
    start(night)


def test_run_that_no_process_claims_is_lost_after_a_while(night: Night) -> None:
    from yizhan.command.models import RehearsalRun
    from yizhan.command.queries.rehearsals import LOST, state_of

    run_id = start(night)
    assert state_of(RehearsalRun.objects.get(id=run_id)) == "started"
    night.minutes(1)
    assert state_of(RehearsalRun.objects.get(id=run_id)) == LOST


def test_plan_keeps_what_differs_and_refuses_nothing(night: Night) -> None:
    from yizhan.command.actions.rehearsals import save_plan
    from yizhan.command.evening.plan import PlanChanges
    from yizhan.command.models import RehearsalPlan
    from yizhan.command.queries.rehearsals import run_of
    from yizhan.core.ids import new_id
    from yizhan.core.refusals import Refusal

    plan_id = new_id()
    facts = {"by": night.by("head"), "site_id": night.site.id, "plan_id": plan_id}
    save_plan(**facts, changes=PlanChanges(posts={"thermometer": 2}))
    assert RehearsalPlan.objects.get().changes == {"posts": {"thermometer": 2}}
    with pytest.raises(Refusal, match="as it stands"):
        save_plan(by=night.by("head"), site_id=night.site.id, plan_id=new_id(), changes=PlanChanges())
    run = run_of(night.site.id, start(night, plan_id=plan_id))
    assert run is not None
    assert run.settings.posts["thermometer"] == 2


def test_nobody_announced_is_nothing_to_rehearse(db: None) -> None:
    from tests.intake.night import open_night
    from yizhan.core.refusals import Refusal

    with pytest.raises(Refusal, match="Nobody is announced"):
        start(open_night())
