"""Real installations and real servers: the installed command in a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.support import workspace
from tests.support.databases import Store, alone
from tests.support.postgresql import Cluster, free_port
from tests.support.requirements import find_postgresql, lacking

ROOT = Path(__file__).parents[2]
TOLD = "told.json"
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 15.0
COMMAND_TIMEOUT_S = 120.0
LOG_TAIL = 4_000
SEED_LASTS_S = 300.0  # the buses of a demonstration come half an hour after it was loaded


@dataclass
class Installation:
    """A data folder with a migrated database, used through the command `yizhan` only."""

    home: Path
    database: str = ""
    environment: dict[str, str] = field(default_factory=dict, repr=False)
    links: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.environment = {**os.environ, "YIZHAN_HOME": str(self.home), **self.environment}
        self.environment.pop("DATABASE_URL", None)
        if self.database:
            self.environment["DATABASE_URL"] = self.database

    def yizhan(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `yizhan ARGUMENTS` here and return what it printed; a failure fails the test."""
        done = subprocess.run(
            command(*arguments), env=self.environment, cwd=self.home, check=False,
            capture_output=True, text=True, timeout=COMMAND_TIMEOUT_S,
        )  # fmt: skip
        if check and done.returncode != 0:
            said = f"{done.stdout}{done.stderr}"
            pytest.fail(f"yizhan {' '.join(arguments)} ended with {done.returncode}:\n{said}")
        return done

    def demonstrate(self) -> None:
        """Load the demonstration, with a one-time link for everybody of its crew."""
        self.links = self.seed("tests.support.demonstrate")

    def seed(self, module: str) -> dict[str, Any]:
        """Run a module that fills an installation and prints JSON; return what it printed.

        On SQLite a copy of what it made for another test just before will do.
        """
        if self.database:
            return _seed(self, module)
        kept = workspace.root() / module
        with alone(module):
            if not _is_fresh(kept):
                told = _seed(self, module)
                shutil.rmtree(kept, ignore_errors=True)
                shutil.copytree(self.home, kept)
                (kept / TOLD).write_text(json.dumps(told))
            shutil.copytree(kept, self.home, dirs_exist_ok=True)
        told = json.loads((self.home / TOLD).read_text())
        return dict(told)

    def link(self, username: str, base: str) -> str:
        """Return a one-time link for somebody, as `yizhan link` prints it."""
        if username in self.links:
            return f"{base}{self.links.pop(username)}"
        return self.yizhan("link", username, "--base", base).stdout.strip()


class Running(Protocol):
    """A process that leads a group of its own, as far as a server's test has to do with it."""

    @property
    def pid(self) -> int:
        """Its number, and its group's."""
        ...

    def poll(self) -> int | None:
        """None as long as it runs."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it is over; raises `subprocess.TimeoutExpired`."""
        ...


class Server:
    """`yizhan serve` in its own process group, so that a kill reaches its workers too."""

    def __init__(self, installation: Installation, *arguments: str) -> None:
        self.installation = installation
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._arguments = arguments
        self._log = installation.home / "serve.log"
        self._process: Running | None = None

    @property
    def group(self) -> int:
        """The process group of the running server and its workers."""
        if self._process is None:
            raise RuntimeError("the server does not run")
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers a request."""
        self._process = self.launch()
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"yizhan serve does not answer at {self.url}:\n{self.log()}")
            time.sleep(0.05)

    def launch(self) -> Running:
        """Start the process, which need not answer yet."""
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command("serve", "--port", str(self.port), *self._arguments),
                env=self.installation.environment, cwd=self.installation.home,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def answers(self) -> bool:
        """Tell whether the server gives any reply below 500."""
        try:
            with urlopen(f"{self.url}/", timeout=5) as reply:  # noqa: S310 - our own loopback address
                return bool(reply.status)
        except HTTPError as error:
            error.close()
            return error.code < 500
        except OSError:
            return False

    def stop(self) -> None:
        """Ask the server to end, and wait until it has."""
        self._end(signal.SIGTERM)

    def interrupt(self) -> bool:
        """Press Ctrl-C in the server's terminal; tell whether it ended in good time."""
        return self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server and its workers at once, as a crash would."""
        self._end(signal.SIGKILL)

    def log(self) -> str:
        """Return the end of what the server wrote."""
        return self._log.read_text(errors="replace")[-LOG_TAIL:]

    def _end(self, with_signal: signal.Signals) -> bool:
        if self._process is None:
            return True
        if self._process.poll() is None:
            os.killpg(self._process.pid, with_signal)
        try:
            self._process.wait(timeout=STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            return False
        else:
            return True
        finally:
            self._process = None


@pytest.fixture
def installation(tmp_path: Path, store: Store) -> Iterator[Installation]:
    """An installation of the test's own, on the run's database, migrated and otherwise empty."""
    home = tmp_path / "home"
    home.mkdir()
    name = store.copy(home)
    server = workspace.server()
    yield Installation(home, f"{server}{name}" if server else "")
    if server:
        store.drop(name)


@pytest.fixture
def serving(request: pytest.FixtureRequest) -> Iterator[Callable[..., Server]]:
    """A function that starts `yizhan serve` for an installation; what still runs ends with the test."""
    started: list[Server] = []

    def serve(installation: Installation, *arguments: str, kind: type[Server] = Server) -> Server:
        server = kind(installation, *arguments)
        started.append(server)
        server.start()
        return server

    yield serve
    for server in started:
        server.stop()
        request.node.add_report_section("call", f"log of {server.url}", server.log())


@pytest.fixture
def durable_postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of the test's own with fsync on, for tests that stop it in the middle."""
    programs = find_postgresql()
    if programs is None:
        lacking("PostgreSQL")
    cluster = Cluster(programs, durable=True)
    cluster.start()
    yield cluster
    cluster.remove()


def _is_fresh(kept: Path) -> bool:
    told = kept / TOLD
    return told.exists() and time.time() - told.stat().st_mtime < SEED_LASTS_S


def _seed(installation: Installation, module: str) -> dict[str, Any]:
    surroundings = {**installation.environment, "DJANGO_SETTINGS_MODULE": "yizhan.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", module], cwd=ROOT, env=surroundings, check=False,
        capture_output=True, text=True, timeout=COMMAND_TIMEOUT_S,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.fail(f"{module} ended with {done.returncode}:\n{done.stderr[-LOG_TAIL:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def command(*arguments: str) -> list[str]:
    """Return the command line of `yizhan ARGUMENTS` in this environment."""
    return [str(Path(sys.executable).parent / "yizhan"), *arguments]
