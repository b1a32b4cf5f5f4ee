"""The grid in which a sheet is keyed: its columns, and its rows as the lines that a radio would bring."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from yizhan.core.refusals import Refusal
from yizhan.intake.actions.sheets import SheetRow
from yizhan.intake.enums import SheetKind
from yizhan.intake.queries.relayed import NEEDS, SHEET_LINES, callers_of, hear
from yizhan.intake.radio import Line, PartyOff, RoomLooked, parse
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.radio_forms import moment_on_wall

ROWS = 30
# What the triage found at a door stands in the door's row; each finding is a line of its own.
FINDINGS_APART = re.compile(r"[;；,，、]")
FINDINGS_FROM, MOST_FINDINGS = 1000, 20
ONE_LETTER = re.compile(r"[A-Za-zＡ-Ｚ](?![A-Za-z])")
TIME_SHOWN = re.compile(r"\s*(\d{1,2})[:.：]?(\d{2})\s*")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the grid: its key, its heading, and how many characters wide."""

    key: str
    heading: Any
    width: int


TIME = Column("time", gettext_lazy("Time"), 5)
COLUMNS: Mapping[SheetKind, tuple[Column, ...]] = {
    SheetKind.OFF_BUS: (
        Column("tag", gettext_lazy("Wristband no."), 5),
        Column("adults", gettext_lazy("Adults"), 3),
        Column("children", gettext_lazy("Children"), 3),
        TIME,
    ),
    SheetKind.TEMPERATURE: (
        Column("tag", gettext_lazy("Wristband"), 6), Column("value", gettext_lazy("°C"), 5), TIME,
    ),
    SheetKind.ROOMING: (
        Column("tag", gettext_lazy("Wristband no."), 7), Column("room", pgettext_lazy("sheet", "Room"), 6),
        TIME,
    ),
    SheetKind.ROOM_CHECK: (
        Column("room", pgettext_lazy("sheet", "Room"), 6), Column("people", gettext_lazy("People"), 3),
        Column("tag", gettext_lazy("Wristband no."), 5),
        Column("found", gettext_lazy("Care: A dialysis, B pregnant 20"), 26), TIME,
    ),
}  # fmt: skip


class SheetForm(CommandForm):
    """The head and foot of a sheet: whose hand it is, when it begins, the wave, the sum written on it."""

    writer_id = forms.TypedChoiceField(label=gettext_lazy("Written by"), coerce=UUID)
    begun = forms.TimeField(label=gettext_lazy("First time on it"), input_formats=["%H:%M", "%H%M", "%H.%M"])
    wave = forms.IntegerField(label=gettext_lazy("Wave"), min_value=1, max_value=999, required=False)
    total = forms.IntegerField(label=gettext_lazy("Sum at its foot"), min_value=0, max_value=5000)
    sum_is_wrong = forms.BooleanField(required=False)

    def __init__(self, site: Site, kind: SheetKind, since: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [caller for caller in callers_of(site.id, since) if NEEDS[SHEET_LINES[kind]] in caller.can]
        self.fields["writer_id"].choices = [("", ""), *((str(one.id), one.name) for one in able)]  # type: ignore[attr-defined]
        if kind != SheetKind.OFF_BUS:
            del self.fields["wave"]


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row of the grid: its cells as typed, the rows that they make, or what is wrong with them."""

    number: int
    cells: tuple[tuple[Column, str], ...]
    rows: tuple[SheetRow, ...] = ()
    lines: tuple[Line, ...] = ()
    wrong: str = ""

    @property
    def people(self) -> int:
        """What the row adds to the sum at the sheet's foot."""
        return sum(
            len(line.make_up)
            if isinstance(line, PartyOff)
            else line.people
            if isinstance(line, RoomLooked)
            else 1
            for line in self.lines[:1]
        )


def blank_rows(kind: SheetKind) -> list[KeyedRow]:
    """Return the empty grid."""
    return [
        KeyedRow(number, tuple((column, "") for column in COLUMNS[kind])) for number in range(1, ROWS + 1)
    ]


def typed(row: KeyedRow, column: Column, sent: Mapping[str, str]) -> str:
    """Return what was typed into a box of the grid."""
    return sent.get(f"r{row.number}-{column.key}", "").strip()


def keyed_rows(kind: SheetKind, sent: Mapping[str, str], form: SheetForm, site: Site) -> list[KeyedRow]:
    """Read the grid as it was typed; a row without a time has that of the row above it."""
    read = []
    shown: time = form.cleaned_data["begun"]
    for row in blank_rows(kind):
        cells = {column.key: typed(row, column, sent) for column in COLUMNS[kind]}
        filled = KeyedRow(row.number, tuple((column, cells[column.key]) for column in COLUMNS[kind]))
        if not any(cells.values()):
            read.append(filled)
            continue
        try:
            shown = _time(cells["time"]) if cells["time"] else shown
            lines = tuple(_lines(kind, cells, row.number))
            moment = moment_on_wall(shown, site)
            for _row, line in lines:
                hear(site.id, line, form.cleaned_data["writer_id"], moment)
        except Refusal as refusal:
            read.append(KeyedRow(row.number, filled.cells, wrong=str(refusal)))
            continue
        rows = tuple(SheetRow(number, line.text, moment) for number, line in lines)
        read.append(KeyedRow(row.number, filled.cells, rows, tuple(line for _row, line in lines)))
    return read


def _lines(kind: SheetKind, cells: dict[str, str], number: int) -> Iterator[tuple[int, Line]]:
    """Yield the lines that a row makes, each with its own number on the sheet."""
    line = parse(_said(kind, cells))
    if not isinstance(line, SHEET_LINES[kind]):
        raise Refusal(
            "wrong_column", gettext_noop("This does not belong on this sheet: %(line)s"), line=line.text
        )
    yield number, line
    findings = [part for part in FINDINGS_APART.split(cells.get("found", "")) if part.strip()]
    for place, finding in enumerate(findings[:MOST_FINDINGS], start=1):
        yield FINDINGS_FROM * place + number, parse(_finding(cells["tag"], finding.strip()))


def _said(kind: SheetKind, cells: dict[str, str]) -> str:
    match kind:
        case SheetKind.OFF_BUS:
            return f"{cells['tag']} {cells['adults'] or 0}+{cells['children'] or 0}"
        case SheetKind.TEMPERATURE:
            return f"{cells['tag']} {cells['value']}"
        case SheetKind.ROOMING:
            return f"{cells['tag']} > {cells['room']}"
        case SheetKind.ROOM_CHECK:
            return f"{cells['room']} in {cells['people'] or 0}"


def _finding(tag: str, finding: str) -> str:
    """Return a finding as a line: of the wristband it names, or of the row's number."""
    if not tag or finding[:1].isdigit():
        return finding
    return f"{tag}-{finding}" if ONE_LETTER.match(finding) else f"{tag} {finding}"


def _time(shown: str) -> time:
    found = TIME_SHOWN.fullmatch(shown)
    try:
        return time(int(found[1]), int(found[2])) if found else time.fromisoformat(shown)
    except ValueError:
        raise Refusal(
            "no_time", gettext_noop("“%(shown)s” is no time. Write it as 23:10."), shown=shown
        ) from None
