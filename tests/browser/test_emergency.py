"""A resident taps without a script; the doctor's phone and the head's desk ring within two seconds."""

import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import Phone, expect_no_network, pick_up, sign_in
from tests.browser.test_portal import House, claim, house
from tests.support.browsers import PHONE, Complaints, accessibility_faults
from tests.support.servers import Installation, Server

__all__ = ["house"]

RINGS_WITHIN_S = 2.0
# Between what the pages ask and what this test sees lies the machine, which may be busy with other tests.
ALLOWANCE_S = 3.0


def desk_of(
    device: Callable[..., BrowserContext], server: Server, installation: Installation, username: str
) -> Page:
    """Sign somebody in at a desk."""
    context = device()
    desk = Phone(context, context.new_page(), server)
    sign_in(desk, installation, username)
    return desk.page


def test_a_resident_raises_and_the_crew_rings(
    device: Callable[..., BrowserContext], house: House, installation: Installation
) -> None:
    resident = device(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False).new_page()
    resident.goto(f"{house.server.url}/r/{house.code}/")
    claim(resident, house.number)
    resident.locator(".portal-bar .sos").click()
    expect(resident.locator(".help-where b")).to_have_text(house.room)
    nurse = pick_up(device, house.server, installation, "nurse").page
    head = desk_of(device, house.server, installation, "head")
    head.goto(f"{house.server.url}/s/county/map/")
    # A browser lets a page sound and shake once somebody has touched it.
    head.locator("h1").click()
    nurse.locator(".who-name").click()

    began = time.monotonic()
    resident.get_by_role("button", name="Chest pain").click()
    for page in (nurse, head):
        alarm = page.get_by_role("alertdialog")
        expect(alarm).to_contain_text(house.room, timeout=(RINGS_WITHIN_S + ALLOWANCE_S) * 1000)
        expect(alarm).to_contain_text("Chest pain")
    assert time.monotonic() - began < RINGS_WITHIN_S + ALLOWANCE_S
    assert accessibility_faults(head) == []

    expect(resident.get_by_role("heading", name="They have been told")).to_be_visible()
    expect(resident.get_by_text("Nobody is on the way yet")).to_be_visible()
    nurse.get_by_role("button", name="I am going").click()
    expect(nurse.locator(".alarm-strip")).to_contain_text("Going:")
    head.get_by_role("button", name="Seen").click()
    expect(head.get_by_role("alertdialog")).to_have_count(0)
    resident.reload()
    expect(resident.get_by_text("Somebody is on the way to you")).to_be_visible()
    see_through(head)
    expect(nurse.locator(".alarm-strip")).to_have_count(0)


def see_through(head: Page) -> None:
    """Follow the strip to the thread, and end it by name."""
    head.locator(".alarm-strip a").click()
    for line in ("Raised", "Going there", "Seen"):
        expect(head.locator(".thread")).to_contain_text(line)
    head.get_by_text("It is over").click()
    head.get_by_label("How it ended").fill("taken to the county hospital")
    head.get_by_role("button", name="End it under my name").click()
    expect(head.locator(".thread")).to_contain_text("taken to the county hospital")


def test_without_network_the_phone_says_what_to_do_and_keeps_the_tap(
    device: Callable[..., BrowserContext], house: House, installation: Installation, complaints: Complaints
) -> None:
    expect_no_network(complaints)
    nurse = pick_up(device, house.server, installation, "nurse")
    nurse.kept()
    nurse.offline()
    nurse.page.locator(".status .sos").click()
    sheet = nurse.page.locator("dialog.full")
    expect(sheet.locator('a[href="tel:120"]')).to_be_visible()
    sheet.get_by_role("button", name="Heavy bleeding").click()
    expect(sheet.locator(".help-do li").first).to_contain_text("Press hard")
    nurse.page.get_by_role("button", name="Back").click()
    expect(nurse.page.locator(".entries-link")).to_have_attribute("data-pending", "1")
    nurse.offline(is_so=False)
    expect(nurse.page.locator(".alarm-strip")).to_contain_text("Heavy bleeding", timeout=20_000)


def test_the_pages_of_an_emergency_are_large_and_accessible(
    device: Callable[..., BrowserContext], house: House
) -> None:
    page = device(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{house.server.url}/emergency/")
    looked_at = [faults(page)]
    page.locator(".help-tile").nth(3).click()
    expect(page.locator(".help-do").first).to_be_visible()
    looked_at.append(faults(page))
    assert looked_at == [[], []]


def faults(page: Page) -> list[str]:
    """Return what is wrong for a thumb in a glove, or for a screen reader."""
    small = [
        f"{one.inner_text()} is {box['height']:.0f} px high"
        for one in page.locator("main a, main button, summary").all()
        if one.is_visible() and (box := one.bounding_box()) and box["height"] < 56
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*accessibility_faults(page), *small, *(["wider than the phone"] if wide else [])]
