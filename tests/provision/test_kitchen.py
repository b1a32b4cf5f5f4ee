"""The kitchen's number: told, told again, told late; and what a day costs to the cent."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night

SHANGHAI = ZoneInfo("Asia/Shanghai")
TOMORROW = date(2022, 3, 17)


def tell(night: Night, meal: str, bags: int, **more: Any) -> Any:
    from yizhan.provision.actions.meals import tell_kitchen

    return tell_kitchen(
        by=night.by("kitchen"), site_id=night.site.id, meal=meal, day=TOMORROW, bags=bags, **more
    )


def clock(night: Night, hour: str, day: int = 17) -> None:
    night.clock.set(datetime.fromisoformat(f"2022-03-{day}T{hour}").replace(tzinfo=SHANGHAI))


def test_latest_number_stands_and_says_when_it_came_late(night: Night) -> None:
    from yizhan.provision.models import KitchenNumber
    from yizhan.provision.queries.kitchen import numbers_of

    clock(night, "20:30", 16)
    assert tell(night, "breakfast", 84).late is False
    clock(night, "21:01", 16)
    assert tell(night, "breakfast", 87).late is True
    stands = numbers_of(night.site.id, [TOMORROW])[TOMORROW, "breakfast"]
    assert (stands.bags, stands.late, KitchenNumber.objects.count()) == (87, True, 2)


def test_number_is_not_told_for_what_is_eaten_or_contradicts_itself(night: Night) -> None:
    from yizhan.core.refusals import Refusal
    from yizhan.provision.actions.meals import PortionCount

    clock(night, "06:00")
    with pytest.raises(Refusal, match="more than all"):
        tell(night, "lunch", 1, portions=(PortionCount(diet="halal", child=False, count=2),))
    with pytest.raises(Refusal, match="no such meal"):
        tell(night, "supper", 1)
    clock(night, "09:15")
    with pytest.raises(Refusal, match="meal is over"):
        tell(night, "breakfast", 84)


def test_costs_are_exact_and_rounded_once(night: Night) -> None:
    """84 bags at 8.00, corrected to 85, lunch 83 at 15.35: 680.00 + 1274.05 = 1954.05 for 85 people."""
    from yizhan.provision.queries.kitchen import costs_of, last_price

    clock(night, "06:00")
    tell(night, "breakfast", 84, bag_cents=800)
    tell(night, "breakfast", 85, bag_cents=800)
    tell(night, "lunch", 83, bag_cents=1535)
    tell(night, "dinner", 80)
    (day,) = costs_of(night.site.id, TOMORROW, TOMORROW)
    assert (day.people, day.cents, day.unpriced) == (85, 195_405, 1)
    assert day.cents_a_person == 2299  # 2298.88
    assert last_price(night.site.id, "lunch") == 1535
    assert last_price(night.site.id, "dinner") is None


def test_a_price_beyond_any_bag_is_refused_by_the_database(night: Night) -> None:
    from django.db import IntegrityError

    from yizhan.core.clock import now
    from yizhan.provision.models import KitchenNumber

    with pytest.raises(IntegrityError):
        KitchenNumber.objects.create(
            site=night.site, meal="lunch", day=TOMORROW, bags=1, portions=[], bag_cents=100_001, late=False,
            told_at=now(), told_by_id=night.crew["kitchen"],
        )  # fmt: skip
