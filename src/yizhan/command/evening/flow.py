"""One evening played through: when each party passes each post, with waits where a post is busy.

Every post serves in the order of arrival. Chance is drawn for each party and step from the seed
alone, so that two plans meet the same luck and their difference is the plan's.
"""

import heapq
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from yizhan.command.evening.facts import span, value
from yizhan.command.evening.plan import CopiedEntrance, CopiedVehicle, Evening, Settings

LOWEST_LEVEL = 1


@dataclass(slots=True)
class Party:
    """A party on its way: by post, since when it stood there, when it was served and when that was done.

    All in seconds since the first vehicle came; `level` is the storey of its room.
    """

    number: int
    size: int
    level: int = LOWEST_LEVEL
    since: dict[str, float] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    done: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A vehicle that an entrance kept out, by how much and for how long; metres, seconds."""

    vehicle: str
    entrance: str
    missing_m: float
    waited_s: float


@dataclass(slots=True)
class Played:
    """An evening as it went; `unroomed` are parties for which no room is large enough."""

    parties: list[Party]
    blocked: list[Blocked]
    unroomed: int


class Luck:
    """Seconds that steps take, repeatable: the same seed, party and step give the same figure."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawn: dict[tuple[str, int], float] = {}

    def takes(self, step: str, number: int) -> float:
        """Return the seconds of one such step for one party or wave."""
        if (step, number) not in self._drawn:
            low, high = span(step)
            self._drawn[step, number] = random.Random(f"{self._seed} {step} {number}").uniform(low, high)  # noqa: S311 - repeatable luck, not a secret
        return self._drawn[step, number]


def play(evening: Evening, settings: Settings, luck: Luck) -> Played:
    """Play one evening and return when each party passed each post."""
    by_vehicle = parties_by_vehicle(evening)
    entered, blocked = _enter(evening, settings)
    parties = _leave_buses(by_vehicle, entered, settings, luck)
    _serve(parties, "thermometer", settings, lambda one: _measured(one, luck))
    _serve(parties, "reception", settings, lambda one: luck.takes("proposal", one.number))
    unroomed = _choose_floors(parties, evening)
    _go_up(parties, evening, settings, luck)
    _serve(parties, "corridor", settings, lambda one: luck.takes("room_check", one.number))
    return Played(parties, blocked, unroomed)


def parties_by_vehicle(evening: Evening) -> dict[str, list[Party]]:
    """Seat the parties in the vehicles as they were announced, mixed by size as evenly as they come."""
    sizes = _mixed(evening.parties)
    seated: dict[str, list[Party]] = {}
    number = 0
    for vehicle in evening.vehicles:
        room = vehicle.people
        seated[vehicle.key] = []
        while room > 0 and sizes:
            number += 1
            party = Party(number, sizes.pop(0))
            room -= party.size
            seated[vehicle.key].append(party)
    for size in sizes:
        number += 1
        seated[evening.vehicles[-1].key].append(Party(number, size))
    return seated


def gate_of(vehicle: CopiedVehicle, evening: Evening, settings: Settings) -> CopiedEntrance | None:
    """Return the entrance a vehicle takes: where it is sent, else one that lets it in, else the first."""
    sent = settings.routes.get(vehicle.key)
    known = [one for one in evening.entrances if sent in (None, one.id)]
    measured = [one for one in known if one.clearance_m is not None] or known
    fitting = (one for one in measured if one.lets_in(vehicle) or one.id in settings.cleared)
    return next(fitting, measured[0] if measured else None)


def _mixed(parties: dict[int, int]) -> list[int]:
    """Spread the sizes evenly over the order in which people come."""
    places = [
        ((turn + 0.5) / count, size) for size, count in parties.items() for turn in range(count) if count
    ]
    return [size for _place, size in sorted(places)]


def _enter(evening: Evening, settings: Settings) -> tuple[list[tuple[float, str]], list[Blocked]]:
    """Let the vehicles in, gate by gate in their order: one that does not fit holds those behind it up."""
    vehicles = {vehicle.key: vehicle for vehicle in evening.vehicles}
    free_at: dict[object, float] = defaultdict(float)
    cleared_at: dict[object, float] = {}
    entered, blocked = [], []
    for key in settings.order:
        vehicle = vehicles[key]
        gate = gate_of(vehicle, evening, settings)
        name = gate.id if gate else None
        moment = max(vehicle.arrives_s, free_at[name])
        if gate and gate.id not in settings.cleared and not gate.lets_in(vehicle):
            clears = cleared_at.setdefault(name, moment + value("clear_an_entrance_min") * 60)
            missing = gate.too_low_for(vehicle) or gate.too_short_for(vehicle)
            blocked.append(Blocked(key, str(gate.id), missing, max(clears - vehicle.arrives_s, 0.0)))
            moment = max(moment, clears)
        free_at[name] = moment
        entered.append((moment, key))
    return sorted(entered, key=lambda one: one[0]), blocked


