"""The fever path: from readings to a state, worked by hand."""

from decimal import Decimal

import pytest

from tests.intake.night import Night
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Matter
from yizhan.health.actions.temperature import judge_fever
from yizhan.health.enums import FeverState
from yizhan.health.models import FeverCase
from yizhan.intake.enums import CountRound

SUSPECTED, CONFIRMED, CLEARED = FeverState


def _judge(*readings: tuple[str, str, bool]) -> FeverState | None:
    return judge_fever([(Decimal(value), device, at_rest) for value, device, at_rest in readings])


def test_threshold_itself_is_fever() -> None:
    assert _judge(("37.2", "1", False)) is None
    assert _judge(("37.3", "1", False)) == SUSPECTED


def test_only_another_device_at_rest_decides() -> None:
    first = ("38.0", "1", False)
    assert _judge(first, ("36.5", "1", True)) == SUSPECTED
    assert _judge(first, ("36.5", "2", False)) == SUSPECTED
    assert _judge(first, ("36.5", "2", True)) == CLEARED
    assert _judge(first, ("37.9", "2", True)) == CONFIRMED
    assert _judge(first, ("37.9", "2", True), ("36.5", "3", True)) == CONFIRMED


def test_fever_after_a_clearance_is_suspected_anew() -> None:
    cleared = (("38.0", "1", False), ("36.5", "2", True))
    assert _judge(*cleared, ("36.6", "1", False)) == CLEARED
    assert _judge(*cleared, ("38.4", "1", False)) == SUSPECTED


def test_high_reading_opens_one_case_and_tells_one_matter(night: Night) -> None:
    night.announce(expected=1)
    night.measure("001-A", "38.1", device="1")
    night.minutes(5)
    night.measure("001-A", "38.4", device="1")
    assert [case.state for case in FeverCase.objects.all()] == [SUSPECTED]
    (matter,) = Matter.objects.filter(kind="fever", settled_at=None)
    assert matter.record["facts"] == {"tag": "001-A", "value": "38.1"}


def test_second_device_clears_and_settles_and_a_new_fever_raises_again(night: Night) -> None:
    night.announce(expected=1)
    night.measure("001-A", "38.1", device="1")
    night.minutes(10)
    night.measure("001-A", "36.6", device="2", at_rest=True)
    assert not Matter.objects.filter(kind="fever", settled_at=None).exists()
    assert not FeverCase.objects.filter(closed_at=None).exists()
    night.minutes(300)
    night.measure("001-A", "38.9", device="1")
    assert FeverCase.objects.filter(closed_at=None).count() == 1
    assert FeverCase.objects.count() == 2
    assert Matter.objects.filter(kind="fever", settled_at=None).count() == 1


def test_what_a_doctor_closed_is_not_opened_by_a_normal_reading(night: Night) -> None:
    night.announce(expected=1)
    night.measure("001-A", "38.1", device="1")
    night.minutes(10)
    night.measure("001-A", "38.2", device="2", at_rest=True)
    night.minutes(10)
    FeverCase.objects.update(closed_at=night.clock.now())
    night.minutes(10)
    night.measure("001-A", "36.5", device="1")
    assert not FeverCase.objects.filter(closed_at=None).exists()
    night.minutes(10)
    night.measure("001-A", "38.5", device="1")
    assert FeverCase.objects.filter(closed_at=None).count() == 1


@pytest.mark.parametrize("value", ["34.9", "42.1"])
def test_value_that_no_living_person_has_is_asked_for_again(night: Night, value: str) -> None:
    night.announce(expected=1)
    with pytest.raises(Refusal) as refused:
        night.measure("001-A", value)
    assert str(refused.value) == f"001-A: {value} °C cannot be right. Measure again."
    assert night.counts.raw[CountRound.TEMPERATURE] == 0
