"""Between which hours of a day something is due, as `windows.yaml` or a protocol's own phase says."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from yizhan.core.shipped import read_shipped
from yizhan.protocols.schema import Phase, Source, Window


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours that hold where a protocol names none, with their source."""

    temperature: dict[int, tuple[Window, ...]]
    sample: Window
    shortest: timedelta
    sample_at_start: timedelta
    source: str


@cache
def hours() -> Hours:
    """Return the hours that hold where a protocol names none."""
    table = read_shipped("yizhan.protocols", "windows.yaml")
    return Hours(
        {int(times): tuple(Window(**row) for row in rows) for times, rows in table["temperature"].items()},
        Window(**table["sample"][0]),
        timedelta(minutes=table["shortest_minutes"]),
        timedelta(hours=table["sample_at_start_hours"]),
        Source.model_validate({"title": table["source"]["title"]}).title,
    )


def temperature_windows(phase: Phase) -> tuple[Window, ...]:
    """Return when temperatures of a phase are due on each of its days; none where the text does not tell."""
    return phase.temperature_windows or hours().temperature.get(phase.temperature_per_day or 0, ())
