"""Small regions: up to three hotels, a few parties, and buses of two makes."""

from random import Random

from planner.network import Bus, Entrance, Hotel, Problem
from planner.placement import Floor, Member, Occupant, PartyProfile, Room, SiteState

LOW, HIGH = (3.0, 8.0), (4.0, 13.0)


def invent(
    seed: int, *, hotels: int = 2, parties: int = 4, cohorts: tuple[str | None, ...] = ("1", "2")
) -> Problem:
    """A region drawn from a seed; some hotels are full, low or without a lift."""
    rng = Random(seed)
    people = [_party(rng, number, parties, cohorts) for number in range(parties)]
    fleet = [Bus(f"b{n}", *rng.choice([(4, 2.8, 7.0), (9, 3.6, 12.0)])) for n in range(rng.randint(0, 5))]
    return Problem(tuple(_hotel(rng, number) for number in range(hotels)), tuple(people), tuple(fleet))


def _party(rng: Random, number: int, parties: int, cohorts: tuple[str | None, ...]) -> PartyProfile:
    size = rng.choice([1, 2, 2, 3])
    members = [
        Member(
            f"p{number}-{place}", "adult" if place == 0 else "child", fever=rng.random() < 0.08,
            mobility_limited=rng.random() < 0.1, elderly=rng.random() < 0.2,
        )
        for place in range(size)
    ]  # fmt: skip
    near = {f"p{rng.randrange(parties)}" for _ in range(rng.random() < 0.4)} - {f"p{number}"}
    if rng.random() < 0.1:
        near.add("s0-0")
    return PartyProfile(f"p{number}", tuple(members), rng.choice(cohorts), companions=frozenset(near))


def _hotel(rng: Random, number: int) -> Hotel:
    floors = tuple(Floor(f"f{level}", f"{level}F", level) for level in (2, 3))
    rooms = tuple(
        Room(
            f"{floor.id}{name}{place}", f"{floor.level}{name}{place}", floor.id, name, place,
            rng.choice([1, 2, 2, 3]), features=frozenset(rng.sample(["accessible", "near_doctor"], 1))
            if rng.random() < 0.3 else frozenset(),
            state=rng.choice(["ready"] * 5 + ["dirty", "blocked"]),
        )
        for floor in floors
        for name in "AB"[: rng.randint(1, 2)]
        for place in range(rng.randint(1, 2))
    )  # fmt: skip
    inside = [room for room in rooms if rng.random() < 0.12]
    occupants = tuple(
        Occupant(room.id, f"s{number}-{place}", 1, rng.choice([None, "1", "2"]), rng.random() < 0.2)
        for place, room in enumerate(inside)
    )
    site = SiteState(floors, rooms, occupants, has_lift=rng.random() < 0.6)
    clearance, length = rng.choice([LOW, HIGH, HIGH])
    return Hotel(f"h{number}", f"{number} 号酒店", site, (Entrance(f"e{number}", clearance, length),))
