"""A parcel at the gate: typed off its label, given a room, looked after step by step, all without network."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.field import Phone, expect_no_network, sign_in
from tests.support.browsers import PHONE, Complaints
from tests.support.servers import Installation, Server

NUMBER = "SF1402255567011"


def test_a_parcel_goes_from_the_gate_into_somebodys_hands_without_network(
    device: Callable[..., BrowserContext], installation: Installation, serving: Callable[..., Server],
    complaints: Complaints,
) -> None:  # fmt: skip
    expect_no_network(complaints)
    room = installation.seed("tests.browser.rounded")["rooms"][0]
    server = serving(installation, "--workers", "1")
    context = device(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = Phone(context, context.new_page(), server)
    page = phone.page
    sign_in(phone, installation, "reception")
    phone.open("parcels")
    phone.kept()
    expect(page.locator(".empty")).to_contain_text("Nothing waits here")
    phone.offline()
    page.locator(".page-parcels .full-foot button").first.click()
    sheet = page.locator("dialog")
    sheet.locator("input").fill(NUMBER.lower())
    sheet.get_by_role("button", name="OK").click()
    sheet.locator(".floor", has_text=room[0]).first.click()
    sheet.locator(".room", has_text=room).click()
    card = page.locator(".parcel-card")
    for step in ("Looked through", "Disinfected", "Given out"):
        expect(card).to_contain_text(room)
        card.click()
        sheet.locator(".full-foot").get_by_role("button", name=step).click()
    expect(card).to_have_count(0)
    phone.expect_pending(4)
    page.reload()
    phone.expect_pending(4)
    phone.offline(is_so=False)
    phone.expect_pending(0)
    assert page.locator(".entries-link .unread").count() == 0
    page.goto(f"{server.url}/s/county/parcels/?step=gone")
    expect(page.locator("main")).to_contain_text(NUMBER)
    expect(page.locator("main")).to_contain_text("handed over")
