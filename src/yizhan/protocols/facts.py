"""What the calendar of a stay is computed from, and what it says. Pure: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum


class Anchor(StrEnum):
    """The event that a protocol counts from."""

    LAST_EXPOSURE = "last_exposure"
    SITE_ADMISSION = "site_admission"
    ARRIVAL = "arrival"
    LEFT_RISK_AREA = "left_risk_area"
    FIRST_POSITIVE = "first_positive"
    HOME_RETURN = "home_return"
    ZONE_SET = "zone_set"
    DUTY_END = "duty_end"
    FIRST_EXPOSURE = "first_exposure"


class PhaseKind(StrEnum):
    """How somebody is watched for a time."""

    CENTRAL_QUARANTINE = "central_quarantine"
    HOME_QUARANTINE = "home_quarantine"
    HOME_HEALTH_MONITORING = "home_health_monitoring"
    SELF_MONITORING = "self_monitoring"
    PHONE_MONITORING = "phone_monitoring"
    MASK_ONLY = "mask_only"
    NONE = "none"


class DueKind(StrEnum):
    """What can be due for a person on a day of a phase."""

    TEMPERATURE = "temperature"
    SAMPLE = "sample"
    ANTIGEN = "antigen"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one stay; hashable, so that equal stays share one calendar.

    `anchors`: when each event that is known happened (aware). `credited_days`: days spent elsewhere
    that count. `resets`: when the last positive person left, for each transmission inside the site.
    `symptoms_on`: days of new symptoms, for protocols that extend by them. `conditions`: words that
    a protocol asks for, such as "vaccinated" or "index_negative_day_4".
    """

    zone: tzinfo
    anchors: tuple[tuple[Anchor, datetime], ...]
    credited_days: int = 0
    resets: tuple[datetime, ...] = ()
    symptoms_on: tuple[date, ...] = ()
    conditions: frozenset[str] = frozenset()

    def at(self, anchor: Anchor) -> datetime | None:
        """When the event happened; None while nobody knows."""
        return dict(self.anchors).get(anchor)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is due: a code that has a sentence in both languages, and the figures in it."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done for the person from `opens_at` until `closes_at` (aware, UTC).

    `day`: the day of the phase, counted as the protocol does.
    """

    kind: DueKind
    phase: PhaseKind
    day: int
    opens_at: datetime
    closes_at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """One phase from `starts_at` until `ends_at` (aware, UTC), over whole days or to the minute."""

    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime
    days: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Calendar:
    """A stay's dated obligations, in order of time, and the minute at which each phase ends.

    `open`: what the authority has not set, or nobody knows yet; then nothing else is said. No phase and
    nothing open: nobody is watched. A phase that a new symptom asks for stands after the others, within them.
    """

    phases: tuple[PhaseSpan, ...] = ()
    dues: tuple[Due, ...] = ()
    open: tuple[Reason, ...] = ()

    @property
    def due_at(self) -> datetime | None:
        """When the first phase that holds somebody at a site or at home ends; None while open."""
        return self.phases[0].ends_at if self.phases else None

    @property
    def ends_at(self) -> datetime | None:
        """When the last phase ends; None while open."""
        return max((phase.ends_at for phase in self.phases), default=None)
