"""Tonight's own plan, copied for a rehearsal: rooms, entrances, vehicles, make-up, people at each post."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Q

from yizhan.command.evening.facts import posts, setting, table, value
from yizhan.command.evening.plan import CopiedEntrance, CopiedRoom, CopiedVehicle, Evening
from yizhan.core.clock import now
from yizhan.duty.models import Posting
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.places.enums import RoomKind, RoomState
from yizhan.places.models import Entrance, Occupancy, Room, Site

PARTIES, VEHICLES = "parties", "vehicles"


def tonights_evening(site: Site) -> Evening | None:
    """Return tonight's plan, or None while no number, make-up or vehicle is announced; seven queries."""
    batches = open_batches(site.id)
    assumed: list[str] = []
    coming = [(row, _people(row)) for row in batches if _people(row)]
    if not coming:
        return None
    parties = _parties(coming, assumed)
    vehicles = _vehicles(coming, assumed)
    at_posts = _at_posts(site, assumed)
    entrances = tuple(_entrance(one) for one in Entrance.objects.filter(site=site))
    return Evening(
        taken_at=now(), eta=coming[0][0].latest.eta, parties=parties,
        people=sum(size * count for size, count in parties.items()),
        vehicles=vehicles, entrances=entrances,
        rooms=_rooms(site), lift=site.lift, posts=at_posts, assumed=tuple(assumed),
    )  # fmt: skip


def _people(row: Announced) -> int:
    return row.people if row.people is not None else sum(one.seats for one in row.vehicles)


def _parties(coming: Sequence[tuple[Announced, int]], assumed: list[str]) -> dict[int, int]:
    """Return the parties by size, filled up to the number where the make-up says less."""
    found: Counter[int] = Counter()
    for row, people in coming:
        known = row.make_up
        found.update(known)
        rest = people - sum(size * count for size, count in known.items())
        if rest > 0:
            found.update(_like_before(rest))
            if PARTIES not in assumed:
                assumed.append(PARTIES)
    return dict(sorted(found.items()))


def _like_before(people: int) -> Counter[int]:
    """Split so many people into parties in the proportion of the recorded night."""
    shares: dict[int, int] = table()["party_sizes"]["value"]
    whole = sum(size * count for size, count in shares.items())
    found = Counter({size: people * count // whole for size, count in shares.items()})
    rest = people - sum(size * count for size, count in found.items())
    for size in sorted(shares, reverse=True):
        found[size] += rest // size
        rest %= size
    return +found


def _vehicles(coming: Iterable[tuple[Announced, int]], assumed: list[str]) -> tuple[CopiedVehicle, ...]:
    first = min((row.latest.eta for row, _people in coming if row.latest.eta), default=None)
    made: list[CopiedVehicle] = []
    for row, people in coming:
        later = (row.latest.eta - first).total_seconds() if row.latest.eta and first else 0.0
        made += _of_batch(row, people, later, assumed)
    return tuple(sorted(made, key=lambda one: one.arrives_s))


def _of_batch(row: Announced, people: int, later: float, assumed: list[str]) -> Iterable[CopiedVehicle]:
    number, left = row.batch.number, people
    for vehicle in row.vehicles:
        inside = min(vehicle.seats, left)
        left -= inside
        yield CopiedVehicle(
            key=f"{number}.{vehicle.position}", name=vehicle.plate or f"{number}.{vehicle.position}",
            seats=vehicle.seats, people=inside, arrives_s=later, sent_to=vehicle.entrance_id,
            height_m=None if vehicle.height_m is None else float(vehicle.height_m),
            length_m=None if vehicle.length_m is None else float(vehicle.length_m),
        )  # fmt: skip
    seats, position = value("seats_of_a_coach"), len(row.vehicles)
    while left > 0:
        # Whoever has no seat in what was announced comes in another coach.
        if VEHICLES not in assumed:
            assumed.append(VEHICLES)
        position += 1
        key = f"{number}.{position}+"
        yield CopiedVehicle(key=key, name=key, seats=seats, people=min(seats, left), arrives_s=later)
        left -= seats


def _rooms(site: Site) -> tuple[CopiedRoom, ...]:
    taken = Occupancy.objects.filter(room__site=site, ended_at=None).values("room_id")
    free = Room.objects.filter(site=site, state=RoomState.READY).exclude(id__in=taken)
    return tuple(
        CopiedRoom(
            name=room.name, floor=room.floor.name, level=room.floor.level, beds=room.beds,
            kind=RoomKind(room.kind), corridor=room.corridor,
        )
        for room in free.select_related("floor")
    )  # fmt: skip


def _entrance(entrance: Entrance) -> CopiedEntrance:
    return CopiedEntrance(
        id=entrance.id, name=entrance.name, name_en=entrance.name_en,
        clearance_m=None if entrance.clearance_m is None else float(entrance.clearance_m),
        max_length_m=None if entrance.max_length_m is None else float(entrance.max_length_m),
    )  # fmt: skip


def _at_posts(site: Site, assumed: list[str]) -> dict[str, int]:
    """Return how many stand at each post, by the postings in force; where nobody is posted, as assumed."""
    moment = now()
    current = Posting.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=moment), site=site, starts_at__lte=moment
    )
    posted = Counter(current.filter(account__is_active=True).values_list("role", "team__key"))
    found: dict[str, int] = {}
    for key, post in posts().items():
        count = sum(
            posted[role, team] if team else sum(n for (one, _team), n in posted.items() if one == role)
            for role, team in post.staffed_by
        )
        if not count:
            assumed.append(key)
        found[key] = count or (setting("guides") if key == "lift" else 1)
    return found
