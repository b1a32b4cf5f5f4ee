"""Installations that are measured: an own folder, an own database, a server in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.support.postgresql import Cluster
from yizhan.command.rehearsal.server import ServerProcess

ROOT = Path(__file__).parents[1]
TEMPLATE = "filled"


@dataclass
class Installation:
    """A data folder, with a database of a PostgreSQL cluster where there is one."""

    home: Path
    cluster: Cluster | None = None
    database: str = TEMPLATE
    site: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this installation."""
        names = {name: value for name, value in os.environ.items() if not name.startswith("YIZHAN_")}
        names.pop("DATABASE_URL", None)
        names |= {"YIZHAN_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "yizhan.config.settings"}
        if self.cluster:
            names["DATABASE_URL"] = self.cluster.url(self.database)
        return names

    def run(self, module: str, *arguments: str, order: Any = None) -> Any:
        """Run one of these modules in a process of its own and return the JSON that it prints."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], env=self.environment, cwd=ROOT, check=False,
            capture_output=True, text=True, input=json.dumps(order) if order is not None else None,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{module} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def fill(self, *, rooms: int, stays: int, phones: int) -> None:
        """Make the site that is measured."""
        self.home.mkdir(parents=True, exist_ok=True)
        if self.cluster:
            self._execute(f'CREATE DATABASE "{self.database}"')
        arguments = ["--rooms", str(rooms), "--stays", str(stays), "--phones", str(phones)]
        self.site = self.run("benchmarks.site", *arguments)

    @contextmanager
    def copied(self) -> Iterator["Installation"]:
        """Lend a copy, so that every run begins with the same state."""
        name = f"{self.home.name}-run"
        copy = Installation(self.home.with_name(name), self.cluster, name, self.site)
        shutil.copytree(self.home, copy.home)
        if self.cluster:
            self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')
        try:
            yield copy
        finally:
            shutil.rmtree(copy.home)
            if self.cluster:
                self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def served(self) -> Iterator[ServerProcess]:
        """Serve this installation."""
        server = ServerProcess(self.environment, self.home / "server.log")
        server.start()
        try:
            yield server
        finally:
            server.stop()

    def _execute(self, statement: str) -> None:
        if self.cluster is None:
            raise RuntimeError("only where there is a PostgreSQL")
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())
