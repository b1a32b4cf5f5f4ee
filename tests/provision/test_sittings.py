"""Which meal a moment belongs to, and until when its number is told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yizhan.provision.rules import meals
from yizhan.provision.sittings import sitting, sittings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_meals_of_a_day_and_night_come_in_order() -> None:
    found = sittings(at("2022-03-17T12:00"), at("2022-03-18T12:00"), SHANGHAI)
    assert [(one.meal.key, one.day.day) for one in found] == [
        ("dinner", 17), ("extra", 17), ("breakfast", 18), ("lunch", 18),
    ]  # fmt: skip


def test_number_is_told_before_the_cut_off() -> None:
    breakfast = sitting(meals()["breakfast"], date(2022, 3, 18), SHANGHAI)
    assert breakfast.told_by == at("2022-03-17T21:00")
    assert sitting(meals()["dinner"], date(2022, 3, 18), SHANGHAI).told_by == at("2022-03-18T14:30")


def test_every_moment_belongs_to_exactly_one_meal() -> None:
    found = sittings(at("2022-03-17T00:00"), at("2022-03-20T00:00"), SHANGHAI)
    assert len(found) == 12
    assert [one.ends for one in found[:-1]] == [one.begins for one in found[1:]]
    assert found[0].begins == at("2022-03-17T01:30")
    assert found[0].ends == at("2022-03-17T09:15")
    assert all(one.ends - one.begins > timedelta(0) for one in found)
