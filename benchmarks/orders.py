"""`python -m benchmarks.orders`: 300 parties order from 5 000 articles in ten minutes; all sums are exact.

Each party's order is a search and eight lines, each a request of its own, at its own moment of the ten
minutes: what a stalled server keeps waiting counts from when it was due. The bound is an empty page of the
same server in the same minutes.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

from benchmarks.hands import Hand
from benchmarks.installation import ROOT, Installation
from benchmarks.machine import machine
from benchmarks.table import Goal, Row, keep
from yizhan.command.rehearsal.bookkeeping import percentile

ORDERS, MINUTES, LINES, ROOMS = 300, 10.0, 8, 400
P99_MS = 150
AT_ONCE = 16
FOUND = (200, 302)
PAGE = ROOT / "docs" / "benchmarks-orders.md"


def main() -> int:
    """Measure, and return 0 if the figures are reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orders", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="the orders come within (default 10)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yizhan-orders-") as folder:
        shop = Installation(Path(folder) / "shop")
        shop.home.mkdir()
        made = shop.run("benchmarks.shop", "--rooms", str(ROOMS))
        with shop.served() as server:
            run = Run(server.url, made, options.minutes * 60)
            run.play()
        told = shop.run("benchmarks.shop", "--sums")
    rows = run.rows(told)
    text = _page(rows, len(made["articles"]), options.minutes)
    print(text)
    if options.minutes >= MINUTES:
        keep(PAGE, text)
    return 0 if all(row.reached for row in rows) else 1


def _page(rows: list[Row], articles: int, minutes: float) -> str:
    known = machine()
    return "\n".join((
        "# Group orders",
        "",
        f"`python -m benchmarks.orders` measures and writes this page: {articles} articles that can be",
        f"ordered, {ORDERS} orders of {LINES} lines within {minutes:g} minutes, each line a request.",
        f"{known['processor']}, {known['cores']} cores, load before {known['load before']}, {known['day']}.",
        "",
        "| group orders | reach | measured | bound | its value |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {row.what} | {row.reach} | {row.measured} {row.unit} | {row.bound} | {row.bound_value} |"
            for row in rows
        ),
        "",
    ))  # fmt: skip


class Run:
    """The parties' orders at their moments; what each must come to, and how long every request took."""

    def __init__(self, url: str, made: dict[str, Any], seconds: float) -> None:
        self._base, self._made, self._seconds = urlsplit(url), made, seconds
        self._headers = {
            **Hand(url, made["link"]).headers, "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.taken: list[float] = []
        self.empty: list[float] = []
        self.expected: dict[str, int] = {}
        self._own = threading.local()

    def play(self) -> None:
        """Let every request be sent at its moment."""
        draw = random.Random(3)
        parties = draw.sample(self._made["parties"], ORDERS)
        jobs = []
        for party in parties:
            begins = draw.random() * self._seconds * 0.95
            path = f"/s/{self._made['code']}/orders/{self._made['order']}/{party}/"
            chosen = draw.sample(self._made["articles"], LINES)
            jobs.append((begins, "GET", f"{path}?q={quote(chosen[0][1][:2])}", ""))
            for number, (article, _, cents) in enumerate(chosen, start=1):
                quantity = draw.randint(1, 3)
                self.expected[party] = self.expected.get(party, 0) + quantity * cents
                sent = {"command_id": str(uuid4()), "article": article, "quantity": quantity}
                jobs.append((begins + number * self._seconds / 200, "POST", f"{path}lines/", urlencode(sent)))
            jobs.append((begins, "GET", "/healthz", ""))
        jobs.sort()
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as hands:
            for job in jobs:
                time.sleep(max(0.0, began + job[0] - time.monotonic()))
                hands.submit(self._ask, began + job[0], *job[1:]).add_done_callback(_raise)

    def rows(self, told: dict[str, Any]) -> list[Row]:
        """Hold what was measured, and what was added up afterwards, against the goals."""
        wrong = sum(told["owed"].get(party, 0) != cents for party, cents in self.expected.items())
        wrong += told["shop"] != sum(self.expected.values())
        empty = percentile(self.empty, 0.99)
        return [
            Goal(P99_MS, "ms").row(
                f"{len(self.taken)} requests of {ORDERS} orders, p99", percentile(self.taken, 0.99),
                "empty page, p99", empty,
            ),
            Goal(0, "sums").row(f"sums of {len(self.expected)} parties not exact", wrong, "none", 0),
        ]  # fmt: skip

    def _ask(self, due: float, method: str, path: str, body: str) -> None:
        connection = self._connection()
        connection.request(method, path, body=body or None, headers=self._headers)
        reply = connection.getresponse()
        reply.read()
        if reply.status not in FOUND:
            raise RuntimeError(f"{method} {path}: {reply.status}")
        took = (time.monotonic() - due) * 1000
        (self.empty if path == "/healthz" else self.taken).append(took)

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._base.hostname or "", self._base.port)
        found: HTTPConnection = self._own.connection
        return found


def _raise(done: Any) -> None:
    if done.exception():
        print(json.dumps({"fault": str(done.exception())}), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
