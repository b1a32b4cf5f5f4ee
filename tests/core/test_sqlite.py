"""SQLite keeps what it acknowledged, and writers stand in a queue."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from yizhan.core.clock import now
from yizhan.people.models import Party

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def test_connection_is_durable_and_sound(committed_db: None) -> None:
    from pysqlite3 import sqlite_version_info

    assert {n: pragma(n) for n in ("journal_mode", "synchronous", "recursive_triggers", "foreign_keys")} == {
        "journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "foreign_keys": 1,
    }  # fmt: skip
    assert sqlite_version_info >= (3, 51, 3)


def test_old_library_is_refused(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from yizhan.core.sqlite import base

    monkeypatch.setattr("pysqlite3.sqlite_version_info", (3, 51, 2))
    connection.close()
    with pytest.raises(base.UnsoundDatabase, match="can corrupt its log"):
        connection.ensure_connection()
    monkeypatch.undo()


def test_database_that_cannot_be_durable_is_refused(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.core.sqlite import base

    class Forgetful:
        """A connection that takes every setting and keeps none."""

        def execute(self, statement: str) -> Forgetful:
            self.answer = {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": 1}.get(statement, 1)
            return self

        def fetchone(self) -> tuple[object]:
            return (self.answer,)

    with pytest.raises(base.UnsoundDatabase, match="synchronous=1"):
        base._make_durable(Forgetful())


def test_writers_wait_for_each_other_and_nobody_fails(committed_db: None) -> None:
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(20):
                with transaction.atomic():
                    Party.objects.create(created_at=now())
        except BaseException as error:  # noqa: BLE001 - shown by the test's own thread
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert Party.objects.count() == 120


def test_lock_is_held_through_savepoints_and_given_back_at_the_end(committed_db: None) -> None:
    with transaction.atomic():
        assert is_locked()
        with pytest.raises(ZeroDivisionError):
            _write_and_fail()
        assert is_locked()
        with transaction.atomic():
            Party.objects.create(created_at=now())
        assert is_locked()
    assert not is_locked()
    assert Party.objects.count() == 1


def test_lock_is_given_back_when_a_transaction_fails(committed_db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not is_locked()
    with transaction.atomic():
        connection.close()
        assert not is_locked()


def test_lock_is_given_back_when_the_transaction_cannot_begin(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db.backends.sqlite3.base import DatabaseWrapper

    def fail(_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(DatabaseWrapper, "_start_transaction_under_autocommit", fail)
    with pytest.raises(OSError, match="disk full"), transaction.atomic():
        pass
    monkeypatch.undo()
    assert not is_locked()


def test_reader_waits_for_no_writer(committed_db: None) -> None:
    from yizhan.core.snapshot import snapshot

    took: list[float] = []

    def read() -> None:
        begun = time.monotonic()
        with snapshot():
            Party.objects.count()
        took.append(time.monotonic() - begun)
        connection.close()

    with transaction.atomic():
        Party.objects.create(created_at=now())
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(10)
        assert len(took) == 1
    with transaction.atomic():
        Party.objects.create(created_at=now())
    assert Party.objects.count() == 2


def _write_and_fail() -> None:
    with transaction.atomic():
        Party.objects.create(created_at=now())
        raise ZeroDivisionError


def is_locked() -> bool:
    """Tell whether anybody holds the writers' lock, by trying for it."""
    import fcntl

    with Path(f"{connection.settings_dict['NAME']}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
