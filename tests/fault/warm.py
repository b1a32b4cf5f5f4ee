"""A server that is begun again by a fork of a program which has been loaded, and is killed like any other.

What a kill puts to the test is what stands on the disk, and not that the program is read from it once more:
that takes a second of a processor each time. Run as a program it begins servers; each line of its input
holds the arguments of one, and it answers with the process that serves.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import IO

from tests.support.servers import ROOT, STOP_TIMEOUT_S, Installation, Running, Server

LOOKS_EVERY_S = 0.01


class WarmServer(Server):
    """`yizhan serve`, forked from a program that has been loaded, unless it is to start `cold`."""

    cold = False

    def __init__(self, installation: Installation, *arguments: str) -> None:
        super().__init__(installation, *arguments)
        self._loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.warm", str(self._log)], cwd=ROOT, text=True,
            env=installation.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def launch(self) -> Running:
        """Have the loaded program fork a server, or start one as anybody does."""
        if self.cold:
            return super().launch()
        asked, told = self._loaded.stdin, self._loaded.stdout
        assert asked
        assert told
        asked.write(json.dumps(["serve", "--port", str(self.port), *self._arguments]) + "\n")
        asked.flush()
        return _Forked(int(told.readline()))

    def stop(self) -> None:
        """End the server, and then what it was forked from."""
        super().stop()
        self._loaded.communicate()


class _Forked:
    """A process that is somebody else's child: it is over when its parent has taken it away."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return 0 if it is over, as far as anybody can tell who is not its parent."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it is over."""
        deadline = time.monotonic() + (timeout or STOP_TIMEOUT_S)
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("yizhan serve", timeout or STOP_TIMEOUT_S)
            time.sleep(LOOKS_EVERY_S)
        return 0


def _fork(arguments: list[str], log: str) -> int:
    child = os.fork()
    if child:
        return child
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written, nothing = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), os.open(os.devnull, os.O_RDONLY)
    for of_child, taken in ((0, nothing), (1, written), (2, written)):
        os.dup2(taken, of_child)
    from yizhan.cli import main

    os._exit(main(arguments))


def begin_servers(asked: IO[str], told: IO[str], log: str) -> None:
    """Load the program, and fork a server for every line."""
    import django

    from yizhan.cli.serve import load_application

    django.setup()
    load_application()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in asked:
        told.write(f"{_fork(json.loads(line), log)}\n")
        told.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    begin_servers(sys.stdin, sys.stdout, sys.argv[1])
