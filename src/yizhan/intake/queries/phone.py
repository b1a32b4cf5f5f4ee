"""What one phone may know: its own figures, its own roll, names of rooms, steps of the countdown.

Counters are blind to each other: nothing here tells how many are expected, how large a party is,
who is in a room, or what anybody else has counted.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yizhan.duty.queries.postings import postings_at
from yizhan.health.models import TemperatureReading
from yizhan.intake.models import BandRoll, Batch, BatchRevision, CountClosed, CountdownStep, HeadcountMark
from yizhan.intake.queries.countdown import chains
from yizhan.places.models import Floor, Room, Site


@dataclass(frozen=True, slots=True)
class PhoneBatch:
    """A batch that may still be counted; its origin only for those who may read batches."""

    id: UUID
    number: int
    origin: str
    eta: datetime | None


@dataclass(frozen=True, slots=True)
class PhoneRoom:
    """A room by its name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class PhoneFloor:
    """A floor and its rooms in walking order."""

    id: UUID
    name: str
    rooms: list[PhoneRoom]


@dataclass(frozen=True, slots=True)
class PhoneRoll:
    """A roll of wristbands in this phone's hands."""

    id: UUID
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PhoneStep:
    """A step of the countdown; `mine` if it belongs to a team of this account."""

    id: UUID
    batch_id: UUID
    text: str
    team: str
    mine: bool
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnMark:
    """A tap of this account's own: what it counted, so that a new phone can go on from there."""

    id: UUID
    batch_id: UUID
    round: int
    wave: int | None
    number: int | None
    letter: str
    room_id: UUID | None
    people: int
    value_c: float | None
    device: str
    at_rest: bool
    tapped_at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class OwnClosing:
    """A round that this account has closed, with its own figure."""

    batch_id: UUID
    round: int
    people: int


def open_batches(site_id: UUID, *, with_origin: bool) -> list[PhoneBatch]:
    """Return the batches that are neither finished nor cancelled; two queries."""
    batches = list(_open(site_id))
    # In order of their numbers, so that the last one read of each batch is the one in force.
    revisions = BatchRevision.objects.filter(batch__in=batches).order_by("number")
    latest = {revision.batch_id: revision for revision in revisions}
    return [
        PhoneBatch(
            batch.id, batch.number, word.origin if word and with_origin else "", word.eta if word else None
        )
        for batch in batches
        for word in [latest.get(batch.id)]
    ]


def rooms_by_floor(site_id: UUID) -> list[PhoneFloor]:
    """Return the names of all rooms, floor by floor; two queries."""
    floors = {
        floor.id: PhoneFloor(floor.id, floor.name, []) for floor in Floor.objects.filter(site_id=site_id)
    }
    rooms = Room.objects.filter(site_id=site_id).order_by("position")
    for room_id, floor_id, name in rooms.values_list("id", "floor_id", "name"):
        floors[floor_id].rooms.append(PhoneRoom(room_id, name))
    return list(floors.values())


def rolls_of(site_id: UUID, device: str) -> list[PhoneRoll]:
    """Return the rolls that were given to a device, the latest last; one query, none without a device."""
    if not device:
        return []
    rolls = BandRoll.objects.filter(site_id=site_id, device=device).order_by("issued_at")
    return [PhoneRoll(roll.id, roll.first, roll.last) for roll in rolls]


def countdown_of(site: Site, account_id: UUID, language: str) -> list[PhoneStep]:
    """Return the steps of all open batches, chain by chain in order of time, due as the desk has them."""
    teams = set(postings_at(account_id).filter(site=site).values_list("team_id", flat=True))
    return [
        PhoneStep(
            now.step.id, now.step.batch_id, now.text(language), _team_name(now.step, language),
            now.step.team_id is not None and now.step.team_id in teams, now.due_at, now.step.done_at,
        )
        for chain in chains(site.id)
        for now in chain.steps
    ]  # fmt: skip


def own_marks(site_id: UUID, account_id: UUID) -> list[OwnMark]:
    """Return this account's own taps in the open batches, oldest first; three queries."""
    marks = HeadcountMark.objects.filter(batch__in=_open(site_id), counted_by_id=account_id)
    # Every member of a party wears the same number.
    numbers = dict(marks.filter(party__isnull=False).values_list("id", "party__stays__band_number"))
    # A mark and the reading that it counted came with one tap, whose id both bear.
    readings = TemperatureReading.objects.filter(
        id__in=marks.filter(stay__isnull=False).values("id")
    ).in_bulk()
    return [
        _own_mark(mark, numbers.get(mark.id), readings.get(mark.id)) for mark in marks.select_related("stay")
    ]


def _own_mark(mark: HeadcountMark, number: int | None, reading: TemperatureReading | None) -> OwnMark:
    stay = mark.stay
    return OwnMark(
        id=mark.id,
        batch_id=mark.batch_id,
        round=mark.round,
        wave=mark.wave,
        number=stay.band_number if stay else number,
        letter=stay.band_letter if stay else "",
        room_id=mark.room_id,
        people=mark.people,
        tapped_at=mark.tapped_at,
        withdrawn=mark.withdrawn_at is not None,
        value_c=float(reading.value_c) if reading else None,
        device=reading.device if reading else "",
        at_rest=reading.at_rest if reading else False,
    )


def own_closings(site_id: UUID, account_id: UUID) -> list[OwnClosing]:
    """Return the rounds that this account has closed; one query."""
    closings = CountClosed.objects.filter(batch__in=_open(site_id), closed_by_id=account_id)
    return [OwnClosing(closing.batch_id, closing.round, closing.people) for closing in closings]


def _open(site_id: UUID) -> QuerySet[Batch]:
    return Batch.objects.filter(site_id=site_id, finished_at=None, cancelled_at=None)


def _team_name(step: CountdownStep, language: str) -> str:
    if step.team is None:
        return ""
    return step.team.name if language.startswith("zh") else step.team.name_en or step.team.name
