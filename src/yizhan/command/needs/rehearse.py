"""One day of needs from an empty database to its figures."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yizhan.command.needs.asking import plan_requests
from yizhan.command.needs.cold_evening import plan_cold_evening
from yizhan.command.needs.day import Day
from yizhan.command.needs.eating import plan_meals
from yizhan.command.needs.facts import day_of_needs
from yizhan.command.needs.figures import figures_of
from yizhan.command.needs.found import found_at
from yizhan.command.needs.handing_over import plan_shifts
from yizhan.command.needs.moving_in import move_in
from yizhan.command.needs.ordering import plan_order_day
from yizhan.command.needs.parcels import plan_parcels
from yizhan.command.needs.residents import cast, house_for
from yizhan.command.needs.supplies import plan_supplies
from yizhan.command.needs.taking_medicine import plan_medicines
from yizhan.command.needs.telling import plan_notices
from yizhan.command.needs.watching import plan_crisis
from yizhan.command.rehearsal.figures import Figures
from yizhan.command.rehearsal.network import CALM, STORM
from yizhan.command.rehearsal.rehearse import broken_invariants
from yizhan.command.rehearsal.server import ServerProcess
from yizhan.command.rehearsal.stage import set_stage
from yizhan.core import clock
from yizhan.core.clock import FileClock


@dataclass(frozen=True, slots=True)
class WantedDay:
    """What is to be rehearsed; `slips` are mistakes made on purpose, which the figures must find."""

    people: int
    seed: int = 0
    faults: bool = False
    slips: frozenset[str] = frozenset()


def rehearse_day_of_needs(wanted: WantedDay, home: Path, environment: Mapping[str, str]) -> Figures:
    """Play the day in the empty database of this process, served by a process of its own.

    `environment` is that of the server and of `yizhan verify`; it names the clock's file.
    """
    began = time.monotonic()
    facts = day_of_needs()
    simulated = FileClock(Path(environment["YIZHAN_CLOCK"]))
    simulated.set(facts.at(0, "12:00"))
    clock.install(simulated)
    residents = cast(facts, wanted.people, wanted.seed)
    stage = set_stage(facts, house_for(facts, len(residents.everybody.groups)), 1)
    server = ServerProcess(dict(environment), home / "server.log")
    weather = STORM if wanted.faults else CALM
    try:
        server.start()
        day = Day(
            facts, residents.everybody, stage, simulated, server.url, weather, wanted.seed,
            with_page=residents.with_page, slips=wanted.slips,
        )  # fmt: skip
        play(day, wanted.people)
        day.put_away()
    finally:
        server.stop()
    found = found_at(day)
    return figures_of(day, found, broken_invariants(environment), time.monotonic() - began)


def play(day: Day, people: int) -> None:
    """Play the day; raises what stopped it."""
    move_in(day)
    day.until(day.facts.begin)
    plan_requests(day, people)
    plan_cold_evening(day)
    plan_shifts(day)
    plan_meals(day)
    plan_crisis(day)
    plan_medicines(day)
    plan_notices(day)
    plan_order_day(day)
    plan_parcels(day, people)
    plan_supplies(day)
    day.agenda.play(day.facts.end, day.until)
