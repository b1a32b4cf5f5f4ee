"""Simulated time: it moves when everybody waits, and never otherwise."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from yizhan.command.rehearsal.night import BrokenOff, Line, Night
from yizhan.core.clock import FileClock

START = datetime(2022, 3, 16, 18, 0, tzinfo=UTC)


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(FileClock(tmp_path / "clock"), START)


def test_hours_pass_in_a_moment(night: Night) -> None:
    woken: list[tuple[str, int]] = []

    def sleeper(name: str, hours: int) -> None:
        night.sleep(hours * 3600)
        woken.append((name, round((night.now() - START).total_seconds() / 3600)))

    began = datetime.now(UTC)
    night.play({"late": lambda: sleeper("late", 9), "early": lambda: sleeper("early", 2)})
    assert woken == [("early", 2), ("late", 9)]
    assert datetime.now(UTC) - began < timedelta(seconds=10)


def test_line_hands_over_in_order_and_counts_idle_time(night: Night) -> None:
    line: Line[int] = Line(night)
    taken: list[int] = []

    def bring() -> None:
        for number in range(3):
            night.sleep(600)
            line.put(number)
        line.close()

    def take() -> None:
        while (number := line.get()) is not None:
            taken.append(number)

    night.play({"bring": bring, "take": take})
    assert taken == [0, 1, 2]
    # The first wait is not idleness: the work had not begun.
    assert set(night.idle) == {"take"}
    assert night.idle["take"] == pytest.approx(timedelta(minutes=20), abs=timedelta(seconds=10))


def test_patience_ends(night: Night) -> None:
    line: Line[int] = Line(night)
    found: list[int | None] = []

    def wait() -> None:
        found.append(line.get(patience=120))
        line.close()

    night.play({"wait": wait, "busy": lambda: night.sleep(3600)})
    assert found == [None]


def test_waiting_for_nobody_is_told_not_endured(night: Night) -> None:
    line: Line[int] = Line(night)
    with pytest.raises(BrokenOff, match="waiter"):
        night.play({"waiter": lambda: _wait_in(line), "leaver": lambda: None})


def test_failure_of_one_ends_the_night_of_all(night: Night) -> None:
    reached = threading.Event()

    def fail() -> None:
        night.sleep(60)
        raise ValueError("the lift is stuck")

    def sleep_long() -> None:
        night.sleep(3600)
        reached.set()

    with pytest.raises(ValueError, match="the lift is stuck"):
        night.play({"fail": fail, "sleep": sleep_long})
    assert not reached.is_set()


def _wait_in(line: Line[int]) -> None:
    line.get()
