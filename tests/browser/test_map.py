"""Putting parties into rooms on the map: dragged, carried with the keyboard, seen by everybody at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browsers import accessibility_faults
from tests.support.servers import Installation, Server

WIDE = {"width": 1440, "height": 1000}
# The map asks once a second; two seconds are promised. A loaded test machine gets some more.
LIVE_MS = 6_000


@pytest.fixture
def desks(
    installation: Installation, serving: Callable[..., Server], device: Callable[..., BrowserContext]
) -> tuple[Page, Page]:
    """The room map on the head's screen and on the clerk's, with three parties in the lobby."""
    links = installation.seed("tests.browser.lobby")
    server = serving(installation, "--workers", "1")
    first, second = (
        _open(device(viewport=WIDE).new_page(), server, links[name]) for name in ("head", "clerk")
    )
    return first, second


def test_a_party_dragged_onto_a_room_is_seen_there_by_everybody(desks: tuple[Page, Page]) -> None:
    head, clerk = desks
    drag(head, waiting(head, "003"), tile(head, "402"))
    expect(tile(head, "402")).to_contain_text("003", timeout=LIVE_MS)
    expect(tile(clerk, "402")).to_contain_text("003", timeout=LIVE_MS)
    expect(waiting(clerk, "003")).to_have_count(0)
    expect(clerk.locator('[data-total="waiting"]')).to_have_text("2")


def test_a_broken_rule_is_named_and_asks_for_a_reason(desks: tuple[Page, Page]) -> None:
    head, clerk = desks
    drag(head, waiting(head, "003"), tile(head, "409"))
    sheet = head.locator("#map-sheet")
    expect(sheet).to_contain_text("409 has beds for 1, not for 2; missing: 1")
    assert accessibility_faults(head) == []
    expect(tile(clerk, "409")).not_to_contain_text("003")
    sheet.locator('[name="reason"]').fill("a cot is brought")
    sheet.get_by_role("button", name="Give the room all the same").click()
    expect(tile(clerk, "409")).to_contain_text("003", timeout=LIVE_MS)


def test_a_proposal_is_accepted_with_one_tap(desks: tuple[Page, Page]) -> None:
    head, clerk = desks
    waiting(head, "004").get_by_role("link", name="Propose").click()
    proposal = head.locator("#map-sheet .proposal").first
    room = proposal.locator(".mono").inner_text()
    proposal.get_by_role("button", name="Accept").click()
    expect(tile(clerk, room)).to_contain_text("004", timeout=LIVE_MS)


def test_a_room_is_chosen_with_the_keyboard_alone(desks: tuple[Page, Page]) -> None:
    head, clerk = desks
    waiting(head, "005").get_by_role("button", name="Pick on map").focus()
    head.keyboard.press("Enter")
    expect(head.locator(".map-carrying")).to_contain_text("Choose a room for 005")
    tile(head, "502").locator("a").focus()
    head.keyboard.press("Enter")
    expect(tile(clerk, "502")).to_contain_text("005", timeout=LIVE_MS)


def test_moving_a_roomed_party_asks_why(desks: tuple[Page, Page]) -> None:
    head, clerk = desks
    old = head.locator(".tile", has=head.locator('[data-tag="001"]')).get_attribute("data-name") or ""
    drag(head, tile(head, old).locator(".tile-party"), tile(head, "602"))
    sheet = head.locator("#map-sheet")
    expect(sheet).to_contain_text(f"leave room {old}")
    sheet.locator('[name="reason"]').fill("the tap leaks")
    sheet.get_by_role("button", name="Move").click()
    expect(tile(clerk, "602")).to_contain_text("001", timeout=LIVE_MS)
    expect(tile(clerk, old)).to_contain_text("To be disinfected", timeout=LIVE_MS)


def test_an_address_with_a_room_opens_that_room_where_one_can_be_moved_alone(
    desks: tuple[Page, Page],
) -> None:
    head, _ = desks
    taken = head.locator(".tile", has=head.locator('[data-tag="001"]'))
    name, room = taken.get_attribute("data-name"), taken.get_attribute("id")
    page = head.context.new_page()
    page.goto(f"{head.url.split('#')[0]}#{room}")
    sheet = page.locator("#map-sheet")
    expect(sheet.get_by_role("heading")).to_contain_text(name or "no room")
    sheet.get_by_role("button", name="Move alone").first.click()
    expect(page.locator(".map-carrying")).to_contain_text("001")


def test_filters_and_search_dim_what_does_not_match(desks: tuple[Page, Page]) -> None:
    head, _ = desks
    head.get_by_role("button", name="Unnamed").click()
    expect(head.locator(".tile:not(.is-dim)")).to_have_count(2)
    head.get_by_role("button", name="Unnamed").click()
    head.get_by_role("searchbox").fill("001")
    expect(head.locator(".tile:not(.is-dim)")).to_have_count(1)
    assert accessibility_faults(head) == []


def tile(page: Page, name: str) -> Locator:
    """A room on the map."""
    return page.locator(f'.tile[data-name="{name}"]')


def waiting(page: Page, tag: str) -> Locator:
    """A party in the lobby."""
    return page.locator(f'[data-lobby] [data-tag="{tag}"]')


def drag(page: Page, source: Locator, target: Locator) -> None:
    """Drag with the mouse, as a hand does: pressed, moved in steps, let go."""
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    expect(target).to_have_class(re.compile("is-target"))
    page.mouse.up()


def _open(page: Page, server: Server, link: str) -> Page:
    page.goto(f"{server.url}{link}")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/enter/" not in address)
    page.goto(f"{server.url}/s/county/map/")
    return page
