"""How a test begins: made once by the product's own actions, and put back as rows for every later test.

A hotel with its crew takes a third of a second through the actions; the rows that they wrote take
a hundredth. The rows are the same, word for word.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Table:
    """What was written into a table: its columns, and the rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def put_back(self) -> None:
        """Write the rows once more."""
        from django.db import connection

        names = ", ".join(f'"{column}"' for column in self.columns)
        places = ", ".join("%s" for _ in self.columns)
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{self.name}" ({names}) VALUES ({places})', self.rows)  # noqa: S608 - names that the database gave


@dataclass(frozen=True)
class _Beginning:
    """What a function returned, and what it wrote."""

    returned: Any
    tables: tuple[_Table, ...]


def begins(make: Callable[P, R]) -> Callable[P, R]:
    """Keep what `make` writes into an empty database, for each choice of its arguments.

    Only where the test rolls back. `make` may do nothing but write rows, on a clock of its own, and what
    it returns must be something that can be copied.
    """
    kept: dict[Hashable, _Beginning] = {}

    @wraps(make)
    def begin(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _rolls_back_and_is_empty():
            return make(*args, **kwargs)
        called = (_surroundings(), args, tuple(sorted(kwargs.items())))
        if called not in kept:
            before = _everything()
            returned = make(*args, **kwargs)
            kept[called] = _Beginning(deepcopy(returned), _written(before, _everything()))
            return returned
        for table in kept[called].tables:
            table.put_back()
        again: R = deepcopy(kept[called].returned)
        return again

    return begin


def _rolls_back_and_is_empty() -> bool:
    from django.db import connection

    from yizhan.people.models import Account
    from yizhan.places.models import Site

    return connection.in_atomic_block and not Site.objects.exists() and not Account.objects.exists()


def _surroundings() -> Hashable:
    """What else a row may hang on: the keys of this process, and the language that is spoken."""
    from django.utils.translation import get_language

    from yizhan.core import keys

    return keys.fingerprint(b""), get_language()


def _everything() -> dict[str, _Table]:
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name that the database gave
            columns = tuple(column[0] for column in cursor.description)
            found[name] = _Table(name, columns, tuple(map(_values, cursor.fetchall())))
    return found


def _values(row: Row) -> Row:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _written(before: dict[str, _Table], after: dict[str, _Table]) -> tuple[_Table, ...]:
    """Return the rows that are new; what was there before must be there still, as it was."""
    fresh = []
    for name, table in after.items():
        known = set(before[name].rows)
        if missing := known - set(table.rows):
            raise RuntimeError(
                f"{name}: a beginning only adds rows, and these are gone or changed: {missing}"
            )
        if rows := tuple(row for row in table.rows if row not in known):
            fresh.append(_Table(name, table.columns, rows))
    return tuple(fresh)
