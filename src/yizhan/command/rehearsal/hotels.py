"""The hotel of a rehearsal: the recorded one, one from a file, or one large enough for the number."""

import math
from pathlib import Path
from typing import Any

import yaml

from yizhan.command.demonstration import demonstration_facts, hotel_plan
from yizhan.command.rules import EntrancePlan, FloorPlan, RoomPlan, SitePlan
from yizhan.places.enums import RoomKind

ROOMS_PER_PERSON = 0.62
ROOMS_ON_A_FLOOR = 24
FIRST_ROOM = 8801
# Of twenty rooms twelve are twin, two single, five for families of four and one for six; mixed on each floor.
KINDS = tuple(
    {
        "t": (RoomKind.TWIN, 2),
        "s": (RoomKind.SINGLE, 1),
        "f": (RoomKind.FAMILY, 4),
        "l": (RoomKind.FAMILY, 6),
    }[sign]
    for sign in "tfstttftltfttstftttf"
)


def hotel_for(people: int, recorded: int, file: Path | None = None) -> SitePlan:
    """Return the plan of a site for so many people; `recorded` is the number of the recorded night."""
    if file is not None:
        return hotel_from(file)
    site = demonstration_facts()["site"]
    return hotel_plan(site) if people == recorded else _hotel_of(people, site)


def hotel_from(file: Path) -> SitePlan:
    """Read a plan of a site (YAML, as `yizhan setup` takes it) or its short form of floors by rooms.

    Raises ValueError (pydantic's ValidationError) that names what is wrong.
    """
    site: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    if not isinstance(site, dict):
        raise ValueError(f"{file}: this is not the plan of a site")  # noqa: TRY004 - a file's fault, like any other
    return hotel_plan(site) if "rooms_per_floor" in site else SitePlan.model_validate(site)


def stock_for(people: int) -> dict[str, int]:
    """Return what a site has on hand for so many people, with enough of everything."""
    return {"suit": people, "meal": people * 2, "quilt": people * 2, "wristband": people * 3}


def _hotel_of(people: int, site: dict[str, Any]) -> SitePlan:
    """A hotel whose room names do not tell the floor: they are counted through the whole house."""
    count = max(math.ceil(people * ROOMS_PER_PERSON), 4)
    kinds = [KINDS[number % len(KINDS)] for number in range(count)]
    rooms = [
        RoomPlan(name=str(FIRST_ROOM + number), kind=kind, beds=beds, corridor="A" if number % 2 else "B",
                 extension=f"6{FIRST_ROOM + number}")
        for number, (kind, beds) in enumerate(kinds)
    ]  # fmt: skip
    floors = [
        FloorPlan(name=f"{level}F", level=level, rooms=rooms[start : start + ROOMS_ON_A_FLOOR])
        for level, start in enumerate(range(0, count, ROOMS_ON_A_FLOOR), start=2)
    ]
    return SitePlan(
        floors=floors,
        stock=stock_for(people),
        entrances=[EntrancePlan.model_validate(entrance) for entrance in site["entrances"]],
        **{key: site[key] for key in ("code", "name", "name_en", "lift", "phone", "chat_group")},
    )
