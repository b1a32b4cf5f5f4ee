"""Somebody's temperatures as a picture: days across, degrees up, read in black and white too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from yizhan.health.queries.course_chart import HealthCourse, Point
from yizhan.health.rules import temperature_rules
from yizhan.places.models import Site
from yizhan.web.desk.chart_frame import Frame, Tick

FRAME = Frame.with_margins(920, 300, left=44, right=14, top=30, bottom=52)
LOWEST, HIGHEST = Decimal("35.5"), Decimal("38.5")
FEWEST_DAYS, MOST_LABELS = 3, 15


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the picture: where it stands, what it says when it is touched."""

    x: float
    y: float
    says: str
    high: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class CourseChart:
    """The whole picture; `fever_y` is where the fever begins, samples stand above, symptoms below."""

    points: tuple[Mark, ...]
    line: str
    across: tuple[Tick[str], ...]
    up: tuple[Tick[str], ...]
    fever_y: float
    samples: tuple[Mark, ...]
    symptoms: tuple[Mark, ...]
    frame: Frame = FRAME
    below: int = FRAME.bottom + 40


def chart_of(site: Site, course: HealthCourse, today: date) -> CourseChart:
    """Return the picture of a course up to today."""
    zone = ZoneInfo(site.timezone)
    moments = [point.at for point in course.points] + [line.observation.taken_at for line in course.lines]
    first = min((moment.astimezone(zone).date() for moment in moments), default=today)
    days = max((today - first).days + 1, FEWEST_DAYS)
    begins = datetime.combine(first, time(), zone)
    values = [point.value_c for point in course.points]
    low, high = min([LOWEST, *values]), max([HIGHEST, *values])

    def across(moment: datetime) -> float:
        return FRAME.across((moment - begins) / timedelta(days=days))

    def up(value: Decimal) -> float:
        return FRAME.up(float((value - low) / (high - low)))

    fever = temperature_rules().fever_c
    points = tuple(_point(point, across(point.at), up(point.value_c), zone, fever) for point in course.points)
    ill = [
        line.observation.taken_at for line in course.lines if line.observation.symptoms and not line.withdrawn
    ]
    return CourseChart(
        points, " ".join(f"{point.x:g},{point.y:g}" for point in points),
        _days(first, days, across, zone), _degrees(low, high, up), up(fever),
        tuple(Mark(across(at), FRAME.top - 12, _clock(at, zone)) for at in course.sampled),
        tuple(Mark(across(at), FRAME.bottom + 34, _clock(at, zone)) for at in ill),
    )  # fmt: skip


def _point(point: Point, x: float, y: float, zone: ZoneInfo, fever: Decimal) -> Mark:
    return Mark(
        x, y, f"{_clock(point.at, zone)} {point.value_c} °C", high=point.value_c >= fever, own=point.own
    )


def _days(
    first: date, days: int, across: Callable[[datetime], float], zone: ZoneInfo
) -> tuple[Tick[str], ...]:
    every = -(-days // MOST_LABELS)
    return tuple(
        Tick(across(datetime.combine(day, time(12), zone)), f"{day.month}-{day.day}")
        for day in (first + timedelta(days=count) for count in range(0, days, every))
    )


def _degrees(low: Decimal, high: Decimal, up: Callable[[Decimal], float]) -> tuple[Tick[str], ...]:
    step = Decimal("0.5")
    value = -(-low // step) * step
    ticks: list[Tick[str]] = []
    while value <= high:
        ticks.append(Tick(up(value), f"{value:.1f}"))
        value += step
    return tuple(ticks)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.month}-{local.day} {local:%H:%M}"
