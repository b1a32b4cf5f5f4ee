"""A floor with a positive person on it, and who lives where around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.leaving.conftest import protocols  # noqa: F401 - the fixture
from tests.support.beginnings import begins

if TYPE_CHECKING:
    from tests.cases.tracing import Tracing
    from tests.intake.night import Night


@pytest.fixture
def tracing(db: None, protocols: None) -> Iterator[Tracing]:  # noqa: F811 - the fixture
    """001 in 302 next to 002 in 303; 003 in 304, 004 in 307; 005 in 402 (came with 001), 006 in 403."""
    from tests.cases.tracing import Tracing
    from yizhan.core.clock import running

    night = _floor()
    with running(night.clock):
        yield Tracing(night)


@begins
def _floor() -> Night:
    from tests.intake.night import open_announced
    from yizhan.core.clock import running

    night = open_announced(expected=84, cohort="school")
    with running(night.clock):
        rooms = {1: "302", 2: "303", 3: "304", 4: "307", 5: "402", 6: "403"}
        for number, room in rooms.items():
            night.count(number, wave=1 if number in (1, 5) else 2)
            night.house(number, room)
    return night
