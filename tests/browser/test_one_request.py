"""One request from a resident's phone through two hand-overs to the resident's own word that it is solved.

Time is simulated, so that what the resident reads at each step can be asserted to the minute.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import Phone, expect_no_network, sign_in
from tests.browser.night.desk import DESK
from tests.browser.night.resident import Resident
from tests.support.browsers import PHONE, Complaints, accessibility_faults
from tests.support.servers import Installation, Server
from yizhan.core.clock import FileClock

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 17)


@dataclass
class Walk:
    """The resident's phone, the phones of two of the crew, the desk of a third, and the clock of all."""

    clock: FileClock
    contexts: list[BrowserContext]
    told: dict[str, str]
    own: Page
    hotel: Phone
    reception: Phone
    desk: Page

    def at(self, hour: str) -> None:
        """It is so late."""
        moment = datetime.combine(DAY, time.fromisoformat(hour), SHANGHAI)
        self.clock.set(moment)
        for context in self.contexts:
            context.clock.set_fixed_time(moment)

    def reads(self, *words: str) -> None:
        """The resident looks again, and reads this."""
        self.own.reload()
        for text in words:
            expect(self.own.locator("main")).to_contain_text(text)

    def thread(self) -> list[str]:
        """What the resident reads of the thread: who, what and when, line by line."""
        lines = self.own.locator(".said li > p:first-child").all_inner_texts()
        return [" ".join(line.split()) for line in lines]


@pytest.fixture
def walk(
    device: Callable[..., BrowserContext], installation: Installation, serving: Callable[..., Server],
    complaints: Complaints,
) -> Walk:  # fmt: skip
    """Everybody signed in, at 9 o'clock."""
    expect_no_network(complaints)
    clock = FileClock(installation.home / "clock")
    installation.environment["YIZHAN_CLOCK"] = str(installation.home / "clock")
    clock.set(datetime.combine(DAY, time(8), SHANGHAI))
    told = installation.seed("tests.browser.asking")
    server = serving(installation, "--workers", "1")
    hand = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    contexts = [device(base_url=server.url, **hand) for _ in range(3)]
    contexts.append(device(base_url=server.url, viewport=DESK))
    own, hotel, reception, desk = (context.new_page() for context in contexts)
    found = Walk(
        clock, contexts, told, own, Phone(contexts[1], hotel, server), Phone(contexts[2], reception, server),
        desk,
    )  # fmt: skip
    found.at("09:00")
    for phone, name in ((found.hotel, "hotel"), (found.reception, "reception")):
        sign_in(phone, installation, name)
    sign_in(Phone(contexts[3], desk, server), installation, "clerk")
    return found


def test_one_request_through_two_hand_overs_to_the_residents_own_word(walk: Walk) -> None:
    hotel, clerk, reception = (walk.told[name] for name in ("hotel", "clerk", "reception"))
    ask_for_quilts(walk)
    walk.reads(hotel, "You hear by 09:30")
    offer_from_the_phone(walk, to=clerk)
    # Until the other says yes it is still the first one's.
    walk.reads("You hear by 09:30")
    expect(walk.own.locator(".leave-at")).to_have_text(hotel)
    assert walk.thread() == ["You asked · 09:00"]
    take_and_offer_at_the_desk(walk, to=reception)
    walk.reads(f"{clerk} took it over · 09:10")
    expect(walk.own.locator(".leave-at")).to_have_text(clerk)
    take_and_do_without_network(walk)
    walk.reads(f"{reception} says it is done. Is it solved?")
    assert walk.thread() == [
        "You asked · 09:00",
        f"{clerk} took it over · 09:10",
        f"{reception} took it over · 09:20",
        f"{reception} answered · 09:20",
        f"{reception} says it is done · 09:20",
    ]  # fmt: skip
    walk.at("09:30")
    walk.own.get_by_role("button", name="Yes, it is solved").click()
    expect(walk.own.locator(".messages")).to_contain_text("Thank you. It is closed.")
    walk.reads("Closed 09:30.")


def ask_for_quilts(walk: Walk) -> None:
    resident, own = Resident(walk.own), walk.own
    resident.scan(f"/r/{walk.told['code']}/")
    resident.claim(walk.told["number"])
    own.get_by_role("link", name="Ask for something").click()
    own.locator(".need-group summary", has_text="Things").click()
    own.get_by_role("link", name="Quilt").click()
    own.locator("[name=count]").select_option("2")
    own.get_by_role("button", name="Ask for it").click()
    expect(own.locator(".leave-at")).to_have_text(walk.told["hotel"])
    assert accessibility_faults(own) == []


def offer_from_the_phone(walk: Walk, *, to: str) -> None:
    """The hotel's phone has it under *Mine*, with room, what, and until when."""
    walk.at("09:05")
    phone = walk.hotel
    phone.open("mine")
    card = phone.page.locator(".matter-card")
    expect(card).to_contain_text(walk.told["room"])
    expect(card).to_contain_text("× 2")
    expect(card).to_contain_text(re.compile("answer in 2[56] min"))
    assert accessibility_faults(phone.page) == []
    card.locator(".matter-face").click()
    phone.page.get_by_role("button", name="Hand it over").click()
    phone.page.locator("dialog .choices").get_by_role("button", name=to).click()
    expect(card).to_contain_text(f"offered to {to}")
    phone.expect_pending(0)


def take_and_offer_at_the_desk(walk: Walk, *, to: str) -> None:
    walk.at("09:10")
    desk = walk.desk
    desk.goto("/s/county/matters/")
    desk.get_by_role("button", name="I take it").click()
    expect(desk.locator(".messages")).to_contain_text("You are responsible for it now.")
    walk.reads(f"{walk.told['clerk']} took it over · 09:10")
    expect(walk.own.locator(".leave-at")).to_have_text(walk.told["clerk"])
    walk.at("09:12")
    desk.goto("/s/county/matters/")
    desk.locator(".matter-row").first.click()
    option = desk.locator("#offer-to option", has_text=to).get_attribute("value") or ""
    desk.locator("#offer-to").select_option(option)
    desk.get_by_role("button", name="Offer it").click()
    expect(desk.locator(".messages")).to_contain_text("It stays with who has it until they say yes.")


def take_and_do_without_network(walk: Walk) -> None:
    """The receptionist takes it, answers and does it in a cellar; all three arrive when there is network."""
    walk.at("09:20")
    phone = walk.reception
    phone.open("mine")
    phone.kept()
    card = phone.page.locator(".matter-card")
    expect(card).to_have_attribute("data-part", "offered")
    phone.offline()
    card.get_by_role("button", name="I take it").click()
    expect(card).to_have_attribute("data-part", "mine")
    card.locator(".matter-face").click()
    phone.page.get_by_role("button", name="It comes within the hour.").click()
    card.locator(".matter-face").click()
    phone.page.get_by_role("button", name="It is done").click()
    expect(card).to_have_attribute("data-part", "done")
    phone.expect_pending(3)
    phone.offline(is_so=False)
    phone.expect_pending(0)
    assert phone.page.locator(".entries-link .unread").count() == 0
