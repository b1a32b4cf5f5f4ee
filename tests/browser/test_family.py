"""One family from the wristband at the bus to the street that receives it: desk, phones and its own page.

Days pass on a simulated clock, which the server and every phone follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.camera import hold
from tests.browser.field import Phone, sign_in
from tests.browser.night.desk import DESK, Desk
from tests.browser.night.resident import Resident
from tests.support.browsers import PHONE, accessibility_faults
from tests.support.scanners import codes_of
from tests.support.servers import Installation, Server
from yizhan.core.clock import FileClock
from yizhan.health.codes import DIGITS, tube_number

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2026, 3, 16)
NAMES = {"A": "赵建国", "B": "赵晨"}
ON_PHONES = ("counter1", "reception", "nurse")


@dataclass
class Story:
    """The family's own phone, the crew's phones, the head's desk, others', and the clock that all follow."""

    installation: Installation
    clock: FileClock
    contexts: list[BrowserContext]
    desk: Desk
    bus: Phone
    lobby: Phone
    nurse: Phone
    resident: Resident
    community: Page
    gatekeeper: Page

    def at(self, day: int, hour: str) -> None:
        """It is so late on this day, the first being day 0."""
        moment = datetime.combine(FIRST_DAY + timedelta(days=day), time.fromisoformat(hour), SHANGHAI)
        self.clock.set(moment)
        for context in self.contexts:
            context.clock.set_fixed_time(moment)

    def post(self, button: str, told: str) -> None:
        """Tap a button of the desk, which then says what happened."""
        self.desk.page.get_by_role("button", name=button).first.click()
        expect(self.desk.page.locator(".messages")).to_contain_text(told)


@pytest.fixture
def story(
    device: Callable[..., BrowserContext], installation: Installation, serving: Callable[..., Server]
) -> Story:
    """Everybody signed in on the evening on which the buses come."""
    clock = FileClock(installation.home / "clock")
    installation.environment["YIZHAN_CLOCK"] = str(installation.home / "clock")
    clock.set(datetime.combine(FIRST_DAY, time(19), SHANGHAI))
    installation.links = installation.seed("tests.browser.family")
    server = serving(installation, "--workers", "1")
    hand: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    contexts = [device(base_url=server.url, **(hand if place else {"viewport": DESK})) for place in range(7)]
    pages = [context.new_page() for context in contexts]
    desk, resident, community, gatekeeper, *crew = pages
    phones = [Phone(context, page, server) for context, page in zip(contexts[4:], crew, strict=True)]
    bus, lobby, nurse = phones
    found = Story(
        installation, clock, contexts, Desk(desk, server), bus, lobby, nurse, Resident(resident), community,
        gatekeeper,
    )  # fmt: skip
    found.at(0, "19:30")
    sign_in(Phone(contexts[0], desk, server), installation, "head")
    for name, phone in zip(ON_PHONES, phones, strict=True):
        sign_in(phone, installation, name)
    return found


def test_a_family_from_the_wristband_to_the_street_that_receives_it(story: Story) -> None:
    take_the_wristband(story)
    room = give_a_room(story)
    register(story, room)
    begin_the_course(story)
    labels = print_labels(story)
    walk_the_round(story, room, labels)
    hear_from_the_laboratory(story, labels)
    tell_the_community(story)
    let_them_go(story)
    check_the_certificate(story)
    assert story.installation.yizhan("verify").returncode == 0


def take_the_wristband(story: Story) -> None:
    story.bus.open("bus")
    story.bus.take_roll(1, 20)
    story.bus.count_pair()
    story.bus.expect_figure("2")
    story.bus.expect_pending(0)


def give_a_room(story: Story) -> str:
    story.at(0, "19:40")
    lobby = story.lobby
    lobby.open("rooming")
    lobby.page.locator("button.party", has_text="001").click()
    best = lobby.page.locator(".proposal.is-first")
    room = best.locator(".proposal-room").inner_text()
    best.get_by_role("button", name="Give ").click()
    expect(lobby.page.locator("button.party", has_text="001")).to_have_count(0)
    lobby.expect_pending(0)
    return room


def register(story: Story, room: str) -> None:
    """The card in the room and the number on the wrist open the family's page; nobody has an account."""
    story.at(0, "21:00")
    desk, resident = story.desk, story.resident
    desk.open("map/")
    desk.tile(room).click()
    desk.page.locator("#map-sheet").get_by_role("link", name="Room card").click()
    resident.scan(desk.page.locator("#map-sheet .map-card p.mono.small").inner_text())
    resident.claim("1")
    expect(resident.page.locator(".stand-room")).to_have_text(room)
    expect(resident.page.locator(".leave-at")).to_have_text("When you leave is not set yet")
    said = {"document_kind": "passport", "sex": "male"}
    resident.register(
        "A", name=NAMES["A"], document_number="E12345678", birth_date="19850307", phone="19900000001", **said
    )
    resident.register("B", name=NAMES["B"], document_number="E12345679", birth_date="2015-06-01", **said)
    assert resident.states() == [(NAMES["A"], True), (NAMES["B"], True)]


