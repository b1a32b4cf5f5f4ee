"""Measures propose() in a hotel of 500 rooms: `python -m tests.planner.time_propose`.

Three cases: a hotel that fills up with 40 kinds of party expected, parties that no room holds
(every way out is worked out), and the making of a SiteState. Prints milliseconds.
"""

import random
import sys
import time
from collections.abc import Callable
from functools import partial

from planner.placement import Floor, Occupant, Outlook, PartyProfile, Room, SiteState, assess, propose

OUTLOOK = Outlook(dict.fromkeys(range(1, 41), 3), people=3000, confidence=0.7)


def hotel() -> SiteState:
    """Ten floors of two corridors of 25 rooms."""
    floors = tuple(Floor(f"f{level}", f"{level}楼", level) for level in range(1, 11))
    rooms = tuple(
        Room(f"{floor.id}-{corridor}{place}", f"{floor.level}{place:02}", floor.id, corridor, place, beds)
        for floor in floors
        for corridor in "AB"
        for place, beds in enumerate([2, 2, 1, 2, 4] * 5)
    )
    return SiteState(floors, rooms)


def milliseconds(call: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def tell(what: str, times: list[float]) -> None:
    """One line of figures."""
    times.sort()
    p50, p99 = times[len(times) // 2], times[min(int(len(times) * 0.99), len(times) - 1)]
    sys.stdout.write(f"{what:28} n={len(times):4} p50={p50:6.2f} p99={p99:6.2f} max={times[-1]:6.2f} ms\n")


def main() -> None:
    """Runs the cases with one seed."""
    rng = random.Random(1)
    empty = site = hotel()
    propose(site, PartyProfile.counted("0", children=5), OUTLOOK)  # reads the rules and sentences
    chosen, judged, made = [], [], []
    for number in range(450):
        party = PartyProfile.counted(f"{number:03}", adults=1, children=rng.choice([0, 1, 1, 1, 2]))
        chosen.append(milliseconds(partial(propose, site, party, OUTLOOK)))
        judged.append(milliseconds(partial(assess, site, party, OUTLOOK, "f5-A3")))
        rooms = propose(site, party, OUTLOOK)[0].rooms
        taken = [
            Occupant(one.room_id, party.id, len(one.members), fever=rng.random() < 0.02) for one in rooms
        ]
        made.append(milliseconds(partial(site.with_occupants, taken)))
        site = site.with_occupants(taken)
    split = [
        milliseconds(
            partial(propose, empty, PartyProfile.counted("x", adults=2, children=3 + n % 6), OUTLOOK)
        )
        for n in range(60)
    ]
    tell("propose, hotel filling up", chosen)
    tell("assess", judged)
    tell("propose, party to be divided", split)
    tell("SiteState", made)


if __name__ == "__main__":
    main()
