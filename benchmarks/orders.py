"""`python -m benchmarks.orders`: 300 parties order from 5 000 articles in ten minutes; all sums are exact.

Every party orders on its own page: the page, a group, a search, then four times two articles; and sixty more
are written down at the desk, a search and eight lines each. Each is a request of its own at its own moment of
the ten minutes: what a stalled server keeps waiting counts from when it was due. The bound is an empty page
of the same server in the same minutes.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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

ORDERS, AT_THE_DESK, MINUTES, LINES, ROOMS = 300, 60, 10.0, 8, 460
P99_MS, PAGE_KIB = 150, 40
AT_ONCE = 16
OWN_PAGE, DESK, EMPTY = "residents' own page", "written down at the desk", "empty page"
COOKIE, TOKEN = "yizhan_party", "b" * 32
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
        f"ordered; {ORDERS} parties order {LINES} each on their own page, {AT_THE_DESK} at the desk,",
        f"within {minutes:g} minutes. A party looks at the page, a group, a search, and sends two at once.",
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


@dataclass(frozen=True, slots=True)
class Job:
    """One request, `at` so many seconds after the first; `kind` is what it is measured as."""

    at: float
    kind: str
    method: str
    path: str
    body: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one article for one party."""

    article: str
    name: str
    cents: int
    quantity: int


class Run:
    """The parties' orders at their moments; what each must come to, and how long every request took."""

    def __init__(self, url: str, made: dict[str, Any], seconds: float) -> None:
        self._base, self._made, self._seconds = urlsplit(url), made, seconds
        self._staff = Hand(url, made["link"]).headers
        self.taken: dict[str, list[float]] = {OWN_PAGE: [], DESK: [], EMPTY: []}
        self.expected: dict[str, int] = {}
        self.heaviest = 0
        self._own = threading.local()

    def play(self) -> None:
        """Let every request be sent at its moment."""
        draw = random.Random(3)
        parties = draw.sample(self._made["parties"], ORDERS + AT_THE_DESK)
        jobs: list[Job] = []
        for number, party in enumerate(parties):
            begins = draw.random() * self._seconds * 0.95
            lines = [
                Line(article, name, cents, draw.randint(1, 3))
                for article, name, cents in draw.sample(self._made["articles"], LINES)
            ]
            self.expected[party] = sum(line.cents * line.quantity for line in lines)
            way = self._on_own_page if number < ORDERS else self._at_the_desk
            jobs += [*way(begins, party, lines), Job(begins, EMPTY, "GET", "/healthz", "", "")]
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as hands:
            for job in sorted(jobs, key=lambda job: job.at):
                time.sleep(max(0.0, began + job.at - time.monotonic()))
                hands.submit(self._ask, began + job.at, job).add_done_callback(_raise)

    def rows(self, told: dict[str, Any]) -> list[Row]:
        """Hold what was measured, and what was added up afterwards, against the goals."""
        wrong = sum(told["owed"].get(party, 0) != cents for party, cents in self.expected.items())
        wrong += told["shop"] != sum(self.expected.values())
        empty = percentile(self.taken[EMPTY], 0.99)
        timed = [
            Goal(P99_MS, "ms").row(
                f"{kind}: {len(self.taken[kind])} requests of {orders} orders, p99",
                percentile(self.taken[kind], 0.99), "empty page, p99", empty,
            )
            for kind, orders in ((OWN_PAGE, ORDERS), (DESK, AT_THE_DESK))
        ]  # fmt: skip
        heaviest = Goal(PAGE_KIB, "KiB").row(
            "the heaviest of these pages on a resident's phone", self.heaviest / 1024, "none", 0
        )
        sums = Goal(0, "sums").row(f"sums of {len(self.expected)} parties not exact", wrong, "none", 0)
        return [*timed, heaviest, sums]

    def _on_own_page(self, begins: float, party: str, lines: list[Line]) -> list[Job]:
        """The page, a group, a search, then two articles at a time."""
        cookie, pause = f"{COOKIE}={self._made['secrets'][party]}", self._seconds / 200
        looks = ("", "?group=" + quote("水果"), f"?text={quote(lines[0].name[:2])}")
        jobs = [Job(begins, OWN_PAGE, "GET", f"/r/party/order/{look}", "", cookie) for look in looks]
        for first in range(0, len(lines), 2):
            wanted = {f"want-{line.article}": line.quantity for line in lines[first : first + 2]}
            sent = {"command_id": str(uuid4()), "order_day": self._made["order"], **wanted}
            at = begins + (first + 1) * pause
            jobs.append(Job(at, OWN_PAGE, "POST", "/r/party/order/lines/", urlencode(sent), cookie))
        return jobs

    def _at_the_desk(self, begins: float, party: str, lines: list[Line]) -> list[Job]:
        """A search, then one line after another."""
        path = f"/s/{self._made['code']}/orders/{self._made['order']}/{party}/"
        jobs = [Job(begins, DESK, "GET", f"{path}?q={quote(lines[0].name[:2])}", "", "")]
        for number, line in enumerate(lines, start=1):
            sent = {"command_id": str(uuid4()), "article": line.article, "quantity": line.quantity}
            at = begins + number * self._seconds / 200
            jobs.append(Job(at, DESK, "POST", f"{path}lines/", urlencode(sent), ""))
        return jobs

    def _ask(self, due: float, job: Job) -> None:
        connection = self._connection()
        # A resident's phone has no session; what guards a form there is a token that it sends twice.
        cookie = f"{job.cookie}; csrftoken={TOKEN}" if job.cookie else self._staff["Cookie"]
        headers = {
            **self._staff, "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie,
            "X-CSRFToken": TOKEN if job.cookie else self._staff["X-CSRFToken"],
        }  # fmt: skip
        connection.request(job.method, job.path, body=job.body or None, headers=headers)
        reply = connection.getresponse()
        page = reply.read()
        if reply.status not in FOUND:
            raise RuntimeError(f"{job.method} {job.path}: {reply.status}")
        self.taken[job.kind].append((time.monotonic() - due) * 1000)
        if job.kind == OWN_PAGE:
            self.heaviest = max(self.heaviest, len(page))

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
