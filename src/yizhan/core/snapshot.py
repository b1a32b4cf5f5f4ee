"""Reading one consistent state of the whole database while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import connection, connections, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Let everything inside the block read the same state, and write nothing; no writer waits for it.

    Inside a transaction that already runs, that transaction is the snapshot, as it is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _reading_sqlite(), transaction.atomic():
            yield


@contextmanager
def _reading_sqlite() -> Iterator[None]:
    from yizhan.core.sqlite.base import READING, DatabaseWrapper  # noqa: PLC0415 - only where SQLite is used

    database = cast("DatabaseWrapper", connections["default"])
    database.ensure_connection()
    writing = database.transaction_mode
    database.transaction_mode = READING
    try:
        with database.cursor() as cursor:
            cursor.execute("PRAGMA query_only=ON")
        yield
    finally:
        database.transaction_mode = writing
        with database.cursor() as cursor:
            cursor.execute("PRAGMA query_only=OFF")
