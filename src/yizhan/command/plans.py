"""Ways to a site's plan: a file, a list of rooms, or a few numbers."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from yizhan.command.rules import EntrancePlan, FloorPlan, RoomPlan
from yizhan.places.enums import RoomKind

KIND_OF_BEDS = {1: RoomKind.SINGLE, 2: RoomKind.TWIN}
NOT_MEASURED = ("", "?", "-")


class BadPlan(ValueError):
    """What was given is no plan of a site; the message says what to give."""


def read_plan(path: Path) -> dict[str, Any]:
    """Return the plan that a YAML file holds, unchecked; raises BadPlan if it is no YAML mapping."""
    try:
        plan = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadPlan(f"{path}: {error}") from error
    if not isinstance(plan, dict):
        raise BadPlan(_("%(path)s holds no plan: it must begin with “code:” or “name:”.") % {"path": path})
    return plan


def levels_from(text: str) -> list[int]:
    """Return the storeys in `3-8` or `1,2,5-7`; raises BadPlan."""
    levels: list[int] = []
    try:
        for part in text.replace(" ", "").split(","):
            first, dash, last = part.partition("-")
            levels += range(int(first), int(last if dash else first) + 1)
    except ValueError as error:
        raise BadPlan(
            _("“%(text)s” does not name storeys; write for example 3-8 or 1,2,5-7.") % {"text": text}
        ) from error
    if not levels or len(set(levels)) < len(levels) or len(levels) > 150:
        raise BadPlan(
            _("“%(text)s” does not name storeys; write for example 3-8 or 1,2,5-7.") % {"text": text}
        )
    return levels


def equal_floors(levels: list[int], rooms: int, beds: int) -> list[FloorPlan]:
    """Return floors that are all alike; room 4 of storey 3 is named 304."""
    return [
        FloorPlan(name=str(level), level=level, rooms=_equal_rooms(level, rooms, beds)) for level in levels
    ]


def entrance_from(text: str) -> EntrancePlan:
    """Return the entrance in `Yard gate=3.2`; without a figure, or with ?, nobody measured it."""
    name, _equals, figure = text.partition("=")
    if figure.strip() in NOT_MEASURED:
        return EntrancePlan(name=name.strip())
    try:
        return EntrancePlan(name=name.strip(), clearance_m=Decimal(figure.strip().removesuffix("m")))
    except InvalidOperation as error:
        raise BadPlan(
            _("“%(text)s” gives no clearance in metres; write Gate=3.2, or Gate=? if nobody measured.")
            % {"text": text}
        ) from error


def _equal_rooms(level: int, rooms: int, beds: int) -> list[RoomPlan]:
    kind = KIND_OF_BEDS.get(beds, RoomKind.FAMILY)
    return [RoomPlan(name=f"{level}{number:02d}", kind=kind, beds=beds) for number in range(1, rooms + 1)]
