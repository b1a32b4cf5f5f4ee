"""Things taken out of the store at night without network: in the book once; what it lacks is a matter."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.field import Phone, expect_no_network, sign_in
from tests.support.browsers import PHONE, Complaints, accessibility_faults
from tests.support.servers import Installation, Server


def take(phone: Phone, item: str, count: str, *, team: str = "") -> None:
    """Take so many of an item off its shelf, as the page leads through it."""
    page = phone.page
    page.locator(".shelf-card", has_text=item).click()
    phone.type(count)
    sheet = page.locator("dialog")
    if team:
        sheet.locator(".finding", has_text=team).click()
    sheet.locator(".full-foot button").click()
    expect(sheet).to_have_count(0)


def test_what_is_taken_without_network_is_in_the_book_once_and_what_lacks_is_a_matter(
    device: Callable[..., BrowserContext], installation: Installation, serving: Callable[..., Server],
    complaints: Complaints,
) -> None:  # fmt: skip
    expect_no_network(complaints)
    installation.demonstrate()
    server = serving(installation, "--workers", "1")
    context = device(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = Phone(context, context.new_page(), server)
    page = phone.page
    sign_in(phone, installation, "nurse")
    phone.open()
    phone.kept()
    phone.go("supplies")
    suits = page.locator(".shelf-card", has_text="Protective suits")
    there = int(suits.locator(".round-time").inner_text())
    assert there > 0
    phone.offline()
    take(phone, "Protective suits", "3", team="Health")
    phone.expect_pending(1)
    expect(suits.locator(".round-time")).to_have_text(str(there - 3))
    expect(page.locator(".shelf-card").first).to_contain_text("Protective suits")
    suits.click()
    phone.type(str(there))
    sheet = page.locator("dialog")
    expect(sheet.locator(".notice")).to_contain_text(f"The book has only {there - 3}")
    assert accessibility_faults(page) == []
    sheet.locator(".full-foot button").click()
    phone.expect_pending(2)
    page.reload()
    phone.expect_pending(2)
    phone.offline(is_so=False)
    phone.expect_pending(0)
    expect(page.locator(".entries-link .unread")).to_have_text("1 to read")
    page.goto(f"{server.url}/s/county/stock/items/suit/")
    expect(page.locator(".figure b").first).to_have_text(str(there - 3))
    book = page.locator("main section", has_text="The book")
    expect(book.locator("li", has_text="-3")).to_have_count(1)
    expect(book.locator("li", has_text="-3")).to_contain_text("Health")
    page.goto(f"{server.url}/s/county/matters/site/")
    expect(page.locator("main")).to_contain_text(f"{there} wanted, the book has {there - 3}")
