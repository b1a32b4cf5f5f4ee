"""A head plans rooms, approves, clears a floor and ticks the moves off; the world overtakes a plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browsers import accessibility_faults
from tests.support.servers import Installation, Server

WIDE = {"width": 1440, "height": 1000}
# A plan is worked out below everything else on a loaded machine.
SOLVED_MS = 60_000


@pytest.fixture
def head(
    installation: Installation, serving: Callable[..., Server], device: Callable[..., BrowserContext]
) -> Page:
    seeded = installation.seed("tests.browser.lobby")
    server = serving(installation, "--workers", "1")
    page: Page = device(viewport=WIDE, base_url=server.url).new_page()
    page.goto(seeded["head"])
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/enter/" not in url)
    page.goto("/s/county/map/")
    return page


def ask(head: Page, use: str, *ticked: str) -> None:
    """Ask for a plan of this use, and wait until it is there."""
    head.goto("/s/county/plans/")
    head.get_by_role("link", name=use).click()
    for label in ticked:
        head.get_by_label(label, exact=True).check()
    head.get_by_role("button", name="Work out a plan").click()
    expect(head.locator(".plan-facts")).to_be_visible(timeout=SOLVED_MS)


def test_rooms_are_planned_approved_and_a_floor_is_cleared(head: Page) -> None:
    head.get_by_role("link", name="Room plans").click()
    expect(head.locator("main")).to_contain_text("3 parties wait for a room")
    ask(head, "Rooms for everybody who waits")
    expect(head.locator(".is-plan-come")).to_have_count(3)
    assert accessibility_faults(head) == []
    head.get_by_label("Party").fill("3")
    head.get_by_label("Room", exact=True).fill("808")
    head.get_by_role("button", name="Ask").click()
    expect(head.locator(".plan-whys")).to_contain_text("808 has beds for 1, not for 2")
    head.go_back()
    head.get_by_role("button", name="Approve").click()
    expect(head.locator(".messages")).to_contain_text("Approved.")
    expect(head.locator(".plan-steps .chip.is-ok")).to_have_count(3)
    head.goto("/s/county/map/")
    expect(head.locator("[data-total=waiting]")).to_have_text("0")

    floor = head.locator(".map-floor", has=head.locator(".tile-party")).first
    cleared = floor.locator("h2").inner_text()
    parties = floor.locator(".tile-party").count()
    ask(head, "Clear floors", cleared)
    expect(head.locator(".is-plan-go")).to_have_count(parties)
    head.get_by_label("Reason").fill("the floor is needed")
    head.get_by_role("button", name="Approve").click()
    expect(head.get_by_role("button", name="Moved")).to_have_count(parties)
    for left in range(parties, 0, -1):
        head.get_by_role("button", name="Moved").first.click()
        expect(head.get_by_role("button", name="Moved")).to_have_count(left - 1)
    head.goto("/s/county/map/")
    emptied = head.locator(".map-floor").filter(has=head.get_by_role("heading", name=cleared))
    expect(emptied.locator(".tile-party")).to_have_count(0)
    expect(emptied.locator(".tile.is-dirty")).to_have_count(parties)


def test_a_plan_that_the_world_overtook_is_worked_out_anew(head: Page) -> None:
    ask(head, "Rooms for everybody who waits")
    planned = head.url
    head.goto("/s/county/map/")
    head.locator(".lobby").get_by_role("link", name="Propose").first.click()
    head.locator("form.proposal button").first.click()
    expect(head.locator("[data-total=waiting]")).to_have_text("2")
    head.goto(planned)
    head.get_by_role("button", name="Approve").click()
    expect(head.locator(".messages")).to_contain_text("is no longer where the plan found it")
    expect(head.locator(".is-plan-come")).to_have_count(2, timeout=SOLVED_MS)
    assert head.url != planned
    head.get_by_role("button", name="Approve").click()
    expect(head.locator(".messages")).to_contain_text("Approved.")
    head.goto("/s/county/map/")
    expect(head.locator("[data-total=waiting]")).to_have_text("0")