def begin_the_course(story: Story) -> None:
    """By which protocol and from when; from then on the family reads when it leaves, and why then."""
    story.at(0, "21:30")
    desk, page = story.desk, story.desk.page
    desk.open("course/new/")
    desk.write(tags="001")
    page.locator("[name=protocol]").select_option("family-2")
    page.get_by_role("button", name="Next").click()
    desk.write(last_exposure="2026-03-16T12:00")
    page.get_by_role("button", name="Show the list").click()
    desk.shows(".due-rows li", "001-B")
    page.get_by_role("button", name="Begin for 2 people").click()
    expect(page.locator(".messages")).to_be_visible()
    own = story.resident.page
    own.reload()
    expect(own.locator(".leave-at")).to_contain_text("09:00")
    expect(own.locator(".own-days li")).to_have_count(4)
    expect(own.locator(".own-days .is-leaving")).to_contain_text("19")


def print_labels(story: Story) -> list[str]:
    """A label for each who is due, in walking order; their numbers follow each other."""
    story.at(1, "08:00")
    story.desk.open("samples/labels/")
    story.desk.page.get_by_role("button", name="Make these labels").click()
    first, count = story.desk.page.url.rstrip("/").split("/")[-2:]
    assert count == "2"
    return [first, tube_number(int(first[: DIGITS - 2]) + 1)]


def walk_the_round(story: Story, room: str, labels: list[str]) -> None:
    """One entry for temperatures and samples, planned at the desk and walked on the nurse's phone."""
    story.at(1, "08:30")
    desk, phone, page = story.desk, story.nurse, story.nurse.page
    desk.open("rounds/new/")
    for box in desk.page.locator("[name=kinds]:not([value=observation]):not([value=sampling])").all():
        box.uncheck()
    story.post("Plan this entry", "Planned: 4 things to do.")
    phone.open("rounds")
    page.locator(".round-card").click()
    page.get_by_role("button", name="Go in").click()
    expect(page.locator(".walk-door h1")).to_have_text(room)
    for person, label in zip(page.locator(".walk-person").all(), labels, strict=True):
        person.locator(".tile", has_text="36.6").click()
        hold(page, label)
        person.get_by_role("button", name="Scan the tube").click()
        expect(person.locator(".walk-taken")).to_contain_text("sample taken")
    assert accessibility_faults(page) == []
    page.locator(".walk-next").click()
    expect(page.locator(".walk-end")).to_contain_text("1 of 1 doors done")
    page.get_by_role("button", name="End the round").click()
    page.get_by_role("button", name="End it").click()
    phone.expect_pending(0)
    assert page.locator(".entries-link .unread").count() == 0


