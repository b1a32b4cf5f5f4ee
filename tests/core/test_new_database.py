"""A new database, made from the models at once, is the one that all migrations make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.support.databases import pointed_at
from yizhan.cli.database import _is_outdated, bring_up_to_date
from yizhan.core.append_only import missing_triggers

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.support.databases import Store

Schema = set[tuple[Any, ...]]
OLDER = "of_an_older_program"
# Django's own table, which nothing here uses: its migrations number the rows with more bits than its models.
DJANGO_DIFFERS = ("auth_group_permissions", "id")
COLUMNS = """SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision,
    numeric_scale, is_nullable, column_default, is_identity
    FROM information_schema.columns WHERE table_schema = current_schema()"""
CONSTRAINTS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"


@pytest.fixture
def empty(store: Store, django_db_blocker: DjangoDbBlocker) -> Callable[..., Any]:
    """A new database, empty and in use as long as the block lasts."""

    @contextmanager
    def made() -> Iterator[None]:
        name = store.fresh_name()
        store.make(name)
        with django_db_blocker.unblock(), pointed_at(name):
            yield
        store.drop(name)

    return made


def test_new_database_is_what_all_migrations_make(empty: Callable[..., Any]) -> None:
    with empty():
        bring_up_to_date()
        at_once = _schema()
        assert missing_triggers() == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM auth_permission")
            assert cursor.fetchone()[0] > 100
    with empty():
        # Where anything is, it is migrated.
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {OLDER} (id integer)")
        bring_up_to_date()
        walked = _schema()
    assert len(at_once) > 1000
    differing = {row for row in at_once ^ walked if OLDER not in row and row[:2] != DJANGO_DIFFERS}
    assert differing == set()


def test_new_database_is_made_whole_or_not_at_all(
    empty: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with empty():
        monkeypatch.setattr(MigrationRecorder, "record_applied", power_cut)
        with pytest.raises(KeyboardInterrupt):
            bring_up_to_date()
        assert connection.introspection.table_names() == []
        monkeypatch.undo()
        bring_up_to_date()
        assert missing_triggers() == []


def test_a_missing_migration_is_seen_by_its_name(db: None) -> None:
    assert not _is_outdated()
    MigrationRecorder.Migration.objects.filter(app="core").latest("id").delete()
    assert _is_outdated()


def _schema() -> Schema:
    """What the database holds its rows to, the order of columns aside."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return {row for query in (COLUMNS, CONSTRAINTS, INDEXES) for row in _rows(cursor, query)}
        return {
            (kind, name, part)
            for kind, name, written in _rows(cursor, "SELECT type, name, sql FROM sqlite_master")
            for part in _parts(written or "")
        }


def _rows(cursor: Any, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return list(cursor.fetchall())


def _parts(written: str) -> Iterator[str]:
    """Yield what stands between the commas of a statement, but not those in inner brackets."""
    depth, part = 0, ""
    for letter in re.sub(r"\s+", " ", written):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 1:
            yield part.strip()
            part = ""
        else:
            part += letter
            if letter == "(" and depth == 1:
                yield part.strip()
                part = ""
    yield part.removesuffix(")").strip()
