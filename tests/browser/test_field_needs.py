"""What people ask for at a door: three needs in under ten taps, without network, each with a name."""

from playwright.sync_api import expect

from tests.browser.test_field_rounds import Start, start  # noqa: F401 - the fixture

MOST_TAPS = 9


def test_three_needs_are_written_down_in_under_ten_taps(start: Start) -> None:  # noqa: F811
    walk, told = start("tests.browser.rounded")
    walk.at(told["rooms"][0])
    walk.phone.expect_pending(0)
    walk.phone.offline()
    page = walk.page
    walk.tap(page.locator(".walk-asked"))
    sheet = page.locator("dialog")
    for need in ("Quilt", "Quilt", "Children's snacks and milk"):
        walk.tap(sheet.get_by_role("button", name=need))
    expect(sheet.get_by_role("button", name="Quilt")).to_contain_text("2")
    walk.tap(sheet.locator(".full-foot button"))
    expect(page.locator(".toast")).to_contain_text("You answer for it")
    walk.tap(page.locator(".walk-asked"))
    walk.tap(sheet.locator(".need-whose").get_by_role("button", name="-B"))
    walk.tap(sheet.get_by_role("button", name="Medicine"))
    walk.tap(sheet.locator(".full-foot button"))
    assert walk.taps <= MOST_TAPS
    walk.phone.expect_pending(3)
    walk.phone.offline(is_so=False)
    walk.phone.expect_pending(0)
    assert page.locator(".entries-link .unread").count() == 0
    page.goto(f"{walk.phone.server.url}/s/county/matters/")
    for need in ("Quilt", "Children's snacks and milk", "Medicine"):
        expect(page.locator("main")).to_contain_text(need)
