"""The radio clerk's desk in a real browser, its network to phones cut: a keyboard and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browsers import Complaints, accessibility_faults
from tests.support.servers import Installation, Server


@pytest.fixture
def radio(
    device: Callable[..., BrowserContext], serving: Callable[..., Server], installation: Installation,
    complaints: Complaints,
) -> Page:  # fmt: skip
    """The site head at the page of the radio; nobody touches a mouse from here on."""
    complaints.expect(r"status of 422")
    links = installation.seed("tests.browser.lobby")
    server = serving(installation)
    page = device(timezone_id="Asia/Shanghai").new_page()
    page.goto(f"{server.url}{links['head']}")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/enter/" not in address)
    page.goto(f"{server.url}/s/county/radio/")
    return page


def test_night_goes_on_by_keyboard_alone(radio: Page) -> None:
    line = radio.locator("#id_line")
    parts = radio.locator(".radio-parts")
    counts = radio.locator("button[autofocus]")
    expect(line).to_be_focused()
    radio.locator("#id_caller_id").select_option(index=1)
    line.focus()

    _type(radio, "51 2大1小 第2波")
    expect(parts).to_have_text("0512 adults, 1 child")
    assert accessibility_faults(radio) == []
    radio.keyboard.press("Escape")
    expect(parts).to_have_count(0)
    expect(line).to_be_focused()
    expect(radio.locator("tbody")).to_have_count(0)

    for typed in ("051 2+1", "051-C 38.4", "051-C dialysis"):
        _type(radio, typed)
        expect(parts).to_be_visible()
        expect(counts).to_be_focused()
        radio.keyboard.press("Enter")
        expect(radio.get_by_text(f"Entered: {typed}")).to_be_visible()
        expect(line).to_be_focused()

    _type(radio, "051-C dialisis")
    expect(radio.get_by_role("alert")).to_contain_text("Did you mean “dialysis”?")
    expect(line).to_have_value("051-C dialisis")
    line.fill("undo")
    radio.keyboard.press("Enter")
    expect(parts).to_have_text("Take back051-C dialysis")
    expect(counts).to_be_focused()
    radio.keyboard.press("Enter")
    expect(radio.get_by_text("↶ taken back")).to_be_visible()


def test_sheet_is_keyed_by_keyboard_alone(radio: Page) -> None:
    radio.goto(f"{radio.url.split('?')[0]}sheets/")
    radio.get_by_role("link", name="Key in T-01").press("Enter")
    radio.get_by_label("Written by").select_option(index=1)
    radio.get_by_label("First time on it").fill(radio.evaluate("new Date().toTimeString().slice(0, 5)"))
    radio.get_by_label("1 Wristband", exact=True).focus()
    for cell in ("001-A", "36.5", "", "001-B", "36.9", ""):
        radio.keyboard.type(cell)
        radio.keyboard.press("Enter")
    radio.get_by_label("Sum at its foot").fill("3")
    radio.keyboard.press("Control+Enter")
    expect(radio.get_by_role("alert")).to_contain_text("The sums differ")
    radio.get_by_label("Sum at its foot").fill("2")
    radio.keyboard.press("Control+Enter")
    expect(radio.get_by_text("The sums agree")).to_be_visible()
    expect(radio.locator("button[autofocus]")).to_be_focused()
    radio.keyboard.press("Enter")
    expect(radio.get_by_text("Sheet T-01: 2 rows entered.")).to_be_visible()


def _type(page: Page, text: str) -> None:
    page.locator("#id_line").fill("")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
