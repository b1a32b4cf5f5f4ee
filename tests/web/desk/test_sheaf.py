"""Long lists by pages: each row on one of them, and the way around keeps what else was asked for."""

import pytest
from django.test import RequestFactory

from yizhan.web.desk.sheaf import sheaf


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_every_row_is_on_one_page(count: int) -> None:
    seen: list[int] = []
    address = "/"
    while True:
        found = sheaf(RequestFactory().get(address), range(count))
        seen += found.rows
        if not found.further:
            break
        address = "/" + found.further
    assert (seen, found.count) == (list(range(count)), count)
    assert found.pages == max(1, -(-count // 100))


def test_the_way_around_keeps_what_else_was_asked_for() -> None:
    found = sheaf(RequestFactory().get("/?names=&at=9&served=2"), range(250), "served")
    assert (found.back, found.further) == ("?names=&at=9&served=1", "?names=&at=9&served=3")
    assert sheaf(RequestFactory().get("/?page=nonsense"), range(9)).number == 1
