"""`python -m benchmarks.clearing`: three floors of a full house cleared; writes docs/clearing.md.

Beside ours stands, in the same run, the plan of somebody with a list in hand: each party, the largest first,
goes to the first vacant room with enough beds, one after the other.
"""

import random
import statistics
import sys
import time

from benchmarks.installation import ROOT
from benchmarks.machine import machine
from benchmarks.table import keep
from planner.clearing import Clearing, Party, Result, Room, default_weights, solve
from planner.clearing.objective import objective
from yizhan.command.rehearsal.bookkeeping import percentile

PAGE = ROOT / "docs" / "clearing.md"
FLOORS, CLEARED, CORRIDORS, ROOMS, SEEDS = 8, 3, "AB", 8, 30
SIZES = (10, 20, 40, 60)
REACH_S = 0.5
HEADS = "| parties | proven | median s | p95 s | weight | bound | by list | ends after, h | by list, h |"


def main() -> int:
    """Measure, write the page, and return 0 if every figure is reached."""
    rows = [_row(parties) for parties in SIZES]
    reached = all(ok for _, ok in rows)
    facts = "; ".join(f"{name}: {value}" for name, value in machine().items())
    lines = [
        "# Clearing floors",
        "",
        "`python -m benchmarks.clearing` measures and writes this page, in about a minute.",
        f"{facts}.",
        "",
        f"{FLOORS} floors of {len(CORRIDORS) * ROOMS} rooms, {CLEARED} of them cleared; 2 cohorts, 2 teams,",
        f"seeds 0 to {SEEDS - 1}; means. To reach: proven optimal in {REACH_S:g} s up to 60 parties.",
        "“By list”: the largest party first, to the first vacant room with enough beds, one by one.",
        "",
        HEADS,
        "|---" * HEADS.count(" | ") + "|---|",
        *(line for line, _ in rows),
    ]
    keep(PAGE, "\n".join(lines) + "\n")
    print("\n".join(lines))
    return 0 if reached else 1


def house(parties: int, seed: int) -> Clearing:
    """A house with parties on every floor; the lowest floors are to be cleared."""
    rnd = random.Random(seed)
    rooms = [
        Room(f"{floor}{corridor}{n}", f"{floor}", f"{floor}{corridor}", rnd.choice((1, 2, 2, 2, 3, 4)))
        for floor in range(1, FLOORS + 1)
        for corridor in CORRIDORS
        for n in range(ROOMS)
    ]
    cohort = {room.corridor: rnd.choice("QR") for room in rooms}
    people = [
        Party(f"p{n}", rnd.randint(1, room.beds), room.id, cohort[room.corridor])
        for n, room in enumerate(rnd.sample(rooms, parties))
    ]
    floors = frozenset(str(floor) for floor in range(1, CLEARED + 1))
    return Clearing(rooms, people, floors, moving=15, disinfection=60, teams=2)


def _row(parties: int) -> tuple[str, bool]:
    seconds, found, lists = [], [], []
    for seed in range(SEEDS):
        problem = house(parties, seed)
        began = time.perf_counter()
        found.append(solve(problem))
        seconds.append(time.perf_counter() - began)
        lists.append(_by_list(problem))
    proven, p95 = sum(one.is_proven for one in found), percentile(seconds, 0.95)
    cells = (
        parties, f"{proven} of {SEEDS}", f"{statistics.median(seconds):.2f}", f"{p95:.2f}",
        f"{_mean([one.cost for one in found]):.1f}", f"{_mean([one.bound for one in found]):.1f}",
        f"{_mean([weight for weight, _ in lists]):.1f}", f"{_hours(found):.1f}",
        f"{_mean([end for _, end in lists]) / 60:.1f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |", proven == SEEDS and p95 <= REACH_S


def _by_list(problem: Clearing) -> tuple[int, int]:
    """Weight and end of the plan of somebody with a list."""
    taken = {party.room for party in problem.parties}
    vacant = [room for room in problem.rooms if room.id not in taken and room.floor not in problem.floors]
    floor_of = {room.id: room.floor for room in problem.rooms}
    room_of = {party.id: party.room for party in problem.parties}
    for party in sorted(problem.parties, key=lambda one: -one.size):
        target = next((room for room in vacant if room.beds >= party.size), None)
        if floor_of[party.room] in problem.floors and target:
            vacant.remove(target)
            room_of[party.id] = target.id
    moves = sum(room_of[party.id] != party.room for party in problem.parties)
    rounds = -(-moves // problem.teams)
    return sum(objective(problem, room_of, default_weights()).values()), rounds * problem.moving


def _hours(found: list[Result]) -> float:
    return _mean([one.finish for one in found]) / 60


def _mean(values: list[int]) -> float:
    return statistics.fmean(values)


if __name__ == "__main__":
    sys.exit(main())
