"""What stands in a row of results, with what was decided about it laid over."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from yizhan.health.codes import read_tube_number
from yizhan.health.laboratory import asking
from yizhan.health.laboratory.columns import Columns, Page
from yizhan.health.laboratory.words import time_signs
from yizhan.reading.cells import Row, Uncomputed
from yizhan.reading.findings import TEXT, Answer, Decision, Finding
from yizhan.reading.shown import visible

_WITH_A_TIME = 10


class RowTexts:
    """The texts of one row by what they hold; what was decided stands before what was written."""

    def __init__(self, page: Page, columns: Columns, row: Row) -> None:
        self._page = page
        self._row = row
        self._ct = columns.ct
        self._columns = {"tube": columns.tube, "value": columns.value, "reported": columns.reported}
        self._decided: dict[str, str] = {}

    def get(self, name: str) -> str:
        """Return the text of a field in one plain form; "" where the sheet has no such column."""
        if name in self._decided:
            return self._decided[name]
        column = self._columns[name]
        return "" if column is None else visible(self._row.cell(column))

    def tube(self) -> str:
        """Return what stands for the tube, without spaces and dashes."""
        return read_tube_number(self.get("tube"))

    def ct(self) -> str:
        """Return the Ct values as the laboratory wrote them, each after its heading if there are several."""
        found = [(title, visible(self._row.cell(column))) for column, title in self._ct]
        several = len(self._ct) > 1
        return ", ".join(f"{title} {text}" if several else text for title, text in found if text)[:60]

    def merged(self, name: str) -> str:
        """Return what a merged cell above says for this one; "" if none covers it."""
        column = self._columns[name]
        return "" if column is None else self._page.merged.get((self._row.number, column), "")

    def cell(self, name: str) -> str:
        """Return a field's address."""
        return self._page.cell(self._columns[name] or 0, self._row)

    def is_uncomputed(self, name: str) -> bool:
        """Tell whether a field holds a formula that was never worked out, and nobody said what is right."""
        column = self._columns[name]
        return (
            column is not None
            and name not in self._decided
            and isinstance(self._row.cell(column), Uncomputed)
        )

    def uncomputed(self) -> Iterator[Finding]:
        """Give each field whose formula was never worked out."""
        for name in self._columns:
            if self.is_uncomputed(name):
                yield asking.uncomputed(self.cell(name), name)

    def lay_over(self, answer: Answer, decision: Decision) -> bool:
        """Lay an answer over the row's texts; tells whether it changed any."""
        before = dict(self._decided)
        for name, value in answer.patch.items():
            self._decided[name] = visible(decision.text) if answer.asks == TEXT else value
        return self._decided != before


def moment_in(text: str, zone: tzinfo) -> datetime | None:
    """Return a moment that is written with its time of day on the clock of `zone`; None for anything else.

    A day without a time says nothing about when: the moment the file came is nearer.
    """
    written = visible(text.replace("/", "-").translate(time_signs())).rstrip(":")
    if len(written) <= _WITH_A_TIME:
        return None
    day, _, time = written.partition("T" if "T" in written else " ")
    parts = day.strip("-").split("-")
    try:
        year, month, on = (int(part) for part in parts)
        hour, minute, *rest = (int(float(part)) for part in time.strip().split(":"))
        return datetime(year, month, on, hour, minute, rest[0] if rest else 0, tzinfo=zone)
    except ValueError:
        return None
