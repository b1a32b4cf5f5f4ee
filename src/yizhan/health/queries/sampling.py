"""Samples in walking order: floor by floor, door by door, who by wristband."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yizhan.health.queries.flags import fever_at
from yizhan.health.queries.samples_due import samples_due
from yizhan.people.enums import AgeGroup
from yizhan.people.models import Person
from yizhan.places.models import Occupancy, Room


@dataclass(frozen=True, slots=True)
class Sampled:
    """Somebody to take a sample from; a child is held by its guardian."""

    person_id: UUID
    tag: str
    child: bool
    fever: bool


@dataclass(frozen=True, slots=True)
class SampleStop:
    """One door and who is behind it, in order of wristbands; no room: in the lobby, not roomed yet."""

    room: Room | None
    people: tuple[Sampled, ...]


@dataclass(frozen=True, slots=True)
class SampleRound:
    """The doors in walking order; those without a room come last."""

    stops: tuple[SampleStop, ...]

    @property
    def total(self) -> int:
        """How many samples this round takes."""
        return sum(len(stop.people) for stop in self.stops)

    @property
    def fever(self) -> int:
        """How many of them have an open fever case."""
        return sum(person.fever for stop in self.stops for person in stop.people)


def sample_round(site_id: UUID, tags: Mapping[UUID, str], *, day: tuple[datetime, datetime]) -> SampleRound:
    """Return the round over everybody of `tags` (wristbands by person) of whom a sample is due; six queries.

    By protocol between the moments of `day` where a course says when, and whoever has none as every morning.
    """
    due = samples_due(site_id, *day)
    tags = {person_id: tag for person_id, tag in tags.items() if due.asks_for(person_id)}
    fever = fever_at(site_id)
    inside = (
        Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
        .select_related("room__floor", "person")
        .order_by("room__floor__level", "room__position")
    )
    rooms: dict[UUID | None, Room] = {}
    people: dict[UUID | None, list[Sampled]] = {}
    roomed: set[UUID] = set()
    for row in inside:
        if row.person_id in tags:
            rooms[row.room_id] = row.room
            roomed.add(row.person_id)
            people.setdefault(row.room_id, []).append(_sampled(row.person, tags, fever))
    for person in Person.objects.filter(id__in=set(tags) - roomed):
        people.setdefault(None, []).append(_sampled(person, tags, fever))
    return SampleRound(
        tuple(SampleStop(rooms.get(room_id), _in_order(found)) for room_id, found in people.items())
    )


def _in_order(people: list[Sampled]) -> tuple[Sampled, ...]:
    return tuple(sorted(people, key=lambda person: person.tag))


def _sampled(person: Person, tags: Mapping[UUID, str], fever: set[UUID]) -> Sampled:
    return Sampled(person.id, tags[person.id], person.age_group == AgeGroup.CHILD, person.id in fever)
