"""An evening with people in rooms, and kinds of rounds that only these tests know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.duty.entries import Errands
    from tests.duty.matters import Hotel
    from tests.intake.night import Night


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """001 (adult, child) in 305, 002 (adult, child) in 306, 003 in 407; the clock stands still."""
    from tests.intake.night import open_with_parties
    from yizhan.core.clock import running

    opened = open_with_parties(((1, "305"), (2, "306"), (3, "407")), expected=6)
    with running(opened.clock):
        yield opened


@pytest.fixture
def errands(monkeypatch: pytest.MonkeyPatch) -> Errands:
    """The kinds of rounds "watch" and "errand", and no other."""
    from tests.duty.entries import WATCH, Errands
    from yizhan.duty import kinds

    made = Errands()
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register_kind(WATCH)
    kinds.register_kind(made.kind())
    return made


@pytest.fixture
def asking(hotel: Night) -> Hotel:
    """The same evening, its residents asking for things."""
    from tests.duty.matters import Hotel

    return Hotel(hotel)
