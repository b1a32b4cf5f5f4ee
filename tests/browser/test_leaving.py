"""A family is released and its phone fetches the papers; somebody goes early by two desks, or to hospital."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browsers import PHONE, accessibility_faults
from tests.support.servers import Installation, Server

LEAVING = "/s/county/leaving/"


def enter(device: Callable[..., BrowserContext], server: Server, link: str) -> Page:
    """A desk at which somebody came in by their link."""
    page: Page = device(viewport={"width": 1280, "height": 900}, base_url=server.url).new_page()
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/enter/" not in url)
    return page


def test_leaving_from_the_list_to_the_papers_and_to_hospital(
    installation: Installation, serving: Callable[..., Server], device: Callable[..., BrowserContext]
) -> None:
    seeded = installation.seed("tests.browser.leavers")
    server = serving(installation, "--workers", "1")
    phone = device(viewport=PHONE, base_url=server.url).new_page()
    phone.goto(f"/r/{seeded['code']}/")
    phone.locator("input[name=number]").fill(seeded["number"])
    phone.locator("main form button").first.click()
    phone.wait_for_url("**/r/party/")

    head = enter(device, server, seeded["head"])
    head.goto(LEAVING)
    expect(head.locator(".is-alarm")).to_contain_text("Due: they leave now")
    assert accessibility_faults(head) == []
    head.get_by_role("button", name="Release who is ticked").click()
    expect(head.locator(".messages")).to_contain_text("2 people released.")
    expect(head.locator("main")).to_contain_text("COUNTY-00002")
    papers = phone.request.get("/r/party/certificate.pdf")
    assert (papers.status, papers.headers["content-type"]) == (200, "application/pdf")
    early_by_two_desks(head, enter(device, server, seeded["post"]), seeded["alone"])
    to_hospital(head, seeded["alone"])


def early_by_two_desks(head: Page, post: Page, tag: str) -> None:
    """Propose an early release at one desk, and sign it at the other."""
    own = head.get_by_role("link", name=tag).get_attribute("href") or ""
    head.goto(own)
    head.locator("#early-reason").fill("her father is dying")
    head.get_by_role("button", name="Propose an early release").click()
    expect(head.locator("main")).to_contain_text("Somebody else has to sign")
    assert accessibility_faults(head) == []
    post.goto(own)
    post.get_by_role("button", name="Sign: they may go early").click()
    expect(post.locator(".messages")).to_contain_text("Signed. They may go now.")


def to_hospital(head: Page, tag: str) -> None:
    """Order somebody to hospital, and say who took them over there."""
    head.goto("/s/county/transfers/new/")
    assert accessibility_faults(head) == []
    head.get_by_label("Wristbands").fill(tag)
    head.get_by_label("A hospital").check()
    head.get_by_label("Which hospital or home").fill("First Hospital")
    head.get_by_label("Why").fill("chest pain")
    head.get_by_role("button", name="Write the order").click()
    head.get_by_role("button", name="They are on the way").click()
    expect(head.locator("main")).to_contain_text("They are there")
    assert accessibility_faults(head) == []
    head.get_by_label("Who took them over there").fill("Dr Li")
    head.get_by_role("button", name="Write down").click()
    expect(head.locator("main")).to_contain_text("Arrived")
