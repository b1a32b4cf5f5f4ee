"""Ledger, journal and room check side by side: where two of them disagree, with the evidence of each.

The ledger is what the occupancies say, the journal what its entries amount to, the room check what
somebody saw behind the door.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import CountSettlement, HeadcountMark
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import JournalEntry, Stay
from yizhan.stays.queries.fold import Fold


class Sides(StrEnum):
    """Which two records disagree."""

    LEDGER_JOURNAL = "ledger_journal"
    ROOM_CHECK = "room_check"


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody whom the ledger has in the room, with the journal entry that put them there."""

    tag: str
    stay_id: UUID
    sequence: int | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing to look into.

    Of a room check: `entered` people in `room` against `seen` by `seen_by` at `seen_at`; `elsewhere`
    is a room where as many too many or too few were seen, so that a move may have been forgotten.
    Of ledger and journal: the person's room in each, "" for none.
    """

    sides: Sides
    room: str
    entered: tuple[Entered, ...]
    seen: int | None = None
    seen_at: datetime | None = None
    seen_by: str = ""
    elsewhere: str = ""
    in_journal: str = ""

    @property
    def excess(self) -> int:
        """People seen beyond those entered; negative when fewer were seen."""
        return (self.seen or 0) - len(self.entered)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All disagreements, in walking order, and how much was compared."""

    disagreements: list[Disagreement]
    people: int
    rooms_checked: int
    rooms_unchecked: list[str]


def compare(site: Site) -> Comparison:
    """Compare the three records of a site as they stand now; six queries.

    Only room checks of batches that are not finished count. A room agrees when as many were seen as
    are entered there now, or as were there at that moment as far as it is known today: once a
    forgotten move is entered, its two differences are gone.
    """
    names = dict(
        Room.objects.filter(site=site).order_by("floor__level", "position").values_list("id", "name")
    )
    stays = {stay.person_id: stay for stay in Stay.objects.filter(site=site, ended_at=None)}
    fold = _fold(site, stays.values())
    marks = _latest_marks(site)
    lines = _lines(site, marks.values())
    inside: dict[UUID, list[Entered]] = defaultdict(list)
    for line in lines:
        if line.end is None and line.person_id in stays:
            inside[line.room_id].append(_entered(stays[line.person_id], fold))
    open_rooms = {line.person_id: line.room_id for line in lines if line.end is None}
    found = [
        *_against_journal(stays, open_rooms, fold, {str(key): name for key, name in names.items()}),
        *_against_check(names, marks, inside, lines, _answers(site)),
    ]
    unchecked = [name for room_id, name in names.items() if inside[room_id] and room_id not in marks]
    return Comparison(_with_hints(found), len(stays), len(marks), unchecked)


class _Line(NamedTuple):
    room_id: UUID
    person_id: UUID
    start: datetime
    end: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or self.end > at)


def _fold(site: Site, stays: Iterable[Stay]) -> Fold:
    """Fold the journal from the first arrival of those who are here."""
    fold = Fold()
    begun = min((stay.started_at for stay in stays), default=None)
    if begun is not None:
        entries = JournalEntry.objects.filter(site=site, at__gte=begun).order_by("sequence")
        for sequence, body in entries.values_list("sequence", "body"):
            fold.apply(sequence, json.loads(bytes(body)))
    return fold


def _latest_marks(site: Site) -> dict[UUID, HeadcountMark]:
    marks = HeadcountMark.objects.filter(
        batch__site=site,
        batch__finished_at=None,
        batch__cancelled_at=None,
        round=CountRound.ROOM,
        withdrawn_at=None,
    )
    return {
        mark.room_id: mark
        for mark in marks.select_related("counted_by").order_by("tapped_at", "id")
        if mark.room_id
    }


def _lines(site: Site, marks: Iterable[HeadcountMark]) -> list[_Line]:
    """Who is in a room now, or was when the first of the checks was made."""
    lasting = Q(ended_at=None)
    first = min((mark.tapped_at for mark in marks), default=None)
    if first is not None:
        lasting |= Q(ended_at__gt=first)
    rows = Occupancy.objects.filter(lasting, room__site=site).order_by("started_at")
    return [_Line(*row) for row in rows.values_list("room_id", "person_id", "started_at", "ended_at")]


def _answers(site: Site) -> dict[UUID, str]:
    """How differences of the room check were settled, by stay."""
    settled = CountSettlement.objects.filter(batch__site=site, batch__finished_at=None, round=CountRound.ROOM)
    return dict(settled.values_list("stay_id", "kind"))


def _entered(stay: Stay, fold: Fold) -> Entered:
    line = fold.lines.get(str(stay.person_id))
    return Entered(stay.tag, stay.id, line[-1].sequence if line else None)


def _against_journal(
    stays: dict[UUID, Stay], rooms: dict[UUID, UUID], fold: Fold, names: dict[str, str]
) -> Iterator[Disagreement]:
    for person_id, stay in stays.items():
        entered = str(rooms.get(person_id, ""))
        said = fold.room_of(str(person_id))
        if entered != said or str(person_id) not in fold.present:
            yield Disagreement(
                Sides.LEDGER_JOURNAL,
                names.get(entered, ""),
                (_entered(stay, fold),),
                in_journal=names.get(said, ""),
            )


def _against_check(
    names: dict[UUID, str], marks: dict[UUID, HeadcountMark], inside: dict[UUID, list[Entered]],
    lines: list[_Line], answers: dict[UUID, str],
) -> Iterator[Disagreement]:  # fmt: skip
    then: dict[UUID, int] = Counter(
        line.room_id for line in lines if line.room_id in marks and line.covers(marks[line.room_id].tapped_at)
    )
    for room_id, name in names.items():
        mark, entered = marks.get(room_id), inside[room_id]
        if mark is None or mark.people == then[room_id]:
            continue
        kinds = Counter(answers.get(one.stay_id, "") for one in entered)
        if mark.people + kinds[SettlementKind.PRESENT] != len(entered) - kinds[SettlementKind.ABSENT]:
            yield Disagreement(
                Sides.ROOM_CHECK,
                name,
                tuple(entered),
                mark.people,
                mark.tapped_at,
                mark.counted_by.display_name,
            )


def _with_hints(found: list[Disagreement]) -> list[Disagreement]:
    """Where just one other room has as many too many as this one has too few, name it."""
    by_excess: dict[int, list[str]] = defaultdict(list)
    for one in found:
        if one.sides == Sides.ROOM_CHECK:
            by_excess[one.excess].append(one.room)
    return [
        replace(one, elsewhere=by_excess[-one.excess][0])
        if one.sides == Sides.ROOM_CHECK and len(by_excess[-one.excess]) == len(by_excess[one.excess]) == 1
        else one
        for one in found
    ]
