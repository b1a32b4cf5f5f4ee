"""Tables that only grow: database triggers refuse update, delete and truncate on both databases.

Django's table rebuild on SQLite drops triggers, so they are made again after every migration and
`missing_triggers` is asked when the server starts.
"""

from typing import TypeVar

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=models.Model)

_FUNCTION = "yizhan_append_only"
_REFUSE = " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END "

_registered: list[type[models.Model]] = []


def append_only(model: type[M]) -> type[M]:
    """Mark `model` as append-only; a class decorator."""
    _registered.append(model)
    return model


def append_only_tables() -> list[str]:
    """Return the names of all append-only tables, sorted."""
    return sorted(model._meta.db_table for model in _registered)


def make_triggers(database: BaseDatabaseWrapper) -> None:
    """Make the triggers of every append-only table that exists, afresh."""
    existing = set(database.introspection.table_names())
    write = _write_postgresql if database.vendor == "postgresql" else _write_sqlite
    with database.cursor() as cursor:
        for table in append_only_tables():
            if table in existing:
                for statement in write(table):
                    cursor.execute(statement)


def missing_triggers(database: BaseDatabaseWrapper | None = None) -> list[str]:
    """Return the triggers that should stand and do not, or were altered or switched off."""
    database = database or connection
    present = (
        _postgresql_triggers(database) if database.vendor == "postgresql" else _sqlite_triggers(database)
    )
    verbs = ("update", "delete", "truncate") if database.vendor == "postgresql" else ("update", "delete")
    wanted = {f"{table}_no_{verb}" for table in append_only_tables() for verb in verbs}
    return sorted(wanted - present)


def _sqlite_triggers(database: BaseDatabaseWrapper) -> set[str]:
    ours = {statement for table in append_only_tables() for statement in _write_sqlite(table)}
    with database.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, written in cursor.fetchall() if written in ours}


def _postgresql_triggers(database: BaseDatabaseWrapper) -> set[str]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgenabled IN ('O', 'A') AND p.proname = %s AND p.prosrc = %s "
            r"AND c.relnamespace = current_schema()::regnamespace AND t.tgname LIKE c.relname || '\_no\_%%'",
            [_FUNCTION, _REFUSE],
        )
        return {row[0] for row in cursor.fetchall()}


def _write_sqlite(table: str) -> list[str]:
    statements = []
    for verb in ("update", "delete"):
        name = f"{table}_no_{verb}"
        statements.append(f'DROP TRIGGER IF EXISTS "{name}"')
        statements.append(
            f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    return statements


def _write_postgresql(table: str) -> list[str]:
    statements = [
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_REFUSE}$$"
    ]
    for verb, scope in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        name = f"{table}_no_{verb}"
        statements.append(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
        statements.append(
            f'CREATE TRIGGER "{name}" BEFORE {verb.upper()} ON "{table}" '
            f"FOR EACH {scope} EXECUTE FUNCTION {_FUNCTION}()"
        )
    return statements
