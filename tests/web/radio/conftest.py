"""A night at whose desk a radio clerk sits, and sheets come in from the red zone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night
    from tests.web.radio.clerk import Clerk


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """The county hotel at 19:00 on 16 March 2022, a batch announced, its clock standing still."""
    from tests.intake.night import open_announced
    from yizhan.core.clock import running

    opened = open_announced(expected=84)
    with running(opened.clock):
        yield opened


@pytest.fixture
def clerk(night: Night) -> Any:
    """Who sits at the radio."""
    from tests.web.radio.clerk import Clerk

    made: Clerk = Clerk(night)
    return made
