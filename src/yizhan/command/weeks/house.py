"""What all days share: the site, the phones in people's hands, who is there, and what was noted."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from yizhan.command.rehearsal.bookkeeping import Notebook
from yizhan.command.rehearsal.browser import Browser
from yizhan.command.rehearsal.network import Network, Weather
from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.stage import Stage
from yizhan.command.weeks.facts import WeeksFacts
from yizhan.command.weeks.guests import Group, Guest, Guests
from yizhan.core.clock import FileClock
from yizhan.health.models import Tube
from yizhan.places.models import Site
from yizhan.stays.rules import format_tag


@dataclass
class Kept:
    """What the script noted on its way, for the figures."""

    slips_made: int = 0
    slips_found: int = 0
    moves: int = 0
    moves_bound: int = 0
    cohort_mixes: int = 0
    positives: int = 0
    contacts: int = 0
    files_again: int = 0
    expected_present: list[int] = field(default_factory=list)
    missing_alarms: int = 0


@dataclass
class House:
    """One rehearsal as its days see it; `clock` is the one that the server follows."""

    facts: WeeksFacts
    guests: Guests
    stage: Stage
    clock: FileClock
    base: str
    weather: Weather
    seed: int
    notebook: Notebook = field(default_factory=Notebook)
    kept: Kept = field(default_factory=Kept)
    networks: list[Network] = field(default_factory=list)
    phones: dict[str, Phone] = field(default_factory=dict)

    @property
    def site_id(self) -> UUID:
        """The site."""
        return self.stage.site_id

    @property
    def site(self) -> Site:
        """The site as the database has it."""
        return Site.objects.get(id=self.site_id)

    def chance(self, what: str) -> random.Random:
        """Return a repeatable source of chance."""
        return random.Random(f"{what} {self.seed}")  # noqa: S311 - repeatable weeks, not a secret

    def sign_in(self) -> None:
        """Let everybody of the crew open their phone."""
        for key, member in self.stage.crew.items():
            network = Network(self.weather, self.chance(f"network {key}"))
            browser = Browser(self.base, network)
            browser.enter(member.link)
            self.networks.append(network)
            self.phones[key] = Phone(key, browser, self.clock, self.notebook, str(self.site_id))

    def put_away(self) -> None:
        """Close everybody's phone."""
        for phone in self.phones.values():
            phone.browser.close()

    def until(self, moment: datetime) -> None:
        """Let time pass; it never goes back."""
        if moment > self.clock.now():
            self.clock.set(moment)

    def decide(self, who: str, action: str, **facts: Any) -> dict[str, Any]:
        """Let somebody do something, and return what came of it; raises Unexpected if it was refused."""
        return self.phones[who].decide(action, **facts).result

    def read(self, who: str, path: str) -> Any:
        """Read the API below this site's address on somebody's phone."""
        return self.phones[who].browser.get(f"/api/v1/sites/{self.stage.code}/{path}").json()

    def account(self, who: str) -> str:
        """Return the id of somebody's account."""
        return str(self.phones[who].browser.get("/api/v1/me").json()["id"])

    def out(self, day: int, *guests: Guest) -> None:
        """Note that people left on a day."""
        for guest in guests:
            guest.out_on = day

    def seen_in(self, room_id: str) -> list[str]:
        """Return the wristbands that are really behind a door."""
        return [
            self.tag(guest)
            for group in self.guests.here()
            if group.room == room_id
            for guest in group.present
        ]

    def labels(self, who: str, count: int) -> Iterator[str]:
        """Print labels for so many single tubes, and return their numbers."""
        made = self.decide(who, "health.make_labels", count=count)["tubes"] if count else []
        codes = {str(tube): code for tube, code in Tube.objects.filter(id__in=made).values_list("id", "code")}
        return iter([codes[tube] for tube in made])

    def tag(self, guest: Guest) -> str:
        """Return what somebody wears."""
        return format_tag(self.group_of(guest).number, guest.letter)

    def group_of(self, guest: Guest) -> Group:
        """Return somebody's party."""
        return next(group for group in self.guests.groups if guest in group.guests)
