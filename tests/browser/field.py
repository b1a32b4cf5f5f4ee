"""A phone of the crew in a real browser: what its person does, and what the server then has."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.browsers import PHONE, Complaints
from tests.support.servers import Installation, Server

NO_NETWORK = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION_REFUSED"
COMMANDS = "**/api/v1/commands"


@dataclass
class Phone:
    """One phone, signed in as somebody of the demonstration's crew."""

    context: BrowserContext
    page: Page
    server: Server

    def open(self, tab: str = "") -> None:
        """Open the app, at one of its pages."""
        self.page.goto(f"{self.server.url}/f/county/{f'#{tab}' if tab else ''}")
        expect(self.page.locator(".tab-bar a").first).to_be_visible()

    def go(self, tab: str) -> None:
        """Go to a page by its tab."""
        self.page.locator(f'.tab-bar a[href="#{tab}"]').click()

    def kept(self) -> None:
        """Wait until the app is on the phone, so that it opens without network."""
        self.page.evaluate("navigator.serviceWorker.ready")
        self.page.wait_for_function("() => navigator.serviceWorker.controller")

    def offline(self, *, is_so: bool = True) -> None:
        """Take the network away, or give it back."""
        self.context.set_offline(is_so)

    def type(self, digits: str) -> None:
        """Type on the pad of the topmost sheet, and confirm."""
        sheet = self.page.locator("dialog").last
        for digit in digits:
            sheet.get_by_role("button", name=digit, exact=True).click()
        sheet.locator(".key-done").click()

    def take_roll(self, first: int, last: int) -> None:
        """Take a roll of wristbands."""
        self.go("bus")
        self.page.get_by_role("button", name="Take a roll").click()
        self.type(str(first))
        self.type(str(last))
        expect(self.page.locator("dialog")).to_have_count(0)
        expect(self.page.locator(".roll-notice")).to_have_count(0)

    def count_pair(self) -> None:
        """Count an adult and a child who put on the next wristbands."""
        self.page.locator(".make-up-main").click()
        self.page.locator(".band-number").click()
        expect(self.page.locator("dialog")).to_have_count(0)

    def measure(self, number: str, letter: str, value: str) -> None:
        """Take somebody's temperature; `value` without the point."""
        self.page.locator(".whose").get_by_role("button", name="Type").click()
        self.type(number)
        self.page.locator("dialog .letters").get_by_role("button", name=letter, exact=True).click()
        self.type(value)

    def check_room(self, name: str, people: int, *findings: str) -> None:
        """Look into a room of the floor that is shown, and answer the questions at its door."""
        self.page.locator(".room", has_text=name).click()
        self.page.locator(".counts").get_by_role("button", name=str(people), exact=True).click()
        if people:
            for finding in findings:
                self.page.locator(".findings").get_by_role("button", name=finding, exact=True).click()
            self.page.locator("dialog .full-foot button").click()
        expect(self.page.locator("dialog")).to_have_count(0)

    def expect_pending(self, count: int) -> None:
        """The head of the screen says how many entries are only on this phone."""
        expect(self.page.locator(".entries-link")).to_have_attribute(
            "data-pending", str(count), timeout=20_000
        )

    def expect_figure(self, value: str, name: str = "total") -> None:
        """A figure of the page comes to this value."""
        expect(self.page.locator(f'[data-figure="{name}"]')).to_have_text(value)

    def marks(self) -> list[dict[str, Any]]:
        """What the server has of this account's taps that stand, oldest first."""
        reply = self.context.request.get(f"{self.server.url}/api/v1/sites/county/field")
        assert reply.status == 200, reply.text()
        marks: list[dict[str, Any]] = reply.json()["marks"]
        return [mark for mark in marks if not mark["withdrawn"]]


def pick_up(
    device: Callable[..., BrowserContext], server: Server, installation: Installation, username: str
) -> Phone:
    """Sign in on a new phone with a link, as the crew does on the first evening, and open the app."""
    context = device(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = Phone(context, context.new_page(), server)
    sign_in(phone, installation, username)
    phone.open()
    return phone


def sign_in(phone: Phone, installation: Installation, username: str) -> None:
    """Open a one-time link and confirm."""
    phone.page.goto(installation.link(username, phone.server.url))
    phone.page.locator("main form button").first.click()
    phone.page.wait_for_url(lambda address: "/enter/" not in address)


def open_site(installation: Installation, serving: Callable[..., Server]) -> Server:
    """The demonstration, served."""
    installation.demonstrate()
    return serving(installation, "--workers", "1")


def lose_replies(page: Page, times: int) -> list[list[str]]:
    """Let the server decide the next `times` batches of commands, lose its answers; return their ids."""
    lost: list[list[str]] = []

    def lose(route: Route) -> None:
        if len(lost) >= times:
            route.continue_()
            return
        assert route.fetch().status == 200
        lost.append([command["id"] for command in json.loads(route.request.post_data or "[]")])
        route.abort()

    page.route(COMMANDS, lose)
    return lost


def expect_no_network(complaints: Complaints) -> None:
    """A page whose network was taken away may say so on its console."""
    complaints.expect(NO_NETWORK)
