"""One rehearsal from an empty database to its figures."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yizhan.command.evening.casting import Casting, cast, hotel_of
from yizhan.command.rehearsal.comparing import compare
from yizhan.command.rehearsal.facts import first_night
from yizhan.command.rehearsal.figures import Figures, figures_of
from yizhan.command.rehearsal.hotels import hotel_for
from yizhan.command.rehearsal.network import CALM, STORM
from yizhan.command.rehearsal.night import Night
from yizhan.command.rehearsal.playing import play
from yizhan.command.rehearsal.scene import Scene
from yizhan.command.rehearsal.server import ServerProcess
from yizhan.command.rehearsal.stage import set_stage
from yizhan.command.rehearsal.truth import truth_of
from yizhan.command.rehearsal.wishes import rooming_at
from yizhan.core import clock
from yizhan.core.clock import FileClock
from yizhan.core.programs import PROGRAM

EVERY_INVARIANT_IN_DOUBT = [0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be rehearsed; a `casting` is a site's own evening, and says how many come to which hotel."""

    people: int
    seed: int = 0
    faults: bool = False
    hotel: Path | None = None
    casting: Casting | None = None


def rehearse_first_night(wanted: Wanted, home: Path, environment: Mapping[str, str]) -> tuple[Scene, Figures]:
    """Play the first night in the empty database of this process, served by a process of its own.

    `environment` is that of the server and of `yizhan verify`; it names the clock's file. Raises
    ValueError for a hotel that cannot be read, Refusal for a database that holds anything.
    """
    began = time.monotonic()
    facts = cast(wanted.casting, first_night()) if wanted.casting else first_night()
    people = wanted.casting.evening.people if wanted.casting else wanted.people
    simulated = FileClock(Path(environment["YIZHAN_CLOCK"]))
    night = Night(simulated, facts.opens)
    clock.install(simulated)
    recorded = facts.reported["announced"]
    plan = hotel_of(wanted.casting) if wanted.casting else hotel_for(people, recorded, wanted.hotel)
    stage = set_stage(facts, plan, people)
    server = ServerProcess(dict(environment), home / "server.log")
    try:
        server.start()
        truth = truth_of(people, facts, wanted.seed)
        weather = STORM if wanted.faults else CALM
        scene = Scene(facts, truth, stage, night, server.url, weather, wanted.seed)
        play(scene, server)
    finally:
        server.stop()
    kept = compare(stage.site_id, truth, scene.notebook)
    broken, wall_s = broken_invariants(environment), time.monotonic() - began
    return scene, figures_of(scene, kept, rooming_at(stage.site_id), broken, wall_s)


def broken_invariants(environment: Mapping[str, str]) -> list[int]:
    """Return the invariants that `yizhan verify` found broken, run on its own."""
    done = subprocess.run(  # noqa: S603 - this program, with arguments of our own
        [sys.executable, "-c", PROGRAM, "verify", "--json"], env=dict(environment), check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        return EVERY_INVARIANT_IN_DOUBT
    broken: list[int] = json.loads(done.stdout)["invariants_broken"]
    return broken
