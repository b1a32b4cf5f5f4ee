"""Copying the database out while it is used, and into an empty place: SQLite and PostgreSQL."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from yizhan.cli.manifest import BadBackup
from yizhan.core.snapshot import snapshot
from yizhan.stays.models import JournalHead
from yizhan.stays.queries.journal import SignedHead, signed_head

SQLITE_FILE = "yizhan.sqlite3"
POSTGRESQL_FILE = "yizhan.pgdump"


def copy_out(folder: Path, *, thorough: bool) -> tuple[str, list[SignedHead]]:
    """Write a copy of one consistent state into `folder`; return its file name and that state's heads.

    The copy's own heads are read back. `thorough` looks at each of its pages too, which on a long
    past takes longer than the copying.
    """
    write: Callable[[Path], None]
    name, write = (
        (POSTGRESQL_FILE, _dump_postgresql)
        if connection.vendor == "postgresql"
        else (SQLITE_FILE, _copy_sqlite)
    )
    with snapshot():
        heads = heads_now()
        write(folder / name)
    if name == SQLITE_FILE:
        _prove_copy(folder / name, heads, thorough=thorough)
    return name, heads


def load_postgresql(dump: Path) -> None:
    """Fill the empty database of DATABASE_URL from a dump, all or nothing."""
    if connection.introspection.table_names():
        raise BadBackup(
            f"The database {_settings()['NAME']} is not empty. Make an empty one for the restore."
        )
    connection.close()
    _run(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        "--dbname",
        _settings()["NAME"],
        dump,
    )


def heads_now() -> list[SignedHead]:
    """Return the signed ends of all journals as they stand."""
    return [signed_head(site_id) for site_id in JournalHead.objects.values_list("site_id", flat=True)]


def _copy_sqlite(target: Path) -> None:
    import pysqlite3  # noqa: PLC0415 - only where SQLite is the database

    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    copy = pysqlite3.connect(str(target))
    try:
        # Made durable at the end, at once.
        copy.execute("PRAGMA synchronous=OFF")
        # Reads the state that the snapshot holds; writers need not wait for it.
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _prove_copy(target: Path, heads: list[SignedHead], *, thorough: bool) -> None:
    import pysqlite3  # noqa: PLC0415 - only where SQLite is the database

    copy = pysqlite3.connect(f"file:{target}?mode=ro", uri=True)
    try:
        faults = [row[0] for row in copy.execute("PRAGMA integrity_check")] if thorough else ["ok"]
        found = set(copy.execute("SELECT site_id, sequence, hex(hash) FROM stays_journalhead"))
    finally:
        copy.close()
    if faults != ["ok"]:
        raise BadBackup(f"The database is damaged: {'; '.join(faults[:3])}")
    if found != {(head.site_id.hex, head.sequence, head.hash.upper()) for head in heads}:
        raise BadBackup(f"{target} does not hold the journals that were copied.")


def _dump_postgresql(target: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (exported,) = cursor.fetchone()
    _run(
        "pg_dump", "--format=custom", "--no-owner", f"--snapshot={exported}", f"--file={target}",
        "--dbname", _settings()["NAME"],
    )  # fmt: skip
    target.chmod(0o600)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _run(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs; the password goes through the environment, where no list shows it."""
    found = _settings()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(found[key]) for name, key in names.items() if found.get(key)}
    done = subprocess.run(  # noqa: S603 - a fixed program, found below
        [_program(program), *map(str, arguments)], env={**os.environ, **given},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise BadBackup(f"{program} failed: {done.stderr.strip()}")


def _program(name: str) -> str:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if not found:
        raise BadBackup(
            f"{name} is not installed. It comes with the PostgreSQL client (Debian: postgresql-client)."
        )
    return found


def _settings() -> dict[str, str]:
    found: dict[str, str] = settings.DATABASES["default"]
    return found
