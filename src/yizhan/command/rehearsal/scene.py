"""What all workers of a rehearsal share: the night, the site, the phones, the lines, the story."""

import random
import threading
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yizhan.command.rehearsal.bookkeeping import Notebook
from yizhan.command.rehearsal.browser import Browser
from yizhan.command.rehearsal.facts import Facts
from yizhan.command.rehearsal.network import CALM, Network, Weather
from yizhan.command.rehearsal.night import Line, Night
from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.stage import Stage
from yizhan.command.rehearsal.story import Story
from yizhan.command.rehearsal.travellers import TravelParty
from yizhan.command.rehearsal.truth import Truth, vehicles_for
from yizhan.core.ids import new_id

OFF_BUS, TEMPERATURE, ROOM = 1, 2, 3


@dataclass
class Lines:
    """Where people stand and wait, one line of each kind in every lane."""

    thermometer: Line[TravelParty]
    reception: Line[TravelParty]
    entry: Line[TravelParty]
    corridor: Line[TravelParty]


class Scene:
    """One rehearsal as its workers see it."""

    def __init__(
        self, facts: Facts, truth: Truth, stage: Stage, night: Night, base: str, weather: Weather, seed: int
    ) -> None:
        self.facts = facts
        self.truth = truth
        self.stage = stage
        self.night = night
        self.notebook = Notebook()
        self.story = Story()
        self.batch_id: UUID = new_id()
        self.lines = [Lines(*(Line[TravelParty](night) for _ in range(4))) for _ in range(stage.lanes)]
        self.fevers: Line[TravelParty] = Line(night)
        self.residents: Line[TravelParty] = Line(night)
        self.networks: list[Network] = []
        self.stormy = weather != CALM
        self._base = base
        self._weather = weather
        self._seed = seed
        self._waves = 0
        self._at_work: dict[str, int] = {}
        self._counted: dict[int, int] = {}
        self._lock = threading.Lock()

    def chance(self, who: str) -> random.Random:
        """Return a repeatable source of chance for one worker."""
        return random.Random(f"{who} {self._seed}")  # noqa: S311 - a repeatable night, not a secret

    def browser(self, who: str, weather: Weather | None = None) -> Browser:
        """Return a device that is not signed in."""
        network = Network(weather or self._weather, self.chance(f"network {who}"))
        with self._lock:
            self.networks.append(network)
        return Browser(self._base, network)

    def phone(self, key: str) -> Phone:
        """Return the signed-in phone of a member of the crew."""
        browser = self.browser(key)
        browser.enter(self.stage.crew[key].link)
        return Phone(key, browser, self.night, self.notebook, str(self.stage.site_id))

    def read(self, phone: Phone, path: str, **query: Any) -> Any:
        """Read the API below this site's address."""
        return phone.browser.get(f"/api/v1/sites/{self.stage.code}/{path}", **query).json()

    @property
    def expected_conflicts(self) -> int:
        """How many vehicles are too high for how many entrances, by the tape measure."""
        vehicles = vehicles_for(self.truth.people, self.facts.assumed)
        return sum(
            vehicle["height_m"] is not None and float(vehicle["height_m"]) > clearance
            for vehicle in vehicles
            for clearance in self.stage.clearances
        )

    def next_wave(self) -> int:
        """Return the number of the next wave that leaves a bus."""
        with self._lock:
            self._waves += 1
            return self._waves

    def takes(self, step: str, chance: random.Random) -> None:
        """Let the time pass that a step takes."""
        self.night.sleep(self.facts.pace.of(step, chance))

    def count(self, round_: int, people: int) -> None:
        """Add to what the counters of a round have on their own phones, all lanes together."""
        with self._lock:
            self._counted[round_] = self._counted.get(round_, 0) + people

    def counted(self, round_: int) -> int:
        """Return what the counters of a round have on their own phones."""
        return self._counted.get(round_, 0)

    def is_last(self, task: str, of: int) -> bool:
        """Say that one of `of` workers is through with a task; True for the last of them."""
        with self._lock:
            self._at_work[task] = self._at_work.get(task, 0) + 1
            return self._at_work[task] == of
