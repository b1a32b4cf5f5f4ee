"""How quickly the command starts, a killed server serves again, and `verify` reads a journal."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.bounds import empty_python, read_and_hash
from benchmarks.installation import ROOT, Installation
from benchmarks.table import Goal, Row
from yizhan.core.programs import PROGRAM

HELP_S, SERVING_AGAIN_S, ENTRIES_A_SECOND = 0.3, 3, 50_000


def measure_start(installation: Installation, times: int) -> Iterator[Row]:
    """Measure `yizhan --help`, and from the kill of a server to its first reply."""
    helped = statistics.median(_help(installation) for _ in range(times))
    bare = statistics.median(empty_python() for _ in range(times))
    yield Goal(HELP_S, "s").row(f"`yizhan --help`, median of {times}", helped, "`python -c pass`", bare)
    outages = []
    with installation.copied() as copy, copy.served() as server:
        for _ in range(max(times // 2, 3)):
            server.kill()
            outages.append(server.start())
    again = statistics.median(outages)
    title = f"serving again after kill -9, median of {len(outages)}"
    yield Goal(SERVING_AGAIN_S, "s").row(title, again, "`yizhan --help`", helped)


def measure_verify(past: Installation, empty: Installation, times: int) -> Iterator[Row]:
    """Measure `yizhan verify` as a whole process over the long past, and what of it is not its start."""
    entries, taken, started = 0, [], []
    for _ in range(times):
        entries, seconds = _verify(past)
        taken.append(seconds)
        started.append(_verify(empty)[1])
    whole, start = statistics.median(taken), statistics.median(started)
    bound = read_and_hash(past.home / "yizhan.sqlite3")
    title = f"`yizhan verify` of {entries} entries, median of {times}"
    goal = Goal(ENTRIES_A_SECOND, "entries/s", at_least=True)
    yield goal.row(f"{title}, start included", entries / whole, "their rows read and hashed alone", bound)
    yield goal.row(
        f"{title}, without the {start:.1f} s that it takes on a new site", entries / (whole - start),
        "their rows read and hashed alone", bound,
    )  # fmt: skip


def _help(installation: Installation) -> float:
    began = time.perf_counter()
    _yizhan(installation, "--help")
    return time.perf_counter() - began


def _verify(installation: Installation) -> tuple[int, float]:
    """Return how many entries there are, and the seconds that verifying them took."""
    began = time.perf_counter()
    done = _yizhan(installation, "verify", "--json")
    taken = time.perf_counter() - began
    report = json.loads(done.stdout)
    if not report["clean"]:
        raise RuntimeError(f"the journal that was written for this does not verify: {done.stdout[:2000]}")
    return sum(site["entries"] for site in report["sites"]), taken


def _yizhan(installation: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], env=installation.environment, cwd=ROOT, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
