"""Beside a server that runs for weeks, whoever is due is erased once an hour."""

from __future__ import annotations

import pytest

from yizhan.cli import erase


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock of the machine says, in hours."""
    told = [7.0]
    monkeypatch.setattr("yizhan.cli.erase.time.monotonic", lambda: told[0] * 3600)
    return told


def test_erasing_goes_on_once_an_hour(hours: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    erased: list[float] = []
    monkeypatch.setattr(erase, "erase_due", lambda: erased.append(hours[0]))
    erasing = erase.Erasing()
    for hours[0] in (7.0, 7.9, 8.0, 8.5, 8.9, 9.25, 10.0, 10.25):
        erasing.go_on()
    assert erased == [8.0, 9.25, 10.25]


def test_erasing_that_fails_is_told_and_tried_again(
    hours: list[float], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = iter((OSError("disk full"), 3))

    def erased() -> int:
        outcome = next(tries)
        if isinstance(outcome, OSError):
            raise outcome
        return outcome

    monkeypatch.setattr(erase, "erase_due", erased)
    erasing = erase.Erasing()
    for hours[0] in (8.0, 8.5, 9.0):
        erasing.go_on()
    assert next(tries, None) is None
    assert ["disk full" in str(one.exc_info) for one in caplog.records] == [True]
