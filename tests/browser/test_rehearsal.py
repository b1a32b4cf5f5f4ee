"""A commander rehearses tonight's plan, changes it and compares; a post is asked about it on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browsers import PHONE, accessibility_faults
from tests.support.servers import Installation, Server

WIDE = {"width": 1440, "height": 1000}
# A rehearsal runs below everything else on a loaded machine.
PLAYED_MS = 60_000


@pytest.fixture
def server(installation: Installation, serving: Callable[..., Server]) -> Server:
    installation.demonstrate()
    return serving(installation, "--workers", "1")


def signed_in(page: Page, server: Server, installation: Installation, who: str) -> Page:
    page.goto(installation.link(who, server.url))
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/enter/" not in url)
    return page


def test_tonights_plan_is_rehearsed_changed_compared_and_asked_about(
    installation: Installation, server: Server, device: Callable[..., BrowserContext]
) -> None:
    head = signed_in(device(viewport=WIDE).new_page(), server, installation, "head")
    head.goto(f"{server.url}/s/county/")
    head.get_by_role("link", name="Rehearsal").click()
    head.get_by_role("button", name="Rehearse tonight's plan").click()
    # The run is a process of its own; the page fills itself when it is done.
    expect(head.locator(".chart")).to_have_count(6, timeout=PLAYED_MS)
    expect(head.locator(".found")).to_contain_text("cannot enter by Yard gate: 0.3 m are missing")
    assert accessibility_faults(head) == []
    head.locator(".helps li", has_text="Take down what hangs over Yard gate").get_by_role("link").click()
    head.get_by_label("Lift and guides").fill("3")
    head.get_by_role("button", name="Save and rehearse").click()
    expect(head.locator(".chart")).to_have_count(6, timeout=PLAYED_MS)
    expect(head.locator(".found")).not_to_contain_text("cannot enter")
    head.reload()
    head.locator('a[href*="/beside/"]').first.click()
    expect(head.locator("svg .line.is-b")).to_have_count(7)
    before, after = (int(text) for text in head.locator("td.big").all_inner_texts())
    assert after < before - 20
    assert accessibility_faults(head) == []

    head.goto(f"{server.url}/s/county/questions/")
    head.get_by_role("button", name="Ask five questions each").click()
    counter = signed_in(device(viewport=PHONE).new_page(), server, installation, "counter2")
    counter.goto(f"{server.url}/s/county/questions/mine/")
    for number in range(1, 6):
        expect(counter.locator("main")).to_contain_text(f"Question {number} of 5")
        tapped = counter.locator(".answer").first
        box = tapped.bounding_box()
        assert box
        assert box["height"] >= 56
        tapped.click()
    expect(counter.locator("main")).to_contain_text("All answered")
    expect(head.locator("main")).to_contain_text("5/", timeout=10_000)
