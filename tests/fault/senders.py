"""Phones that send each tap until it is acknowledged, and know when it was."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from benchmarks.hands import Hand
from benchmarks.load import taps_of
from tests.support.servers import Installation

ROOT = Path(__file__).parents[2]
PAUSE_S = 0.05
BUSY = 503


@dataclass
class Sender(threading.Thread):
    """One phone: `sent` are its acknowledged commands with the moment of the acknowledgement."""

    url: str
    headers: dict[str, str]
    taps: Iterator[dict[str, Any]]
    most: int = 10**9
    sent: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    tries: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Send tap after tap, each until the server has said what became of it."""
        with httpx.Client(timeout=30, trust_env=False, headers=self.headers) as client:
            while len(self.sent) < self.most and not self._over.is_set():
                tap = next(self.taps, None)
                if tap is None:
                    return
                self._send(client, tap)

    def end(self) -> None:
        """Stop with the tap that is on its way."""
        self._over.set()
        self.join(60)

    def _send(self, client: httpx.Client, tap: dict[str, Any]) -> None:
        while not self._over.is_set():
            self.tries += 1
            try:
                reply = client.post(f"{self.url}/api/v1/commands", json=[tap])
            except httpx.TransportError:
                time.sleep(PAUSE_S)
                continue
            if reply.status_code == BUSY:
                self.refusals.append(reply.text)
                time.sleep(PAUSE_S)
                continue
            self._note(tap, reply)
            return

    def _note(self, tap: dict[str, Any], reply: httpx.Response) -> None:
        if reply.status_code != 200 or reply.json()[0]["status"] != "accepted":
            raise AssertionError(f"{reply.status_code} {reply.text[:300]}")
        self.sent.append((time.time(), tap))


def make_site(installation: Installation, phones: int) -> dict[str, Any]:
    """Fill an installation with a small site and so many phones."""
    made: dict[str, Any] = json.loads(
        run_module(installation, "benchmarks.site", "--rooms", "20", "--phones", str(phones))
    )
    return made


def senders_of(
    site: dict[str, Any], url: str, *, through: str = "", most: int = 10**9, hands: int = 1
) -> list[Sender]:
    """Sign the site's phones in at `url`; they send through another address if one is given.

    With several `hands` a phone sends so many taps at once, each hand its own share of them.
    """
    senders = []
    for phone in site["phones"]:
        headers = Hand(url, phone["link"]).headers | {"Accept-Language": "en"}
        for hand in range(hands):
            taps = islice(taps_of(site, phone), hand, None, hands)
            senders.append(Sender(through or url, headers, taps, most))
    return senders


def recount(installation: Installation, acknowledged: list[dict[str, Any]]) -> dict[str, Any]:
    """Count again what the phones hold acknowledgements for."""
    kept = installation.home / "acknowledged"
    kept.write_text("".join(f"{json.dumps(tap)}\n" for tap in acknowledged))
    counted: dict[str, Any] = json.loads(run_module(installation, "tests.fault.recount", str(kept)))
    return counted


def run_module(installation: Installation, module: str, *arguments: str) -> str:
    """Run a module with the installation's environment and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=installation.environment, cwd=ROOT, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
