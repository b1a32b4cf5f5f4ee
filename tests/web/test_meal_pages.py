"""The meals at the desk: who may do what, what the kitchen is told, and labels without a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.web.chance import without_chance
from tests.web.test_lists import client_of, contents, readable

if TYPE_CHECKING:
    from tests.intake.night import Night

SHANGHAI = ZoneInfo("Asia/Shanghai")
BREAKFAST = "meals/2022-03-17/breakfast/"


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """001 (adult, child) in 302, the child must not have peanuts or milk; 002 in the lobby; it is 07:10."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.identity import Identity

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=4)
        opened.count(1)
        opened.count(2)
        opened.house(1, "302")
        child = Identity(name="Canary Child", diet="halal", allergies=("peanuts", "milk"))
        seal_identity(opened.stay("001-B").person, child, scope=opened.site.id)
        opened.clock.set(datetime(2022, 3, 17, 7, 10, tzinfo=SHANGHAI))
        yield opened


def get(night: Night, name: str, path: str) -> Any:
    return client_of(night, name).get(f"/s/{night.site.code}/{path}")


def post(night: Night, name: str, path: str, **sent: Any) -> Any:
    from yizhan.core.ids import new_id

    sent = {"command_id": str(new_id()), **sent}
    return client_of(night, name).post(f"/s/{night.site.code}/{path}", sent, follow=True)


@pytest.mark.parametrize(
    ("name", "board", "arrivals"),
    [
        ("kitchen", 200, 200),
        ("clerk", 200, 200),
        ("reception", 403, 200),
        ("nurse", 403, 403),
        ("counter1", 403, 403),
    ],
)
def test_whoever_cooks_sees_meals_and_whoever_receives_hands_them_out(
    night: Night, name: str, board: int, arrivals: int
) -> None:
    assert [get(night, name, path).status_code for path in ("meals/", BREAKFAST, "arrival-meals/")] == [
        board, board, arrivals,
    ]  # fmt: skip


def test_a_meal_names_rooms_and_bags_and_nobody(night: Night) -> None:
    page = without_chance(get(night, "kitchen", BREAKFAST))
    assert "Halal, child, WITHOUT Milk, Peanuts ×1" in page
    assert "2 people without it" in page
    assert "no round went there" in page
    assert "Canary" not in page
    assert "001" not in page


def test_number_is_told_with_what_is_special_and_its_price(night: Night) -> None:
    from yizhan.provision.models import KitchenNumber

    said = post(night, "kitchen", "meals/2022-03-17/lunch/numbers/", bags="4", bag_price="12.5")
    assert "this is the number that the kitchen cooks" in said.content.decode()
    number = KitchenNumber.objects.get()
    assert (number.bags, number.bag_cents, number.late) == (4, 1250, False)
    assert number.portions == [{"diet": "halal", "child": True, "without": ["milk", "peanuts"], "count": 1}]
    night.count(3)
    assert "+2 since: call it in" in get(night, "kitchen", "meals/2022-03-17/lunch/").content.decode()


def test_a_price_of_tenths_of_a_cent_is_asked_again(night: Night) -> None:
    from yizhan.provision.models import KitchenNumber

    said = post(night, "kitchen", "meals/2022-03-17/lunch/numbers/", bags="4", bag_price="12.505")
    assert "at most two decimals" in said.content.decode()
    assert 'value="12.505"' in said.content.decode()
    assert not KitchenNumber.objects.exists()


def test_a_meal_is_handed_at_the_door_and_in_the_lobby(night: Night) -> None:
    people = [str(night.stay(tag).person_id) for tag in ("001-A", "001-B")]
    post(night, "kitchen", f"{BREAKFAST}handed/", people=people)
    page = get(night, "kitchen", BREAKFAST).content.decode()
    assert "Everybody in a room has it" not in page
    assert "Without a room" in page
    post(
        night,
        "clerk",
        f"{BREAKFAST}handed/",
        people=[str(night.stay(tag).person_id) for tag in ("002-A", "002-B")],
    )
    assert "Everybody in a room has it" in get(night, "kitchen", BREAKFAST).content.decode()


def test_arrivals_are_fed_once(night: Night) -> None:
    night.count(3)
    page = get(night, "reception", "arrival-meals/").content.decode()
    assert "2 bags · 1 for a child" in page
    people = [str(night.stay(tag).person_id) for tag in ("003-A", "003-B")]
    said = post(night, "reception", "arrival-meals/handed/", people=people).content.decode()
    assert "Handed over to 2 people." in said
    assert "Nobody waits for a warm meal" in said


def test_labels_say_room_and_bag_and_nobody(night: Night) -> None:
    path = "lists/meals/breakfast/labels.pdf"
    special = readable(contents(get(night, "kitchen", f"{path}?of=special")))
    assert special.count("302") == 1
    assert "WITHOUT Milk, Peanuts" in " ".join(special.split())
    everything = readable(contents(get(night, "kitchen", f"{path}?of=all")))
    assert (everything.count("302"), everything.count("Desk")) == (2, 2)
    assert "Canary" not in everything
    assert get(night, "kitchen", f"{path}?grid=nothing").status_code == 404


def test_what_is_no_day_and_no_meal_is_not_found(night: Night) -> None:
    for path in ("meals/yesterday/lunch/", "meals/2022-03-17/supper/", "meals/9999-12-31/lunch/"):
        assert get(night, "kitchen", path).status_code == 404


def test_board_says_what_is_next_and_what_went_wrong(night: Night) -> None:
    page = get(night, "kitchen", "meals/").content.decode()
    assert "being carried" in page
    assert "0/2" in page
    post(night, "kitchen", "meals/2022-03-17/breakfast/numbers/", bags="4", bag_price="8")
    night.clock.set(datetime(2022, 3, 17, 8, 31, tzinfo=SHANGHAI))
    late = get(night, "kitchen", "meals/").content.decode()
    assert "not everybody has it" in late
    # Four bags at 8.00.
    assert "¥32.00" in late
    assert "¥8.00" in late
