"""Sheets to be filled in by hand when there are no phones, and the plan on which rooms are given out."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from yizhan.core.shipped import read_shipped
from yizhan.health.enums import CareKind
from yizhan.health.rules import temperature_rules
from yizhan.intake.enums import SheetKind
from yizhan.intake.queries.relayed import sheet_name
from yizhan.places.models import Room, Site
from yizhan.web.paper.words import floor_title, headed, language, site_title


def tally_facts(site: Site, kind: SheetKind, rooms: Iterable[Room]) -> dict[str, Any]:
    """Return what the template `tally` needs: numbered sheets of one kind; rooms in walking order."""
    rules = _rules()[kind.value]
    return {
        "title": headed(str(kind.label), site),
        "foot": f"{kind.label} · {site_title(site)}",
        "lang": language(),
        "kind": kind.value,
        "label": str(kind.label),
        "site": site_title(site),
        "rows": rules["rows"],
        "blocks": rules.get("columns", 1),
        "words": _words(kind),
        "care": [str(care.label) for care in CareKind],
        "sheets": (
            _room_sheets(rooms, rules["rows"])
            if kind == SheetKind.ROOM_CHECK
            else _blank_sheets(kind, rules["sheets"])
        ),
    }


def plan_facts(site: Site, rooms: Iterable[Room]) -> dict[str, Any]:
    """Return what the template `plan` needs: every floor with a box for each room."""
    rules = _rules()["plan"]
    return {
        "title": headed(_("Room plan"), site),
        "foot": headed(_("Room plan"), site),
        "lang": language(),
        "columns": rules["columns"],
        "words": {"write": _("Write the wristband number of the party into its room, and the time.")},
        "pages": [
            {
                "floor": floor_title(floor),
                "rooms": [
                    {
                        "name": room.name,
                        "beds": ngettext("%(beds)s bed", "%(beds)s beds", room.beds) % {"beds": room.beds},
                    }
                    for room in part
                ],
            }
            for floor, inside in groupby(rooms, key=lambda room: room.floor)
            for part in _in_parts(inside, rules["columns"] * rules["rows"])
        ],
    }


def _blank_sheets(kind: SheetKind, count: int) -> list[dict[str, Any]]:
    return [{"name": sheet_name(kind, number), "aside": "", "rooms": []} for number in range(1, count + 1)]


def _room_sheets(rooms: Iterable[Room], most: int) -> list[dict[str, Any]]:
    parts = [
        (floor_title(floor), part)
        for floor, inside in groupby(rooms, key=lambda room: room.floor)
        for part in _in_parts(inside, most)
    ]
    return [
        {
            "name": sheet_name(SheetKind.ROOM_CHECK, number),
            "aside": floor,
            "rooms": [room.name for room in part],
        }
        for number, (floor, part) in enumerate(parts, start=1)
    ]


def _in_parts(rooms: Iterable[Room], most: int) -> list[Sequence[Room]]:
    several = list(rooms)
    return [several[start : start + most] for start in range(0, len(several), most)]


def _words(kind: SheetKind) -> dict[str, str]:
    return {
        "batch": _("Batch"),
        "wave": _("Wave"),
        "writer": _("Written by"),
        "date": _("Date"),
        "time": _("Time"),
        "number": _("Wristband no."),
        "tag": _("Wristband"),
        "adults": _("Adults"),
        "children": _("Children"),
        "celsius": _("°C"),
        "room": pgettext("sheet", "Room"),
        "people": _("People"),
        "sum": {
            SheetKind.OFF_BUS: _("People on this sheet"),
            SheetKind.TEMPERATURE: _("Readings on this sheet"),
            SheetKind.ROOMING: _("Parties on this sheet"),
            SheetKind.ROOM_CHECK: _("People on this sheet"),
        }[kind],
        "how": _how(kind),
    }


def _how(kind: SheetKind) -> str:
    match kind:
        case SheetKind.OFF_BUS:
            return _(
                "One row a party, as it steps off. One sheet a wave. "
                "A mistake: strike the row out, write a new one."
            )
        case SheetKind.TEMPERATURE:
            return _(
                "One row a reading, wristband with its letter: 023-B. From %(fever)s on, call the doctor."
            ) % {"fever": temperature_rules().fever_c}
        case SheetKind.ROOMING:
            return _("One row a party: its wristband number, and the room it goes to.")
        case SheetKind.ROOM_CHECK:
            return _(
                "Count who stands in the room. Where somebody needs care, "
                "write the letter of their wristband into the box."
            )


@cache
def _rules() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.web.paper", "tally.yaml")
    return table
