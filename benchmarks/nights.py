"""Hotels and nights for the planner's benchmark, drawn from a seed."""

import random

from planner.placement import Floor, Member, PartyProfile, Room, SiteState

LIKELY = {"limited": 0.03, "elderly": 0.05, "pregnant": 0.01, "fever": 0.01, "companions": 0.08}
SIZES, SHARES = (1, 2, 3, 4, 5), (18, 50, 20, 9, 3)


def hotel(rooms: int, seed: int, *, lift: bool = True) -> SiteState:
    """Floors of 50 rooms (of 12 in a house of fewer than 200) on two corridors, kinds mixed as they come.

    Half the rooms are twins; one in 25 is accessible; the rooms nearest the lift are near the doctor.
    """
    rng = random.Random(seed)
    on_floor = 50 if rooms >= 200 else 12
    made, floors = [], []
    for place in range(rooms):
        level, at = place // on_floor + 2, place % on_floor
        if at == 0:
            floors.append(Floor(f"f{level}", f"{level}F", level))
        corridor, position = "AB"[at >= on_floor // 2], at % (on_floor // 2)
        beds = rng.choices([1, 2, 3, 4, 5], [14, 52, 18, 12, 4])[0]
        features = {"accessible"} if rng.random() < 0.04 else set()
        features |= {"near_doctor"} if level == 2 and position < 6 else set()
        made.append(
            Room(
                f"r{place:04}", f"{level}{at:02}", floors[-1].id, corridor, position, beds,
                features=frozenset(features),
            )
        )  # fmt: skip
    return SiteState(tuple(floors), tuple(made), has_lift=lift)


def night(people: int, seed: int) -> list[PartyProfile]:
    """Parties of one to five in random order, so many people in all; some old, ill, expecting, together."""
    rng = random.Random(seed)
    parties: list[PartyProfile] = []
    while people:
        size = min(rng.choices(SIZES, SHARES)[0], people)
        parties.append(_party(rng, f"{len(parties):03}", size))
        people -= size
    parties = _with_companions(rng, parties)
    rng.shuffle(parties)
    return parties


def _party(rng: random.Random, party_id: str, size: int) -> PartyProfile:
    has = {trait: rng.random() < share for trait, share in LIKELY.items()}
    grown = 1 if size < 3 else 2
    first = Member(
        f"{party_id}-A",
        "adult",
        fever=has["fever"],
        mobility_limited=has["limited"],
        elderly=has["elderly"],
        pregnant=has["pregnant"],
    )
    rest = [Member(f"{party_id}-{'BCDE'[n - 1]}", "adult" if n < grown else "child") for n in range(1, size)]
    return PartyProfile(party_id, (first, *rest))


def _with_companions(rng: random.Random, parties: list[PartyProfile]) -> list[PartyProfile]:
    """Some pairs of parties that follow each other belong together."""
    found = list(parties)
    for place in range(0, len(found) - 1, 2):
        if rng.random() < LIKELY["companions"]:
            one, other = found[place], found[place + 1]
            found[place] = PartyProfile(one.id, one.members, companions=frozenset({other.id}))
            found[place + 1] = PartyProfile(other.id, other.members, companions=frozenset({one.id}))
    return found
