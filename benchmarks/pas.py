"""`python -m benchmarks.pas INSTANCE --seconds 60 --seed 1 --out PLAN.json`: plan dated stays.

Reads a public patient-admission instance, plans it with planner.horizon, writes patient id to room
id, and prints cost, bound, gap and overfull bed-nights, as an independent evaluator sees them.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.pas_evaluator import evaluate
from benchmarks.pas_instance import read_problem
from planner.horizon import Progress, solve
from planner.horizon.result import gap

# Left for writing down, and for the parts in work when time is up.
RESERVE = 0.09


def main() -> int:
    """Plan, write, print; returns 0 when no room is overfull."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pas", description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="wall time (default %(default)g)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="threads (default %(default)s)")
    parser.add_argument("--bound", type=float, default=0.0, help="a proven lower bound from elsewhere")
    parser.add_argument("--out", type=Path, help="where the plan is written as JSON")
    parser.add_argument("--progress", action="store_true", help="a line every few seconds")
    options = parser.parse_args()
    began = time.monotonic()
    watch = _Watch(began, options.seconds * (1 - RESERVE), told=options.progress)
    problem = read_problem(options.instance)
    result = solve(problem, watch.is_over, options.seed, workers=options.workers)
    if options.out:
        plan = {stay: int(room) for stay, room in result.plan.items()}
        options.out.write_text(f"{json.dumps(plan)}\n", encoding="utf-8")
    seen = evaluate(options.instance, {int(stay): int(room) for stay, room in result.plan.items()})
    bound = max(result.bound, options.bound)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{options.instance.stem}: cost {seen.cost:.1f} bound {bound:.1f} gap {gap(seen.cost, bound):.2%} "
        f"overfull {seen.overfull} without a room {seen.missing} not allowed {seen.forbidden} "
        f"seconds {time.monotonic() - began:.1f} memory {memory:.0f} MiB"
    )
    return 0 if not (seen.overfull or seen.missing or seen.forbidden) else 1


class _Watch:
    """Tells the search when time is up."""

    def __init__(self, began: float, seconds: float, *, told: bool) -> None:
        self._began = began
        self._seconds = seconds
        self._told = told
        self._next = 0.0

    def is_over(self, progress: Progress) -> bool:
        """Whether the search should stop; now and then prints how far it is."""
        passed = time.monotonic() - self._began
        if self._told and passed >= self._next:
            self._next = passed + 5
            print(
                f"{passed:5.0f} s  best {progress.best:.1f}  bound {progress.bound:.1f}"
                f"  gap {progress.gap:.2%}"
                f"  overfull {progress.overfull}  work {progress.work}",
                file=sys.stderr,
            )
        return passed >= self._seconds


if __name__ == "__main__":
    raise SystemExit(main())
