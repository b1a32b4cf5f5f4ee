"""How quickly taps are acknowledged: at the pace of twenty phones, and as fast as connections can."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bounds import empty_pages, raw_inserts
from benchmarks.installation import Installation
from benchmarks.table import Goal, Row
from yizhan.command.rehearsal.bookkeeping import percentile

PHONES, TAPS_A_SECOND = 20, 2.0
CONNECTIONS = 16
P99_MS, P99_TO_EMPTY, FAST_P99_MS, FASTEST = 100, 2, 250, 200


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how often is measured."""

    seconds: float
    runs: int
    fast_seconds: float
    fast_runs: int


@dataclass(frozen=True, slots=True)
class _Run:
    p99_ms: float
    a_second: float


def measure_pace(past: Installation, empty: Installation, pace: Pace, folder: Path) -> Iterator[Row]:
    """Twenty phones with two taps a second each, on a long past and on none, turn about."""
    with_past: list[_Run] = []
    without: list[_Run] = []
    for _ in range(pace.runs):
        with_past.append(_run(past, PHONES, TAPS_A_SECOND, pace.seconds))
        without.append(_run(empty, PHONES, TAPS_A_SECOND, pace.seconds))
    raw = raw_inserts(folder, rate=PHONES * TAPS_A_SECOND, seconds=min(pace.seconds, 20))
    p99 = statistics.median(run.p99_ms for run in with_past)
    p99_empty = statistics.median(run.p99_ms for run in without)
    bound = percentile(raw, 0.99) * 1000
    title = f"taps, {PHONES} phones × {TAPS_A_SECOND:g}/s × {pace.seconds:g} s, median of {pace.runs}, SQLite"
    yield Goal(P99_MS, "ms").row(
        f"{title}, long past: p99", p99, "raw SQLite insert at that pace, p99", bound
    )
    yield Goal(P99_MS, "ms").row(
        f"{title}, no past: p99", p99_empty, "raw SQLite insert at that pace, p99", bound
    )
    yield Goal(P99_TO_EMPTY, "×").row("the one p99 to the other", p99 / p99_empty, "no difference", 1.0)


def measure_speed(name: str, past: Installation, pace: Pace, folder: Path) -> Iterator[Row]:
    """Sixteen connections, each as fast as it gets its answers."""
    runs = [_run(past, CONNECTIONS, 0.0, pace.fast_seconds) for _ in range(pace.fast_runs)]
    raw = raw_inserts(folder, rate=0, seconds=min(pace.fast_seconds, 10))
    speed = statistics.median(run.a_second for run in runs)
    p99 = statistics.median(run.p99_ms for run in runs)
    title = f"taps, {CONNECTIONS} connections at full speed, median of {pace.fast_runs}, {name}"
    best = len(raw) / sum(raw)
    yield Goal(FASTEST, "/s", at_least=True).row(title, speed, "raw SQLite inserts, one connection", best)
    with past.copied() as copy, copy.served() as server:
        page = percentile(empty_pages(server.port, 300), 0.99) * 1000
    yield Goal(FAST_P99_MS, "ms").row(f"{title}: p99", p99, "empty page of the same server, p99", page)


def _run(installation: Installation, connections: int, rate: float, seconds: float) -> _Run:
    with installation.copied() as copy, copy.served() as server:
        order = {
            "url": server.url,
            "site": copy.site,
            "connections": connections,
            "rate": rate,
            "seconds": seconds,
        }
        seen = copy.run("benchmarks.load", order=order)
    if seen["refused"]:
        raise RuntimeError(f"{len(seen['refused'])} taps were not accepted: {seen['refused'][0]}")
    return _Run(percentile(seen["latencies"], 0.99) * 1000, len(seen["latencies"]) / seen["seconds"])
