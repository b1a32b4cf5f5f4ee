"""Columns as texts of one form, whatever the database: for a great many values that are only compared.

To make an id or a moment of each of them takes longer than to read and to compare them.
"""

from typing import Any

from django.db.models import Func, TextField


class Digits(Func):
    """An id as its 32 hex digits: `Digits("person_id")`."""

    template = "CAST(%(expressions)s AS text)"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL writes an id with dashes."""
        return self.as_sql(compiler, connection, template="REPLACE(%(expressions)s::text, '-', '')", **more)


class Moment(Func):
    """A moment as `isoformat` writes it in UTC, `2022-03-16T11:00:00.120000+00:00`; sorts by time."""

    template = "REPLACE(%(expressions)s, ' ', 'T') || '+00:00'"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """PostgreSQL says how to write it; like `isoformat`, without a fraction of nothing."""
        written = "TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
        template = f"REPLACE({written}, '.000000', '') || '+00:00'"
        return self.as_sql(compiler, connection, template=template, **more)
