"""R1, R2: the server, or its database, is killed while phones write; what was acknowledged is there, once."""

import contextlib
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from benchmarks.hands import Hand
from benchmarks.load import taps_without_end
from tests.fault.senders import make_site, run_module
from tests.fault.warm import WarmServer
from tests.support import workspace
from tests.support.postgresql import Cluster
from tests.support.servers import Installation, Server

PHONES = 4
# Seconds of processor until it serves again, which on an idle machine are those of the wall at most; there
# `make bench` measures the wall's. Beside other tests two threads share a core, and a second does half.
SERVING_AGAIN_S = 3.0
SHARED = 2
PAUSE_S = 0.02
PATIENCE_S = 60.0
LIFE_S = (0.05, 0.6)
COLD_EVERY = 10
DATABASE = "kills"
ASKING = """
import json
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT name, setting FROM pg_settings"
                   " WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')")
    print(json.dumps(dict(cursor.fetchall())))
"""

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(workspace.server() is not None, reason="plays on both databases in the run on SQLite"),
]


@pytest.mark.parametrize(
    ("kills", "seed"),
    [pytest.param(50, 1, id="quick"), pytest.param(2000, 2, id="long", marks=pytest.mark.soak)],
)
def test_kills_lose_and_double_nothing_on_sqlite(
    tmp_path: Path, serving: Callable[..., Server], kills: int, seed: int
) -> None:
    _kill_while_writing(Installation(_home(tmp_path)), serving, kills, seed)


@pytest.mark.parametrize(
    ("kills", "seed"),
    [pytest.param(10, 3, id="quick"), pytest.param(2000, 4, id="long", marks=pytest.mark.soak)],
)
def test_kills_lose_and_double_nothing_on_postgresql(
    tmp_path: Path, durable_postgresql: Cluster, serving: Callable[..., Server], kills: int, seed: int
) -> None:
    _kill_while_writing(_installed(tmp_path, durable_postgresql), serving, kills, seed)


@pytest.mark.parametrize(
    ("stops", "seed"),
    [pytest.param(3, 5, id="quick"), pytest.param(20, 6, id="long", marks=pytest.mark.soak)],
)
def test_a_database_that_stops_at_once_loses_and_doubles_nothing(
    tmp_path: Path, durable_postgresql: Cluster, serving: Callable[..., Server], stops: int, seed: int
) -> None:
    """The server goes on meanwhile: it takes up its work again by itself."""
    installation = _installed(tmp_path, durable_postgresql)
    assert _durability(installation) == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}

    def stop(_server: Server) -> None:
        durable_postgresql.stop("immediate")
        durable_postgresql.start()

    _fail_while_writing(installation, serving, stop, stops, seed)


def _kill_while_writing(
    installation: Installation, serving: Callable[..., Server], kills: int, seed: int
) -> None:
    """Every tenth time it starts as after any crash, and is timed; else it is forked from what was loaded."""
    starts, turns = [], count(1)

    def kill(server: Server) -> None:
        assert isinstance(server, WarmServer)
        server.kill()
        server.cold = next(turns) % COLD_EVERY == 0
        server.start()
        if server.cold:
            starts.append(_processor_seconds(server.group))

    _fail_while_writing(installation, partial(serving, kind=WarmServer), kill, kills, seed)
    assert len(starts) == kills // COLD_EVERY
    assert statistics.median(starts) <= SERVING_AGAIN_S * SHARED, starts


def _fail_while_writing(
    installation: Installation, serving: Callable[..., Server], fail: Callable[[Server], None], times: int,
    seed: int,
) -> None:  # fmt: skip
    site = make_site(installation, PHONES)
    server = serving(installation)
    kept = installation.home / "acknowledged"
    writers = [_Writer(server.url, site, phone, kept) for phone in site["phones"]]
    for writer in writers:
        writer.start()
    chance = random.Random(seed)
    for _ in range(times):
        _wait_for_more(kept)
        time.sleep(chance.uniform(*LIFE_S))
        fail(server)
    _wait_for_more(kept)
    for writer in writers:
        writer.end()
    recount = json.loads(run_module(installation, "tests.fault.recount", str(kept)))
    assert [fault for writer in writers for fault in writer.faults] == [], seed
    assert (recount["lost"], recount["doubled"]) == ([], []), seed
    assert recount["people"] == recount["counted"], seed
    assert recount["receipts"] == recount["acknowledged"] > times, seed
    installation.yizhan("verify")


class _Writer(threading.Thread):
    """A phone that sends each tap until it is acknowledged, and then writes that down for good."""

    def __init__(self, url: str, site: dict[str, Any], phone: dict[str, Any], kept: Path) -> None:
        super().__init__(daemon=True)
        self.faults: list[str] = []
        self._url = url
        self._headers = Hand(url, phone["link"]).headers
        self._taps = taps_without_end(site, phone)
        self._kept = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._over = threading.Event()

    def run(self) -> None:
        with httpx.Client(base_url=self._url, timeout=30, trust_env=False) as client:
            for tap in self._taps:
                if self._over.is_set():
                    break
                self._send(client, tap)

    def end(self) -> None:
        """Let the tap that is on its way arrive, and stop."""
        self._over.set()
        self.join(60)
        os.close(self._kept)

    def _send(self, client: httpx.Client, tap: dict[str, Any]) -> None:
        while True:
            try:
                reply = client.post("/api/v1/commands", json=[tap], headers=self._headers)
            except httpx.TransportError:
                time.sleep(PAUSE_S)
                continue
            if reply.status_code == 503:
                time.sleep(PAUSE_S)
                continue
            if reply.status_code != 200 or reply.json()[0]["status"] != "accepted":
                self.faults.append(f"{reply.status_code} {reply.text[:300]}")
            else:
                self._acknowledge(tap)
            return

    def _acknowledge(self, tap: dict[str, Any]) -> None:
        os.write(self._kept, (json.dumps({"id": tap["id"], "action": tap["action"]}) + "\n").encode())
        os.fsync(self._kept)


def _wait_for_more(kept: Path) -> None:
    """Every life of the server acknowledges something, however busy the machine is."""
    known, deadline = kept.stat().st_size, time.monotonic() + PATIENCE_S
    while kept.stat().st_size == known:
        assert time.monotonic() < deadline, "nothing is acknowledged any more"
        time.sleep(PAUSE_S)


def _processor_seconds(group: int) -> float:
    """Return the seconds of processor that a process group has used so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _durability(installation: Installation) -> dict[str, str]:
    """Return what the product's own connections to PostgreSQL work under."""
    asked = run_module(
        installation, "django", "shell", "-v", "0", "--settings", "yizhan.config.settings", "-c", ASKING
    )
    return dict(json.loads(asked))


def _installed(tmp_path: Path, cluster: Cluster) -> Installation:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}".encode())
    return Installation(_home(tmp_path), cluster.url(DATABASE))


def _home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home
