"""The old workbook's container (OLE compound file), as far as a sheet's records need it.

The library that reads the cells says nothing of hidden rows and of where days are counted from.
Source: [MS-CFB] and [MS-XLS], published by Microsoft.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_LAST_SECTOR = 0xFFFFFFFA
_DATE_MODE, _SHEET, _ROW, _END = 0x22, 0x85, 0x208, 0x0A
_ROW_HIDDEN = 0x20
_NAMES = ("Workbook", "Book")


def is_compound(contents: bytes) -> bool:
    """Tell whether this is a compound file, which .xls and locked workbooks are."""
    return contents.startswith(_SIGNATURE)


@dataclass(slots=True)
class RecordedSheets:
    """What the records say besides cells: hidden rows (numbers as shown) by the sheet's order."""

    from_1904: bool = False
    hidden_rows: list[set[int]] = field(default_factory=list)


def recorded_sheets(contents: bytes) -> RecordedSheets:
    """Return what the records of an .xls say; what cannot be followed is left out.

    Raises struct.error or ValueError where the container itself is broken.
    """
    stream = _workbook_stream(contents)
    found, places = RecordedSheets(), []
    for kind, body in _records(stream, 0):
        if kind == _SHEET and body[5:6] == b"\0":
            places.append(struct.unpack_from("<I", body)[0])
        elif kind == _DATE_MODE:
            found.from_1904 = body[:1] == b"\1"
    for place in places:
        rows = (body for kind, body in _records(stream, place) if kind == _ROW)
        found.hidden_rows.append(
            {struct.unpack_from("<H", body)[0] + 1 for body in rows if body[12] & _ROW_HIDDEN}
        )
    return found


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        if kind == _END:
            return
        place += 4 + length


def _workbook_stream(contents: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", contents, 30)[0]
    if size not in (512, 4096):
        raise ValueError(f"a sector of {size} bytes")
    table = _sector_table(contents, size)
    (directory,) = struct.unpack_from("<I", contents, 48)
    entries = _chain(contents, table, directory, size)
    for place in range(0, len(entries), 128):
        entry = entries[place : place + 128]
        (length,) = struct.unpack_from("<H", entry, 64)
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in _NAMES:
            first, stored = struct.unpack_from("<II", entry, 116)
            return _chain(contents, table, first, size)[:stored]
    raise ValueError("no workbook in it")


def _sector_table(contents: bytes, size: int) -> tuple[int, ...]:
    count = size // 4
    places = [place for place in struct.unpack_from("<109I", contents, 76) if place < _LAST_SECTOR]
    (further,) = struct.unpack_from("<I", contents, 68)
    while further < _LAST_SECTOR and len(places) <= len(contents) // size:
        *more, further = struct.unpack_from(f"<{count}I", contents, (further + 1) * size)
        places += [place for place in more if place < _LAST_SECTOR]
    table: list[int] = []
    for place in places:
        table += struct.unpack_from(f"<{count}I", contents, (place + 1) * size)
    return tuple(table)


def _chain(contents: bytes, table: tuple[int, ...], sector: int, size: int) -> bytes:
    found, seen = [], set()
    while sector < len(table):
        if sector in seen:
            raise ValueError("its sectors run in a circle")
        seen.add(sector)
        found.append(contents[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(found)
