"""What an announcement means for the site: entrances, rooms, seats, stock, and ±20 %."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from planner.placement import default_rules
from planner.placement.lookahead import unserved
from yizhan.intake.models import Batch
from yizhan.intake.queries.batches import LATEST, Announced, announced, open_batches
from yizhan.intake.queries.expected import Expected, expected_of, parties_waiting
from yizhan.intake.queries.passage import EntranceConflict, Passage, passages
from yizhan.intake.rules import outlook_rules
from yizhan.places.enums import RoomKind, RoomState
from yizhan.places.models import Entrance, Occupancy, Room
from yizhan.provision.queries.shortages import SupplyNeed, stock_of, supply_needs

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class RoomsOfKind:
    """Rooms of one kind and size: how many stand free and ready, wait for cleaning, are shut or taken."""

    kind: RoomKind
    beds: int
    free: int
    dirty: int
    blocked: int
    taken: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """The free rooms against so many people, each party in a room of its own.

    `parties` by size; `unserved`: parties of a size that find no room with enough beds;
    `beds_left` is negative when there are fewer beds than people.
    """

    multiple: Decimal
    people: int
    parties: dict[int, int]
    rooms_free: int
    beds_left: int
    unserved: dict[int, int]
    supplies: tuple[SupplyNeed, ...] = ()
    seats_left: int | None = None

    @property
    def rooms_needed(self) -> int:
        """One room for each party."""
        return sum(self.parties.values())

    @property
    def people_without_room(self) -> int:
        """People of the parties that find no room."""
        return sum(size * count for size, count in self.unserved.items())

    @property
    def seats_short(self) -> int:
        """People for whom the announced vehicles have no seat."""
        return max(-(self.seats_left or 0), 0)

    @property
    def percent(self) -> int:
        """How far from the number, such as -20, 0 or 20."""
        return int((self.multiple - 1) * 100)


@dataclass(frozen=True, slots=True)
class BatchOutlook:
    """Everything that an announcement means for the site, at this moment."""

    announced: Announced
    entrances: tuple[Entrance, ...]
    passages: tuple[Passage, ...]
    rooms: tuple[RoomsOfKind, ...]
    capacities: tuple[Capacity, ...]
    make_up_known: bool
    people_before: int
    waiting: int
    seats: int

    @property
    def conflicts(self) -> list[EntranceConflict]:
        """Every vehicle at every entrance that does not let it in."""
        return [conflict for passage in self.passages for conflict in passage.conflicts]

    @property
    def questions(self) -> int:
        """Heights that nobody knows: of vehicles, and of entrances."""
        entrances = {entrance.id for passage in self.passages for entrance in passage.unmeasured}
        return len(entrances) + sum(passage.height_unknown for passage in self.passages)

    @property
    def now(self) -> Capacity | None:
        """The site against the number as announced."""
        return next((one for one in self.capacities if one.multiple == 1), None)

    @property
    def missing(self) -> list[SupplyNeed]:
        """What is short for the number as announced."""
        return [need for need in self.now.supplies if need.missing] if self.now else []


def batch_outlook(batch: Batch) -> BatchOutlook:
    """Measure the site against one batch and everybody who needs a room before it.

    The number of queries is constant. A batch that is finished or cancelled needs nothing more.
    """
    rows = open_batches(batch.site_id)
    row = next((row for row in rows if row.batch.id == batch.id), None) or announced([batch])[0]
    before = [other for other in rows if row in rows and _arrives(other) <= _arrives(row)]
    expected = expected_of(before)
    waiting = list(parties_waiting(batch.site_id).values()) if before else []
    rooms = rooms_of(batch.site_id)
    entrances = tuple(Entrance.objects.filter(site_id=batch.site_id))
    return BatchOutlook(
        announced=row,
        entrances=entrances,
        passages=tuple(passages(row.vehicles, entrances)),
        rooms=tuple(rooms),
        capacities=_capacities(row, before, list(expected.values()), waiting, rooms),
        make_up_known=bool(row.make_up),
        people_before=sum(_number(expected[other.batch.id]) for other in before if other is not row),
        waiting=sum(waiting),
        seats=sum(vehicle.seats for vehicle in row.vehicles),
    )


def capacity(
    free_by_beds: Mapping[int, int], parties: Mapping[int, int], multiple: Decimal = WHOLE
) -> Capacity:
    """Measure free rooms (how many have so many beds) against parties (how many of each size).

    The largest parties are served first; that leaves the fewest people without a room.
    """
    demand = sorted(((size, float(count)) for size, count in parties.items() if count), reverse=True)
    left = unserved(free_by_beds, demand)
    people = sum(size * count for size, count in parties.items())
    return Capacity(
        multiple=multiple, people=people, parties=dict(sorted(parties.items(), reverse=True)),
        rooms_free=sum(free_by_beds.values()),
        beds_left=sum(beds * count for beds, count in free_by_beds.items()) - people,
        unserved={size: round(short) for (size, _), short in zip(demand, left, strict=True) if round(short)},
    )  # fmt: skip


def parties_of(people: int, make_up: Mapping[int, int], multiple: Decimal = WHOLE) -> dict[int, int]:
    """Return parties by size that add up to `people`.

    The announced make-up is scaled by `multiple`; people beyond it are assumed to come as the
    planner's rules say. Rounding falls to the commonest size and then to single people, so that
    nobody is lost.
    """
    parties = {size: _times(count, multiple) for size, count in sorted(make_up.items(), reverse=True)}
    for size in sorted(parties):
        excess = sum(s * count for s, count in parties.items()) - people
        parties[size] -= min(parties[size], -(-max(excess, 0) // size))
    rest = people - sum(size * count for size, count in parties.items())
    for size, count in _assumed(rest).items():
        parties[size] = parties.get(size, 0) + count
    return {size: count for size, count in sorted(parties.items(), reverse=True) if count}


def rooms_of(site_id: UUID) -> list[RoomsOfKind]:
    """Count a site's rooms by kind and beds, the largest first; two queries."""
    counts: dict[tuple[str, int], dict[str, int]] = {}
    taken = Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
    inside = set(taken.values_list("room_id", flat=True))
    for room_id, kind, beds, state in (
        Room.objects.filter(site_id=site_id).order_by().values_list("id", "kind", "beds", "state")
    ):
        row = counts.setdefault((kind, beds), dict.fromkeys(("free", "dirty", "blocked", "taken"), 0))
        row["taken" if room_id in inside else "free" if state == RoomState.READY else state] += 1
    return [
        RoomsOfKind(RoomKind(kind), beds, **row)
        for (kind, beds), row in sorted(counts.items(), key=lambda item: (-item[0][1], item[0][0]))
    ]


