"""Whose phone it is: sign-out, a sign-in that ran out, and two people on one phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.field import Phone, expect_no_network, open_site, pick_up, sign_in
from tests.support.browsers import Complaints
from tests.support.servers import Installation, Server

KEPT = """async () => {
    const {openDB} = await import("/static/vendor/idb/index.js");
    const database = await openDB("yizhan-field");
    const stores = ["accounts", "commands", "sealed"];
    const counts = await Promise.all(stores.map((name) => database.count(name)));
    const [account] = await database.getAll("accounts");
    return {
        counts, extractable: account?.key.extractable ?? null,
        text: JSON.stringify(await database.getAll("commands")),
    };
}"""


@pytest.fixture
def server(installation: Installation, serving: Callable[..., Server]) -> Server:
    """The demonstration, served."""
    return open_site(installation, serving)


@pytest.fixture
def phone(
    device: Callable[..., BrowserContext], server: Server, installation: Installation, complaints: Complaints
) -> Phone:
    """The first counter's phone, kept for work without network, with a roll of wristbands."""
    expect_no_network(complaints)
    complaints.expect("401|403")
    made = pick_up(device, server, installation, "counter1")
    made.take_roll(1, 100)
    made.kept()
    return made


def sign_out(phone: Phone) -> None:
    phone.page.locator(".entries-link").click()
    phone.page.get_by_role("button", name="Sign out").click()


def test_sign_out_is_refused_while_anything_is_pending(phone: Phone) -> None:
    phone.offline()
    phone.count_pair()
    sign_out(phone)
    expect(phone.page.locator(".toast")).to_contain_text("1 entry is only on this phone")
    expect(phone.page.locator("dialog")).to_have_count(0)
    kept = phone.page.evaluate(KEPT)
    assert kept["counts"][:2] == [1, 1]
    assert kept["extractable"] is False
    assert "intake" not in kept["text"]


def test_sign_out_destroys_the_key_and_all_it_sealed(phone: Phone) -> None:
    phone.count_pair()
    phone.expect_pending(0)
    sign_out(phone)
    phone.page.locator("dialog").get_by_role("button", name="Sign out").click()
    phone.page.wait_for_url("**/sign-in/**")
    assert phone.page.evaluate(KEPT)["counts"] == [0, 0, 0]
    assert phone.context.request.get(f"{phone.server.url}/api/v1/me").status == 401


def test_sign_in_that_ran_out_deletes_nothing(phone: Phone, installation: Installation) -> None:
    phone.context.clear_cookies(name="sessionid")
    phone.count_pair()
    phone.count_pair()
    notice = phone.page.locator(".status .notice.is-bad")
    expect(notice).to_contain_text("2 entries are safe on this phone")
    phone.expect_pending(2)
    notice.get_by_role("link", name="Sign in again").click()
    expect(phone.page).to_have_url(f"{phone.server.url}/sign-in/?next=/f/county/enter/")
    sign_in(phone, installation, "counter1")
    phone.open("bus")
    phone.expect_pending(0)
    assert [mark["number"] for mark in phone.marks()] == [1, 2]


def test_nobodys_taps_are_sent_in_anothers_name(phone: Phone, installation: Installation) -> None:
    phone.offline()
    phone.count_pair()
    # Before the network is back, or the tap is sent before anybody else can sign in.
    phone.page.route("**/api/v1/commands", lambda route: route.abort())
    phone.offline(is_so=False)
    sign_in(phone, installation, "counter2")
    phone.page.unroute("**/api/v1/commands")
    phone.open("bus")
    expect(phone.page.locator(".who-name")).to_contain_text("二")
    expect(phone.page.locator(".status .notice.is-warn")).to_contain_text("1 entry of another account waits")
    assert phone.marks() == []
    sign_in(phone, installation, "counter1")
    phone.open("bus")
    expect(phone.page.locator(".who-name")).to_contain_text("一")
    phone.expect_pending(0)
    assert [mark["number"] for mark in phone.marks()] == [1]
