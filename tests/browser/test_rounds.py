"""A head plans the next entry, watches its packing list follow, prints it and calls it off."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.support.browsers import accessibility_faults
from tests.support.servers import Installation, Server

WIDE = {"width": 1440, "height": 1000}


def test_next_entry_is_planned_on_one_screen_and_called_off(
    installation: Installation, serving: Callable[..., Server], device: Callable[..., BrowserContext]
) -> None:
    seeded = installation.seed("tests.browser.seeded")
    server = serving(installation, "--workers", "1")
    head = device(viewport=WIDE, base_url=server.url).new_page()
    head.goto(seeded["enter"])
    head.locator("main form button").first.click()
    head.wait_for_url(lambda url: "/enter/" not in url)
    head.goto("/s/county/rounds/")
    assert accessibility_faults(head) == []
    head.get_by_role("link", name="Plan the next entry").click()
    packed = head.locator(".round-packing li", has_text="Protective suits")
    expect(packed).to_contain_text("2")
    head.get_by_label("People in suits").fill("4")
    head.get_by_label("People in suits").press("Tab")
    expect(packed).to_contain_text("4")
    for box in head.locator("[name=kinds]:not([value=census])").all():
        box.uncheck()
    expect(head.locator("aside .big")).to_have_text("2")
    assert accessibility_faults(head) == []
    head.get_by_role("button", name="Plan this entry").click()
    expect(head.locator(".messages")).to_contain_text("Planned: 2 things to do.")
    expect(head.locator("main")).to_contain_text(seeded["room"])
    assert accessibility_faults(head) == []
    head.get_by_role("link", name="Packing list and doors, to print").click()
    expect(head.locator(".round-paper")).to_contain_text(seeded["room"])
    head.get_by_role("link", name="Back").click()
    head.get_by_role("button", name="Call off").click()
    expect(head.locator(".round-card")).to_contain_text("Called off")
