"""`python -m benchmarks.obligations`: what is due for 100 000 stays, worked out anew without writing it.

Every stay has an anchor of its own, to the minute, and they come in no order; protocols are mixed, all that
ship and ask for anything. Each run is a process of its own, so that nothing is known beforehand. Seconds are
those of one processor core. The bound is what the same dues cost if they are only made, by nobody's rule.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks.machine import machine
from benchmarks.table import Goal, Row, as_markdown

if TYPE_CHECKING:
    from yizhan.protocols.facts import Facts
    from yizhan.protocols.schema import Protocol

STAYS, FEWER, TIMES = 100_000, 10_000, 5
SECONDS, GROWTH = 10, 11
RULED = {"day_one": "day_after_anchor", "days": 10, "ends_at": "09:00"}


def main() -> int:
    """Measure, print the table, and return 0 if every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.obligations", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="once each, to see that it runs")
    options = parser.parse_args()
    rows = list(measure_obligations(1 if options.quick else TIMES))
    text = as_markdown(rows, machine(), "python -m benchmarks.obligations")
    print(text[text.index("| what") :])
    return 0 if all(row.reached for row in rows) else 1


def measure_obligations(times: int) -> Iterator[Row]:
    """Work the dues of many and of fewer stays out, side by side in turns; medians."""
    runs: dict[int, list[tuple[float, float]]] = {STAYS: [], FEWER: []}
    for _turn in range(times):
        for stays, found in runs.items():
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                found.append(process.submit(_run, stays).result())
    many, fewer = (
        [statistics.median(column) for column in zip(*runs[stays], strict=True)] for stays in (STAYS, FEWER)
    )
    yield Goal(SECONDS, "s").row(
        f"dues of {STAYS} stays, mixed protocols, one core, median of {times}", many[0],
        "the same dues made by no rule", many[1],
    )  # fmt: skip
    yield Goal(GROWTH, "times").row(
        f"the same as against {FEWER} stays, side by side", many[0] / fewer[0],
        "stays, times as many", STAYS / FEWER,
    )  # fmt: skip


def _run(stays: int) -> tuple[float, float]:
    """Return the seconds that the dues of so many stays take, and those of only making them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.protocols.calendar import calendar  # noqa: PLC0415 - the settings are said by now
    from yizhan.protocols.facts import Due  # noqa: PLC0415

    known = list(_stays(stays))
    dues = open_ones = 0
    last: Due | None = None
    began = time.process_time()
    for one, facts in known:
        made = calendar(one, facts)
        dues += len(made.dues)
        open_ones += bool(made.open) or not made.phases
        last = made.dues[-1] if made.dues else last
    took = time.process_time() - began
    if open_ones or last is None or dues < stays:
        raise RuntimeError("a stay of the benchmark was not worked out")
    began = time.process_time()
    for _number in range(dues):
        Due(last.kind, last.phase, last.day, last.opens_at, last.closes_at, last.reason)
    return took, time.process_time() - began


def _stays(count: int) -> Iterator[tuple["Protocol", "Facts"]]:
    """Yield stays under every protocol in turn, each with a minute of its own, in no order."""
    from yizhan.protocols.facts import Anchor, Facts  # noqa: PLC0415 - the settings are said by now
    from yizhan.protocols.points import open_points, ruled  # noqa: PLC0415
    from yizhan.protocols.reading import shelf  # noqa: PLC0415

    protocols = [
        ruled(one, {point.key: RULED[point.field] for point in open_points(one)}, (UUID(int=1),))
        for one in shelf().protocols.values()
        if one.anchor is not None and not one.requires_nothing
    ]
    zone, first = ZoneInfo("Asia/Shanghai"), datetime(2026, 1, 1, tzinfo=UTC)
    minutes = list(range(count))
    random.Random(count).shuffle(minutes)
    for number, minute in enumerate(minutes):
        one, at = protocols[number % len(protocols)], first + timedelta(minutes=minute)
        events = {
            Anchor.FIRST_EXPOSURE: at - timedelta(hours=9),
            Anchor.SITE_ADMISSION: at + timedelta(hours=30),
        }
        if one.anchor:
            events[one.anchor] = at
        yield one, Facts(zone, tuple(events.items()))


if __name__ == "__main__":
    sys.exit(main())
