"""Announcing, revising, and the countdown that runs backwards from the arrival."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from tests.intake.night import EVENING, Night
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.announce import cancel_batch, revise_batch
from yizhan.intake.actions.countdown import tick_step
from yizhan.intake.actions.entrances import measure_entrance
from yizhan.intake.models import Batch, BatchRevision, CountdownStep
from yizhan.intake.queries.countdown import Chain, StepState, chains
from yizhan.intake.queries.outlook import batch_outlook
from yizhan.intake.rules import Announcement, VehicleFacts, step_templates
from yizhan.places.models import Entrance


def _at(minutes: float) -> datetime:
    return EVENING + timedelta(minutes=minutes)


def _step(key: str, batch_id: UUID | None = None) -> CountdownStep:
    steps = CountdownStep.objects.filter(key=key)
    return steps.get(batch_id=batch_id) if batch_id else steps.get()


def _tick(night: Night, key: str, *, at: datetime | None = None) -> bool:
    outcome = tick_step(by=night.by("hotel", at=at), site_id=night.site.id, step_id=_step(key).id)
    return outcome.done


def _only_chain(night: Night) -> Chain:
    (chain,) = chains(night.site.id)
    return chain


def test_every_word_is_kept_with_who_said_it_and_when(night: Night) -> None:
    night.announce(words="people this afternoon", certainty="unknown")
    night.minutes(10)
    night.revise(1, words="over 80", expected=80, certainty="at_least", eta=_at(120))
    night.minutes(10)
    night.revise(2, words="84", expected=84, certainty="uncertain", eta=_at(50))
    rows = BatchRevision.objects.order_by("number").values_list("number", "words", "expected", "announced_at")
    assert list(rows) == [
        (1, "people this afternoon", None, _at(0)),
        (2, "over 80", 80, _at(10)),
        (3, "84", 84, _at(20)),
    ]


def test_word_about_an_older_revision_is_refused(night: Night) -> None:
    night.announce(expected=80)
    night.revise(1, expected=84)
    with pytest.raises(Refusal) as refused:
        night.revise(1, expected=90)
    assert refused.value.code == "newer_word"
    assert BatchRevision.objects.count() == 2


def test_entrance_of_another_site_is_refused(night: Night) -> None:
    with pytest.raises(Refusal) as refused:
        night.announce(expected=5, vehicles=(VehicleFacts(seats=5, entrance_id=new_id()),))
    assert refused.value.code == "no_such_entrance"


def test_arrival_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Announcement(eta=datetime(2022, 3, 16, 19))  # noqa: DTZ001 - that is the point


def test_steps_run_backwards_and_follow_a_new_arrival_unless_done(night: Night) -> None:
    night.announce(expected=84, eta=_at(90))
    assert CountdownStep.objects.count() == len(step_templates())
    assert _step("rooms").due_at == _at(45)
    assert _step("head_ready").due_at == _at(85)
    night.minutes(10)
    assert _tick(night, "rooms")
    night.revise(1, expected=84, eta=_at(40))
    assert _step("rooms").due_at == _at(45)
    assert _step("rooms").done_at == _at(10)
    assert _step("head_ready").due_at == _at(35)


def test_nothing_is_late_before_its_word_had_come(night: Night) -> None:
    night.announce(expected=84, eta=_at(30))
    steps = {step.step.key: step for step in _only_chain(night).steps}
    assert steps["told"].due_at == steps["rooms"].due_at == _at(0), "30 minutes out: due at once, not late"
    assert steps["head_ready"].due_at == _at(25)
    assert {steps["told"].state, steps["head_ready"].state} == {StepState.SOON, StepState.AHEAD}
    night.minutes(1)
    assert {step.step.key for step in _only_chain(night).late} >= {"told", "rooms"}
    assert "head_ready" not in {step.step.key for step in _only_chain(night).late}


def test_new_number_has_to_be_told_again_and_an_old_tick_does_not_count(night: Night) -> None:
    night.announce(expected=80, eta=_at(90))
    night.minutes(5)
    assert _tick(night, "told")
    assert _only_chain(night).untold is None
    night.minutes(5)
    night.revise(1, words="quieter road", expected=80, eta=_at(90))
    assert _step("told").done_at == _at(5), "neither number nor arrival changed"
    night.revise(2, words="84", expected=84, eta=_at(90))
    assert _step("told").done_at is None
    untold = _only_chain(night).untold
    assert untold is not None
    assert untold.words == "84"
    assert not _tick(night, "told", at=_at(9)), "tapped without network, before the new word"
    assert _step("told").done_at is None
    night.minutes(1)
    assert _tick(night, "told")
    assert _only_chain(night).untold is None


def test_first_tick_stands_and_can_be_taken_back(night: Night) -> None:
    night.announce(expected=80, eta=_at(90))
    assert _tick(night, "rooms")
    night.minutes(5)
    tick_step(by=night.by("head"), site_id=night.site.id, step_id=_step("rooms").id)
    assert (_step("rooms").done_at, _step("rooms").done_by_id) == (_at(0), night.crew["hotel"])
    tick_step(by=night.by("head"), site_id=night.site.id, step_id=_step("rooms").id, done=False)
    assert (_step("rooms").done_at, _step("rooms").done_by_id) == (None, None)


def test_batches_that_arrive_together_are_one_chain(night: Night) -> None:
    night.announce(expected=10, eta=_at(90))
    second = night.announce(batch_id=new_id(), expected=10, eta=_at(110))
    third = night.announce(batch_id=new_id(), expected=10, eta=_at(135))
    apart = night.announce(batch_id=new_id(), expected=10, eta=_at(300))
    assert [[row.batch.number for row in chain.batches] for chain in chains(night.site.id)] == [
        [1, 2, 3],
        [4],
    ]
    assert Batch.objects.get(id=third).chained_to_id == night.batch_id
    assert not CountdownStep.objects.filter(batch_id__in=[second, third]).exists()
    assert _step("told", apart).due_at == _at(240)
    assert chains(night.site.id)[0].people == 30


def test_who_leads_after_the_first_is_cancelled_keeps_what_was_done(night: Night) -> None:
    night.announce(expected=10, eta=_at(90))
    second = night.announce(batch_id=new_id(), expected=10, eta=_at(110))
    _tick(night, "rooms")
    cancel_batch(by=night.by("clerk"), site_id=night.site.id, batch_id=night.batch_id)
    assert Batch.objects.get(id=second).chained_to_id is None
    assert _step("rooms", second).done_by_id == night.crew["hotel"]
    assert _step("suits", second).done_at is None
    assert _step("suits", second).due_at == _at(80)


def test_batch_that_leaves_its_chain_has_its_own_steps(night: Night) -> None:
    night.announce(expected=10, eta=_at(90))
    second = night.announce(batch_id=new_id(), expected=10, eta=_at(110))
    _tick(night, "rooms")
    revise_batch(
        by=night.by("clerk"), site_id=night.site.id, batch_id=second, after_revision=1,
        announcement=Announcement(expected=10, eta=_at(400)),
    )  # fmt: skip
    assert [len(chain.batches) for chain in chains(night.site.id)] == [1, 1]
    assert _step("rooms", second).done_at is None


def test_counted_batch_cannot_be_cancelled(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    with pytest.raises(Refusal) as refused:
        cancel_batch(by=night.by("clerk"), site_id=night.site.id, batch_id=night.batch_id)
    assert refused.value.code == "already_arriving"


def test_sign_taken_down_and_measured_again_ends_the_conflict(night: Night) -> None:
    night.announce(expected=40, vehicles=(VehicleFacts(plate="coach", seats=45, height_m=Decimal("3.5")),))
    gate = Entrance.objects.get(site=night.site, clearance_m=Decimal("3.2"))
    assert len(batch_outlook(night.batch).conflicts) == 1
    measure_entrance(
        by=night.by("clerk"), site_id=night.site.id, entrance_id=gate.id, clearance_m=Decimal("3.8")
    )
    assert batch_outlook(night.batch).conflicts == []
    with pytest.raises(Refusal):
        measure_entrance(
            by=night.by("clerk"), site_id=night.site.id, entrance_id=new_id(), clearance_m=Decimal(3)
        )
