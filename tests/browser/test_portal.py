"""A party registers on its own phone, in a browser that runs no script at all."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.secure import SecureServer
from tests.support.browsers import PHONE, Complaints, accessibility_faults
from tests.support.servers import Installation, Server

WECHAT = "Mozilla/5.0 (Linux; Android 14; V2304A) Chrome/116 XWEB/1160065 Mobile MicroMessenger/8.0.47"
LIGHTEST_TARGET_PX = 56
HEAVIEST_FIRST_PAGE = 60_000


@dataclass
class House:
    """A served installation with a party in a room, and what lies on that room's card."""

    server: Server
    room: str
    code: str
    number: str
    enter: str


@pytest.fixture
def house(installation: Installation, serving: Callable[..., Server]) -> House:
    """The demonstration with two parties in their rooms."""
    told = installation.seed("tests.browser.seeded")
    return House(serving(installation, "--workers", "1"), **told)


@pytest.fixture
def phone(device: Callable[..., BrowserContext], house: House) -> Page:
    """A resident's phone that scanned the card; scripts are off, as in the strictest in-app browser."""
    page = device(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False).new_page()
    page.goto(f"{house.server.url}/r/{house.code}/")
    return page


def claim(phone: Page, number: str) -> None:
    phone.get_by_label("Number on your wristband").fill(number)
    phone.get_by_role("button", name="Open my page").click()


def test_a_party_registers_from_the_card_to_the_last_answer(
    phone: Page, house: House, complaints: Complaints
) -> None:
    complaints.expect("403|422")
    claim(phone, "299")
    expect(phone.get_by_role("alert")).to_contain_text("Check the number on your wristband")
    claim(phone, house.number)
    expect(phone.locator(".stand-room")).to_have_text(house.room)
    phone.get_by_role("link", name="Fill in").click()
    phone.get_by_label("Name", exact=True).fill("买买提·艾力")
    phone.get_by_label("Document number").fill("11010519491231002x")
    phone.get_by_label("Telephone", exact=True).fill("12345678901")
    phone.get_by_text("Grandparent").click()
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_text("not how a telephone number looks")).to_be_visible()
    assert phone.get_by_label("Name", exact=True).input_value() == "买买提·艾力"
    assert phone.get_by_label("Grandparent").is_checked()
    phone.get_by_label("Telephone", exact=True).fill("138 0013 8000")
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_role("status")).to_contain_text("Saved: 买买提·艾力")
    phone.locator(".member").nth(0).click()
    assert phone.get_by_label("Birth date", exact=True).input_value() == "1949-12-31"
    assert phone.get_by_label("Female").is_checked()
    assert phone.get_by_label("Document", exact=True).input_value() == "resident_id"
    phone.get_by_role("link", name="Your page").click()
    phone.locator(".member").nth(1).click()
    phone.get_by_label("Name", exact=True).fill("艾力")
    phone.get_by_label("Document", exact=True).select_option("none")
    phone.get_by_label("Birth date", exact=True).fill("20140307")
    phone.get_by_text("Female").click()
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_text("All filled in")).to_be_visible()
    phone.get_by_role("button", name="Close this page on this phone").click()
    phone.goto(f"{house.server.url}/r/party/")
    expect(phone.get_by_label("Code on the card in your room")).to_be_visible()


def test_the_page_speaks_chinese_at_one_tap(phone: Page, house: House) -> None:
    claim(phone, house.number)
    phone.get_by_role("button", name="中文").click()
    assert phone.url.endswith("/r/party/")
    assert phone.locator("html").get_attribute("lang") == "zh-hans"
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", name="Your party")).to_be_visible()


def test_chat_programs_browser_registers_without_service_worker_on_the_plain_side(
    installation: Installation, device: Callable[..., BrowserContext]
) -> None:
    told = installation.seed("tests.browser.seeded")
    server = SecureServer(installation, "--plain-residents")
    server.start()
    try:
        context = device(viewport=PHONE, user_agent=WECHAT, service_workers="block", has_touch=True)
        phone, asked = context.new_page(), []
        phone.on("request", lambda request: asked.append(request.resource_type))
        phone.goto(f"{server.plain}/r/{told['code']}/")
        claim(phone, told["number"])
        expect(phone.locator(".stand-room")).to_have_text(told["room"])
        phone.locator(".member").first.click()
        phone.get_by_label("Name", exact=True).fill("古丽")
        phone.get_by_role("button", name="Save").first.click()
        expect(phone.get_by_role("status")).to_contain_text("Saved: 古丽")
        assert not {"fetch", "xhr"} & set(asked)
        assert [cookie["secure"] for cookie in context.cookies(server.plain)] != []
        assert not any(cookie["secure"] for cookie in context.cookies(server.plain))
    finally:
        server.stop()


def test_first_page_is_light(device: Callable[..., BrowserContext], house: House) -> None:
    page = device(viewport=PHONE, java_script_enabled=False).new_page()
    weights: dict[str, int] = {}
    page.on("response", lambda reply: weights.__setitem__(reply.url, len(reply.body())))
    page.goto(f"{house.server.url}/r/{house.code}/", wait_until="networkidle")
    assert len(weights) >= 3
    assert sum(weights.values()) < HEAVIEST_FIRST_PAGE


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_pages_are_accessible_and_large_enough_for_any_thumb(
    device: Callable[..., BrowserContext], house: House, language: str
) -> None:
    page = device(viewport=PHONE, has_touch=True, is_mobile=True, locale=language).new_page()
    page.goto(f"{house.server.url}/r/{house.code}/")
    looked_at = [_faults(page)]
    page.locator("#number").fill(house.number)
    page.locator("main form button").first.click()
    looked_at.append(_faults(page))
    page.locator(".member").first.click()
    looked_at.append(_faults(page))
    for path in ("A/health/", "rules/"):
        page.goto(f"{house.server.url}/r/party/{path}")
        looked_at.append(_faults(page))
    assert looked_at == [[]] * 5


def _faults(page: Page) -> list[str]:
    small = [
        f"{one.inner_text() or one.get_attribute('name')} is {box['height']:.0f} px high"
        for one in page.locator(
            "main a.btn, main button, main input:visible:not([type=radio]), main select, .choice, .member"
        ).all()
        if one.is_visible() and (box := one.bounding_box()) and box["height"] < LIGHTEST_TARGET_PX
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*accessibility_faults(page), *small, *(["wider than the phone"] if wide else [])]


def test_the_clerk_copies_the_list_for_the_group(device: Callable[..., BrowserContext], house: House) -> None:
    context = device(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{house.server.url}{house.enter}")
    page.locator("main form button").first.click()
    page.goto(f"{house.server.url}/s/county/lists/meals/breakfast/")
    page.get_by_role("button", name="Copy for the chat group").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "5 bags" in copied
    assert f"{house.room}×2 (child 1)" in copied


def test_list_pages_are_accessible(device: Callable[..., BrowserContext], house: House) -> None:
    page = device().new_page()
    page.goto(f"{house.server.url}{house.enter}")
    page.locator("main form button").first.click()
    for path in ("", "meals/breakfast/", "samples/", "muster/", "paper/"):
        page.goto(f"{house.server.url}/s/county/lists/{path}")
        expect(page.locator("h1")).to_be_visible()
        assert (path, accessibility_faults(page)) == (path, [])
