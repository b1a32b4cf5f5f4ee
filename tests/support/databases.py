"""Databases: one migrated template for the run, and copies of it.

Append-only triggers refuse what Django uses to empty tables, so nothing is ever emptied: a test
either rolls back (`db`) or gets a copy of its own (`committed_db`).
"""

import fcntl
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.support import workspace


class Store(ABC):
    """Where databases are made; a name is what Django's settings call NAME."""

    template: str

    @property
    def ready(self) -> Path:
        """A file that is there as soon as the template is migrated."""
        return workspace.root() / "template.ready"

    @abstractmethod
    def make(self, name: str) -> None:
        """Make a database, empty."""

    @abstractmethod
    def fresh_name(self, folder: Path | None = None) -> str:
        """Return a name that no database has; its file is in `folder`, where a database is a file."""

    @abstractmethod
    def copy(self, folder: Path | None = None) -> str:
        """Copy the template, into `folder` where a database is a file, and return the copy's name."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Remove a database."""


class SqliteStore(Store):
    """Files in the folder of the run."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self.template = str(workspace.root() / "template" / file_name)

    def make(self, name: str) -> None:
        Path(name).parent.mkdir(exist_ok=True)

    def fresh_name(self, folder: Path | None = None) -> str:
        return str((folder or workspace.root() / f"copy-{uuid4().hex}") / self._file_name)

    def copy(self, folder: Path | None = None) -> str:
        name = self.fresh_name(folder)
        self.make(name)
        return str(shutil.copy(self.template, name))

    def drop(self, name: str) -> None:
        shutil.rmtree(Path(name).parent, ignore_errors=True)


class PostgresqlStore(Store):
    """Databases of the run's cluster, cloned from a template database."""

    template = "template_yizhan"

    def __init__(self, server: str) -> None:
        self._server = server

    def make(self, name: str) -> None:
        self._execute(f'CREATE DATABASE "{name}"')

    def fresh_name(self, folder: Path | None = None) -> str:  # noqa: ARG002 - only files live in a folder
        return f"copy_{uuid4().hex}"

    def copy(self, folder: Path | None = None) -> str:
        name = self.fresh_name(folder)
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        return name

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        import psycopg  # not needed on SQLite

        with psycopg.connect(f"{self._server}postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def store(django_db_blocker: DjangoDbBlocker) -> Store:
    """Where databases are made, with its migrated template."""
    from django.conf import settings  # after the environment is made

    from yizhan.cli.database import bring_up_to_date

    server = workspace.server()
    file_name = Path(settings.DATABASES["default"]["NAME"]).name
    made = PostgresqlStore(server) if server else SqliteStore(file_name)
    with alone("template"), django_db_blocker.unblock():
        if not made.ready.exists():
            made.make(made.template)
            with pointed_at(made.template):
                bring_up_to_date()
            made.ready.touch()
    return made


@pytest.fixture(scope="session")
def django_db_setup(store: Store) -> Iterator[None]:
    """The database that this process's `db` tests roll back in; replaces pytest-django's own."""
    name = store.copy()
    with pointed_at(name):
        yield
    store.drop(name)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker, store: Store) -> Iterator[None]:
    """A database of the test's own, for what must commit: threads, races, on_commit, two processes."""
    name = store.copy()
    with django_db_blocker.unblock(), pointed_at(name):
        yield
    store.drop(name)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Let every thread's default connection use the database `name` inside the block."""
    from django.db import connection, connections  # after the environment is made

    settings: dict[str, Any] = connections.settings["default"]
    # A pool outlives its connections and would keep serving the database of an earlier test.
    settings.get("OPTIONS", {}).pop("pool", None)
    before = settings["NAME"]
    connection.close()
    settings["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = before


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Hold the run's lock for `what`, against the other processes of the run."""
    handle = os.open(workspace.root() / f"{what}.lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