def _leave_buses(
    by_vehicle: dict[str, list[Party]], entered: list[tuple[float, str]], settings: Settings, luck: Luck
) -> list[Party]:
    """Empty the vehicles one at a time at each door, wave after wave."""
    doors = [0.0] * settings.posts["bus"]
    heapq.heapify(doors)
    left: list[Party] = []
    for moment, key in entered:
        clock = max(heapq.heappop(doors), moment)
        for wave in _waves(by_vehicle[key], settings.wave_people):
            clock += luck.takes("next_wave", wave[0].number)
            for party in wave:
                party.since["bus"], party.begun["bus"] = moment, clock
                clock += luck.takes("leave_bus", party.number)
                party.done["bus"] = clock
                left.append(party)
        heapq.heappush(doors, clock)
    return left


def _waves(parties: Iterable[Party], together: int) -> Iterable[list[Party]]:
    wave: list[Party] = []
    for party in parties:
        if wave and sum(one.size for one in (*wave, party)) > together:
            yield wave
            wave = []
        wave.append(party)
    if wave:
        yield wave


def _serve(parties: list[Party], post: str, settings: Settings, takes: Callable[[Party], float]) -> None:
    """Serve parties in the order in which they come, by as many as stand at the post."""
    parties.sort(key=_last)
    free = [0.0] * settings.posts[post]
    heapq.heapify(free)
    for party in parties:
        party.since[post] = _last(party)
        party.begun[post] = max(heapq.heappop(free), party.since[post])
        party.done[post] = party.begun[post] + takes(party)
        heapq.heappush(free, party.done[post])


def _go_up(parties: list[Party], evening: Evening, settings: Settings, luck: Luck) -> None:
    """Take groups up, each with a guide, as many at a time as the lift holds."""
    parties.sort(key=_last)
    for party in parties:
        party.since["lift"] = _last(party)
    guides, lifts = [0.0] * settings.posts["lift"], [0.0] * settings.lifts
    waiting = list(parties)
    while waiting:
        ready = max(guides[0], lifts[0] if evening.lift else 0.0)
        group, leaves = _group(waiting, settings.lift_people, ready)
        del waiting[: len(group)]
        trips = -(-sum(one.size for one in group) // settings.lift_people)
        highest = max(one.level for one in group)
        takes = luck.takes("way_up", group[0].number)
        if evening.lift:
            heapq.heapreplace(lifts, leaves + settings.lift_trip_s * trips)
            takes = max(takes, float(settings.lift_trip_s * trips))
        else:
            takes += value("stairs_s_per_floor") * (highest - LOWEST_LEVEL)
        heapq.heapreplace(guides, leaves + takes)
        for party in group:
            party.begun["lift"], party.done["lift"] = leaves, leaves + takes


def _group(waiting: list[Party], most: int, ready: float) -> tuple[list[Party], float]:
    """Return those who go up next and when: a group that is not full waits a little for others."""
    first = waiting[0]
    leaves = max(ready, first.since["lift"])
    latest = max(leaves, first.since["lift"] + value("group_patience_s"))
    group = [first]
    for party in waiting[1:]:
        full = sum(one.size for one in group) + party.size > most
        if full or party.since["lift"] > latest:
            break
        group.append(party)
        leaves = max(leaves, party.since["lift"])
    return group, leaves


def _choose_floors(parties: list[Party], evening: Evening) -> int:
    """Give each party the smallest room that holds it, low storeys first; return how many find none."""
    free = sorted((one.beds, one.level) for one in evening.rooms)
    unroomed = 0
    for party in parties:
        found = next((room for room in free if room[0] >= party.size), None)
        if found is None:
            unroomed += 1
        else:
            free.remove(found)
            party.level = max(found[1], LOWEST_LEVEL)
    return unroomed


def _measured(party: Party, luck: Luck) -> float:
    return sum(luck.takes("temperature", party.number * 100 + place) for place in range(party.size))


def _last(party: Party) -> float:
    return max(party.done.values())
