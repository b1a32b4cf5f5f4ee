"""A site with a crew and an announced batch, for actions to act on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """A small hotel at 19:00 with a batch announced, its clock standing still."""
    yield from _announced()


@pytest.fixture
def committed_night(committed_db: None) -> Iterator[Night]:
    """The same, really committed, for threads."""
    yield from _announced()


def _announced() -> Iterator[Night]:
    from tests.intake.night import open_announced
    from yizhan.core.clock import running

    opened = open_announced(rooms_per_floor=3, expected=84)
    with running(opened.clock):
        yield opened
