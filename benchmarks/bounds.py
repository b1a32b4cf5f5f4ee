"""What this machine can do at best: the bounds that stand beside the figures."""

import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pysqlite3

from yizhan.core.chain import GENESIS, link_hash

BODY = bytes(300)


def raw_inserts(folder: Path, *, rate: float, seconds: float) -> list[float]:
    """Insert and commit one row a time with the product's durability; returns seconds for each.

    `rate` 0: as fast as it goes. Otherwise open loop: each counts from its intended moment.
    """
    path = folder / "bound.sqlite3"
    connection = pysqlite3.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body BLOB)")
    taken = []
    start = time.perf_counter()
    intended = start
    while time.perf_counter() - start < seconds:
        now = time.perf_counter()
        if rate and now < intended:
            time.sleep(intended - now)
        began = intended if rate else now
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry (body) VALUES (?)", (BODY,))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - began)
        intended += 1 / rate if rate else 0
    connection.close()
    path.unlink()
    return taken


def empty_pages(port: int, count: int) -> list[float]:
    """Ask the server for its emptiest page again and again; returns seconds for each."""
    connection = HTTPConnection("127.0.0.1", port)
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        taken.append(time.perf_counter() - began)
    connection.close()
    return taken


def read_and_hash(database: Path) -> float:
    """Read every entry of the journals in an SQLite file and hash it; returns entries a second."""
    connection = pysqlite3.connect(str(database))
    rows = connection.execute(
        "SELECT sequence, body, hash FROM stays_journalentry ORDER BY site_id, sequence"
    )
    entries, previous = 0, GENESIS
    began = time.perf_counter()
    for sequence, body, digest in rows:
        link_hash(previous, sequence, body)
        entries, previous = entries + 1, digest
    taken = time.perf_counter() - began
    connection.close()
    return entries / taken


def empty_python() -> float:
    """Start Python and end it; returns seconds."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began
