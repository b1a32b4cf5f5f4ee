"""The in and out book on paper and as a workbook."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yizhan.ledgers.enums import Movement
from yizhan.ledgers.queries.book import Book, Day, Line
from yizhan.places.models import Site
from yizhan.web.paper.sheets import Cell, Column, Sheet
from yizhan.web.paper.words import clock, headed, language

Names = Mapping[UUID, str]


def book_title(site: Site) -> str:
    """Return the heading of the book."""
    return headed(_("In and out book"), site)


def book_sheets(site: Site, book: Book, names: Names) -> list[Sheet]:
    """Return the figures of each day, and every line; with a column of names if there are any."""
    figures = Sheet(
        _("Days"), book_title(site), [Column(text, 12) for text in _figure_columns()],
        [_figures(day) for day in book.days],
    )  # fmt: skip
    columns = [Column(_("Date"), 12), *(Column(text, 14) for text in _line_columns(names))]
    rows = [[str(day.day), *_cells(line, names, site)] for day in book.days for line in day.lines]
    return [figures, Sheet(_("Lines"), book_title(site), columns, rows)]


def book_facts(site: Site, book: Book, names: Names) -> dict[str, Any]:
    """Return what the template `book` needs."""
    first, last = book.days[0].day, book.days[-1].day
    title = book_title(site)
    return {
        "title": title, "lang": language(), "foot": title, "period": f"{first} – {last}",
        "figures": {
            "columns": _figure_columns(),
            "rows": [list(map(str, _figures(day))) for day in book.days],
        },
        "columns": _line_columns(names),
        "days": [
            {"day": str(day.day), "rows": [list(map(str, _cells(line, names, site))) for line in day.lines]}
            for day in book.days
            if day.lines
        ],
        "signed": [_("Kept by"), _("Site head")],
    }  # fmt: skip


def _figure_columns() -> list[str]:
    return [
        _("Date"), _("Before"), *(str(movement.label) for movement in Movement), _("Present"),
        _("In the ledger"), _("Agree"),
    ]  # fmt: skip


def _figures(day: Day) -> list[Cell]:
    moved = [day.moved[movement] for movement in Movement]
    return [str(day.day), day.before, *moved, day.present, day.in_ledger, _("yes") if day.agrees else _("NO")]


def _line_columns(names: Names) -> list[str]:
    return [_("Time"), _("What"), _("Wristband"), *([_("Name")] if names else []), _("Room"), _("Entry")]


def _cells(line: Line, names: Names, site: Site) -> list[Cell]:
    name = [names.get(line.person_id, "")] if names else []
    return [clock(line.at, site), str(line.movement.label), line.tag, *name, line.room, line.sequence]
