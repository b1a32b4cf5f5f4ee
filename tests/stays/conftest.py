"""The county hotel on its first night, for rooming."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """A night with a batch of 84 announced, its clock standing at 19:00."""
    from tests.intake.night import open_announced
    from yizhan.core.clock import running

    opened = open_announced(expected=84, cohort="school")
    with running(opened.clock):
        yield opened
