"""A case from the result to its end: opened by itself and once, nothing lost, closed by decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.course.watching import refused
from tests.health.laboratory import labels, pack, report, sample, send, sent
from yizhan.cases.actions.opening import open_case, withdraw_case
from yizhan.cases.actions.rooms import clear_rooms, seal_rooms
from yizhan.cases.actions.steps import (
    close_case,
    reopen_step,
    report_sent,
    set_apart,
    tell_relatives,
    waive_step,
)
from yizhan.cases.enums import ApartHow, CaseEnd, StepKind
from yizhan.cases.models import Case, CaseStep
from yizhan.cases.queries.cases import open_cases
from yizhan.cases.queries.pools import pools_awaited
from yizhan.core.clock import now
from yizhan.duty.models import Matter
from yizhan.health.enums import ResultValue, TubeSize
from yizhan.places.enums import RoomState

if TYPE_CHECKING:
    from tests.cases.tracing import Tracing

ALL = list(StepKind)


def test_positive_single_tube_opens_one_case_however_often_it_is_told(tracing: Tracing) -> None:
    first = tracing.positive()
    assert tracing.undone == ALL
    tracing.positive()
    assert tracing.case.result_id == first.result_id
    again = open_case(
        by=tracing.night.by("nurse"), site_id=tracing.night.site.id,
        person_id=tracing.night.stay("001-A").person_id,
    )  # fmt: skip
    assert again.case_id == tracing.case.id


def test_negative_result_opens_nothing(tracing: Tracing) -> None:
    report(tracing.night, sent(tracing.night), ResultValue.NEGATIVE)
    assert not Case.objects.exists()


def test_positive_pool_waits_for_its_singles_without_a_case(tracing: Tracing) -> None:
    from tests.health.laboratory import due

    due(tracing.night, "001-A", pool=10)
    due(tracing.night, "002-A", pool=10)
    (pool,) = labels(tracing.night, size=TubeSize.TEN)
    sample(tracing.night, ("001-A", "002-A"), pool, pool=True)
    send(tracing.night, pack(tracing.night, pool).box_id)
    report(tracing.night, pool, ResultValue.POSITIVE)
    assert not Case.objects.exists()
    assert [(one.people, one.awaited) for one in pools_awaited(tracing.night.site.id)] == [(2, 2)]
    tracing.night.minutes(5)
    report(tracing.night, sent(tracing.night, "001-A"), ResultValue.POSITIVE)
    assert [(one.people, one.awaited) for one in pools_awaited(tracing.night.site.id)] == [(2, 1)]
    assert tracing.case.person_id == tracing.night.stay("001-A").person_id


def test_corrected_result_closes_the_case_with_its_reason(tracing: Tracing) -> None:
    result = tracing.positive()
    tracing.correct(result)
    case = tracing.case
    assert (case.end, case.closed_at, case.closed_by_id) == (
        CaseEnd.WITHDRAWN, now(), tracing.night.crew["clerk"]
    )  # fmt: skip
    from yizhan.people.queries.identity import note_of

    assert note_of(case.person_id, bytes(case.closed_because or b"")) == "Row below"
    assert not Matter.objects.filter(record__code="case_withdrawn").exists()


def test_correction_after_contacts_were_kept_longer_is_seen_through_by_somebody(tracing: Tracing) -> None:
    result = tracing.positive()
    tracing.decide()
    tracing.propose_contacts()
    tracing.correct(result)
    assert Matter.objects.get(record__code="case_withdrawn").settled_at is None


def test_other_positive_tube_keeps_the_case_open(tracing: Tracing) -> None:
    first = tracing.positive()
    second = tracing.positive()
    tracing.correct(first)
    assert tracing.case.closed_at is None
    assert tracing.case.result_id == second.result_id
    tracing.correct(second)
    assert tracing.case.end == CaseEnd.WITHDRAWN


def test_case_is_led_through_to_its_end_and_no_step_is_lost(tracing: Tracing) -> None:
    tracing.positive()
    assert refused(tracing.act, set_apart, how=ApartHow.ALONE) == "not_alone"
    tracing.act(set_apart, how=ApartHow.HOUSEHOLD)
    order = tracing.order("001-A", "001-B")
    assert tracing.view.step("transfer").who == "clerk"
    tracing.decide()
    tracing.propose_contacts()
    tracing.act(report_sent, by="nurse", sent_to="Command post, duty desk")
    tracing.act(tell_relatives, wanted=True)
    assert StepKind.RELATIVES in tracing.undone
    tracing.act(tell_relatives, wanted=True, told="the sister, by the nurse")
    assert tracing.undone == [StepKind.SEALED, StepKind.CLEARED]
    assert refused(tracing.act, close_case) == "steps_open"
    room = tracing.room_id("302")
    assert refused(tracing.act, seal_rooms, room_ids=(room,)) == "room_taken"
    tracing.let_go(order)
    assert refused(tracing.act, seal_rooms, room_ids=(tracing.room_id("303"),)) == "not_their_room"
    tracing.act(seal_rooms, room_ids=(room,))
    assert tracing.night.room("302").state == RoomState.BLOCKED
    tracing.night.count(9)
    assert refused(tracing.night.house, 9, "302") == "rule_broken"
    tracing.act(clear_rooms, disinfected_by="hygiene team, chlorine")
    assert tracing.night.room("302").state == RoomState.READY
    tracing.act(close_case)
    assert tracing.case.end == CaseEnd.COMPLETED
    assert not Matter.objects.filter(kind=Matter.Kind.POSITIVE, settled_at=None).exists()
    assert refused(tracing.act, close_case) == "case_closed"


def test_sealed_room_that_was_given_free_elsewhere_is_still_an_open_step(tracing: Tracing) -> None:
    from yizhan.stays.actions.room_state import set_room_state

    tracing.positive()
    order = tracing.order("001-A", "001-B")
    tracing.let_go(order)
    room = tracing.room_id("302")
    tracing.act(seal_rooms, room_ids=(room,))
    set_room_state(
        by=tracing.night.by("clerk"), site_id=tracing.night.site.id, room_id=room, state=RoomState.READY
    )
    step = tracing.view.step("cleared")
    assert step.is_open
    assert step.facts["given_free"] == [str(room)]


def test_order_that_is_called_off_opens_the_step_again(tracing: Tracing) -> None:
    from yizhan.leaving.actions.ordering import call_off_transfer

    tracing.positive()
    order = tracing.order("001-A")
    assert StepKind.TRANSFER not in tracing.undone
    call_off_transfer(by=tracing.night.by("clerk"), site_id=tracing.night.site.id, order_id=order.order_id)
    assert StepKind.TRANSFER in tracing.undone


def test_step_is_waived_by_name_and_opened_again_with_a_reason(tracing: Tracing) -> None:
    tracing.positive()
    assert refused(tracing.act, waive_step, step=StepKind.RELATIVES, reason=" ") == "reason_needed"
    tracing.act(waive_step, step=StepKind.RELATIVES, reason="no relatives")
    assert StepKind.RELATIVES not in tracing.undone
    tracing.night.minutes(1)
    tracing.act(reopen_step, step=StepKind.RELATIVES, reason="a sister called")
    assert StepKind.RELATIVES in tracing.undone
    assert CaseStep.objects.count() == 2


def test_withdrawing_needs_a_reason(tracing: Tracing) -> None:
    tracing.positive()
    assert refused(tracing.act, withdraw_case, reason="") == "reason_needed"
    tracing.act(withdraw_case, reason="another person's tube")
    assert not Matter.objects.filter(kind=Matter.Kind.POSITIVE, settled_at=None).exists()
    assert tracing.case.end == CaseEnd.WITHDRAWN


def test_person_who_was_brought_elsewhere_meanwhile_is_a_case_of_both_sites(tracing: Tracing) -> None:
    tube = sent(tracing.night)
    second = tracing.second_site()
    order = tracing.order("001-A", "001-B", to=second)
    tracing.let_go(order)
    tracing.receive(second, order)
    tracing.night.minutes(30)
    report(tracing.night, tube, ResultValue.POSITIVE)
    assert {case.site_id for case in Case.objects.all()} == {tracing.night.site.id, second.id}
    (here,) = open_cases(tracing.night.site.id)
    assert [step.kind for step in here.undone] == [
        kind for kind in ALL if kind not in (StepKind.APART, StepKind.TRANSFER)
    ]
    (there,) = open_cases(second.id)
    assert there.next_step
    assert there.next_step.kind == StepKind.APART


def test_list_asks_as_many_queries_for_many_cases_as_for_one(tracing: Tracing) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            open_cases(tracing.night.site.id)
        return len(caught)

    tracing.positive("001-A")
    one = queries()
    tracing.positive("002-A")
    tracing.positive("003-A")
    assert queries() == one


@pytest.mark.parametrize(
    "broken",
    [{"closed_at": "now"}, {"end": "completed"}, {"closed_at": "now", "end": "withdrawn", "closed_by": 1}],
)
def test_case_is_closed_by_somebody_and_withdrawn_for_a_reason(
    tracing: Tracing, broken: dict[str, object]
) -> None:
    tracing.positive()
    facts = {"closed_at": now(), "closed_by_id": tracing.night.crew["head"]}
    names = {"closed_at": "closed_at", "closed_by": "closed_by_id"}
    values = {names.get(name, name): facts.get(names.get(name, ""), value) for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(**values)
