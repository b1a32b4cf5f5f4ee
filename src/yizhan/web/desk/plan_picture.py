"""A plan on the room map: each room before, after, and what changes in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from yizhan.places.models import Entrance, Site
from yizhan.planning.answering import BusTrip, HotelShare, Step
from yizhan.planning.queries.moves import MoveLeft, MoveState, moves_left, places_left
from yizhan.planning.queries.plans import PlanView
from yizhan.stays.queries.room_map import MapFloor, RoomTile, room_map

SHOWN = ("changes", "before", "after")


@dataclass(slots=True)
class PlanTile:
    """A room in the picture: wristbands that stay, go and come; who is only expected is `kept` for."""

    name: str
    beds: int
    state: str
    lost: bool
    stay: list[str] = field(default_factory=list)
    go: list[str] = field(default_factory=list)
    come: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def look(self) -> str:
        """The one thing that matters most, for colour and sign."""
        if self.lost:
            return "lost"
        if self.come or self.kept:
            return "come" if self.come else "kept"
        if self.go:
            return "go"
        return "stay" if self.stay else "shut" if self.state != "ready" else "free"


@dataclass(frozen=True, slots=True)
class PictureFloor:
    """A floor with its rooms; `changed` are those in which something happens."""

    label: str
    tiles: list[PlanTile]

    @property
    def changed(self) -> int:
        """Rooms in which something happens."""
        return sum(bool(tile.come or tile.go or tile.kept) for tile in self.tiles)


@dataclass(frozen=True, slots=True)
class Line:
    """A step with the names of its rooms; `number` as the page counts, `place` as the answer does.

    `left` says of a move of an approved plan that is still to be made what it waits for.
    """

    place: int
    step: Step
    origin: str
    target: str
    done: bool
    left: MoveLeft | None = None

    @property
    def number(self) -> int:
        """1 is the first."""
        return self.place + 1


@dataclass(frozen=True, slots=True)
class HotelFace:
    """A hotel with whom it receives, and its buses with the entrances that they fit."""

    site: Site
    share: HotelShare
    buses: list[tuple[BusTrip, Entrance]]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the page draws of a plan."""

    floors: list[PictureFloor]
    moves: list[Line]
    rooming: list[Line]
    kept: list[Line]
    without: list[Line]

    @property
    def left_to_do(self) -> int:
        """Moves of an approved plan that are still to be made."""
        return sum(line.left is not None for line in self.moves)

    @property
    def can_be_made(self) -> int:
        """Moves that can be made now."""
        return sum(line.left is not None and line.left.state == MoveState.NOW for line in self.moves)


def picture_of(site: Site, plan: PlanView, shown: str) -> Picture:
    """Draw a plan on a site's map as it is now; steps that were carried out are part of it already."""
    found = room_map(site)
    names = {tile.id: tile.name for tile in found.tiles}
    left = {move.place: move for move in moves_left(plan.row.site_id, [plan])} if places_left(plan) else {}
    lines = [line for line in _lines(plan, names, left) if (line.step.site_id or plan.row.site_id) == site.id]
    drawn = [line.step for line in lines if not line.done]
    floors = [_floor(floor, plan, drawn, shown) for floor in found.floors if floor.tiles]
    return Picture(
        floors,
        moves=[line for line in lines if line.step.origin and line.step.shares],
        rooming=[line for line in lines if line.step.party_id and not line.step.origin and line.step.shares],
        kept=[line for line in lines if not line.step.party_id and line.step.shares],
        without=[line for line in _lines(plan, names, left) if not line.step.shares],
    )


def hotel_faces(plan: PlanView) -> list[HotelFace]:
    """Return the hotels of a plan, with the buses that drive there; empty where it is about one site."""
    shares = plan.answer.hotels if plan.answer else ()
    sites = {site.id: site for site in Site.objects.filter(id__in=[share.site_id for share in shares])}
    trips = [trip for share in shares for trip in share.buses]
    gates = {gate.id: gate for gate in Entrance.objects.filter(id__in=[trip.entrance_id for trip in trips])}
    return [
        HotelFace(sites[share.site_id], share, [(trip, gates[trip.entrance_id]) for trip in share.buses])
        for share in shares
    ]


def _lines(plan: PlanView, names: dict[UUID, str], left: dict[int, MoveLeft]) -> Iterable[Line]:
    for place, step in enumerate(plan.steps):
        origin = " + ".join(names.get(room, "?") for room in step.origin)
        target = " + ".join(names.get(room, "?") for room in step.rooms)
        yield Line(place, step, origin, target, place in plan.done, left.get(place))


def _floor(floor: MapFloor, plan: PlanView, steps: list[Step], shown: str) -> PictureFloor:
    lost = set(plan.question.lost)
    return PictureFloor(floor.label, [_tile(tile, steps, shown, lost) for tile in floor.tiles])


def _tile(tile: RoomTile, steps: list[Step], shown: str, lost: set[UUID]) -> PlanTile:
    drawn = PlanTile(tile.name, tile.beds, tile.state, tile.id in lost and shown != "before")
    inside = [party.tag for party in tile.parties]
    go = [step.tag for step in steps if tile.id in step.origin]
    coming = [step for step in steps if tile.id in step.rooms]
    come = [step.tag for step in coming if step.party_id]
    kept = [step.tag for step in coming if not step.party_id]
    if shown == "before":
        drawn.stay = inside
    elif shown == "after":
        drawn.stay, drawn.kept = [tag for tag in inside if tag not in go] + come, kept
    else:
        drawn.stay = [tag for tag in inside if tag not in go]
        drawn.go, drawn.come, drawn.kept = go, come, kept
    return drawn
