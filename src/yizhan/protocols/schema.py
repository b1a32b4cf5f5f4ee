"""What a protocol is: the shape of the files that hold it. Pure: no Django, no clock.

Null says that the text does not tell. Days and the end of a phase that are null, and a day one that is
null, hold every calculation back until the authority has ruled; tests and temperatures that are null are
shown as not told, and nothing is due by them.
"""

import hashlib
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from yizhan.protocols.facts import Anchor, PhaseKind

EXACT, END_OF_DAY = "exact", "end_of_day"
LONGEST_PHASE, MOST_PHASES = 400, 8

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
ProtocolId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
DayNumber = Annotated[int, Field(ge=1, le=LONGEST_PHASE, strict=True)]
Length = Annotated[int, Field(ge=0, le=LONGEST_PHASE, strict=True)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
EndsAt = Annotated[str, StringConstraints(pattern=rf"^({EXACT}|{END_OF_DAY}|([01]\d|2[0-3]):[0-5]\d(\+1)?)$")]


class DayOne(StrEnum):
    """Which calendar day is day 1: the day of the event, or the day after it."""

    ANCHOR_DAY = "anchor_day"
    DAY_AFTER_ANCHOR = "day_after_anchor"


class Confidence(StrEnum):
    """How well a figure is known: official text, a page that quotes it, or unverified."""

    OFFICIAL = "A"
    QUOTED = "B"
    UNVERIFIED = "C"


class Shape(BaseModel):
    """Frozen, and nothing beside the fields that are named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Shape):
    """The same in Chinese and in English."""

    zh: Text
    en: Text

    def in_language(self, language: str) -> str:
        """Return the words in the language that `language` begins with; English else."""
        return self.zh if language.startswith("zh") else self.en


class Source(Shape):
    """A text that a figure was read in."""

    title: Text
    issuer: Text | None = None
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")] | None = None
    url: HttpUrl | None = None


class Effective(Shape):
    """From which day to which (both included) a protocol was in force."""

    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")
    confidence: Confidence

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise PydanticCustomError("backwards", "ends before it begins")
        return self


class Window(Shape):
    """Between which hours something is due on a day; `closes` "24:00" is the end of the day."""

    code: Code
    opens: Clock
    closes: Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if self.closes <= self.opens:
            raise PydanticCustomError("backwards", "ends before it begins")
        return self


class DaysIf(Shape):
    """Another length of a phase, where a condition holds."""

    condition: Code
    days: DayNumber


class EarlyEnd(Shape):
    """On which day a phase may end early, and what must be known for it."""

    day: DayNumber
    needs: Annotated[tuple[Code, ...], Field(min_length=1)]


class Phase(Shape):
    """One way of being watched, for a time.

    `ends_at`: the end of the last day, an hour on it ("09:00") or on the day after ("09:00+1"), or exactly
    `hours` after the event; null is open. Days of tests count inside the phase; `antigen_daily` is one a day.
    """

    kind: PhaseKind
    alternatives: tuple[PhaseKind, ...] = ()
    days: Length | None
    days_if: tuple[DaysIf, ...] = ()
    hours: Annotated[int, Field(ge=1, le=LONGEST_PHASE * 24, strict=True)] | None = None
    ends_at: EndsAt | None = END_OF_DAY
    early_end: EarlyEnd | None = None
    sample_days: tuple[DayNumber, ...] | None
    sample_at_start: bool = False
    sample_count: Annotated[int, Field(ge=1, le=LONGEST_PHASE, strict=True)] | None = None
    sample_gap_hours: Annotated[int, Field(ge=1, le=240, strict=True)] | None = None
    double_sample_days: tuple[DayNumber, ...] = ()
    pools: bool = False
    specimen: Code | None = None
    antigen_days: tuple[DayNumber, ...] = ()
    antigen_daily: bool = False
    temperature_per_day: Annotated[int, Field(ge=0, le=4, strict=True)] | None
    temperature_windows: tuple[Window, ...] = ()
    outings: bool | None = None
    also: tuple[Code, ...] = ()

    @field_validator("ends_at", mode="before")
    @classmethod
    def _hour_in_quotes(cls, value: object) -> object:
        # YAML 1.1 reads a bare 09:00 as the number 540.
        if isinstance(value, int):
            raise PydanticCustomError("bare_hour", "is an hour without quotes")
        return value

    @model_validator(mode="after")
    def _figures_agree(self) -> Self:
        if (self.ends_at == EXACT) != (self.hours is not None):
            raise PydanticCustomError("hours_and_exact", "hours go with ends_at: exact, and only with it")
        if self.hours is not None and self.days is not None and self.hours != self.days * 24:
            raise PydanticCustomError("hours_and_days", "days and hours are not the same time")
        if (self.kind == PhaseKind.NONE) != (self.days == 0):
            raise PydanticCustomError("none_is_no_days", "days: 0 goes with kind: none, and only with it")
        named = (*(self.sample_days or ()), *self.antigen_days, *self.double_sample_days)
        longest = max([self.days or LONGEST_PHASE, *(row.days for row in self.days_if)])
        if any(day > longest for day in named) or (self.early_end and self.early_end.day > longest):
            raise PydanticCustomError("day_outside", "names a day after the last one of the phase")
        if not set(self.double_sample_days) <= set(self.sample_days or ()):
            raise PydanticCustomError("double_is_a_sample", "double_sample_days must be days of sample_days")
        if self.sample_count and self.sample_days is not None and len(self.sample_days) != self.sample_count:
            raise PydanticCustomError("as_many_samples", "sample_days must be as many as sample_count")
        if self.sample_at_start and 1 in (self.sample_days or ()):
            raise PydanticCustomError(
                "start_is_day_one", "sample_at_start and day 1 of sample_days are the same"
            )
        if self.temperature_windows and len(self.temperature_windows) != self.temperature_per_day:
            raise PydanticCustomError(
                "window_for_each", "temperature_windows must be as many as temperature_per_day"
            )
        return self


class Start(Shape):
    """The watch begins on a day of another event: measles, from day 5 after the first exposure."""

    anchor: Anchor
    day: DayNumber


class Extension(Shape):
    """What keeps somebody longer by rule: another protocol, or some days after each new symptom."""

    trigger: Code
    to_protocol: ProtocolId | None = None
    kind: PhaseKind | None = None
    days: DayNumber | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        rolling = self.kind is not None and self.days is not None
        if rolling == (self.to_protocol is not None) or (self.kind is None) != (self.days is None):
            raise PydanticCustomError("one_extension", "give either to_protocol, or kind and days")
        return self


class Dependence(Shape):
    """Whose tests the release depends on, and which protocol applies when they are positive."""

    who: Code
    needs: tuple[Code, ...]
    positive: Code
    to_protocol: ProtocolId


class Alarm(Shape):
    """What rings at once: a temperature, and the symptoms that are asked for."""

    temperature_c: Annotated[float, Field(ge=35, le=42)] | None = None
    symptoms: tuple[Code, ...] = ()


class Protocol(Shape):
    """Rules of watching, as an edition of a jurisdiction has them for a category of person."""

    id: ProtocolId
    name: Words
    diseases: Annotated[tuple[Code, ...], Field(min_length=1)]
    jurisdiction: Code
    edition: Words
    effective: Effective
    historic: bool
    category: Code
    anchor: Anchor | None
    start: Start | None = None
    day_one: DayOne | None
    phases: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=MOST_PHASES)]
    release: tuple[Code, ...] | None
    depends_on: Dependence | None = None
    extend: Extension | None = None
    alarm: Alarm | None = None
    exempt_if: tuple[Code, ...] = ()
    entry: tuple[Code, ...] = ()
    also: tuple[Code, ...] = ()
    lookback_days: DayNumber | None = None
    transfer_within_hours: Annotated[int, Field(ge=1, le=240, strict=True)] | None = None
    source: Annotated[tuple[Code, ...], Field(min_length=1)]
    confidence: Confidence
    note: Words | None = None
    ruled_by: tuple[UUID, ...] = ()

    @field_validator("ruled_by")
    @classmethod
    def _never_in_a_file(cls, value: tuple[UUID, ...]) -> tuple[UUID, ...]:
        if value:
            raise PydanticCustomError("extra_forbidden", "is set by signed rulings, never in a file")
        return value

    @model_validator(mode="wrap")
    @classmethod
    def _ruled(cls, value: object, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        one = handler(value)
        rulings = (info.context or {}).get("ruled_by")
        return one.model_copy(update={"ruled_by": rulings}) if rulings else one

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        nothing = all(phase.kind == PhaseKind.NONE for phase in self.phases)
        if self.anchor is None and not nothing:
            raise PydanticCustomError("anchor_needed", "a protocol with phases needs an anchor to count from")
        if any(phase.kind == PhaseKind.NONE for phase in self.phases) and len(self.phases) > 1:
            raise PydanticCustomError("none_alone", "a phase of kind none stands alone")
        if self.extend and self.extend.days and self.extend.days > (self.phases[0].days or LONGEST_PHASE):
            raise PydanticCustomError("extension_too_long", "extends by more days than the first phase has")
        if self.extend and self.extend.days and len(self.phases) > 1:
            raise PydanticCustomError(
                "extension_of_one", "days after a symptom extend a protocol of one phase only"
            )
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Protocol) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal digits of everything that a calendar is computed by, signed rulings included."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def requires_nothing(self) -> bool:
        """Whether nobody is held or watched under it."""
        return self.phases[0].kind == PhaseKind.NONE

    def in_force_on(self, day: date) -> bool:
        """Tell whether it applies on a day; what is historic without a last day never does."""
        begun = self.effective.since is None or self.effective.since <= day
        over = self.historic if self.effective.until is None else self.effective.until < day
        return begun and not over


def clock(text: str) -> tuple[time, int]:
    """Return an hour of `ends_at` or of a window, and how many days after its day it is."""
    hour, _plus, days = text.partition("+")
    if hour == "24:00":
        return time(), 1
    return time.fromisoformat(hour), int(days or 0)
