"""The group order on the residents' page: chosen, changed, closed, confirmed by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.provision.grocer import article, bring_rest, clock, close, open_day, stock
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tests.intake.night import Night

ORDER = "/r/party/order/"


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """An empty site."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened


@pytest.fixture
def phone(night: Night) -> Client:
    """The phone of 001 in 305, at nine in the morning; the shop's list is in."""
    from yizhan.stays.models import RoomCard

    night.announce(expected=2)
    night.count(1)
    night.house(1, "305")
    clock(night, "09:00")
    stock(night)
    client = Client(headers={"accept-language": "en"})
    code = RoomCard.objects.get(room=night.room("305"), ended_at=None).code
    client.post(f"/r/{code}/", {"number": "001"})
    return client


def words(phone: Client, path: str = ORDER) -> str:
    reply = phone.get(path)
    assert reply.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def chosen(phone: Client, day: UUID, night: Night, **counts: Any) -> Any:
    wants = {f"want-{article(night, name).id}": str(count) for name, count in counts.items()}
    return phone.post(f"{ORDER}lines/", {"command_id": str(new_id()), "order_day": str(day), **wants})


def test_order_is_chosen_changed_and_taken_back_until_it_closes(phone: Client, night: Night) -> None:
    assert "No group order is open" in words(phone)
    day = open_day(night)
    assert "Group order, until 11:00" in words(phone, "/r/party/")
    assert chosen(phone, day, night, 牛奶=2, 苹果=1).status_code == 302
    assert "24.30" in words(phone)
    chosen(phone, day, night, 苹果=0)
    page = words(phone)
    assert "17.80" in page
    assert "苹果" not in page
    close(night, day)
    refused = chosen(phone, day, night, 牛奶=3)
    assert refused.status_code == 422
    assert "list is with the shop" in refused.content.decode()


def test_what_may_not_come_is_said_with_what_is_possible_instead(phone: Client, night: Night) -> None:
    day = open_day(night)
    page = words(phone, f"{ORDER}?text=啤酒")
    assert "Cannot be brought to rooms" in page
    assert "Soft drinks, milk and tea" in page
    assert chosen(phone, day, night, 青岛啤酒=1).status_code == 422


@pytest.mark.parametrize("count", ["many", "-1", "1.5", "100000"])
def test_what_is_no_number_is_said_and_nothing_is_ordered(phone: Client, night: Night, count: str) -> None:
    day = open_day(night)
    reply = chosen(phone, day, night, 牛奶=count)
    assert reply.status_code == 422
    assert "Write a number from 0" in reply.content.decode()


def test_what_was_typed_stays_after_a_refusal_and_none_is_an_empty_field(phone: Client, night: Night) -> None:
    day, milk = open_day(night), article(night, "牛奶")
    field = f'id="want-{milk.id}" name="want-{milk.id}" type="number" inputmode="numeric" min="0" max="'
    page = phone.get(f"{ORDER}?text=牛奶").content.decode()
    assert re.search(field + r'\d+" placeholder="0">', page)
    facts = {"command_id": str(new_id()), "order_day": str(day), "text": "牛奶", f"want-{milk.id}": "2000"}
    page = phone.post(f"{ORDER}lines/", facts).content.decode()
    assert re.search(field + r'\d+" placeholder="0" value="2000">', page)
    assert "Sum" not in words(phone)


def test_each_line_is_confirmed_or_missing_and_what_came_is_owed(phone: Client, night: Night) -> None:
    from yizhan.provision.actions.order_delivery import hand_over_order
    from yizhan.provision.models import OrderLine

    day = open_day(night)
    chosen(phone, day, night, 牛奶=2, 苹果=1)
    close(night, day)
    bring_rest(night, day)
    hand_over_order(by=night.by("hotel"), site_id=night.site.id, room_id=night.room("305").id)
    apples = OrderLine.objects.get(name="苹果")
    told = {"command_id": str(new_id()), "missing": [str(apples.id), "x"]}
    assert phone.post(f"{ORDER}{day}/receipt/", told).status_code == 302
    assert OrderLine.objects.get(name="牛奶").confirmed_at
    apples.refresh_from_db()
    assert apples.missing_at
    page = words(phone)
    assert "missing" in page
    assert "24.30" in page


def test_every_article_is_on_some_page_and_what_is_chosen_on_one_stays(phone: Client, night: Night) -> None:
    from yizhan.provision.models import Article

    rows = [
        Article(site=night.site, number=f"9{number}", name=f"Tea {number:03}", price_cents=100, group="Teas",
                place=1000 + number, search=f"tea {number:03}")
        for number in range(90)
    ]  # fmt: skip
    Article.objects.bulk_create(rows)
    day = open_day(night)
    pages = [words(phone, f"{ORDER}?group=Teas&page={number}") for number in (1, 2, 3)]
    shown = [{row.name for row in rows if row.name in page} for page in pages]
    assert [len(names) for names in shown] == [40, 40, 10]
    assert set.union(*shown) == {row.name for row in rows}
    wants = {f"want-{rows[50].id}": "2", "group": "Teas", "page": "2", "order_day": str(day)}
    reply = phone.post(f"{ORDER}lines/", {"command_id": str(new_id()), **wants})
    assert reply.headers["Location"] == f"{ORDER}?group=Teas&page=2"
    assert "Tea 050" in words(phone)
