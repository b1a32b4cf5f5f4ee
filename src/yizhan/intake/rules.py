"""Shapes of what is announced and counted, and the countdown's template."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from planner.placement import default_rules
from yizhan.core.shipped import read_shipped
from yizhan.intake.enums import Certainty

MOST_PEOPLE = 5000
Metres = Annotated[Decimal, Field(gt=0, lt=100, max_digits=4, decimal_places=2)]


class VehicleFacts(BaseModel):
    """A vehicle as announced; unknown figures stay None."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plate: str = Field("", max_length=20)
    seats: int = Field(ge=1, le=300)
    height_m: Metres | None = None
    length_m: Annotated[Decimal, Field(gt=0, lt=100, max_digits=3, decimal_places=1)] | None = None
    entrance_id: UUID | None = None


class Announcement(BaseModel):
    """What is known about a batch at the moment; no roster is needed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    words: str = Field("", max_length=300)
    origin: str = Field("", max_length=120)
    expected: int | None = Field(None, ge=0, le=MOST_PEOPLE)
    certainty: Certainty = Certainty.UNCERTAIN
    eta: datetime | None = None
    cohort: str = Field("", max_length=40)
    protocol: str = Field("", max_length=80)
    exposed_on: date | None = None
    adults: int | None = Field(None, ge=0, le=MOST_PEOPLE)
    children: int | None = Field(None, ge=0, le=MOST_PEOPLE)
    make_up: dict[Annotated[int, Field(ge=1, le=50)], Annotated[int, Field(ge=0, le=MOST_PEOPLE)]] = Field(
        default_factory=dict
    )
    vehicles: tuple[VehicleFacts, ...] = Field((), max_length=60)

    @model_validator(mode="after")
    def _eta_is_aware(self) -> "Announcement":
        if self.eta is not None and self.eta.tzinfo is None:
            raise ValueError("the arrival time needs its time zone")
        return self


@dataclass(frozen=True, slots=True)
class StepTemplate:
    """One step of the countdown: whose it is, minutes before the arrival, and its text."""

    key: str
    team: str
    minutes: int
    zh: str
    en: str

    def text(self, language: str) -> str:
        """Return the step's text in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@cache
def step_templates() -> dict[str, StepTemplate]:
    """Return the countdown's steps by key."""
    return {row["key"]: StepTemplate(**row) for row in _countdown()["steps"]}


def chain_within_minutes() -> int:
    """Return how near two arrivals must be to be handled as one chain."""
    return int(_countdown()["chain_within_minutes"])


@dataclass(frozen=True, slots=True)
class OutlookRules:
    """How an announcement is weighed: confidence by certainty, multiples of the number, metres."""

    confidence: dict[Certainty, float]
    multiples: tuple[Decimal, ...]
    tight_m: Decimal
    removable_m: Decimal


@cache
def outlook_rules() -> OutlookRules:
    """Return how an announcement is weighed."""
    table = _table("outlook.yaml")
    return OutlookRules(
        confidence={Certainty(word): float(row["value"]) for word, row in table["confidence"].items()},
        multiples=tuple(Decimal(str(value)) for value in table["multiples"]["value"]),
        tight_m=Decimal(str(table["tight_m"]["value"])),
        removable_m=Decimal(str(table["removable_m"]["value"])),
    )


@dataclass(frozen=True, slots=True)
class AttentionRule:
    """A reason to look after somebody in particular; `urgency` 0 comes first, hours None: no look-ins.

    `placement_flag` names the planner's flag that finds it, if the planner does.
    """

    key: str
    urgency: int
    look_in_hours: int | None
    placement_flag: str = ""


@cache
def attention_rules() -> dict[str, AttentionRule]:
    """Return the kinds of attention by key, the most urgent first."""
    flags = default_rules().flags
    rules = {}
    for urgency, row in enumerate(_table("attention.yaml")["kinds"]):
        flag = row.get("placement_flag", "")
        as_flag = flag or row.get("hours_as", "")
        hours = flags[as_flag].look_in_hours if as_flag else row["look_in_hours"]
        rules[row["key"]] = AttentionRule(row["key"], urgency, hours, flag)
    return rules


@cache
def _countdown() -> dict[str, Any]:
    return _table("countdown.yaml")


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.intake", name)
    return table
