"""Whether this server can answer and save."""

import os
import shutil
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

from yizhan.core.append_only import missing_triggers
from yizhan.web.access import anyone

# Whoever asks more often gets the answer of before: strangers may ask as often as they like.
HOLDS_S = 1.0
# Less than this, and a night's photographs, logs or a checkpoint fill the rest in no time.
LEAST_FREE_BYTES = 8 * 2**20
ANSWERS, FAILS = 200, 503


@anyone
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the server can answer and save, else 503; why is told by the metrics only."""
    good = not _looked.faults()
    text = "ok\n" if good else "not ready\n"
    return HttpResponse(text, content_type="text/plain", status=ANSWERS if good else FAILS)


def faults() -> tuple[str, ...]:
    """Return why this server cannot answer or save: database, schema, triggers, readonly, disk."""
    try:
        found = [*_structure(), *_writing()]
    except (Error, OSError):
        connection.close()
        return ("database",)
    return tuple(found)


class _Looked:
    """The last answer, for a second."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._at = -HOLDS_S
        self._faults: tuple[str, ...] = ()

    def faults(self) -> tuple[str, ...]:
        with self._guard:
            if monotonic() - self._at >= HOLDS_S:
                self._faults, self._at = faults(), monotonic()
            return self._faults


_looked = _Looked()


def _structure() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    found = ["schema"] if _newest() - applied else []
    return found + (["triggers"] if missing_triggers() else [])


@lru_cache(maxsize=1)
def _newest() -> frozenset[tuple[str, str]]:
    """Return the last migration of every app as this program knows them; read from disk once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _writing() -> list[str]:
    """Ask what saving needs without taking the writer's turn, for which phones may queue."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_read_only')")
            return ["readonly"] if cursor.fetchone()[0] == "on" else []
    file = Path(connection.settings_dict["NAME"])
    writable = all(os.access(path, os.W_OK) for path in (file, file.parent))
    full = shutil.disk_usage(file.parent).free < LEAST_FREE_BYTES
    return [*([] if writable else ["readonly"]), *(["disk"] if full else [])]
