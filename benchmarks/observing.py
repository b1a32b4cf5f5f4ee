"""Observation as it is used: today's board after years, and what a phone waits for one observation.

`python -m benchmarks.observing` measures and prints a table; `--quick` to see that it runs.
"""

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bounds import raw_inserts
from benchmarks.hands import Hand
from benchmarks.installation import Installation
from benchmarks.machine import machine
from benchmarks.table import Goal, Row, as_markdown
from yizhan.command.rehearsal.bookkeeping import percentile

ROOMS, OBSERVATIONS = 500, 1_000_000
CONNECTIONS, TAPS_A_SECOND = 20, 2.0
BOARD_MS, P99_MS = 150, 100


def main() -> int:
    """Measure, and return 0 if every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.observing", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the past, and a few seconds of taps")
    quick = parser.parse_args().quick
    folder = Path(tempfile.mkdtemp(prefix="yizhan-bench-"))
    try:
        rows = list(measure_observing(folder, OBSERVATIONS // (10 if quick else 1), 8 if quick else 60))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(as_markdown(rows, machine(), "python -m benchmarks.observing"))
    return 0 if all(row.reached for row in rows) else 1


def measure_observing(folder: Path, observations: int, seconds: float) -> Iterator[Row]:
    """Fill two sites, a tenth and the whole, and measure the larger one."""
    small, large = _filled(folder, ROOMS // 10, observations // 10), _filled(folder, ROOMS, observations)
    with large.served() as server:
        hand = Hand(server.url, large.site["head"])
        board = hand.server_times([large.site["board"]], 40)
        empty = hand.server_times(["/healthz"], 40)
    queries = large.site["queries"]
    yield Goal(BOARD_MS, "ms").row(
        f"today's board, {ROOMS} rooms, {observations} observations, {queries} queries, server, median",
        statistics.median(board), "empty page, median", statistics.median(empty),
    )  # fmt: skip
    growth = queries - small.site["queries"]
    yield Goal(0, "queries").row(
        f"today's board: queries more than for {ROOMS // 10} rooms", growth, "none", 0
    )
    with large.served() as server:
        order = {
            "url": server.url, "site": large.site, "connections": CONNECTIONS, "rate": TAPS_A_SECOND,
            "seconds": seconds,
        }  # fmt: skip
        seen = large.run("benchmarks.load", order=order)
    if seen["refused"]:
        raise RuntimeError(f"{len(seen['refused'])} taps were not accepted: {seen['refused'][0]}")
    raw = raw_inserts(folder, rate=CONNECTIONS * TAPS_A_SECOND, seconds=min(seconds, 20))
    pace = f"{CONNECTIONS} phones × {TAPS_A_SECOND:g}/s × {seconds:g} s"
    yield Goal(P99_MS, "ms").row(
        f"one observation, {pace}, after {observations}: p99", percentile(seen["latencies"], 0.99) * 1000,
        "raw SQLite insert at that pace, p99", percentile(raw, 0.99) * 1000,
    )  # fmt: skip


def _filled(folder: Path, rooms: int, observations: int) -> Installation:
    place = Installation(folder / f"watched-{rooms}")
    place.home.mkdir()
    place.site = place.run("benchmarks.watched", "--rooms", str(rooms), "--observations", str(observations))
    return place


if __name__ == "__main__":
    raise SystemExit(main())
