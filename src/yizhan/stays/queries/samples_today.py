"""The day's samples on one board: who is due, and where every tube is on its way."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.health.enums import ResultValue, TubeState
from yizhan.health.queries.samples_due import SampleDue, samples_due
from yizhan.health.queries.tubes import (
    BoxNow,
    TubeNow,
    by_box,
    kept_in_rooms,
    labels_waiting,
    open_tubes,
    tubes_since,
)
from yizhan.places.models import Site
from yizhan.stays.queries.lists import day_span
from yizhan.stays.queries.present import Present, present_at


@dataclass(frozen=True, slots=True)
class Wearer:
    """Somebody by wristband and room; a dash for whoever has left, or has no room."""

    tag: str
    room: str


@dataclass(frozen=True, slots=True)
class DueLine:
    """A sample that is due, and of whom."""

    who: Wearer
    due: SampleDue


@dataclass(frozen=True, slots=True)
class TubeLine:
    """A tube, and whose samples are in it."""

    tube: TubeNow
    who: tuple[Wearer, ...]


@dataclass(frozen=True, slots=True)
class SamplesToday:
    """What is due, what stands here, what is on its way, and what came back today.

    `unasked`: how many people have no course and were not sampled today; `labels`: made and not used.
    """

    at: datetime
    due: tuple[DueLine, ...]
    unasked: int
    tubes: tuple[TubeLine, ...]
    boxes: tuple[BoxNow, ...]
    known: Mapping[str, int]
    kept: tuple[Wearer, ...]
    labels: int

    @property
    def missed(self) -> int:
        """How many samples were due and their time is over."""
        return sum(line.due.missed for line in self.due)

    @property
    def here(self) -> list[TubeLine]:
        """Tubes that are in no box."""
        return [line for line in self.tubes if line.tube.state == TubeState.TAKEN]

    @property
    def packed(self) -> list[BoxNow]:
        """Boxes that stand at the site."""
        return [box for box in self.boxes if box.hand_over is None]

    @property
    def gone(self) -> list[BoxNow]:
        """Boxes with tubes whose result is awaited, those with late ones first."""
        away = (box for box in self.boxes if box.hand_over is not None)
        return sorted(away, key=lambda box: (not box.late, box.box.number))

    @property
    def late(self) -> int:
        """How many tubes have no result although it was promised for earlier."""
        return sum(line.tube.state == TubeState.LATE for line in self.tubes)

    @property
    def counts(self) -> dict[str, int]:
        """How many tubes are in each state, by its name."""
        found = Counter(line.tube.state for line in self.tubes)
        return {state.value: found[state] for state in TubeState}

    @property
    def known_total(self) -> int:
        """How many results came in today."""
        return sum(self.known.values())

    @property
    def positives(self) -> int:
        """How many results of today are positive."""
        return self.known.get(ResultValue.POSITIVE, 0)


def samples_today(site: Site, *, by: Actor) -> SamplesToday:
    """Return the board of a site's samples; whose they are is read, which is audited. Constant queries."""
    start, end = day_span(site)
    people = {present.person.id: present for present in present_at(site.id)}
    due = samples_due(site.id, start, end)
    tubes = open_tubes(site.id)
    known = tubes_since(site.id, start)
    record_audit(by.tapping(), "stays.read_samples", site_id=site.id, people=len(people))
    lines = (DueLine(wearer(people.get(one.person_id)), one) for one in due.open if one.person_id in people)
    return SamplesToday(
        at=now(),
        due=tuple(sorted(lines, key=_urgent_first)),
        unasked=sum(
            due.asks_for(person_id) for person_id in people if person_id not in due.by_course
        ),
        tubes=tuple(lines_of(tubes, people)),
        boxes=tuple(by_box(tubes)),
        known=Counter(each.result.value for each in known if each.result),
        kept=tuple(wearer(people.get(member.person_id)) for member in kept_in_rooms(site.id)
                   if member.person_id in people),
        labels=labels_waiting(site.id),
    )  # fmt: skip


def lines_of(tubes: Iterable[TubeNow], people: Mapping[UUID, Present]) -> list[TubeLine]:
    """Return tubes with whose samples are in them."""
    return [
        TubeLine(each, tuple(wearer(people.get(member.person_id)) for member in each.members))
        for each in tubes
    ]


def wearer(present: Present | None) -> Wearer:
    """Return somebody by wristband and room."""
    if present is None:
        return Wearer("–", "–")
    return Wearer(present.tag, present.room.name if present.room else "–")


def _urgent_first(line: DueLine) -> tuple[bool, bool, datetime, str]:
    return (not line.due.extra, line.due.missed, line.due.closes_at, line.who.tag)
