"""`python -m benchmarks`: measures everything side by side, keeps what is measured, writes the table."""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.emergency import measure_emergency
from benchmarks.hands import Hand
from benchmarks.installation import ROOT, Installation
from benchmarks.machine import machine
from benchmarks.matters import PAST, measure_matters
from benchmarks.matters import TIMES as MATTERS_TIMES
from benchmarks.notices import KILLS, NOTICES, Outside, measure_notices
from benchmarks.obligations import TIMES, measure_obligations
from benchmarks.observing import OBSERVATIONS, measure_observing
from benchmarks.processes import measure_start, measure_verify
from benchmarks.roster import measure_rosters
from benchmarks.table import Goal, Row, as_json, as_markdown, keep, kept_cases
from benchmarks.taps import PHONES, Pace, measure_pace, measure_speed
from tests.support.postgresql import Cluster
from tests.support.requirements import find_postgresql
from yizhan.command.rehearsal.bookkeeping import percentile

ROOMS, STAYS = 500, 100_000
# Even the quick run's journal has 100 000 entries: with fewer, `verify` is little but its start.
QUICK_STAYS = 40_000
FULL, QUICK = Pace(60, 5, 20, 3), Pace(10, 1, 8, 1)
PROPOSAL_MS, MAP_MS = 50, 150
# The cases that measure the long past; it takes minutes to make.
NEED_A_PAST = {"start", "verify", "pace", "speed", "postgresql"}
KEPT, RESULTS = ROOT / "var" / "bench", "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, and return 0 if every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a few minutes, to see that it runs; no table is written"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=FULL.seconds,
        help="length of an open-loop run (default %(default)g)",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help="only these: start desk roster verify pace speed postgresql obligations matters observing "
        "notices emergency",
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="with --only: the rest of the table stays as the last whole run measured it",
    )
    options = parser.parse_args()
    full = replace(FULL, seconds=options.seconds)
    kept = kept_cases(KEPT / RESULTS) if options.again else {}
    bench = Bench(QUICK if options.quick else full, QUICK_STAYS if options.quick else STAYS, kept)
    try:
        rows = bench.measure(options.only)
    finally:
        bench.clear_away()
    text = as_markdown(rows, bench.machine, "make bench")
    print(text)
    if not options.quick and (options.again or not options.only):
        keep(PAGE, text)
    return 0 if all(row.reached for row in rows) else 1


@dataclass(frozen=True, slots=True)
class Desk:
    """What a site's pages took: milliseconds of the server, and queries, by page."""

    times: dict[str, list[float]]
    queries: dict[str, int]


class Bench:
    """The installations that are measured, and the rows so far; `kept` are an earlier run's, by case."""

    def __init__(self, pace: Pace, stays: int, kept: dict[str, list[Row]]) -> None:
        self.machine = machine()
        self._pace = pace
        self._stays = stays
        self._folder = Path(tempfile.mkdtemp(prefix="yizhan-bench-"))
        self._cases = kept
        self._cluster: Cluster | None = None
        self.past = Installation(self._folder / "past")
        self.empty = Installation(self._folder / "empty")
        self.server: Installation | None = None

    def measure(self, only: list[str] | None) -> list[Row]:
        """Run the cases in order; what is measured is kept at once."""
        cases: dict[str, Callable[[], Iterator[Row]]] = {
            "start": lambda: measure_start(self.empty, 5 if self._pace is QUICK else 20),
            "desk": self._measure_desk,
            "roster": lambda: measure_rosters(self._folder),
            "verify": lambda: measure_verify(self.past, self.empty, self._pace.fast_runs),
            "pace": lambda: measure_pace(self.past, self.empty, self._pace, self._folder),
            "speed": lambda: measure_speed("SQLite", self.past, self._pace, self._folder),
            "postgresql": self._measure_postgresql,
            "obligations": lambda: measure_obligations(1 if self._pace is QUICK else TIMES),
            "matters": lambda: measure_matters(
                Installation(self._folder / "matters"),
                PAST // 10 if self._pace is QUICK else PAST,
                5 if self._pace is QUICK else MATTERS_TIMES,
            ),
            "observing": lambda: measure_observing(
                self._folder, OBSERVATIONS // 10 if self._pace is QUICK else OBSERVATIONS, self._pace.seconds
            ),
            "notices": self._measure_notices,
            "emergency": lambda: measure_emergency(
                Installation(self._folder / "ring"), 5 if self._pace is QUICK else 50
            ),
        }
        if only is None or NEED_A_PAST.intersection(only):
            self._fill(postgresql=only is None or "postgresql" in only)
        for name, case in cases.items():
            if only is None or name in only:
                self._note(name, case)
        return [row for name in cases for row in self._cases.get(name, ())]

    def clear_away(self) -> None:
        """Remove every installation."""
        if self._cluster:
            self._cluster.remove()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _fill(self, *, postgresql: bool) -> None:
        programs = find_postgresql() if postgresql else None
        if programs:
            self._cluster = Cluster(programs, durable=True)
            self._cluster.start()
            self.server = Installation(self._folder / "server", self._cluster)
        sites = [(self.empty, 0), (self.past, self._stays)] + (
            [(self.server, self._stays)] if self.server else []
        )
        began = time.monotonic()
        with ThreadPoolExecutor(len(sites)) as pool:
            list(pool.map(lambda one: one[0].fill(rooms=ROOMS, stays=one[1], phones=PHONES), sites))
        print(f"filled in {time.monotonic() - began:.0f} s", file=sys.stderr)

    def _note(self, name: str, case: Callable[[], Iterator[Row]]) -> None:
        began = time.monotonic()
        self._cases[name] = list(case())
        keep(KEPT / RESULTS, as_json(self._cases, self.machine))
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)

    def _measure_desk(self) -> Iterator[Row]:
        small, large = self._desk(ROOMS // 10, times=5), self._desk(ROOMS, 40 if self._pace is QUICK else 200)
        empty, proposals = large.times["empty"], large.times["proposal"]
        yield Goal(PROPOSAL_MS, "ms").row(
            f"room proposal, {ROOMS} rooms, four fifths of them taken, server, p99 of {len(proposals)}",
            percentile(proposals, 0.99), "empty page, p99", percentile(empty, 0.99),
        )  # fmt: skip
        yield Goal(MAP_MS, "ms").row(
            f"room map of {ROOMS} rooms, server, {large.queries['map']} queries, median",
            statistics.median(large.times["map"]), "empty page, median", statistics.median(empty),
        )  # fmt: skip
        growth = large.queries["map"] - small.queries["map"]
        yield Goal(0, "queries").row(
            f"room map: queries more than for {ROOMS // 10} rooms", growth, "none", 0
        )

    def _desk(self, rooms: int, times: int) -> "Desk":
        place = Installation(self._folder / f"desk-{rooms}")
        place.home.mkdir()
        made = place.run("benchmarks.desk", "--rooms", str(rooms))
        with place.served() as server:
            hand = Hand(server.url, made["link"])
            taken = {name: hand.server_times(paths, times) for name, paths in made["pages"].items()}
        return Desk(taken, made["queries"])

    def _measure_notices(self) -> Iterator[Row]:
        place = Outside(self._folder / "outside")
        place.home.mkdir()
        few = self._pace is QUICK
        yield from measure_notices(place, 200 if few else NOTICES, 3 if few else KILLS)

    def _measure_postgresql(self) -> Iterator[Row]:
        if self.server is None:
            print("PostgreSQL is not installed: not measured", file=sys.stderr)
            return
        yield from measure_speed("PostgreSQL", self.server, self._pace, self._folder)


if __name__ == "__main__":
    raise SystemExit(main())
