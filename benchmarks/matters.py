"""`python -m benchmarks.matters`: every board of a site with 100 000 past and 500 open matters."""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.hands import Hand
from benchmarks.installation import Installation
from benchmarks.machine import machine
from benchmarks.table import Goal, Row, as_markdown
from yizhan.command.rehearsal.bookkeeping import percentile

PAST, TIMES = 100_000, 100
BOARD_MS = 150


def main() -> int:
    """Measure, print the table, and return 0 if every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matters", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the past, to see that it runs")
    quick = parser.parse_args().quick
    folder = Path(tempfile.mkdtemp(prefix="yizhan-bench-"))
    try:
        rows = list(measure_matters(Installation(folder / "matters"), PAST // (100 if quick else 1), TIMES))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = as_markdown(rows, machine(), "python -m benchmarks.matters")
    print(text[text.index("| what") :])
    return 0 if all(row.reached for row in rows) else 1


def measure_matters(place: Installation, past: int, times: int) -> Iterator[Row]:
    """Fill a site with matters and ask for every board of them, as its head does."""
    place.home.mkdir()
    made = place.run("benchmarks.matters_site", "--past", str(past))
    with place.served() as server:
        hand = Hand(server.url, f"/enter/{made['link']}/")
        empty = percentile(hand.server_times(["/healthz"], times), 0.99)
        taken = {
            board: hand.server_times([facts["address"]], times) for board, facts in made["boards"].items()
        }
    for board, facts in made["boards"].items():
        yield Goal(BOARD_MS, "ms").row(
            f"matters, {board}, {past} past and 500 open, {facts['queries']} queries, server, p99 of {times}",
            percentile(taken[board], 0.99), "empty page, p99", empty,
        )  # fmt: skip
    growth = max(facts["queries"] - facts["few"] for facts in made["boards"].values())
    yield Goal(0, "queries").row(
        "boards of matters: queries more than with 200 past and 20 open", growth, "none", 0
    )


if __name__ == "__main__":
    raise SystemExit(main())
