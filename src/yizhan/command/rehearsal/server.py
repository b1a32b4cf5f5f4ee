"""The server under rehearsal, in a process group of its own, so that a kill reaches all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from yizhan.core.programs import PROGRAM

START_TIMEOUT_S = 60.0
PAUSE_S = 0.02


class NoServer(RuntimeError):
    """The server did not start; the message ends with its log."""


class ServerProcess:
    """`yizhan serve` with an environment of its own, on a free port of this machine."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    @property
    def url(self) -> str:
        """The address under which it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> int:
        """The number of the serving process; raises RuntimeError when it does not run."""
        if self._process is None:
            raise RuntimeError("the server does not run")
        return self._process.pid

    def start(self) -> float:
        """Start, wait until it serves, and return how many seconds that took."""
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = self._launch(log)
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() - began > START_TIMEOUT_S:
                raise NoServer(self._log.read_text(errors="replace")[-2000:])
            time.sleep(PAUSE_S)
        return time.monotonic() - began

    def kill(self) -> None:
        """End it at once with all its workers, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._end(signal.SIGTERM)

    def _launch(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - this program, with arguments of our own
            [sys.executable, "-c", PROGRAM, "serve", "--port", str(self.port)], env=self._environment,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            with build_opener(ProxyHandler({})).open(f"{self.url}/healthz", timeout=5) as reply:
                return bool(reply.status == 200)
        except HTTPError as error:
            error.close()
            return False
        except (URLError, OSError):
            return False

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
