"""Taps without network: nothing lost, nothing twice, whatever happens in between."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.field import Phone, expect_no_network, lose_replies, open_site, pick_up
from tests.support.browsers import Complaints
from tests.support.servers import Installation, Server


@pytest.fixture
def server(installation: Installation, serving: Callable[..., Server]) -> Server:
    """The demonstration, served."""
    return open_site(installation, serving)


@pytest.fixture
def phone(
    device: Callable[..., BrowserContext], server: Server, installation: Installation, complaints: Complaints
) -> Phone:
    """The first counter's phone with a roll of wristbands, kept for work without network."""
    expect_no_network(complaints)
    made = pick_up(device, server, installation, "counter1")
    made.take_roll(1, 100)
    made.kept()
    return made


def test_three_counts_without_network_arrive_exactly_once(phone: Phone, installation: Installation) -> None:
    phone.offline()
    phone.count_pair()
    phone.count_pair()
    phone.go("temperature")
    phone.measure("1", "A", "366")
    phone.measure("1", "B", "371")
    phone.go("rooms")
    phone.check_room("305", 2)
    phone.expect_figure("2")
    phone.expect_pending(5)
    phone.offline(is_so=False)
    phone.expect_pending(0)
    marks = phone.marks()
    assert [(m["round"], m["number"], m["letter"], m["people"]) for m in marks] == [
        (1, 1, "", 2), (1, 2, "", 2), (2, 1, "A", 1), (2, 1, "B", 1), (3, None, "", 2),
    ]  # fmt: skip
    assert [m["value_c"] for m in marks if m["round"] == 2] == [36.6, 37.1]
    phone.go("bus")
    phone.expect_figure("4")
    assert installation.yizhan("verify").returncode == 0


def test_app_opens_without_network_with_all_that_is_pending(phone: Phone) -> None:
    phone.offline()
    phone.count_pair()
    phone.page.reload()
    expect(phone.page.locator(".make-up-main")).to_be_visible()
    phone.expect_pending(1)
    phone.expect_figure("2")
    phone.count_pair()
    phone.expect_figure("4")
    phone.offline(is_so=False)
    phone.expect_pending(0)
    assert [mark["number"] for mark in phone.marks()] == [1, 2]


def test_tab_that_is_killed_loses_no_tap(phone: Phone) -> None:
    phone.offline()
    phone.page.locator(".make-up-main").click()
    phone.page.locator(".band-number").click()
    phone.expect_pending(1)
    crashed = phone.context.new_page()
    phone.page.close(run_before_unload=False)
    phone.page = crashed
    phone.open("bus")
    phone.expect_pending(1)
    phone.offline(is_so=False)
    phone.expect_pending(0)
    assert [mark["number"] for mark in phone.marks()] == [1]


def test_lost_reply_is_asked_for_again_and_counts_once(phone: Phone) -> None:
    lost = lose_replies(phone.page, times=2)
    phone.count_pair()
    phone.expect_figure("2")
    phone.expect_pending(0)
    assert len(lost) == 2
    assert lost[0] == lost[1]
    marks = phone.marks()
    assert [mark["id"] for mark in marks] == lost[0]
    phone.expect_figure("2")


def test_wrong_tap_is_taken_back_even_before_it_was_sent(phone: Phone) -> None:
    phone.offline()
    phone.count_pair()
    phone.count_pair()
    phone.page.get_by_role("button", name="Undo").click()
    phone.page.locator("dialog .choice", has_text="002").click()
    phone.expect_figure("2")
    phone.expect_pending(3)
    phone.offline(is_so=False)
    phone.expect_pending(0)
    assert [mark["number"] for mark in phone.marks()] == [1]


def test_wave_and_own_figure_go_with_the_round(phone: Phone) -> None:
    phone.count_pair()
    phone.page.get_by_role("button", name="Next wave").click()
    phone.expect_figure("0", "wave")
    phone.page.locator(".make-up", has_text="Adult + 2 children").click()
    phone.page.locator(".band-number").click()
    phone.expect_figure("3", "wave")
    phone.page.get_by_role("button", name="That was everybody").click()
    phone.page.get_by_role("button", name="Yes, 5").click()
    expect(phone.page.get_by_text("Finished at 5")).to_have_count(2)
    phone.expect_pending(0)
    assert [(mark["wave"], mark["people"]) for mark in phone.marks()] == [(1, 2), (2, 3)]


def test_contradiction_of_two_phones_is_shown_and_overwrites_nothing(
    phone: Phone, device: Callable[..., BrowserContext], server: Server, installation: Installation
) -> None:
    other = pick_up(device, server, installation, "counter2")
    other.kept()
    other.offline()
    other.page.locator(".make-up", has_text="Adult alone").click()
    other.type("1")
    other.expect_figure("1")
    phone.count_pair()
    phone.expect_figure("2")
    phone.expect_pending(0)
    other.offline(is_so=False)
    other.expect_pending(0)
    assert other.marks() == []
    expect(other.page.locator('[data-figure="total"]')).to_have_text("0")
    other.page.locator(".entries-link").click()
    entry = other.page.locator('.entry[data-state="conflict"]')
    expect(entry).to_contain_text("For the desk to settle")
    expect(entry).to_contain_text("Wristband 001 was given out twice")
    entry.get_by_role("button").click()
    expect(other.page.locator(".unread")).to_have_count(0)
    assert [mark["people"] for mark in phone.marks()] == [2]


def test_fever_is_told_at_once_without_network(phone: Phone) -> None:
    phone.offline()
    phone.go("temperature")
    phone.measure("7", "B", "341")
    expect(phone.page.get_by_role("alert")).to_contain_text("34.1 °C cannot be right")
    phone.type("373")
    fever = phone.page.locator("dialog.fever")
    expect(fever).to_contain_text("007-B")
    expect(fever).to_contain_text("There is no network: tell the doctor yourself, now.")
    phone.offline(is_so=False)
    expect(fever).to_contain_text("This entry tells the doctor and the desk.")
    phone.offline()
    expect(fever).to_contain_text("There is no network: tell the doctor yourself, now.")
    fever.get_by_role("button", name="Measure again now").click()
    second = phone.page.locator("dialog", has_text="Second thermometer")
    expect(second.get_by_role("button", name="1", exact=True)).to_be_disabled()
    second.get_by_role("button", name="2", exact=True).click()
    phone.type("368")
    expect(phone.page.locator("dialog.calm")).to_contain_text("Second reading normal")
    phone.page.get_by_role("button", name="Next person").click()
    phone.expect_figure("1")
    phone.offline(is_so=False)
    phone.expect_pending(0)
    readings = [(m["value_c"], m["device"], m["at_rest"]) for m in phone.marks()]
    assert readings == [(37.3, "1", False), (36.8, "2", True)]
