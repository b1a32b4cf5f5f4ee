"""Whole nights of other sizes: looking ahead against what a clerk without a plan does."""

import random

from planner.placement import Outlook, PartyProfile, Proposal, SiteState
from tests.planner.hotel import (
    Policy,
    best_fit,
    corridor,
    first_fit,
    look_ahead,
    mishaps,
    night,
    random_parties,
    site_of,
)


def hotel_for(rng: random.Random, rooms_by_beds: dict[int, int]) -> SiteState:
    """Floors of about twelve rooms, kinds mixed along the corridors."""
    beds = [size for size, count in rooms_by_beds.items() for _ in range(count)]
    rng.shuffle(beds)
    return site_of(
        *(corridor(beds[at : at + 12], floor=f"f{3 + at // 12}") for at in range(0, len(beds), 12))
    )


def total_mishaps(policy: Policy, people: int, rooms_by_beds: dict[int, int], nights: int) -> int:
    total = 0
    for seed in range(nights):
        rng = random.Random(seed)
        site, parties = hotel_for(rng, rooms_by_beds), random_parties(rng, people)
        after, placed = night(site, parties, policy)
        total += mishaps(after, parties, placed)
    return total


AMPLE_84, SHORT_84 = {1: 8, 2: 26, 3: 10, 4: 8}, {1: 6, 2: 24, 3: 8, 4: 4}
AMPLE_300, SHORT_300 = {1: 26, 2: 84, 3: 32, 4: 16}, {1: 20, 2: 80, 3: 28, 4: 14}


def test_night_of_84_looking_ahead_beats_first_fit() -> None:
    assert total_mishaps(first_fit, 84, AMPLE_84, nights=12) == 4
    assert total_mishaps(look_ahead, 84, AMPLE_84, nights=12) == 0


def test_night_of_84_in_a_hotel_that_is_too_small() -> None:
    assert total_mishaps(first_fit, 84, SHORT_84, nights=12) == 41
    assert total_mishaps(best_fit, 84, SHORT_84, nights=12) == 31
    assert total_mishaps(look_ahead, 84, SHORT_84, nights=12) <= 28


def test_night_of_300_looking_ahead_beats_first_fit() -> None:
    assert total_mishaps(first_fit, 300, AMPLE_300, nights=3) == 5
    assert total_mishaps(look_ahead, 300, AMPLE_300, nights=3) == 0


def test_night_of_300_in_a_hotel_nearly_full() -> None:
    assert total_mishaps(first_fit, 300, SHORT_300, nights=3) == 10
    assert total_mishaps(look_ahead, 300, SHORT_300, nights=3) <= 4


def test_night_rooms_nobody_twice_and_everybody_once() -> None:
    rng = random.Random(7)
    site, parties = hotel_for(rng, {1: 8, 2: 26, 3: 10, 4: 8}), random_parties(rng, 84)
    after, placed = night(site, parties, look_ahead)
    rooms = [share.room_id for one in placed.values() for share in one.rooms]
    assert len(rooms) == len(set(rooms))
    labels = sorted(label for one in placed.values() for share in one.rooms for label in share.members)
    assert labels == sorted(one.label for party in parties for one in party.members)
    assert sum(one.people for one in after.occupants) == 84


def test_night_outlook_of_nothing_equals_no_outlook() -> None:
    rng = random.Random(3)
    site, parties = hotel_for(rng, {2: 20}), random_parties(rng, 20)

    def with_empty(site: SiteState, party: PartyProfile, _: Outlook) -> Proposal | None:
        return look_ahead(site, party, Outlook({2: 0}, people=0))

    assert night(site, parties, with_empty)[1] == night(site, parties, best_fit)[1]
