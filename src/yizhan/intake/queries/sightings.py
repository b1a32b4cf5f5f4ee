"""Whom each round of a batch has seen, worked out from taps, settlements and rooms.

Taps reach the server in any order and some reach it late. So nobody is missed in a round before
the round is closed, or its counter has evidently gone past them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import Batch, CountClosed, CountSettlement, HeadcountMark
from yizhan.intake.queries.bands import has_letter_within
from yizhan.places.models import Occupancy, Room
from yizhan.stays.enums import EndReason
from yizhan.stays.models import JournalHead, Stay

Identities = set[UUID]


@dataclass(frozen=True, slots=True)
class RoomSurplus:
    """A room in which more people stood than are entered; `explained` once as many are settled."""

    room: Room
    entered: int
    found: int
    explained: bool


@dataclass(frozen=True, slots=True)
class _Check:
    """The latest look into one room, and who is entered there."""

    mark: HeadcountMark
    inside: tuple[Stay, ...]


def sightings_of(batch: Batch) -> "Sightings":
    """Read what was seen of a batch; seven queries.

    Batches of one chain are read together, because whoever measures or looks into a room cannot
    know which of two buses somebody came by: people belong to the batch that counted them off.
    """
    family = _family_of(batch)
    marks = HeadcountMark.objects.filter(batch_id__in=family, withdrawn_at=None)
    settlements = CountSettlement.objects.filter(batch_id__in=family)
    return Sightings(batch, list(marks.select_related("room").order_by("tapped_at", "id")), list(settlements))


def version_of(batch: Batch) -> str:
    """Return a text that is another whenever the counts of a batch may be; four small queries."""
    family = _family_of(batch)
    marks = HeadcountMark.objects.filter(batch_id__in=family)
    closings = CountClosed.objects.filter(batch_id__in=family)
    parts = [
        *marks.aggregate(made=Count("id"), withdrawn=Count("withdrawn_at")).values(),
        *closings.aggregate(last=Max("closed_at"), people=Sum("people")).values(),
        *JournalHead.objects.values_list("sequence", "site__map_version").get(site_id=batch.site_id),
        *(batch.finished_at, batch.cancelled_at),
    ]
    return " ".join(map(str, parts))


def _family_of(batch: Batch) -> list[UUID]:
    lead = batch.chained_to_id or batch.id
    return list(Batch.objects.filter(Q(id=lead) | Q(chained_to_id=lead)).values_list("id", flat=True))


class Sightings:
    """Raw and settled sightings of one batch, by round."""

    def __init__(self, batch: Batch, marks: list[HeadcountMark], settlements: list[CountSettlement]) -> None:
        self._batch = batch
        self._settlements = settlements
        self._off_bus = {m.party_id: m for m in marks if m.round == CountRound.OFF_BUS and m.party_id}
        self._measured = [m for m in marks if m.round == CountRound.TEMPERATURE]
        looks = {m.room_id: m for m in marks if m.round == CountRound.ROOM and m.room_id}
        inside = self._read_stays(looks)
        self._checks = [_Check(mark, inside[room_id]) for room_id, mark in looks.items()]
        self._in_checked_rooms = {stay.id for check in self._checks for stay in check.inside}
        self._home = self._find_homes()
        self.closed = self._read_closed()
        self.counters = self._read_counters(marks)
        self.answered = {(CountRound(s.round), s.stay_id) for s in settlements}
        self.settled = self._settle()
        self._last_tap = self._last_taps(marks)
        self._first_seen = self._first_seen_elsewhere()
        self._complete = {round_: self._last_complete_wave(round_) for round_ in CountRound}

    def wave_of(self, stay_id: UUID) -> int | None:
        """Return the wave in which a person left the bus; None if count 1 never saw them."""
        mark = self._off_bus.get(self.stays[stay_id].party_id)
        return mark.wave if mark else None

    def room_of(self, stay: Stay) -> str:
        """Return the name of the room in which somebody is now; "" without one."""
        return self._rooms.get(stay.person_id, "")

    @property
    def waves(self) -> list[int | None]:
        """Every wave that has somebody in it, those who were never counted off the bus last."""
        found = {self.wave_of(stay_id) for stay_id in chain.from_iterable(self.settled.values())}
        return sorted(found, key=lambda wave: (wave is None, wave))

    @property
    def raw(self) -> dict[CountRound, int]:
        """What each counter's own taps add up to."""
        return {
            CountRound.OFF_BUS: sum(m.people for m in self._off_bus.values() if m.batch_id == self._batch.id),
            CountRound.TEMPERATURE: len({m.stay_id for m in self._measured if self._is_of_batch(m)}),
            CountRound.ROOM: sum(c.mark.people for c in self._checks if self._check_is_of_batch(c)),
        }

    @property
    def surpluses(self) -> list[RoomSurplus]:
        """Rooms with more people than are entered there."""
        found = [c for c in self._checks if self._check_is_of_batch(c) and c.mark.people > len(c.inside)]
        found_elsewhere = sum(
            s.round == CountRound.ROOM and s.kind == SettlementKind.PRESENT for s in self._settlements
        )
        explained = sum(c.mark.people - len(c.inside) for c in found) <= found_elsewhere
        return [
            RoomSurplus(c.mark.room, len(c.inside), c.mark.people, explained) for c in found if c.mark.room
        ]

    @property
    def settled_differences(self) -> int:
        """How many differences were settled by name."""
        return sum(s.batch_id == self._batch.id for s in self._settlements)

    def should_have_seen(self, round_: CountRound, stay_id: UUID) -> bool:
        """Tell whether a round that has not seen a person has gone past them."""
        if round_ in self.closed:
            return True
        if round_ == CountRound.ROOM:
            return stay_id in self._in_checked_rooms
        seen_elsewhere = self._first_seen.get(stay_id)
        last = self._last_tap.get(round_)
        if seen_elsewhere and last and last > seen_elsewhere:
            return True
        wave = self.wave_of(stay_id)
        return round_ == CountRound.TEMPERATURE and wave is not None and self._complete[round_] > wave

    def _read_stays(self, looks: dict[UUID, HeadcountMark]) -> dict[UUID, tuple[Stay, ...]]:
        occupancies: dict[UUID, list[Occupancy]] = defaultdict(list)
        for occupancy in Occupancy.objects.filter(room_id__in=looks).order_by("started_at"):
            occupancies[occupancy.room_id].append(occupancy)
        entered = {room_id: _entered_at(look, occupancies[room_id]) for room_id, look in looks.items()}
        persons = set(chain.from_iterable(entered.values()))
        mentioned = [m.stay_id for m in self._measured] + [s.stay_id for s in self._settlements]
        stays = Stay.objects.filter(
            Q(party_id__in=self._off_bus)
            | Q(id__in=[*mentioned, *(s.meant_id for s in self._settlements if s.meant_id)])
            | Q(person_id__in=persons),
            site_id=self._batch.site_id,
        )
        kept = stays.exclude(end_reason=EndReason.VOID).select_related("person").distinct()
        self.stays = {stay.id: stay for stay in kept}
        by_person = {stay.person_id: stay for stay in self.stays.values()}
        here = Occupancy.objects.filter(person_id__in=by_person, ended_at=None)
        self._rooms = dict(here.values_list("person_id", "room__name"))
        return {
            room_id: tuple(sorted((by_person[p] for p in people if p in by_person), key=lambda s: s.tag))
            for room_id, people in entered.items()
        }

    def _find_homes(self) -> dict[UUID, UUID]:
        """Say to which batch of the chain each stay belongs."""
        homes: dict[UUID, UUID] = {}
        for check in self._checks:
            homes.update({stay.id: check.mark.batch_id for stay in check.inside})
        for mark in reversed(self._measured):
            if mark.stay_id:
                homes[mark.stay_id] = mark.batch_id
        for stay in self.stays.values():
            if counted := self._off_bus.get(stay.party_id):
                homes[stay.id] = counted.batch_id
        return homes

    def _is_of_batch(self, mark: HeadcountMark) -> bool:
        home = self._home.get(mark.stay_id) if mark.stay_id else None
        return (home or mark.batch_id) == self._batch.id

    def _check_is_of_batch(self, check: _Check) -> bool:
        home = self._home.get(check.inside[0].id) if check.inside else None
        return (home or check.mark.batch_id) == self._batch.id

    def _read_closed(self) -> dict[CountRound, int]:
        closings = CountClosed.objects.filter(batch=self._batch)
        return {CountRound(round_): people for round_, people in closings.values_list("round", "people")}

    def _read_counters(self, marks: Iterable[HeadcountMark]) -> dict[UUID, frozenset[CountRound]]:
        rounds: dict[UUID, set[CountRound]] = defaultdict(set)
        for mark in marks:
            if mark.batch_id == self._batch.id:
                rounds[mark.counted_by_id].add(CountRound(mark.round))
        return {account: frozenset(found) for account, found in rounds.items()}

    def _settle(self) -> dict[CountRound, Identities]:
        seen = {
            CountRound.OFF_BUS: {s.id for s in self.stays.values() if self._counted_off(s)},
            CountRound.TEMPERATURE: {m.stay_id for m in self._measured if m.stay_id},
            CountRound.ROOM: {stay.id for check in self._checks for stay in self._found(check)},
        }
        for settlement in self._settlements:
            if settlement.kind == SettlementKind.PRESENT:
                seen[CountRound(settlement.round)].add(settlement.stay_id)
            elif settlement.kind == SettlementKind.ABSENT:
                seen[CountRound(settlement.round)].discard(settlement.stay_id)
            elif settlement.meant_id:
                for people in (people for people in seen.values() if settlement.stay_id in people):
                    people.discard(settlement.stay_id)
                    people.add(settlement.meant_id)
        never_came = {
            s.stay_id
            for s in self._settlements
            if s.round == CountRound.OFF_BUS and s.kind == SettlementKind.ABSENT
        }
        mine = {
            stay_id for stay_id in self.stays if self._home.get(stay_id, self._batch.id) == self._batch.id
        }
        return {round_: (people & mine) - never_came for round_, people in seen.items()}

    def _counted_off(self, stay: Stay) -> bool:
        mark = self._off_bus.get(stay.party_id)
        return mark is not None and has_letter_within(stay, mark.people)

    def _found(self, check: _Check) -> list[Stay]:
        """Return who was in a checked room; where one lacks, it is whoever a settlement names."""
        named = {s.stay_id for s in self._settlements if s.round == CountRound.ROOM}
        by_doubt = sorted(check.inside, key=lambda stay: (stay.id in named, stay.tag))
        return by_doubt[: check.mark.people]

    def _last_taps(self, marks: Iterable[HeadcountMark]) -> dict[CountRound, datetime]:
        return {CountRound(mark.round): mark.tapped_at for mark in marks}

    def _first_seen_elsewhere(self) -> dict[UUID, datetime]:
        """Say when somebody was first met after the bus door: measured, or in a room."""
        first: dict[UUID, datetime] = {}
        seen = chain(
            ((mark.stay_id, mark.tapped_at) for mark in self._measured if mark.stay_id),
            ((stay.id, check.mark.tapped_at) for check in self._checks for stay in self._found(check)),
        )
        for stay_id, moment in seen:
            first[stay_id] = min(moment, first.get(stay_id, moment))
        return first

    def _last_complete_wave(self, round_: CountRound) -> int:
        """Return the latest wave of which a round has seen everybody; 0 for none."""
        waves: dict[int, Identities] = defaultdict(set)
        for stay_id in self.settled[CountRound.OFF_BUS]:
            waves[self.wave_of(stay_id) or 0].add(stay_id)
        return max((wave for wave, people in waves.items() if people <= self.settled[round_]), default=0)


def _entered_at(look: HeadcountMark, occupancies: Iterable[Occupancy]) -> list[UUID]:
    """Return the persons entered in a room when somebody looked in; its occupancies oldest first.

    A look may reach us before the room was given. Then those who came first afterwards were meant.
    """
    possible = [o for o in occupancies if o.ended_at is None or o.ended_at > look.tapped_at]
    there = {o.party_id for o in possible if o.started_at <= look.tapped_at}
    parties = there or {o.party_id for o in possible[:1]}
    return [o.person_id for o in possible if o.party_id in parties]
