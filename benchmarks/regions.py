"""Seventeen hotels and the people who are brought to them in one night, drawn from a seed."""

import random
from dataclasses import replace
from itertools import pairwise

from benchmarks.nights import hotel, night
from planner.network import Bus, Entrance, Hotel, Problem
from planner.placement import PartyProfile

HOTELS, ROOMS, PEOPLE, COHORTS = 17, 4850, 5000, 6
KINDS_OF_BUS = ((49, 3.6, 12.0), (33, 3.2, 9.0), (19, 2.8, 7.0))
ENTRANCES = ((4.0, 13.0), (4.0, 13.0), (3.4, 10.0), (3.0, 8.0))
SPARE_SEATS = 1.15


def region(
    seed: int, *, hotels: int = HOTELS, rooms: int = ROOMS, people: int = PEOPLE, cohorts: int = COHORTS
) -> Problem:
    """Hotels of unlike size, one in four without a lift, some with low entrances; cohorts of unlike size."""
    rng = random.Random(seed)
    sizes = _divide(rng, rooms, hotels, least=rooms * 3 // (hotels * 4))
    shares = _divide(rng, people, cohorts, least=people // (cohorts * 3))
    parties = [
        _of_cohort(party, f"c{cohort}")
        for cohort, share in enumerate(shares)
        for party in night(share, rng.randrange(10**6))
    ]
    rng.shuffle(parties)
    return Problem(
        tuple(_hotel(rng, place, size) for place, size in enumerate(sizes)),
        tuple(parties),
        tuple(_fleet(rng, people)),
    )


def _divide(rng: random.Random, total: int, parts: int, least: int) -> list[int]:
    """So many parts of at least `least` that add up to the total."""
    cuts = sorted(rng.randint(0, total - least * parts) for _ in range(parts - 1))
    edges = [0, *cuts, total - least * parts]
    return [least + high - low for low, high in pairwise(edges)]


def _hotel(rng: random.Random, place: int, size: int) -> Hotel:
    site = hotel(size, rng.randrange(10**6), lift=place % 4 != 3)
    chosen = rng.sample(ENTRANCES, rng.randint(1, 2))
    entrances = tuple(Entrance(f"h{place:02}-{n}", *one) for n, one in enumerate(chosen))
    return Hotel(f"h{place:02}", f"{place + 1} 号酒店", site, entrances)


def _of_cohort(party: PartyProfile, cohort: str) -> PartyProfile:
    return replace(
        party,
        id=f"{cohort}-{party.id}",
        cohort=cohort,
        companions=frozenset(f"{cohort}-{other}" for other in party.companions),
    )


def _fleet(rng: random.Random, people: int) -> list[Bus]:
    fleet: list[Bus] = []
    while sum(bus.seats for bus in fleet) < SPARE_SEATS * people:
        seats, height, length = rng.choices(KINDS_OF_BUS, (6, 3, 2))[0]
        fleet.append(Bus(f"b{len(fleet):03}", seats, height, length))
    return fleet
