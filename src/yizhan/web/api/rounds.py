"""Rounds as a phone walks them: the entries of today, and one of them door by door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from yizhan.duty.enums import RoundState, SkipReason
from yizhan.duty.kinds import ItemAtDoor, RoundKind, kinds
from yizhan.duty.queries.people import crew_of
from yizhan.duty.queries.rounds import RoundSeen, round_of, rounds_of_day
from yizhan.health.actions.sampling import SAMPLING
from yizhan.health.enums import CareKind
from yizhan.health.queries.pools import OpenPool, open_pools, pools_allowed
from yizhan.people.models import Account
from yizhan.places.models import Site
from yizhan.places.names import floor_label
from yizhan.stays.queries.cards import card_marks
from yizhan.stays.queries.lists import site_day
from yizhan.stays.queries.walk import PersonAtDoor, StopOnWalk, TaskAtDoor, Walk, walk_of
from yizhan.web.access import account_of, actor_of, posted_api
from yizhan.web.api.field import Named
from yizhan.web.api.schemas import PROBLEMS

router = Router()


@dataclass(frozen=True, slots=True)
class KindOut:
    """A kind of round on this entry; `action` is the command that records a result of it.

    `order` is its place at a door; `per_room` says that its tasks are about rooms and not persons.
    """

    key: str
    name: str
    order: int
    per_room: bool
    action: str


@dataclass(frozen=True, slots=True)
class RoundOut:
    """One entry: when, onto which floors, who walks, and how far it has come."""

    id: UUID
    state: RoundState
    planned_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    floors: list[str]
    kinds: list[KindOut]
    suits: int
    walker: Named | None
    mine: bool
    offered_to: Named | None
    offered_to_me: bool
    open: int
    skipped: int
    done: int
    missed: int


@dataclass(frozen=True, slots=True)
class PersonOut:
    """Somebody behind a door by wristband, nobody's name; `flags` are what whoever knocks must know.

    `door` is what the register of special care says to whoever knocks, in words.
    `pool`: with how many people their sample may share a tube now; 1 is a single tube.
    """

    person_id: UUID
    tag: str
    child: bool
    fever: bool
    flags: list[Named]
    tasks: list[TaskAtDoor]
    door: str
    pool: int


@dataclass(frozen=True, slots=True)
class StopOut:
    """One door with everybody behind it; `lines` say by kind what it means here, such as the bags,
    `items` what is confirmed one by one.

    `room_id` is None for those at the site without a room. A dirty door has somebody feverish or positive
    behind it and comes after every clean one. `card` is the mark of the room's card (`card_marks`), or empty.
    """

    room_id: UUID | None
    room: str
    card: str
    floor: str
    dirty: bool
    people: list[PersonOut]
    tasks: list[TaskAtDoor]
    lines: dict[str, str]
    items: dict[str, list[ItemAtDoor]]


@dataclass(frozen=True, slots=True)
class PackedOut:
    """So many of something to carry."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class WalkOut:
    """All that a phone needs to walk an entry without network; the doors stand in walking order.

    `asked_for` are the kinds that people may ask for at the door.
    `pools` are the tubes for several that may be filled, where anybody on the walk may share one.
    """

    round: RoundOut
    stops: list[StopOut]
    pools: list[OpenPool]
    packing: list[PackedOut]
    skip_reasons: list[Named]
    crew: list[Named]
    asked_for: list[KindOut]


@router.get("/sites/{site_code}/rounds", response={200: list[RoundOut], **PROBLEMS})
@posted_api("round.walk")
def rounds_today(request: HttpRequest, site: Site) -> list[RoundOut]:
    """Return the entries of today and any that is under way, in order of time."""
    account = account_of(request)
    return [_round(seen, account) for seen in rounds_of_day(site, site_day(site))]


@router.get("/sites/{site_code}/rounds/{round_id}", response={200: WalkOut, **PROBLEMS})
@posted_api("round.walk")
def one_round(request: HttpRequest, site: Site, round_id: UUID) -> WalkOut:
    """Return one entry door by door; what is done, passed over or urgent is marked."""
    seen = round_of(site.id, round_id)
    if seen is None:
        raise Http404
    account = account_of(request)
    walk = walk_of(site, seen, by=actor_of(request))
    walkers = [one for one in crew_of(site.id) if "round.walk" in one.role.can]
    sharing = pools_allowed(site.id, _sampled(walk))
    cards = card_marks([stop.room.id for stop in walk.stops if stop.room])
    return WalkOut(
        round=_round(seen, account),
        stops=[_stop(stop, cards, sharing) for stop in walk.stops],
        pools=open_pools(site.id) if any(people > 1 for people in sharing.values()) else [],
        packing=[PackedOut(str(name), count) for name, count in seen.packing],
        skip_reasons=[Named(reason.value, str(reason.label)) for reason in SkipReason],
        crew=[
            Named(str(one.account_id), one.display_name) for one in walkers if one.account_id != account.id
        ],
        asked_for=[_kind(kind) for kind in kinds().values() if kind.asked_for],
    )


def _round(seen: RoundSeen, account: Account) -> RoundOut:
    found, tally = seen.round, seen.tally
    return RoundOut(
        id=found.id, state=seen.state, planned_at=found.planned_at, started_at=found.started_at,
        ended_at=found.ended_at, floors=[floor_label(floor.name) for floor in seen.floors],
        kinds=[_kind(kind) for kind in seen.kinds], suits=found.suits,
        walker=_account(found.walker), mine=found.walker_id == account.id,
        offered_to=_account(found.offered_to), offered_to_me=found.offered_to_id == account.id,
        open=tally.open, skipped=tally.skipped, done=tally.done, missed=tally.missed,
    )  # fmt: skip


def _kind(kind: RoundKind) -> KindOut:
    return KindOut(kind.key, str(kind.name), kind.order, kind.per_room, kind.action)


def _account(account: Account | None) -> Named | None:
    return Named(str(account.id), account.display_name) if account else None


def _sampled(walk: Walk) -> list[UUID]:
    """Return of whom this entry takes a sample."""
    people = (person for stop in walk.stops for person in stop.people)
    return [one.person_id for one in people if any(task.kind == SAMPLING for task in one.tasks)]


def _stop(stop: StopOnWalk, cards: Mapping[UUID, str], sharing: Mapping[UUID, int]) -> StopOut:
    return StopOut(
        room_id=stop.room.id if stop.room else None, room=stop.room.name if stop.room else "",
        card=cards.get(stop.room.id, "") if stop.room else "",
        floor=floor_label(stop.room.floor.name) if stop.room else "", dirty=stop.dirty,
        people=[_person(person, sharing) for person in stop.people], tasks=stop.tasks, lines=stop.lines,
        items=stop.items,
    )  # fmt: skip


def _person(person: PersonAtDoor, sharing: Mapping[UUID, int]) -> PersonOut:
    return PersonOut(
        person_id=person.person_id, tag=person.tag, child=person.child, fever=person.fever,
        flags=[Named(flag, str(CareKind(flag).label)) for flag in person.flags], tasks=person.tasks,
        door=person.door, pool=sharing.get(person.person_id, 1),
    )  # fmt: skip
