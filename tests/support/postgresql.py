"""A throw-away PostgreSQL: made in a temporary folder, run as someone unprivileged, gone after the run."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

START_TIMEOUT_S = 30.0


class Cluster:
    """One PostgreSQL server process with its own data folder, on a free port of the loopback."""

    def __init__(self, programs: Path, *, durable: bool) -> None:
        """`durable=False` switches fsync off: right for tests of behaviour, wrong for tests of faults."""
        self._programs = programs
        self._durable = durable
        self._owner = _unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="yizhan-pg-"))
        self.port = free_port()
        if self._owner:
            shutil.chown(self.folder, self._owner)
        self._initialise()

    def url(self, database: str) -> str:
        """Return the address of `database` as the product reads it from DATABASE_URL."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "max_connections": 200}
        options["unix_socket_directories"] = str(self.folder)
        if not self._durable:
            options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", *arguments],
                stdout=log, stderr=log, cwd=self.folder, **self._as_owner(),
            )  # fmt: skip
        self._wait_until_ready()

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server: `fast` in order, `immediate` as a power cut would."""
        if self._process is not None:
            arguments = ["-D", self.folder / "data", "-w", "-m", mode, "stop"]
            command = [self._programs / "pg_ctl", *arguments]
            subprocess.run(command, check=False, capture_output=True, cwd=self.folder, **self._as_owner())
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [self._programs / "initdb", "-D", self.folder / "data", *options]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._as_owner())

    def _wait_until_ready(self) -> None:
        options = ["-h", "127.0.0.1", "-p", str(self.port), "-q"]
        probe = [self._programs / "pg_isready", *options]
        deadline = time.monotonic() + START_TIMEOUT_S
        while subprocess.run(probe, check=False).returncode != 0:
            if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.02)

    def _as_owner(self) -> dict[str, Any]:
        if self._owner is None:
            return {}
        return {"user": self._owner, "group": pwd.getpwnam(self._owner).pw_gid, "extra_groups": []}


def free_port() -> int:
    """Return a port of the loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _unprivileged() -> str | None:
    """Return whom to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
