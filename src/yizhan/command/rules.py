"""The plan of a site to be set up, and the template of its teams."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from yizhan.core.shipped import read_shipped
from yizhan.places.enums import RoomKind
from yizhan.provision.stock_rules import items

NINE: Literal["nine"] = "nine"
Name = Annotated[str, Field(min_length=1, max_length=20)]


class RoomPlan(BaseModel):
    """A room as set up; its place in the list of its floor is the walking order."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name
    kind: RoomKind
    beds: int = Field(ge=1, le=20)
    corridor: str = Field("", max_length=20)
    features: list[str] = Field(default_factory=list)
    extension: str = Field("", max_length=20)


class FloorPlan(BaseModel):
    """A floor with its rooms in walking order."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name
    level: int = Field(ge=-5, le=150)
    rooms: list[RoomPlan]


class EntrancePlan(BaseModel):
    """An entrance; a clearance that nobody measured stays None."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=60)
    name_en: str = Field("", max_length=60)
    clearance_m: Decimal | None = Field(None, gt=0, lt=100)
    max_length_m: Decimal | None = Field(None, gt=0, lt=100)


class SitePlan(BaseModel):
    """Everything that makes a site usable tonight. Raises ValidationError naming what is wrong."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,28}$")
    name: str = Field(min_length=1, max_length=80)
    name_en: str = Field("", max_length=80)
    timezone: str = "Asia/Shanghai"
    lift: bool = True
    phone: str = Field("", max_length=30)
    chat_group: str = Field("", max_length=80)
    floors: list[FloorPlan] = Field(min_length=1)
    entrances: list[EntrancePlan] = Field(default_factory=list)
    stock: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    teams: Literal["nine", "five_three_seven"] = NINE

    @model_validator(mode="after")
    def _names_are_known_and_unique(self) -> "SitePlan":
        names = [room.name for floor in self.floors for room in floor.rooms]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"room names used twice: {', '.join(doubled)}")
        if not names:
            raise ValueError("a site needs at least one room")
        if unknown := sorted(set(self.stock) - set(items())):
            raise ValueError(f"not in the list of items: {', '.join(unknown)}")
        return self


@dataclass(frozen=True, slots=True)
class TeamTemplate:
    """A team that a new site gets, or a template of teams, in both languages."""

    key: str
    zh: str
    en: str


def team_templates(template: str = NINE) -> tuple[TeamTemplate, ...]:
    """Return the teams of a new site by one of the `site_templates`."""
    return tuple(TeamTemplate(**row) for row in _site_template()[template])


def site_templates() -> tuple[TeamTemplate, ...]:
    """Return the templates of teams by key, in both languages; the first is the default."""
    return tuple(TeamTemplate(**row) for row in _site_template()["templates"])


@cache
def _site_template() -> dict[str, list[dict[str, str]]]:
    table: dict[str, list[dict[str, str]]] = read_shipped("yizhan.command", "site_template.yaml")
    return table
