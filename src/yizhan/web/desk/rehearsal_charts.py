"""People over time as pictures: one small chart a post, one or two plans over the same axes.

Pictures are SVG made here, read in black and white too: one plan is a thick line, the other a
broken one, and each bears its letter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yizhan.command.evening.facts import posts
from yizhan.command.evening.picture import Picture
from yizhan.web.desk.chart_frame import Frame, Tick

FRAME = Frame.with_margins(360, 168, left=30, right=12, top=12, bottom=26)
LETTERS = ("A", "B")
IN_ROOMS = "in_rooms"
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000)
TIME_STEPS = (5, 10, 15, 30, 60, 120, 240, 480)
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One plan's line: its letter, the points of the line and of the area below, where its letter stands."""

    letter: str
    points: str
    area: str
    x: float
    y: float
    most: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One post over time; `key` is a post's, or "in_rooms"."""

    key: str
    lines: tuple[Line, ...]
    across: tuple[Tick[int], ...]
    up: tuple[Tick[int], ...]
    frame: Frame = FRAME


def charts_of(*pictures: Picture) -> tuple[Chart, ...]:
    """Return a chart for each post and one for those in rooms; the posts share both axes."""
    minutes = max(len(one.in_rooms) for one in pictures) - 1
    most = max(max(post.waiting) for one in pictures for post in one.posts.values())
    found = [_chart(key, [one.posts[key].waiting for one in pictures], minutes, most) for key in posts()]
    rooms = max(one.people for one in pictures)
    return (*found, _chart(IN_ROOMS, [one.in_rooms for one in pictures], minutes, rooms))


def _chart(key: str, series: Sequence[Sequence[float]], minutes: int, most: float) -> Chart:
    up, across = _ticks(most, STEPS), _ticks(minutes, TIME_STEPS)
    top = max(up[-1], 1)

    def place(minute: float, people: float) -> tuple[float, float]:
        return FRAME.across(minute / max(minutes, 1)), FRAME.up(people / top)

    lines: list[Line] = []
    for letter, values, minute in zip(LETTERS, series, _letter_minutes(series), strict=False):
        points = [place(at, people) for at, people in enumerate(values)]
        ground = place(len(values) - 1, 0), place(0, 0)
        x, y = points[min(minute, len(points) - 1)]
        area = _joined((*points, *ground))
        lines.append(Line(letter, _joined(points), area, x, max(y - 4, FRAME.top), max(values)))
    return Chart(
        key, tuple(lines),
        across=tuple(Tick(place(minute, 0)[0], minute) for minute in across),
        up=tuple(Tick(place(0, people)[1], people) for people in up),
    )  # fmt: skip


def _letter_minutes(series: Sequence[Sequence[float]]) -> list[int]:
    """Return at which minute each line bears its letter: where it stands highest above the other."""
    if len(series) < len(LETTERS):
        return [0]
    first, second = series
    above = [one - other for one, other in zip(first, second, strict=False)]
    if max(map(abs, above)) < 1:
        return [len(above) // 3, len(above) * 2 // 3]
    highest, lowest = (choose(range(len(above)), key=above.__getitem__) for choose in (max, min))
    # One line may never be above the other: then it bears its letter where the other is not.
    quiet = len(above) * 4 // 5
    return [highest if above[highest] >= 1 else quiet, lowest if above[lowest] <= -1 else quiet]


def _ticks(most: float, steps: Sequence[int]) -> list[int]:
    """Return round figures from 0 on that reach `most`, or nearly for time."""
    step = next((one for one in steps if most / one <= MOST_TICKS), steps[-1])
    reach = int(most) if steps is TIME_STEPS else int(-(-most // step) * step)
    return list(range(0, reach + 1, step))


def _joined(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
