"""Three weeks from an empty database to their figures."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yizhan.command.demonstration import hotel_plan
from yizhan.command.rehearsal.figures import Figures
from yizhan.command.rehearsal.network import CALM, STORM
from yizhan.command.rehearsal.rehearse import broken_invariants
from yizhan.command.rehearsal.server import ServerProcess
from yizhan.command.rehearsal.stage import set_stage
from yizhan.command.weeks.days import play
from yizhan.command.weeks.facts import three_weeks
from yizhan.command.weeks.figures import figures_of
from yizhan.command.weeks.guests import cast
from yizhan.command.weeks.house import House
from yizhan.core import clock
from yizhan.core.clock import FileClock


@dataclass(frozen=True, slots=True)
class WantedWeeks:
    """What is to be rehearsed: another seed, other people; `faults` is a bad network."""

    seed: int = 0
    faults: bool = False


def rehearse_three_weeks(wanted: WantedWeeks, home: Path, environment: Mapping[str, str]) -> Figures:
    """Play the three weeks in the empty database of this process, served by a process of its own.

    `environment` is that of the server and of `yizhan verify`; it names the clock's file.
    """
    began = time.monotonic()
    facts = three_weeks()
    simulated = FileClock(Path(environment["YIZHAN_CLOCK"]))
    simulated.set(facts.at(0, "08:00"))
    clock.install(simulated)
    stage = set_stage(facts, hotel_plan(facts.table["site"]), 1)
    server = ServerProcess(dict(environment), home / "server.log")
    weather = STORM if wanted.faults else CALM
    try:
        server.start()
        house = House(facts, cast(facts, wanted.seed), stage, simulated, server.url, weather, wanted.seed)
        play(house)
        house.put_away()
    finally:
        server.stop()
    return figures_of(house, broken_invariants(environment), time.monotonic() - began)
