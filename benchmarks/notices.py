"""Notices handed to a mail server and a web hook while the process that does it is killed again and again.

`python -m benchmarks.notices`: 20 000 notices, each by mail and by web hook, the process killed 20 times in
the middle of its work. None may be lost, and whatever comes twice carries the key of the first time. Prints
its rows as JSON.
"""

import argparse
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.installation import Installation
from benchmarks.table import Goal, Row
from tests.support.outside import Taken, hook_server, mail_server

NOTICES, KILLS = 20_000, 20
DOMAIN = "station.invalid"
# Nobody waits longer than this for one more to arrive.
STANDSTILL_S = 120.0
PAUSE_S = 0.01


class Outside(Installation):
    """An installation whose notices go to servers of this machine."""

    mail_port = hook_port = 0
    database_url = ""

    @property
    def environment(self) -> dict[str, str]:
        """The usual environment, with mail and text messages set up."""
        return {
            **super().environment,
            **({"DATABASE_URL": self.database_url} if self.database_url else {}),
            "YIZHAN_MAIL": f"smtp://127.0.0.1:{self.mail_port}", "YIZHAN_MAIL_FROM": f"yizhan@{DOMAIN}",
            "YIZHAN_SMS": f"http://127.0.0.1:{self.hook_port}/",
        }  # fmt: skip


def main() -> int:
    """Measure, and return 0 if nothing was lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--notices", type=int, default=NOTICES)
    parser.add_argument("--kills", type=int, default=KILLS)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yizhan-notices-"))
    try:
        rows = list(measure_notices(Outside(folder), options.notices, options.kills))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps([asdict(row) for row in rows], indent=2))
    return 0 if all(row.reached for row in rows) else 1


def measure_notices(place: Outside, notices: int, kills: int) -> Iterator[Row]:
    """Fill an outbox, serve, kill who hands over so many times; compare what arrived with what was sent."""
    with mail_server() as mails, hook_server() as hooks:
        place.mail_port, place.hook_port = mails.port, hooks.port
        written = place.run("benchmarks.notices_site", "--notices", str(notices))
        began = time.monotonic()
        with place.served() as server:
            died = _kill_while_handing(server.process, mails, hooks, 2 * notices, kills)
            took = time.monotonic() - began
    mail_keys = [one.strip("<>").partition("@")[0] for one in mails.message_ids]
    arrived = {"mail": mail_keys, "sms": hooks.keys}
    lost = sum(len(set(written[way]) - set(keys)) for way, keys in arrived.items())
    strange = sum(len(set(keys) - set(written[way])) for way, keys in arrived.items())
    repeats = sum(len(keys) - len(set(keys)) for keys in arrived.values())
    what = f"{notices} notices by mail and by web hook, the process killed {died} times"
    yield Goal(kills, "kills", at_least=True).row(f"{what}: kills", died, "asked for", kills)
    yield Goal(0, "lost").row(f"{what}: lost", lost, "none", 0)
    yield Goal(0, "unknown").row(f"{what}: arrived with a key that nobody wrote", strange, "none", 0)
    # What a killed process had handed over and not yet written down comes again: at most ten of each way.
    yield Goal(kills * 20, "repeats").row(f"{what}: repeats, each with its first key", repeats, "none", 0)
    yield Goal(1800, "s").row(f"{what}: until everything arrived", took, "none", 0)


def _kill_while_handing(server: int, mails: Taken, hooks: Taken, wanted: int, kills: int) -> int:
    """Kill after each share of what is to arrive; returns how many times, once everything is there."""
    died = last = 0
    moved = time.monotonic()
    while len(hooks.hooks) + len(mails.mails) < wanted or _different(mails, hooks) < wanted:
        here = len(hooks.hooks) + len(mails.mails)
        if here > last:
            last, moved = here, time.monotonic()
        if time.monotonic() - moved > STANDSTILL_S:
            break
        if died < kills and here >= wanted * (died + 1) // (kills + 1):
            died += _kill_worker(server)
        time.sleep(PAUSE_S)
    return died


def _different(mails: Taken, hooks: Taken) -> int:
    return len(set(mails.message_ids)) + len(set(hooks.keys))


def _kill_worker(server: int) -> int:
    """Kill the process that hands over: the only grandchild of the server. Returns how many were killed."""
    children = _children(server)
    workers = [one for child in children for one in _children(child)]
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    return min(len(workers), 1)


def _children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(facts[1]) == process and facts[0] != "Z":
            found.append(int(path.parent.name))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
