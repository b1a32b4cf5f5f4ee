"""A site's rooms as its hotel lists them, in a spreadsheet or a text file.

Every cell that cannot be understood is named, and then nothing of the file is used. Room numbers
are names: the floor stands in a column of its own.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from yizhan.command.rules import FloorPlan, RoomPlan
from yizhan.command.sheets import Row, cell_name, read_rows
from yizhan.core.shipped import read_shipped
from yizhan.places.enums import RoomKind

T = TypeVar("T")

HEADER_WITHIN = 10
NEEDED = ("floor", "room")
KIND_OF_BEDS = {1: RoomKind.SINGLE, 2: RoomKind.TWIN}
BEDS_OF_KIND = {kind: beds for beds, kind in KIND_OF_BEDS.items()}
MOST_BEDS = 20
LONGEST_NAME = 20


class BadRoomList(ValueError):
    """The list has faults; each names its cell, what is wrong and what to write there."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_room_list(path: Path) -> list[FloorPlan]:
    """Return the floors with their rooms in the order of the file.

    Raises BadRoomList with every fault, or UnreadableFile for the file as a whole.
    """
    rows = read_rows(path)
    reading = _Reading(*_find_header(rows))
    for row in rows:
        if row.number > reading.header.number:
            reading.take(row)
    if not reading.seen and not reading.faults:
        reading.faults.append(
            _("There are no rooms below the heading in row %(row)d.") % {"row": reading.header.number}
        )
    if reading.faults:
        raise BadRoomList(reading.faults)
    return list(reading.floors.values())


@cache
def words() -> dict[str, Any]:
    """Return the headings and the words for kinds that are understood."""
    table: dict[str, Any] = read_shipped("yizhan.command", "room_list.yaml")
    return table


class _Fault(ValueError):
    """What is wrong with the cell of a row under a heading."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column


class _Reading:
    """What was read so far, and every fault."""

    def __init__(self, header: Row, places: dict[str, int]) -> None:
        self.header = header
        self.floors: dict[str, FloorPlan] = {}
        self.seen: dict[str, str] = {}
        self.faults: list[str] = []
        self._places = places

    def take(self, row: Row) -> None:
        """Read one row: a room, or its faults."""
        floor = self._try(self._floor, row)
        room = self._room(row)
        if floor is None or room is None:
            return
        self.seen[room.name] = cell_name(self._places["room"], row.number)
        self.floors.setdefault(floor.name, floor).rooms.append(room)

    def _room(self, row: Row) -> RoomPlan | None:
        name, kind = self._try(self._name, row), self._try(self._kind, row)
        beds = self._try(partial(self._beds, kind), row)
        if name is None or kind is None or beds is None:
            return None
        return RoomPlan(
            name=name, kind=RoomKind(kind or KIND_OF_BEDS.get(beds, RoomKind.FAMILY)), beds=beds,
            corridor=self._cell(row, "corridor")[:LONGEST_NAME],
            extension=self._cell(row, "extension")[:LONGEST_NAME],
        )  # fmt: skip

    def _try(self, read: Callable[[Row], T], row: Row) -> T | None:
        try:
            return read(row)
        except _Fault as fault:
            place = self._places.get(fault.column, self._places["room"])
            self.faults.append(f"{cell_name(place, row.number)}: {fault}")
            return None

    def _floor(self, row: Row) -> FloorPlan:
        name = self._cell(row, "floor")
        if not name:
            raise _Fault("floor", _("the floor is missing; it is not read from the room's number"))
        _check_length("floor", name)
        level = _level(self._cell(row, "level") or name)
        known = self.floors.get(name)
        if level is None:
            why = _("the floor “%(floor)s” says no storey; write a number, or add a column “level”")
            raise _Fault("floor", why % {"floor": name})
        if known and known.level != level:
            why = _("the floor “%(floor)s” was at level %(level)d before")
            raise _Fault("floor", why % {"floor": name, "level": known.level})
        return FloorPlan(name=name, level=level, rooms=[])

    def _name(self, row: Row) -> str:
        name = self._cell(row, "room")
        if not name:
            raise _Fault("room", _("the room's number is missing"))
        _check_length("room", name)
        if name in self.seen:
            why = _("the room “%(room)s” stands in %(cell)s already")
            raise _Fault("room", why % {"room": name, "cell": self.seen[name]})
        return name

    def _kind(self, row: Row) -> str:
        """Return the kind, empty where the cell is: the beds then tell it."""
        text = _folded(self._cell(row, "kind"))
        for kind, known in words()["kinds"].items():
            if any(word in text for word in known):
                return str(kind)
        if text:
            why = _("the kind “%(kind)s” is not known; write single, twin or family, or leave it empty")
            raise _Fault("kind", why % {"kind": text})
        return ""

    def _beds(self, kind: str | None, row: Row) -> int:
        text = self._cell(row, "beds")
        digits = re.fullmatch(r"(\d{1,2})\D{0,2}", text)
        if not text and kind and RoomKind(kind) in BEDS_OF_KIND:
            return BEDS_OF_KIND[RoomKind(kind)]
        if not text:
            raise _Fault("beds", _("the number of beds is missing"))
        if digits is None or not 1 <= int(digits[1]) <= MOST_BEDS:
            why = _("“%(beds)s” is no number of beds from 1 to %(most)d")
            raise _Fault("beds", why % {"beds": text, "most": MOST_BEDS})
        return int(digits[1])

    def _cell(self, row: Row, name: str) -> str:
        return row.cell(self._places[name]) if name in self._places else ""


def _check_length(column: str, name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise _Fault(column, _("the name is longer than %(most)d characters") % {"most": LONGEST_NAME})


def _find_header(rows: list[Row]) -> tuple[Row, dict[str, int]]:
    for row in rows[:HEADER_WITHIN]:
        places: dict[str, int] = {}
        for column, text in enumerate(row.cells):
            name = _heading(text)
            if name:
                places.setdefault(name, column)
        if all(name in places for name in NEEDED):
            return row, places
    raise BadRoomList(
        [_("No heading was found. One of the first rows needs “floor” and “room” (beds, kind, extension).")]
    )


def _heading(text: str) -> str | None:
    folded = _folded(text)
    fitting = [
        (len(word), name)
        for name, known in words()["columns"].items()
        for word in known
        if folded.startswith(word)
    ]
    return max(fitting)[1] if fitting else None


def _level(text: str) -> int | None:
    """Return how high a floor is climbed: 3, 3F, B1 (-1); None if the text does not say."""
    folded = _folded(text)
    for word in words()["storey_words"]:
        folded = folded.removesuffix(word)
    folded = re.sub(r"^b(\d+)$", r"-\1", folded)
    return int(folded) if re.fullmatch(r"-?\d{1,2}", folded) else None


def _folded(text: str) -> str:
    return "".join(text.split()).lower()
