"""From a dead server to a standby that serves, and what continuous backup loses, over a long journal.

`python -m benchmarks.standby --entries 1000000`: a copy is made again and again while phones tap; the
server is killed; a standby restores the last whole copy in an empty folder and serves; phones send
again what they sent. Prints its rows as JSON.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import httpx

from benchmarks.installation import ROOT, Installation
from benchmarks.table import Goal, Row
from tests.fault.senders import Sender, senders_of
from yizhan.cli.manifest import copies_in, read_manifest
from yizhan.command.rehearsal.server import ServerProcess
from yizhan.core.programs import PROGRAM

TAKES_OVER_S, LOST_S, EVERY_S = 600, 60, 60
# A stay of the generated past has an arrival and an end, and each two share a room.
ENTRIES_OF_A_STAY = 2.5
PHONES, ROOMS = 5, 500
COPIES = 2


def main() -> int:
    """Measure with a past of its own, and return 0 if both figures are reached."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--entries", type=int, default=1_000_000, help="length of the journal (default 1 000 000)"
    )
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yizhan-standby-"))
    try:
        past = Installation(folder / "past")
        past.fill(rooms=ROOMS, stays=int(options.entries / ENTRIES_OF_A_STAY), phones=PHONES)
        rows = list(measure_standby(past, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps([asdict(row) for row in rows], indent=2))
    return 0 if all(row.reached for row in rows) else 1


def measure_standby(past: Installation, folder: Path) -> Iterator[Row]:
    """Let a server die under load with copies being made, and take over from the last whole one."""
    series, home = folder / "series", folder / "standby"
    with past.served() as server, _Copying(past, series):
        senders = senders_of(past.site, server.url)
        for sender in senders:
            sender.start()
        while len(copies_in(series)) < COPIES:
            time.sleep(1)
        # Just before the next copy is whole is the worst moment to die.
        time.sleep(EVERY_S / 2)
        server.kill()
        died = time.time()
    for sender in senders:
        sender.end()
    newest = copies_in(series)[0]
    copied = datetime.fromisoformat(read_manifest(newest).made_at).timestamp()
    began = time.monotonic()
    home.mkdir()
    standby = Installation(home)
    _yizhan(standby, "restore", str(series))
    entries = _entries(newest)
    with standby.served() as again:
        took = time.monotonic() - began
        missing = _send_again(again, senders)
    database = home / "yizhan.sqlite3"
    size = database.stat().st_size
    yield Goal(TAKES_OVER_S, "s").row(
        f"dead server to serving standby, {entries} entries, {size / 2**20:.0f} MiB", took,
        "reading the copy once", _read_once(database),
    )  # fmt: skip
    yield Goal(LOST_S, "s").row(
        f"continuous backup every {EVERY_S} s: lost at death", died - copied, "one turn", EVERY_S
    )
    lacked = sum(moment >= copied for sender in senders for moment, _tap in sender.sent)
    yield Goal(0, "taps").row(
        f"of {lacked} taps that the copy lacked, missing after phones sent again", missing, "none", 0
    )


class _Copying:
    """Continuous backup of an installation, in a process of its own."""

    def __init__(self, past: Installation, series: Path) -> None:
        self._command = [sys.executable, "-c", PROGRAM, "backup", str(series), "--every", str(EVERY_S),
                         "--keep", str(COPIES), "--try-every", "0"]  # fmt: skip
        self._environment = past.environment

    def __enter__(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment, cwd=ROOT)

    def __exit__(self, *_fault: object) -> None:
        self._process.kill()
        self._process.wait()


def _send_again(again: ServerProcess, senders: list[Sender]) -> int:
    """Send every tap again as phones do; returns how many the standby does not have then."""
    missing = 0
    for sender in senders:
        mine = [tap for _moment, tap in sender.sent]
        for start in range(0, len(mine), 50):
            reply = httpx.post(
                f"{again.url}/api/v1/commands", json=mine[start : start + 50], headers=sender.headers,
                timeout=60, trust_env=False,
            )  # fmt: skip
            missing += sum(one["status"] != "accepted" for one in reply.json())
    return missing


def _read_once(database: Path) -> float:
    """Return how many seconds it takes to read a file, which a restore does twice."""
    began = time.perf_counter()
    with database.open("rb") as file:
        while file.read(2**20):
            pass
    return time.perf_counter() - began


def _entries(copy: Path) -> int:
    return sum(head["sequence"] for head in read_manifest(copy).heads)


def _yizhan(installation: Installation, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], env=installation.environment, cwd=ROOT, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
