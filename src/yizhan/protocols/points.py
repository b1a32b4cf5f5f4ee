"""What a protocol's text leaves open, and what an authority may rule about it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from yizhan.protocols.facts import Reason
from yizhan.protocols.schema import END_OF_DAY, EXACT, Protocol

DAY_ONE = "day_one"


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a protocol that may be ruled: "day_one", or "2.ends_at", which is a field of phase 2.

    `blocks`: nothing is computed until it is ruled. Else it is not told (nothing is due by it), or told
    and may be changed, as the hour of release may.
    """

    key: str
    value: object
    blocks: bool

    @property
    def phase(self) -> int:
        """The number of the phase, counted from 1; 0 for the protocol as a whole."""
        number, _dot, _field = self.key.rpartition(".")
        return int(number or 0)

    @property
    def field(self) -> str:
        """The name of the field."""
        return self.key.rpartition(".")[2]

    @property
    def reason(self) -> Reason:
        """Why nothing is computed, as a calendar says it."""
        return Reason(f"{self.field}_open", {"phase": str(self.phase)} if self.phase else {})


def points(protocol: Protocol) -> Iterator[Point]:
    """Yield what an authority may rule, in the order of the text."""
    if protocol.requires_nothing:
        return
    counts_days = protocol.start is not None or any(phase.ends_at != EXACT for phase in protocol.phases)
    if counts_days and protocol.day_one is None:
        yield Point(DAY_ONE, None, blocks=True)
    for number, phase in enumerate(protocol.phases, start=1):
        if phase.days is None and phase.ends_at != EXACT:
            yield Point(f"{number}.days", None, blocks=True)
        if phase.ends_at in (None, END_OF_DAY):
            yield Point(f"{number}.ends_at", phase.ends_at, blocks=phase.ends_at is None)
        if phase.sample_days is None:
            yield Point(f"{number}.sample_days", None, blocks=False)
        if phase.temperature_per_day is None:
            yield Point(f"{number}.temperature_per_day", None, blocks=False)


def open_points(protocol: Protocol) -> Iterator[Point]:
    """Yield what must be ruled before anything is computed."""
    return (point for point in points(protocol) if point.blocks)


def ruled(protocol: Protocol, said: Mapping[str, object], by: tuple[UUID, ...]) -> Protocol:
    """Return a protocol as the rulings `by` leave it: values by the keys of its points.

    Raises ValueError for a key that is no point of it, and for a value that does not fit.
    """
    known = {point.key for point in points(protocol)}
    if unknown := sorted(set(said) - known):
        raise ValueError(f"nothing to rule at {unknown[0]}")
    text = protocol.model_dump(mode="json", by_alias=True, exclude={"ruled_by"})
    for key, value in said.items():
        number, _dot, field = key.rpartition(".")
        place = text["phases"][int(number) - 1] if number else text
        place[field] = value
    return Protocol.model_validate(text, context={"ruled_by": by})
