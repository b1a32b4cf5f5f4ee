"""A night to be driven by tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """The county hotel at 19:00 on 16 March 2022, its clock standing still."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened
