"""The county hotel with a batch announced, for plans; a plan is worked out in the test's own process."""

import os

import pytest

from tests.stays.conftest import night  # noqa: F401 - the fixture


@pytest.fixture(autouse=True)
def _undisturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process cannot take its niceness back: tests that follow would run below everybody else."""
    monkeypatch.setattr(os, "nice", lambda _: 0)
