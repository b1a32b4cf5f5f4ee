"""A shop's list: what is read, what is not taken and why, what may not come to rooms."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.provision.grocer import LIST, article, stock
from yizhan.provision.catalogue_reading import read_catalogue
from yizhan.provision.order_rules import cautions_of, refused_by
from yizhan.provision.sharing_out import share_out

if TYPE_CHECKING:
    from tests.intake.night import Night


def test_articles_are_read_with_their_prices_in_cents() -> None:
    read = read_catalogue(LIST.encode())
    assert [(one.number, one.name, one.unit, one.group, one.price_cents) for one in read.articles][:3] == [
        ("100", "牛奶", "1L", "乳品", 890), ("101", "苹果", "斤", "水果", 650),
        ("102", "花生酱", "瓶", "调料", 1205),
    ]  # fmt: skip
    assert read.faults == ()


def test_rows_that_cannot_be_ordered_say_their_cell_and_why() -> None:
    listed = "Shop list of March\n名称,单价\n牛奶,8.9\n苹果,时价\n,5\n纸,0.005\n牛奶,9\n\n总计,\n"
    read = read_catalogue(listed.encode())
    assert [one.name for one in read.articles] == ["牛奶"]
    assert [(fault.cell, fault.said) for fault in read.faults] == [
        ("B4", "时价"), ("A5", ""), ("B6", "0.005"), ("A7", "牛奶"), ("B9", ""),
    ]  # fmt: skip


def test_a_workbooks_binary_fractions_are_read_as_they_are_shown() -> None:
    import xlsxwriter

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet("List")
        for row, cells in enumerate([("Name", "Price"), ("Milk", 8.9), ("Tea", 0.125), ("Salt", 3)]):
            for column, cell in enumerate(cells):
                page.write(row, column, cell)
    read = read_catalogue(made.getvalue())
    assert [(one.name, one.price_cents) for one in read.articles] == [("Milk", 890), ("Salt", 300)]
    assert [fault.cell for fault in read.faults] == ["B3"]


@pytest.mark.parametrize("listed", ["", "苹果 6.5\n", "名称,数量\n苹果,3\n", "名称,单价\n苹果,贵\n"])
def test_a_list_without_names_and_prices_is_refused_with_what_to_do(listed: str) -> None:
    from yizhan.reading.cells import FileRefused

    with pytest.raises(FileRefused):
        read_catalogue(listed.encode())


@pytest.mark.parametrize(
    ("name", "rule"),
    [("青岛啤酒", "alcohol"), ("Red wine 750 ml", "alcohol"), ("水果刀", "sharp"),
     ("布洛芬缓释胶囊", "medicine"),
     ("Winegum", ""), ("苹果", ""), ("电饭锅", "heating")],
)  # fmt: skip
def test_what_may_not_come_to_rooms_is_found_by_its_name(name: str, rule: str) -> None:
    assert refused_by(name) == rule


def test_whoever_must_not_have_it_is_found_by_its_name() -> None:
    assert cautions_of("花生酱") == ["peanuts"]
    assert cautions_of("Ham and eggs") == ["eggs", "halal", "no_pork"]
    assert cautions_of("Shampoo") == []
    assert cautions_of("火腿肠") == ["halal", "no_pork"]


def test_a_newer_list_changes_prices_and_takes_back_what_it_does_not_name(night: Night) -> None:
    from yizhan.provision.models import Article
    from yizhan.provision.queries.orders import groups_at, last_import, offered_articles

    stock(night)
    milk = article(night, "牛奶")
    night.minutes(1)
    stock(night, "编号,名称,单价\n100,牛奶,9.10\n200,茶,\n")
    known = {one.name: (one.offered, one.price_cents) for one in Article.objects.all()}
    assert known["牛奶"] == (True, 910)
    assert known["苹果"] == (False, 650)
    assert article(night, "牛奶").id == milk.id
    assert [one.name for one in offered_articles(night.site.id, text="牛")] == ["牛奶"]
    assert groups_at(night.site.id) == []
    brought = last_import(night.site.id)
    assert brought is not None
    assert [fault["cell"] for fault in brought.faults] == ["C3"]


def test_a_rule_that_catches_wrongly_is_lifted_by_hand(night: Night) -> None:
    from yizhan.provision.actions.catalogue import rule_article

    stock(night)
    beer = article(night, "青岛啤酒")
    assert beer.refused == "alcohol"
    rule_article(by=night.by("clerk"), site_id=night.site.id, article_id=beer.id, rule="")
    assert article(night, "青岛啤酒").refused == ""


@pytest.mark.parametrize(
    ("wanted", "arrived", "shares"),
    [((2, 2, 2), 6, (2, 2, 2)), ((5, 1, 1), 3, (1, 1, 1)), ((5, 1, 1), 5, (3, 1, 1)), ((1, 1), 0, (0, 0)),
     ((1, 1), 9, (1, 1)), ((), 3, ()), ((3, 0, 3), 3, (2, 0, 1))],
)  # fmt: skip
def test_what_is_short_is_shared_in_turns_and_nothing_is_lost(
    wanted: tuple[int, ...], arrived: int, shares: tuple[int, ...]
) -> None:
    found = share_out(list(enumerate(wanted)), arrived)
    assert tuple(found[key] for key in range(len(wanted))) == shares
    assert sum(found.values()) == min(arrived, sum(wanted))