def hear_from_the_laboratory(story: Story, labels: list[str]) -> None:
    """Packed, handed over, reported; the family reads its result on its own phone."""
    story.at(1, "09:30")
    desk, own = story.desk, story.resident.page
    desk.open("samples/")
    story.post("Pack the ticked ones into a box", "Packed.")
    desk.page.get_by_role("link", name="Hand over").click()
    desk.write(temperature_c="4.0", received_by="Courier Wu", laboratory="County laboratory")
    story.post("Hand over", "2 tubes are on their way.")
    own.goto("/r/party/A/health/")
    expect(own.locator(".own-results .chip")).to_have_text("awaited")
    story.at(1, "14:30")
    for label in labels:
        desk.open(f"samples/results/?tube={label}")
        desk.page.locator("[name=value][value=negative]").check()
        story.post("Enter this result", "Entered: Negative.")
    own.reload()
    expect(own.locator(".own-results .chip")).to_have_text(re.compile("negative", re.IGNORECASE))
    expect(own.locator(".own-lines")).to_contain_text("36.6 °C")


def tell_the_community(story: Story) -> None:
    """The street knows who comes, and says by name that it has them, before anybody leaves."""
    story.at(2, "15:00")
    desk = story.desk
    desk.open("contact-book/")
    desk.write(street="East Street", name="Community 1", phone="010-1234567")
    story.post("Write down", "Written into the contact book.")
    link = desk.page.locator("input[readonly]").get_attribute("value") or ""
    desk.open("leaving/hand-overs/")
    for box in desk.page.locator("[name=stay]").all():
        box.check()
    desk.page.locator("[name=community]").select_option(label="East Street Community 1")
    desk.write(first_visit_at="2026-03-19T16:00")
    story.post("Write down for who is ticked", "Written down.")
    community = story.community
    community.goto(link)
    expect(community.locator("main")).to_contain_text(NAMES["A"])
    for box in community.locator("[name=stay]").all():
        box.check()
    community.locator("[name=name]").fill("Ms Zhou")
    community.get_by_role("button", name="We have who is ticked").click()
    expect(community.locator("main .chip.is-ok")).to_have_text(["Ms Zhou", "Ms Zhou"])


def let_them_go(story: Story) -> None:
    """From the due minute on every screen says that somebody is past due, until the decision falls."""
    story.at(3, "08:50")
    desk, own, phone = story.desk, story.resident.page, story.nurse.page
    own.goto("/r/party/")
    expect(own.locator(".leave-at")).to_contain_text("09:00")
    assert own.locator(".past-due-card").count() == phone.locator(".past-due-line").count() == 0
    story.at(3, "09:01")
    own.reload()
    expect(own.locator(".past-due-card")).to_contain_text("Your time here is over")
    phone.reload()
    expect(phone.locator(".past-due-line")).to_contain_text("Past due: 2 people, since")
    assert accessibility_faults(phone) == []
    desk.open("leaving/")
    desk.shows(".past-due", "2 people should have left")
    desk.shows(".is-alarm", "conditions hold")
    story.post("Release who is ticked", "2 people released.")
    desk.shows("main", "Community 1 has them: Ms Zhou")
    phone.reload()
    expect(phone.locator(".tab-bar a").first).to_be_visible()
    expect(phone.locator(".past-due-line")).to_have_count(0)


def check_the_certificate(story: Story) -> None:
    """The family fetches its papers; the code on them says to anybody that they are valid, and no more."""
    story.at(3, "09:20")
    papers = story.resident.page.request.get("/r/party/certificate.pdf")
    assert (papers.status, papers.headers["content-type"]) == (200, "application/pdf")
    addresses = codes_of(papers.body(), story.installation.home)
    page = story.gatekeeper
    page.goto(addresses[0])
    expect(page.locator(".notice.is-ok")).to_contain_text("Valid")
    expect(page.locator("main")).to_contain_text("COUNTY-00001")
    assert not any(name in page.content() for name in NAMES.values())
