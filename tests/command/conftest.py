"""A night that was really lived through, for verification to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.beginnings import begins

if TYPE_CHECKING:
    from tests.intake.night import Night

PARTIES = 6


@pytest.fixture
def lived(db: None) -> Iterator[Night]:
    """The county hotel after six parties were counted, measured, roomed, looked into and some named."""
    from yizhan.core.clock import running

    night = _lived()
    with running(night.clock):
        yield night


@begins
def _lived() -> Night:
    from tests.intake.night import open_announced
    from tests.scenarios import first_night_parties, play_first_night
    from yizhan.core.clock import running

    night = open_announced(expected=PARTIES * 2, cohort="school")
    with running(night.clock):
        make_ups = first_night_parties()[34 : 34 + PARTIES]
        play_first_night(night.site.id, make_ups=make_ups, waiting=1, clock=night.clock)
    return night
