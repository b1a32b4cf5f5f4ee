"""A nurse's evening round: three doors of two people, at most three taps a door, with and without network."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.camera import hold
from tests.browser.field import Phone, expect_no_network, sign_in
from tests.support.browsers import PHONE, Complaints
from tests.support.servers import Installation, Server

MOST_TAPS = 3


class Walk:
    """A nurse on a round, whose taps are counted at each door."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.page = phone.page
        self.taps = 0

    def tap(self, what: Locator) -> None:
        """Tap once."""
        what.click()
        self.taps += 1

    def at(self, room: str) -> None:
        """The next door is this one; taps are counted anew."""
        expect(self.page.locator(".walk-door h1")).to_have_text(room)
        self.taps = 0

    def choose(self, person: int, value: str) -> None:
        """Tap somebody's temperature."""
        self.tap(self.page.locator(".walk-person").nth(person).locator(".tile", has_text=value))

    def go_on(self) -> None:
        """All well, next door."""
        self.tap(self.page.locator(".walk-next"))

    def skip(self, reason: str) -> None:
        """Pass over what is open behind this door."""
        self.tap(self.page.locator(".walk-skip"))
        self.tap(self.page.locator("dialog .choices").get_by_role("button", name=reason, exact=True))

    def tasks(self, round_id: str) -> dict[str, list[str]]:
        """What the server has of the round: states of the tasks by room."""
        reply = self.page.request.get(f"{self.phone.server.url}/api/v1/sites/county/rounds/{round_id}")
        stops: list[dict[str, Any]] = reply.json()["stops"]
        return {stop["room"]: [one["tasks"][0]["state"] for one in stop["people"]] for stop in stops}


Start = Callable[[str], tuple[Walk, dict[str, Any]]]


@pytest.fixture
def start(
    device: Callable[..., BrowserContext], installation: Installation, serving: Callable[..., Server],
    complaints: Complaints,
) -> Start:  # fmt: skip
    """A function that seeds a round, and returns the nurse's phone at its first door with what was seeded."""

    def begin(seed: str) -> tuple[Walk, dict[str, Any]]:
        expect_no_network(complaints)
        told = installation.seed(seed)
        server = serving(installation, "--workers", "1")
        context = device(viewport=PHONE, has_touch=True, is_mobile=True)
        phone = Phone(context, context.new_page(), server)
        sign_in(phone, installation, "nurse")
        phone.open("rounds")
        phone.kept()
        phone.page.locator(".round-card").click()
        expect(phone.page.locator(".packing li").first).to_be_visible()
        phone.page.get_by_role("button", name="Go in").click()
        return Walk(phone), told

    return begin


def test_round_takes_three_taps_a_door_also_without_network(start: Start) -> None:
    walk, told = start("tests.browser.rounded")
    first, second, third = told["rooms"]
    walk.at(first)
    _have_a_fever_that_was_none(walk)
    walk.at(first)
    walk.choose(0, "36.4")
    walk.choose(1, "36.8")
    walk.go_on()
    assert walk.taps <= MOST_TAPS
    walk.at(second)
    walk.phone.offline()
    walk.choose(0, "36.5")
    walk.skip("Asleep")
    assert walk.taps <= MOST_TAPS
    walk.at(third)
    walk.skip("No answer")
    assert walk.taps <= MOST_TAPS
    # Back to whom was passed over, the longest ago first.
    walk.at(second)
    expect(walk.page.locator(".walk-person").first).to_contain_text("36.5 °C")
    walk.choose(1, "36.6")
    walk.go_on()
    walk.at(third)
    walk.choose(0, "36.2")
    walk.choose(1, "37.0")
    walk.go_on()
    expect(walk.page.locator(".walk-end")).to_contain_text("3 of 3 doors done")
    walk.phone.page.reload()
    expect(walk.page.locator(".walk-end")).to_contain_text("3 of 3 doors done")
    walk.phone.offline(is_so=False)
    walk.phone.expect_pending(0)
    assert walk.tasks(told["round"]) == {room: ["done", "done"] for room in told["rooms"]}
    walk.page.get_by_role("button", name="End the round").click()
    walk.page.get_by_role("button", name="End it").click()
    expect(walk.page.locator(".round-card")).to_contain_text("ended")


def _have_a_fever_that_was_none(walk: Walk) -> None:
    """A high reading leads to the second one; both turn out to be somebody else's and are taken back."""
    page = walk.page
    page.locator(".walk-person").first.locator(".tile-other").click()
    walk.phone.type("386")
    expect(page.locator("dialog.fever")).to_contain_text("38.6")
    page.get_by_role("button", name="Measure again now").click()
    page.locator("dialog .letters").get_by_role("button", name="2", exact=True).click()
    walk.phone.type("367")
    expect(page.locator("dialog.calm")).to_contain_text("Second reading normal")
    page.locator("dialog.calm .full-foot button").click()
    person = page.locator(".walk-person").first
    for value in ("36.7 °C", "38.6 °C"):
        expect(person).to_contain_text(value)
        person.get_by_role("button", name="Wrong").click()
    expect(person.locator(".tile").first).to_be_visible()
    walk.phone.expect_pending(0)
    assert page.locator(".entries-link .unread").count() == 0


def test_pool_goes_from_door_to_door_and_a_card_opens_its_door(start: Start) -> None:
    walk, told = start("tests.browser.pooled")
    first, second, third = told["rooms"]
    pool, single = told["tubes"]
    page = walk.page
    walk.at(first)
    hold(page, told["cards"][third])
    walk.phone.offline()
    page.locator(".walk-row").get_by_role("button", name="Scan").click()
    walk.at(third)
    one, other = page.locator(".walk-person").all()
    hold(page, pool)
    one.get_by_role("button", name="Single tube").click()
    expect(page.locator(".toast")).to_contain_text("This is a pool's label")
    one.get_by_role("button", name="Scan a pool").click()
    expect(one).to_contain_text("1/5")
    hold(page, "a hand")
    other.get_by_role("button", name="Another tube").click()
    page.locator("dialog .choices").get_by_role("button", name="Single tube").click()
    page.get_by_role("button", name="Type it instead").click()
    walk.phone.type(single)
    expect(other).to_contain_text("sample taken")
    walk.go_on()
    for room, fills in ((first, (2, 3)), (second, (4, 5))):
        walk.at(room)
        for person, people in zip(page.locator(".walk-person").all(), fills, strict=True):
            person.get_by_role("button", name="Into the pool").click()
            expect(person).to_contain_text(f"{people}/5")
        walk.go_on()
    expect(page.locator(".toast")).to_contain_text("is full")
    expect(page.locator(".walk-end")).to_contain_text("3 of 3 doors done")
    walk.phone.offline(is_so=False)
    walk.phone.expect_pending(0)
    assert page.locator(".entries-link .unread").count() == 0
    assert walk.tasks(told["round"]) == {room: ["done", "done"] for room in told["rooms"]}
