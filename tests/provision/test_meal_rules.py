"""Which meal is packed next, and who is an infant."""

from datetime import date, datetime

import pytest

from yizhan.provision.rules import is_infant, meals, next_meal


@pytest.mark.parametrize(
    ("hour", "meal"),
    [
        ("00:00", "breakfast"),
        ("07:00", "breakfast"),
        ("07:01", "lunch"),
        ("11:31", "dinner"),
        ("23:59", "breakfast"),
    ],
)
def test_next_meal_is_the_one_not_yet_at_the_doors(hour: str, meal: str) -> None:
    assert next_meal(datetime.fromisoformat(f"2022-03-17T{hour}:00")).key == meal


def test_meals_stand_in_the_order_of_the_day() -> None:
    hours = [meal.at for meal in meals().values()]
    assert hours == sorted(hours)
    assert meals()["breakfast"].name("en-gb") == "Breakfast"
    assert meals()["breakfast"].name("zh-hans") != "Breakfast"


@pytest.mark.parametrize(
    ("born", "infant"),
    [
        (date(2021, 3, 18), True),
        (date(2021, 3, 17), False),
        (date(2022, 3, 17), True),
        (date(2020, 12, 31), False),
    ],
)
def test_is_infant_until_the_first_birthday(born: date, infant: bool) -> None:
    assert is_infant(born, date(2022, 3, 17)) is infant
