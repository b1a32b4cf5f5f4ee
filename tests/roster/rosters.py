"""Rosters as others send them: real files, made by the tests; nobody on them exists."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from yizhan.people.documents import check_character

TODAY = date(2022, 5, 10)
Cell = str | int | float | None
HEADINGS = ("姓名", "性别", "身份证号", "出生日期", "手机", "户号")


def resident(digits: str) -> str:
    """A resident's number from its first seventeen digits."""
    return digits + check_character(digits)


WANG, LI = resident("11010519900307452"), resident("32010619850612002")


def workbook(
    *sheets: Sequence[Sequence[Cell]],
    names: Sequence[str] = (),
    options: dict[str, Any] | None = None,
    touch: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """A workbook of rows; `touch(book, first_sheet)` adds what rows cannot say."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, **(options or {})})
    pages = []
    for place, rows in enumerate(sheets):
        page = book.add_worksheet(names[place] if place < len(names) else None)
        pages.append(page)
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value:
                    page.write_string(line, column, value)
                elif isinstance(value, int | float):
                    page.write_number(line, column, value)
    if touch:
        touch(book, pages[0])
    book.close()
    return made.getvalue()


def people(*rows: Sequence[Cell], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook with one heading row."""
    return workbook([headings, *rows])


def with_parts(contents: bytes, **parts: bytes) -> bytes:
    """A workbook with parts added or replaced; `__` in a name stands for `/`, `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): body for name, body in parts.items()}
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(contents)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.namelist():
            if part not in named:
                new.writestr(part, old.read(part))
        for name, body in named.items():
            new.writestr(name, body)
    return made.getvalue()


def part_of(contents: bytes, name: str) -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        return archive.read(name)


def text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as text with a delimiter."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


def old_workbook(
    rows: Sequence[Sequence[Cell]], *, hidden: frozenset[int] = frozenset(), from_1904: bool = False
) -> bytes:
    """An .xls (BIFF8 in a compound file) with one sheet; `hidden` are numbers of rows as shown."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0x600))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, 20, 0))
    cells = bytearray()
    for line, row in enumerate(rows):
        flags = 0x100 | (0x20 if line + 1 in hidden else 0)
        cells += _record(0x208, struct.pack("<HHHHHHHH", line, 0, len(row), 255, 0, 0, flags, 15))
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                written = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells += _record(0x204, struct.pack("<HHH", line, column, 0) + written)
            elif isinstance(value, int | float):
                cells += _record(0x203, struct.pack("<HHHd", line, column, 0, float(value)))
    sheet += bytes(cells) + _record(0x0A)
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0x600))
    start += _record(0x22, struct.pack("<H", from_1904))
    name = "名单"
    listed = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    length = len(start) + 4 + 4 + len(listed) + 4
    stream = start + _record(0x85, struct.pack("<I", length) + listed) + _record(0x0A) + sheet
    return _compound(stream)


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    sector, last, none, of_table = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    stream = stream.ljust(4096, b"\0")
    needed = -(-len(stream) // sector)
    tables = 1
    while tables * 128 < needed + 1 + tables:
        tables += 1
    first = tables + 1
    chain = [of_table] * tables + [last] + [*range(first + 1, first + needed), last]
    chain += [none] * (tables * 128 - len(chain))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, last, 0, last, 0
    )
    header += struct.pack("<109I", *range(tables), *[none] * (109 - tables))
    entries = [_entry("Root Entry", 5, last, 0, child=1), _entry("Workbook", 2, first, len(stream))]
    directory = b"".join(entries).ljust(sector, b"\0")
    table = struct.pack(f"<{len(chain)}I", *chain)
    return header + table + directory + stream.ljust(needed * sector, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    links = struct.pack("<HBBIII", len(written), kind, 1, none, none, child)
    return written.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