def _capacities(
    row: Announced, before: Sequence[Announced], expected: Sequence[Expected], waiting: Sequence[int],
    rooms: Sequence[RoomsOfKind],
) -> tuple[Capacity, ...]:  # fmt: skip
    if all(one.people is None and not one.by_size for one in expected):
        return ()
    stock = stock_of(row.batch.site_id)
    free: dict[int, int] = {}
    for kind in rooms:
        free[kind.beds] = free.get(kind.beds, 0) + kind.free
    make_up: dict[int, int] = {}
    for one in expected:
        for size, count in one.by_size.items():
            make_up[size] = make_up.get(size, 0) + count
    to_come = sum(_number(one) for one in expected)
    arriving = sum(other.people or 0 for other in before)
    found = []
    for multiple in outlook_rules().multiples:
        will_come = sum(_number_times(one, multiple) for one in expected)
        parties = parties_of(will_come, make_up, Decimal(will_come) / to_come if to_come else multiple)
        for size in waiting:
            parties[size] = parties.get(size, 0) + 1
        needed = supply_needs(_times(arriving, multiple), stock)
        found.append(_complete(row, capacity(free, parties, multiple), needed))
    return tuple(found)


def _complete(row: Announced, measured: Capacity, needed: Sequence[SupplyNeed]) -> Capacity:
    seats = sum(vehicle.seats for vehicle in row.vehicles)
    own = _times(row.people, measured.multiple) if row.people is not None else None
    seats_left = seats - own if row.vehicles and own is not None else None
    return replace(measured, supplies=tuple(needed), seats_left=seats_left)


def _number(expected: Expected) -> int:
    listed = sum(size * count for size, count in expected.by_size.items())
    return expected.people if expected.people is not None else listed


def _number_times(expected: Expected, multiple: Decimal) -> int:
    """Return how many are still to come if the whole number is another; who came has come."""
    if expected.all_counted:
        return 0
    return max(_times(_number(expected) + expected.counted, multiple) - expected.counted, 0)


def _arrives(row: Announced) -> tuple[object, int]:
    return (row.latest.eta or LATEST, row.batch.number)


def _times(number: int, multiple: Decimal) -> int:
    return int((number * multiple).quantize(WHOLE, rounding=ROUND_HALF_UP))


def _assumed(people: int) -> dict[int, int]:
    """Divide people whose parties are unknown, in the shares of the planner's rules."""
    shares = default_rules().assumed_shares
    commonest = max(shares, key=lambda size: shares[size])
    parties = {size: int(people * share / size + 0.5) for size, share in shares.items() if size != commonest}
    rest = people - sum(size * count for size, count in parties.items())
    while rest < 0:
        # So few people that rounding made too many of a rare size.
        size = max(size for size, count in parties.items() if count)
        parties[size] -= 1
        rest += size
    parties[commonest] = rest // commonest
    parties[1] = parties.get(1, 0) + rest % commonest
    return {size: count for size, count in parties.items() if count}
