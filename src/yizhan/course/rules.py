"""What is known of a stay as it is stored and typed, what changes in it, and what needs two people."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from yizhan.core import canonical, keys
from yizhan.course.enums import CourseEvent
from yizhan.protocols.facts import Anchor, Facts

FINGERPRINT_BYTES = 16
MOST_RESETS = 20
MOST_CREDITED = 60

# What the record of a stay itself says, unless somebody knows better.
FROM_THE_STAY = (Anchor.SITE_ADMISSION,)

Condition = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Resets = Annotated[tuple[AwareDatetime, ...], Field(max_length=MOST_RESETS)]
Days = Annotated[tuple[date, ...], Field(max_length=60)]
Conditions = Annotated[tuple[Condition, ...], Field(max_length=20)]
Credited = Annotated[int, Field(ge=0, le=MOST_CREDITED)]
ProtocolKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]


class GivenFacts(BaseModel):
    """What is known of a stay, as it is stored; times in UTC.

    `until`: the authority has set a later end by decision. See `protocols.facts.Facts` for the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    anchors: dict[Anchor, AwareDatetime] = Field(default_factory=dict)
    credited_days: Credited = 0
    resets: Resets = ()
    symptoms_on: Days = ()
    conditions: Conditions = ()
    until: AwareDatetime | None = None

    def of_stay(self, started_at: datetime) -> "GivenFacts":
        """Return these facts with the admission filled in from the stay where nobody gave it."""
        known = {**dict.fromkeys(FROM_THE_STAY, started_at), **self.anchors}
        return self.model_copy(update={"anchors": known})

    def without_stay(self, started_at: datetime) -> "GivenFacts":
        """Return what was given by people, so that it can be given to others too."""
        given = {
            anchor: at
            for anchor, at in self.anchors.items()
            if not (anchor in FROM_THE_STAY and at == started_at)
        }
        return self.model_copy(update={"anchors": given})

    def in_zone(self, zone: ZoneInfo) -> Facts:
        """Return the facts from which a calendar is computed."""
        return Facts(
            zone=zone, anchors=tuple(sorted(self.anchors.items())), credited_days=self.credited_days,
            resets=tuple(sorted(self.resets)), symptoms_on=tuple(sorted(self.symptoms_on)),
            conditions=frozenset(self.conditions),
        )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        """Return the facts as JSON, in one form for equal facts."""
        return {
            "anchors": {anchor.value: _utc(at) for anchor, at in sorted(self.anchors.items())},
            "credited_days": self.credited_days,
            "resets": sorted(map(_utc, self.resets)),
            "symptoms_on": sorted(day.isoformat() for day in self.symptoms_on),
            "conditions": sorted(self.conditions),
            "until": _utc(self.until) if self.until else None,
        }


class Patch(BaseModel):
    """What changes in the courses of one or many stays; what is None stays as it is.

    `anchors` are set one by one; `resets`, `symptoms_on` and `conditions` replace what stood there, while
    `reset`, `symptom_on` and `condition` are added. `protocol`: another edition, by an explicit decision.
    An empty patch computes again by the protocol's text and the authority's rulings of today.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    protocol: ProtocolKey | None = None
    anchors: dict[Anchor, AwareDatetime] = Field(default_factory=dict)
    credited_days: Credited | None = None
    resets: Resets | None = None
    symptoms_on: Days | None = None
    conditions: Conditions | None = None
    reset: AwareDatetime | None = None
    symptom_on: date | None = None
    condition: Condition | None = None
    until: AwareDatetime | None = None

    def applied_to(self, given: GivenFacts) -> GivenFacts:
        """Return the facts after the change."""
        resets = given.resets if self.resets is None else self.resets
        symptoms = given.symptoms_on if self.symptoms_on is None else self.symptoms_on
        conditions = given.conditions if self.conditions is None else self.conditions
        credited = given.credited_days if self.credited_days is None else self.credited_days
        return GivenFacts(
            anchors={**given.anchors, **self.anchors}, credited_days=credited,
            resets=_with(resets, self.reset), symptoms_on=_with(symptoms, self.symptom_on),
            conditions=_with(conditions, self.condition), until=self.until or given.until,
        )  # fmt: skip


def keeps_longer(before: datetime | None, after: datetime | None) -> bool:
    """Tell whether a change keeps somebody longer, or leaves open how long; that takes two people."""
    return before is not None and (after is None or after > before)


def event_of(before: datetime | None, after: datetime | None, *, other_protocol: bool) -> CourseEvent:
    """Return what happens to a course whose due time was `before`."""
    if other_protocol:
        return CourseEvent.EDITION
    if keeps_longer(before, after):
        return CourseEvent.EXTENDED
    if before is not None and after is not None and after < before:
        return CourseEvent.SHORTENED
    return CourseEvent.CHANGED


def fingerprint(facts: dict[str, Any]) -> str:
    """Return 32 hex digits by which the journal vouches for stored facts without telling them."""
    return keys.fingerprint(canonical.encode(facts))[:FINGERPRINT_BYTES].hex()


def _with(known: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    return known if one is None or one in known else (*known, one)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
