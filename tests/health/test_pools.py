"""What a phone is told of pools: who may share a tube now, and which stand open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 in 402, 002 in 302, 003 in the lobby."""
    from tests.health import laboratory

    return laboratory.hotel(night)


def allowed(night: Night, *tags: str) -> list[int]:
    from yizhan.health.queries.pools import pools_allowed

    people = [night.stay(tag).person_id for tag in tags]
    found = pools_allowed(night.site.id, people)
    return [found[person_id] for person_id in people]


def test_whoever_the_protocol_lets_share_may_and_nobody_else(hotel: Night) -> None:
    from tests.health.laboratory import due

    due(hotel, "001-A", pool=20)
    due(hotel, "001-B")
    assert allowed(hotel, "001-A", "001-B", "002-A") == [20, 1, 1]
    hotel.minutes(180)
    assert allowed(hotel, "001-A") == [1]


def test_a_pool_stands_open_until_it_is_full_or_packed(hotel: Night) -> None:
    from tests.health.laboratory import due, labels, pack, sample
    from yizhan.health.enums import TubeSize
    from yizhan.health.queries.pools import open_pools

    begun, unused = labels(hotel, 2, TubeSize.FIVE)
    labels(hotel)
    for tag in ("001-A", "001-B", "002-A", "002-B", "003-A"):
        due(hotel, tag, pool=20)
    sample(hotel, ["001-A", "001-B"], begun, pool=True)
    here = {hotel.stay(tag).person_id for tag in ("001-A", "001-B")}
    assert [(one.tube, one.size, set(one.people)) for one in open_pools(hotel.site.id)] == [
        (begun, 5, here), (unused, 5, set()),
    ]  # fmt: skip
    sample(hotel, ["002-A", "002-B", "003-A"], begun, pool=True)
    assert [one.tube for one in open_pools(hotel.site.id)] == [unused]
    due(hotel, "003-B", pool=20)
    sample(hotel, "003-B", unused, pool=True)
    pack(hotel, unused)
    assert open_pools(hotel.site.id) == []
