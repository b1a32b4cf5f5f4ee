"""Hours of a calendar day as moments: right also where a clock is put forward or back."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
MIDNIGHT = time()


@lru_cache(maxsize=65536)
def moment_of(zone: tzinfo, day: date, hour: time = MIDNIGHT) -> datetime:
    """Return when it is `hour` on `day`, in UTC.

    Of an hour that comes twice it is the first, so that nobody is kept longer; an hour that is skipped
    is the moment of the skip. A later day or hour is never an earlier moment.
    """
    wall = datetime.combine(day, hour, zone)
    found = wall.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    return _skip(zone, wall.replace(fold=1).astimezone(UTC), found)


def local_day(zone: tzinfo, moment: datetime) -> date:
    """Return the day on which a moment falls where the clock shows `zone`."""
    return moment.astimezone(zone).date()


def day_after(day: date, days: int = 1) -> date:
    """Return the day some days later, earlier for a negative number."""
    return day + days * _DAY


def _skip(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """Return the first second after a clock was put forward between two moments."""
    low, high = before - _SECOND, after
    old = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle in (low, high):
            break
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == old else (low, middle)
    return high.replace(microsecond=0)
