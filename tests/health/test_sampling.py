"""The sampling round walks floor by floor and door by door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.health.queries.sampling import SampleRound


def six(night: Night) -> SampleRound:
    from yizhan.stays.queries.lists import samples_now

    return samples_now(night.site, by=night.by("nurse"))


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 in 402, 002 in 302, 003 in the lobby."""
    night.announce(expected=6)
    for number in (1, 2, 3):
        night.count(number)
    night.house(1, "402")
    night.house(2, "302")
    return night


def test_round_is_in_walking_order_and_ends_with_the_roomless(hotel: Night) -> None:
    stops = [
        (stop.room.name if stop.room else None, [p.tag for p in stop.people]) for stop in six(hotel).stops
    ]
    assert stops == [("302", ["002-A", "002-B"]), ("402", ["001-A", "001-B"]), (None, ["003-A", "003-B"])]
    assert six(hotel).total == 6


def test_round_names_children_and_fever(hotel: Night) -> None:
    hotel.measure("001-B", "38.2")
    (_, stop, _) = six(hotel).stops
    assert [(p.child, p.fever) for p in stop.people] == [(False, False), (True, True)]
    assert six(hotel).fever == 1


def test_round_leaves_out_whoever_is_no_longer_here(hotel: Night) -> None:
    hotel.undo(hotel.count(9))
    assert six(hotel).total == 6


def test_reading_the_round_is_audited(hotel: Night) -> None:
    from yizhan.core.models import AuditEvent

    six(hotel)
    assert AuditEvent.objects.get(action="stays.read_samples").subject == {"people": 6}
