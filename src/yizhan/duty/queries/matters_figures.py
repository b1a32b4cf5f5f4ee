"""What can be learnt from the record: how soon a first answer came, how long it took, what came back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.duty.models import Matter
from yizhan.places.models import Site

PERIOD = timedelta(days=7)
HOURS = 24


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some matters: how many, minutes to the first answer and to the end (medians, None without any),
    how many nobody has answered, and how many came back."""

    key: str
    asked: int
    first_answer: float | None
    closed_in: float | None
    unanswered: int
    reopened: int


@dataclass(frozen=True, slots=True)
class FiguresOfSite:
    """The figures of a period, in all, by need, and by the hour on the site's clock at which it was asked."""

    since: datetime
    total: Figures
    by_need: list[Figures]
    by_hour: list[Figures]


Row = tuple[str, datetime, datetime | None, datetime | None, int]


def figures_of(site: Site, until: datetime, *, without: UUID | None = None) -> FiguresOfSite:
    """Return the figures of the last seven days; complaints about the account `without` are left out."""
    since = until - PERIOD
    rows = Matter.objects.filter(site=site, raised_at__gt=since, raised_at__lte=until).exclude(need="")
    if without:
        rows = rows.exclude(about_id=without)
    found: list[Row] = list(rows.values_list("need", "raised_at", "answered_at", "settled_at", "reopened"))
    zone = ZoneInfo(site.timezone)
    by_need, by_hour = defaultdict(list), defaultdict(list)
    for row in found:
        by_need[row[0]].append(row)
        by_hour[row[1].astimezone(zone).hour].append(row)
    needs = [_figures(key, those) for key, those in by_need.items()]
    return FiguresOfSite(
        since, _figures("", found), sorted(needs, key=lambda one: (-one.asked, one.key)),
        [_figures(str(hour), by_hour[hour]) for hour in range(HOURS)],
    )  # fmt: skip


def _figures(key: str, rows: Iterable[Row]) -> Figures:
    those = list(rows)
    return Figures(
        key, len(those), _minutes((asked, answered) for _, asked, answered, _, _ in those),
        _minutes((asked, settled) for _, asked, _, settled, _ in those),
        sum(answered is None and settled is None for _, _, answered, settled, _ in those),
        sum(back for *_, back in those),
    )  # fmt: skip


def _minutes(spans: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    lasted = [(end - begin) / timedelta(minutes=1) for begin, end in spans if end is not None]
    return median(lasted) if lasted else None
