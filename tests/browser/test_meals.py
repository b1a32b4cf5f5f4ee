"""A child's meal from the registration on its mother's phone to the bag; an order, line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.browser.field import Phone, sign_in
from tests.support.browsers import PHONE, accessibility_faults
from tests.support.servers import Installation, Server

BAG = "Halal, child, WITHOUT Peanuts"


@dataclass
class House:
    """A served installation at breakfast, and what lies on a room's card."""

    installation: Installation
    server: Server
    told: dict[str, str]

    def path(self, rest: str) -> str:
        """Return an address of the site's desk."""
        return f"{self.server.url}/s/county/{rest}"


@pytest.fixture
def house(installation: Installation, serving: Callable[..., Server]) -> House:
    """Two families in their rooms, and a meal and an order to be carried up."""
    told = installation.seed("tests.browser.fed")
    return House(installation, serving(installation, "--workers", "1"), told)


@pytest.fixture
def kitchen(device: Callable[..., BrowserContext], house: House) -> Page:
    """The kitchen's desk, signed in."""
    page = device().new_page()
    page.goto(f"{house.server.url}{house.told['kitchen']}")
    page.locator("main form button").first.click()
    return page


def test_a_childs_meal_from_registration_to_the_bag(
    device: Callable[..., BrowserContext], house: House, kitchen: Page
) -> None:
    meal = f"meals/{house.told['day']}/breakfast/"
    _register_the_child(device, house)
    kitchen.goto(house.path(meal))
    expect(kitchen.get_by_text(f"{BAG} ×1", exact=True)).to_be_visible()
    kitchen.get_by_label("Price of a bag").fill("12.50")
    kitchen.get_by_role("button", name="Told the kitchen").click()
    expect(kitchen.get_by_text("as told", exact=True)).to_be_visible()
    assert accessibility_faults(kitchen) == []
    _see_the_label(kitchen, house)
    runner = _walks(device, house)
    door = runner.page.locator(".walk-door h1")
    for _ in range(2):
        name = door.inner_text()
        if name == house.told["room"]:
            expect(runner.page.locator(".step")).to_contain_text(f"{BAG} ×1")
            runner.page.locator(".walk-next").click()
        else:
            runner.page.locator(".walk-skip").click()
            runner.page.locator("dialog .choices").get_by_role("button", name="Asleep", exact=True).click()
        expect(door).not_to_have_text(name)
    runner.expect_pending(0)
    kitchen.goto(house.path(meal))
    expect(kitchen.locator(".thing-rows")).to_contain_text("Asleep")
    expect(kitchen.locator(".thing-rows")).not_to_contain_text(house.told["room"])
    kitchen.get_by_role("button", name="Handed over").first.click()
    expect(kitchen.get_by_text("Everybody in a room has it.")).to_be_visible()


def test_an_order_is_handed_over_line_by_line(
    device: Callable[..., BrowserContext], house: House, kitchen: Page
) -> None:
    runner = _walks(device, house, "Orders")
    expect(runner.page.locator(".step")).to_have_count(2)
    milk, apples = runner.page.locator(".step").all()
    expect(milk).to_contain_text("牛奶 ×2")
    apples.click()
    expect(apples).to_contain_text("1 of 2 handed over")
    runner.page.locator(".walk-next").click()
    expect(runner.page.locator(".walk-end")).to_be_visible()
    runner.expect_pending(0)
    kitchen.goto(house.path(f"order-accounts/{house.told['party']}/"))
    # Two of milk at 8.90, one of the apples at 6.50.
    expect(kitchen.locator("h1")).to_contain_text("¥24.30")
    kitchen.get_by_role("button", name="Record as settled").click()
    expect(kitchen.locator("h1")).to_contain_text("¥0.00")
    assert accessibility_faults(kitchen) == []


def _register_the_child(device: Callable[..., BrowserContext], house: House) -> None:
    """The mother says how her child eats, on a phone that runs no script."""
    phone = device(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False).new_page()
    phone.goto(f"{house.server.url}/r/{house.told['code']}/")
    phone.get_by_label("Number on your wristband").fill(house.told["number"])
    phone.get_by_role("button", name="Open my page").click()
    phone.locator(".member").nth(1).click()
    phone.get_by_label("Name", exact=True).fill("艾力")
    phone.get_by_text("More, if you like").click()
    phone.get_by_label("Food").select_option("halal")
    phone.get_by_text("Peanuts", exact=True).click()
    phone.get_by_role("button", name="Save").first.click()
    expect(phone.get_by_role("status")).to_contain_text("Saved: 艾力")


def _see_the_label(kitchen: Page, house: House) -> None:
    """The bag's label says the room and what must not be in it, and nobody's name."""
    reply = kitchen.request.get(
        house.path("lists/meals/breakfast/labels.pdf?of=special"), headers={"accept-language": "en"}
    )
    assert reply.status == 200
    (sheet,) = PdfReader(BytesIO(reply.body())).pages
    words = " ".join(sheet.extract_text().split())
    assert house.told["room"] in words
    assert BAG in words
    assert "艾力" not in words


def _walks(device: Callable[..., BrowserContext], house: House, kind: str = "Meals") -> Phone:
    """Somebody of the kitchen goes in with the bags."""
    context = device(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = Phone(context, context.new_page(), house.server)
    sign_in(phone, house.installation, "kitchen")
    phone.open("rounds")
    phone.page.locator(".round-card", has_text=kind).click()
    phone.page.get_by_role("button", name="Go in").click()
    return phone
