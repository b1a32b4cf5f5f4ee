"""The county hotel at night with three parties in their rooms, and servers outside that only listen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.notices.told import Telling


@pytest.fixture
def telling(db: None, settings: Any) -> Iterator[Telling]:
    """Parties 001 and 002 on the third floor, 003 on the fourth, at seven in the evening."""
    from tests.intake.night import open_night
    from tests.notices.told import Telling
    from yizhan.core.clock import running

    settings.YIZHAN_MAIL, settings.YIZHAN_SMS = "smtp://mail.invalid", "https://sms.invalid/"
    settings.DEFAULT_FROM_EMAIL = "station@example.invalid"
    settings.YIZHAN_HOOK_HOSTS = ["bots.invalid"]
    night = open_night()
    with running(night.clock):
        night.announce(expected=84, cohort="school")
        for number, room in ((1, "302"), (2, "303"), (3, "401")):
            night.count(number)
            night.house(number, room)
        yield Telling(night)
