"""A hotel to be cared for in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """The county hotel at 19:00 with two families and somebody to care for them."""
    from tests.care.people import opened_hotel

    with opened_hotel() as night:
        yield night
