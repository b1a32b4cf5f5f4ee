"""Birth dates as people write them: what is sure, what has several meanings, what is none."""

import re
from dataclasses import dataclass
from datetime import date

from yizhan.reading.cells import Day, Number
from yizhan.reading.serials import day_of
from yizhan.reading.shown import visible
from yizhan.roster.reading.patterns import pattern

_OLDEST_YEARS = 115
_SERIAL = re.compile(r"\d{4,5}")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SIX = re.compile(r"(\d{2})(\d{2})(\d{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s./]*([a-z]{3,9})[-\s.,/]*(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})[-\s./]*(\d{1,2})(?:st|nd|rd|th)?[-\s.,/]+(\d{4})")


@dataclass(frozen=True, slots=True)
class Dated:
    """The days that a text may mean, the likeliest first; one is sure, none is no day of the calendar.

    `incomplete` if the text names a year or a month alone.
    """

    days: tuple[date, ...] = ()
    incomplete: bool = False

    @property
    def sure(self) -> date | None:
        """The day, if there is no doubt."""
        return self.days[0] if len(self.days) == 1 else None


def read_birth_date(text: str, *, today: date, from_1904: bool = False) -> Dated:
    """Return which days a cell may mean; only days on which somebody alive can be born are kept."""
    if isinstance(text, Day):
        return _kept([_iso(text)], today)
    shown = visible(text).lower()
    # A year alone is written like a small number of days; only a cell that is a number counts days.
    if _SERIAL.fullmatch(shown) and (len(shown) == 5 or isinstance(text, Number)):
        return _serial(shown, today, from_1904=from_1904)
    days = _meant(shown, today)
    return (
        Dated(incomplete=bool(pattern("year_or_month_alone").fullmatch(shown)))
        if days is None
        else _kept(days, today)
    )


def _meant(shown: str, today: date) -> list[date | None] | None:
    """Return what digits and months may mean; None if it is not written like a day."""
    if found := _EIGHT.fullmatch(shown):
        return [_day(found[1], found[2], found[3])]
    if found := _SIX.fullmatch(shown):
        return _centuries(found[1], found[2], found[3], today)
    if found := pattern("day_of_three_parts").fullmatch(shown):
        return _parted(found[1], found[2], found[3], today)
    return _named_month(shown, today)


def _serial(shown: str, today: date, *, from_1904: bool) -> Dated:
    """A bare number of four or five digits counts days, unless it is a year."""
    if len(shown) == 4 and today.year - _OLDEST_YEARS <= int(shown) <= today.year:
        return Dated(incomplete=True)
    return _kept([day_of(int(shown), from_1904=from_1904)], today)


def _parted(first: str, middle: str, last: str, today: date) -> list[date | None]:
    if len(first) == 4:
        return [_day(first, middle, last)]
    if len(last) == 4:
        return [_day(last, middle, first), _day(last, first, middle)]
    if len(first) > 2 or len(last) > 2:
        return []
    return [
        *_centuries(first, middle, last, today),
        *_centuries(last, middle, first, today),
        *_centuries(last, first, middle, today),
    ]


def _named_month(shown: str, today: date) -> list[date | None] | None:
    if found := _DAY_FIRST.fullmatch(shown):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(shown):
        month, day, year = found.groups()
    else:
        return None
    if month[:3] not in _MONTHS:
        return None
    number = str(_MONTHS.index(month[:3]) + 1)
    return [_day(year, number, day)] if len(year) == 4 else _centuries(year, number, day, today)


def _centuries(year: str, month: str, day: str, today: date) -> list[date | None]:
    if len(year) > 2:
        return []
    short = int(year)
    return [
        _day(f"{century}{short:02d}", month, day) for century in (today.year // 100, today.year // 100 - 1)
    ]


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _kept(days: list[date | None], today: date) -> Dated:
    possible = [day for day in days if day and day <= today and today.year - day.year <= _OLDEST_YEARS]
    return Dated(tuple(dict.fromkeys(possible)))
