"""A look-in on the phone: what whoever knocks reads, one tap without network, cards in their language."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.field import Phone, expect_no_network, sign_in
from tests.support.browsers import PHONE, Complaints
from tests.support.servers import Installation, Server


def test_look_in_is_one_tap_and_cards_need_no_network(
    device: Callable[..., BrowserContext], installation: Installation, serving: Callable[..., Server],
    complaints: Complaints,
) -> None:  # fmt: skip
    expect_no_network(complaints)
    told = installation.seed("tests.browser.cared_for")
    server = serving(installation, "--workers", "1")
    context = device(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = Phone(context, context.new_page(), server)
    sign_in(phone, installation, "nurse")
    phone.open("rounds")
    phone.kept()
    phone.page.locator(".round-card").click()
    phone.page.get_by_role("button", name="Go in").click()
    person = phone.page.locator(f'.walk-person[data-tag="{told["tag"]}"]')
    expect(person).to_contain_text("deaf: knock loudly")
    phone.offline()
    phone.page.get_by_role("button", name="More").click()
    phone.page.get_by_role("button", name="Cards in their language").click()
    phone.page.get_by_role("button", name="Deutsch").click()
    phone.page.locator(".card-row", has_text="Where does it hurt?").click()
    expect(phone.page.locator(".card-large")).to_have_text("Wo tut es weh? Bitte zeigen Sie es mir.")
    expect(phone.page.locator(".card-large")).to_have_attribute("lang", "de")
    for _ in range(2):
        phone.page.locator("dialog .btn-back").last.click()
    person.get_by_role("button", name="As before").click()
    expect(person).to_contain_text("looked in")
    phone.page.locator(".walk-next").click()
    phone.offline(is_so=False)
    phone.expect_pending(0)
    phone.page.goto(f"{server.url}/s/county/care/")
    expect(phone.page.locator(".care-row")).to_contain_text("seen last")
