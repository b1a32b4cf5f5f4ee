"""`python -m benchmarks.network`: 5 000 people over 17 hotels; writes docs/network.md.

Beside ours stand, in the same run, first fit and the bound that the solver proves when it is given long.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.installation import ROOT
from benchmarks.machine import machine
from benchmarks.regions import region
from benchmarks.table import keep
from planner.network import Problem, Progress, Result, Stop, prove, solve
from planner.network.boarding import Fleet
from planner.placement import Room, RoomShare
from tests.planner.network.evaluator import evaluate_network

PAGE = ROOT / "docs" / "network.md"
MOMENTS = (2.0, 10.0, 60.0)
FIRST_SECONDS, GAP, MEMORY_GIB = 2.0, 0.15, 2.0
HEAD = """\
# Several hotels

`python -m benchmarks.network` measures and writes this page, on one core. The regions are drawn by
`benchmarks/regions.py`: 17 hotels with 4 850 rooms, 5 000 people in six cohorts, buses with 15 % more seats
than people, some entrances too low for most of them. Scores are those of
`tests/planner/network/evaluator.py`, which shares no code with the solver.

{machine}.

To reach: a plan with a room for everybody in {first:g} s; at 60 s at most {gap:g} % above the proven bound;
at most {memory:g} GiB. The proven bound is that of the model of corridors and classes of rooms, by HiGHS in
{proof:g} s of its own, split by the number of hotels opened, and of the buses and companions with and without
fever; "bound in 60 s" is what the solve itself reports. First fit: parties
as they come, each into the first vacant room with enough beds on a corridor without another cohort; buses
as in ours. Seconds are processor seconds of the run.
"""
HEADS = (
    "| seed | parties | rooms | first plan, s | its score | without a room | at 2 s | at 10 s | at 60 s "
    "| bound in 60 s | proven bound | above it | first fit |"
)
RULE = "|---" * 13 + "|"


@dataclass(slots=True)
class Watch:
    """Notes the best score that there was at each moment of a solve."""

    began: float = field(default_factory=time.process_time)
    best: dict[float, float] = field(default_factory=dict)

    def note(self, progress: Progress) -> bool:
        """Told after each step; never ends the solve."""
        passed = time.process_time() - self.began
        for moment in MOMENTS:
            if passed <= moment:
                self.best[moment] = progress.best
        return False


def main() -> int:
    """Measure, write the page, and return 0 if every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.network", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many regions (default 5)")
    parser.add_argument("--proof-seconds", type=float, default=300.0, help="for the bound of each region")
    parser.add_argument("--quick", action="store_true", help="one small region, to see that it runs; no page")
    options = parser.parse_args()
    small = region(0, hotels=3, rooms=640, people=300, cohorts=2)
    solve(small, Stop(work=0))  # loads the solver
    if options.quick:
        print(_measure(0, small, 20.0)[0])
        return 0
    rows, reached = [], True
    for seed in range(1, options.seeds + 1):
        row, good = _measure(seed, region(seed), options.proof_seconds)
        print(row, flush=True)
        rows.append(row)
        reached = reached and good
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    keep(PAGE, "\n".join([_head(options.proof_seconds), HEADS, RULE, *rows, "", _tail(used)]))
    return 0 if reached and used <= MEMORY_GIB else 1


def _head(proof_seconds: float) -> str:
    facts = "; ".join(f"{name}: {value}" for name, value in machine().items())
    return HEAD.format(
        machine=facts, first=FIRST_SECONDS, gap=100 * GAP, memory=MEMORY_GIB, proof=proof_seconds
    )


def _tail(used: float) -> str:
    return f"Memory of the whole run at most {used:.2f} GiB.\n"


def _measure(seed: int, problem: Problem, proof_seconds: float) -> tuple[str, bool]:
    first, first_time = _timed(problem, Stop(work=0))
    watch = Watch()
    found = solve(problem, Stop(seconds=_clock(MOMENTS[-1]), ask=watch.note))
    bound = max(found.lower_bound, prove(problem, _clock(proof_seconds)))
    score = _score(problem, found)
    above = (score - bound) / bound
    at = [f"{watch.best[one]:.0f}" if one in watch.best else "" for one in MOMENTS[:-1]]
    rooms = sum(len(hotel.site.index.vacant) for hotel in problem.hotels)
    row = _cells(
        seed, len(problem.parties), rooms, f"{first_time:.2f}", f"{_score(problem, first):.0f}",
        len(first.unplaced), *at, f"{score:.0f}", f"{found.lower_bound:.0f}", f"{bound:.0f}",
        f"{100 * above:.1f} %", f"{_score(problem, first_fit(problem)):.0f}",
    )  # fmt: skip
    return row, first_time <= FIRST_SECONDS and not first.unplaced and above <= GAP


def _timed(problem: Problem, stop: Stop) -> tuple[Result, float]:
    began = time.process_time()
    found = solve(problem, stop)
    return found, time.process_time() - began


def _score(problem: Problem, found: Result) -> float:
    score = sum(evaluate_network(problem, found).values())
    if found.objective and abs(score - found.score) > 1e-4:
        print(f"the evaluator finds {score}, the solver says {found.score}", file=sys.stderr)
    return score


def _clock(seconds: float) -> Callable[[], float]:
    end = time.process_time() + seconds
    return lambda: end - time.process_time()


def first_fit(problem: Problem) -> Result:
    """Each party into the first vacant room that has the beds and no other cohort on its corridor."""
    rooms = [(hotel.id, room) for hotel in problem.hotels for room in hotel.site.index.vacant]
    owner: dict[tuple[str, tuple[str, str]], str | None] = {}
    hotel_of: dict[str, str] = {}
    plan: dict[str, dict[str, tuple[RoomShare, ...]]] = {}
    taken: set[tuple[str, str]] = set()

    def is_free(hotel: str, room: Room, cohort: str | None) -> bool:
        return (hotel, room.id) not in taken and owner.get((hotel, room.corridor_key), cohort) == cohort

    for party in problem.parties:
        for hotel, room in rooms:
            if room.beds >= party.size and is_free(hotel, room, party.cohort):
                taken.add((hotel, room.id))
                owner[hotel, room.corridor_key] = party.cohort
                hotel_of[party.id] = hotel
                labels = tuple(one.label for one in party.members)
                plan.setdefault(hotel, {})[party.id] = (RoomShare(room.id, labels),)
                break
    numbers = {hotel.id: number for number, hotel in enumerate(problem.hotels)}
    boarding = Fleet(problem).board({party: numbers[hotel] for party, hotel in hotel_of.items()})
    return Result(hotel_of, plan, boarding.rides, {}, 0.0, {}, {}, {}, 0)


def _cells(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    raise SystemExit(main())
