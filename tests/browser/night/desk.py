"""The site head's desk in a real browser."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.browsers import accessibility_faults
from tests.support.servers import Server

DESK = {"width": 1440, "height": 900}
# Within this time everybody sees what a phone has sent.
LIVE_MS = 2_000
CELLS = """(table) => [...table.tBodies[0].rows].map(
    (row) => [...row.cells].map((cell) => cell.innerText.trim())
)"""


@dataclass
class Desk:
    """A desk that is signed in as the site head."""

    page: Page
    server: Server
    faults: dict[str, list[str]] = field(default_factory=dict)

    def open(self, path: str = "") -> None:
        """Open a page of the site, by its path under the site."""
        self.page.goto(f"{self.server.url}/s/county/{path}")
        expect(self.page.locator("h1")).to_be_visible()

    def examine(self, name: str) -> None:
        """Have the page that is shown examined for whoever cannot see or point well."""
        self.faults[name] = accessibility_faults(self.page)

    def invite(self, name: str, username: str, role: str, team: str) -> str:
        """Invite somebody to the crew; returns the one-time link that is shown."""
        self.open("crew/")
        self.write(display_name=name, username=username)
        self.page.locator("[name=role]").select_option(role)
        self.page.locator("[name=team_key]").select_option(team)
        self.page.get_by_role("button", name="Invite and show the link").click()
        return self.page.locator("#address").inner_text()

    def write(self, **words: str) -> None:
        """Write into fields by their names."""
        for name, text in words.items():
            self.page.locator(f'[name="{name}"]').fill(text)

    def vehicle(self, row: int, plate: str, seats: int, height_m: str) -> None:
        """Write down a vehicle of the announcement."""
        values = {"plate": plate, "seats": str(seats), "height_m": height_m}
        self.write(**{f"vehicles-{row}-{name}": value for name, value in values.items()})

    def record(self, certainty: str = "") -> None:
        """Record the word that is written down."""
        if certainty:
            self.page.locator("[name=certainty]").select_option(certainty)
        self.page.get_by_role("button", name="Record", exact=True).first.click()
        self.page.wait_for_url(lambda address: address.rstrip("/")[-36:].count("-") == 4)

    def figure(self, label: str) -> str:
        """The figure that stands over a label."""
        found = self.page.locator(".figure", has_text=label).locator("b").first
        return found.inner_text()

    def shows(self, selector: str, text: str, *, live: bool = False) -> Locator:
        """Expect the first part of the page that `selector` names and that holds `text`."""
        part = self.page.locator(selector, has_text=text).first
        expect(part).to_be_visible(**{"timeout": LIVE_MS} if live else {})
        return part

    def tile(self, room: str) -> Locator:
        """A room on the map."""
        return self.page.locator(f'.tile[data-name="{room}"]')

    def drag(self, number: str, room: str) -> None:
        """Drag a party that waits in the lobby to a room."""
        mouse = self.page.mouse
        mouse.move(*_middle(self.page.locator(f'[data-waits][data-tag="{number}"] .grip')))
        mouse.down()
        mouse.move(*_middle(self.tile(room)), steps=8)
        expect(self.tile(room)).to_have_class(re.compile(r"\bis-target\b"))
        mouse.up()

    def table(self, index: int = 0) -> list[list[str]]:
        """The rows of a table of the page as they are read."""
        rows: Any = self.page.locator("table").nth(index).evaluate(CELLS)
        return list(rows)


def _middle(part: Locator) -> tuple[float, float]:
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
