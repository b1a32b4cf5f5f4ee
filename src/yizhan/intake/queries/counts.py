"""The three counts side by side, wave by wave, and who differs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import Batch, CountSettlement, HeadcountMark
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Difference:
    """One person who is in one count and not in another, or one room with a wrong number.

    `missing` tells whether the round lacks this person (else the round has one too many).
    """

    round: CountRound
    wave: int | None
    stay: Stay
    missing: bool


@dataclass(slots=True)
class WaveCounts:
    """One wave: how many each round has seen of it, and the differences that stand open."""

    wave: int | None
    people: dict[CountRound, int] = field(default_factory=lambda: dict.fromkeys(CountRound, 0))
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """Raw and settled totals by round, waves, and all open differences."""

    raw: dict[CountRound, int]
    settled: dict[CountRound, int]
    waves: list[WaveCounts]
    closed: frozenset[CountRound]
    settled_differences: int

    @property
    def differences(self) -> list[Difference]:
        """Every open difference, in order of waves."""
        return [difference for wave in self.waves for difference in wave.differences]


def batch_counts(batch: Batch) -> BatchCounts:
    """Compare the three rounds of a batch. Seven queries, whatever the number of people."""
    seen = _Seen(batch)
    closed = frozenset(CountRound(r) for r in batch.closings.values_list("round", flat=True))
    waves = {number: WaveCounts(number) for number in sorted(seen.waves, key=lambda n: (n is None, n))}
    for round_ in CountRound:
        for stay_id in seen.settled[round_]:
            waves[seen.wave_of(stay_id)].people[round_] += 1
    for difference in seen.differences(closed):
        waves[difference.wave].differences.append(difference)
    return BatchCounts(
        raw=seen.raw, settled={r: len(seen.settled[r]) for r in CountRound}, waves=list(waves.values()),
        closed=closed, settled_differences=len(seen.settlements),
    )  # fmt: skip


class _Seen:
    """Whom each round has seen, worked out from marks, settlements and rooms."""

    def __init__(self, batch: Batch) -> None:
        marks = list(HeadcountMark.objects.filter(batch=batch, withdrawn_at=None).order_by("tapped_at", "id"))
        self.settlements = list(CountSettlement.objects.filter(batch=batch))
        self._party_wave = {m.party_id: m.wave for m in marks if m.round == CountRound.OFF_BUS}
        self._read_stays(batch, marks)
        self.observed = {
            CountRound.OFF_BUS: self._off_bus(marks),
            CountRound.TEMPERATURE: {m.stay_id for m in marks if m.round == CountRound.TEMPERATURE and m.stay_id},
            CountRound.ROOM: self._in_rooms(marks),
        }
        self.settled = self._settle()

    def wave_of(self, stay_id: UUID) -> int | None:
        """The wave in which a person left the bus; None if count 1 never saw them."""
        return self._party_wave.get(self.stays[stay_id].party_id)

    @property
    def waves(self) -> set[int | None]:
        """Every wave that has somebody in it."""
        return {self.wave_of(stay_id) for round_ in CountRound for stay_id in self.settled[round_]} | {
            self.wave_of(stay_id) for round_ in CountRound for stay_id in self.observed[round_]
        }

    def differences(self, closed: frozenset[CountRound]) -> Iterable[Difference]:
        """Yield who is missing or extra, wave by wave, once a round should have seen them."""
        everybody = set().union(*self.settled.values())
        for stay_id in sorted(everybody, key=lambda i: (self.stays[i].band_number, self.stays[i].band_letter)):
            if stay_id not in self.settled[CountRound.OFF_BUS] and self._answered(stay_id, CountRound.OFF_BUS):
                continue
            yield from self._differences_of(stay_id, closed)

    def _differences_of(self, stay_id: UUID, closed: frozenset[CountRound]) -> Iterable[Difference]:
        wave, stay = self.wave_of(stay_id), self.stays[stay_id]
        for round_ in CountRound:
            if stay_id in self.settled[round_] or self._answered(stay_id, round_):
                continue
            if round_ == CountRound.OFF_BUS or round_ in closed or self._overtaken(wave, round_):
                yield Difference(round_, wave, stay, missing=True)

    def _answered(self, stay_id: UUID, round_: CountRound) -> bool:
        return any(s.stay_id == stay_id and s.round == round_ for s in self.settlements)

    def _overtaken(self, wave: int | None, round_: CountRound) -> bool:
        """Tell whether a later wave is complete in this round, so that whoever is missing was missed."""
        first = self.settled[CountRound.OFF_BUS]
        later: dict[int, set[UUID]] = defaultdict(set)
        for stay_id in first:
            number = self.wave_of(stay_id)
            if number is not None and wave is not None and number > wave:
                later[number].add(stay_id)
        return any(people <= self.settled[round_] for people in later.values())

    def _read_stays(self, batch: Batch, marks: list[HeadcountMark]) -> None:
        stays = list(Stay.objects.filter(site_id=batch.site_id, ended_at=None))
        self.stays = {stay.id: stay for stay in stays}
        self._of_party: dict[UUID, list[Stay]] = defaultdict(list)
        for stay in stays:
            self._of_party[stay.party_id].append(stay)
        rooms = {m.room_id for m in marks if m.room_id}
        self._in_room: dict[UUID, list[Stay]] = defaultdict(list)
        by_person = {stay.person_id: stay for stay in stays}
        inside = Occupancy.objects.filter(room_id__in=rooms, ended_at=None)
        for room_id, person_id in inside.values_list("room_id", "person_id"):
            if person_id in by_person:
                self._in_room[room_id].append(by_person[person_id])

    def _off_bus(self, marks: list[HeadcountMark]) -> set[UUID]:
        counted: set[UUID] = set()
        for mark in marks:
            if mark.round == CountRound.OFF_BUS and mark.party_id:
                members = sorted(self._of_party[mark.party_id], key=lambda s: s.band_letter)
                counted |= {stay.id for stay in members[: mark.people]}
        self._raw_off_bus = sum(m.people for m in marks if m.round == CountRound.OFF_BUS)
        return counted

    def _in_rooms(self, marks: list[HeadcountMark]) -> set[UUID]:
        latest = {m.room_id: m for m in marks if m.round == CountRound.ROOM and m.room_id}
        self._raw_rooms = sum(mark.people for mark in latest.values())
        found: set[UUID] = set()
        for room_id, mark in latest.items():
            members = sorted(self._in_room[room_id], key=lambda s: s.tag)
            found |= {stay.id for stay in members[: mark.people]}
        return found

    @property
    def raw(self) -> dict[CountRound, int]:
        """What each counter's own taps add up to."""
        return {
            CountRound.OFF_BUS: self._raw_off_bus,
            CountRound.TEMPERATURE: len(self.observed[CountRound.TEMPERATURE]),
            CountRound.ROOM: self._raw_rooms,
        }

    def _settle(self) -> dict[CountRound, set[UUID]]:
        settled = {round_: set(ids) & set(self.stays) for round_, ids in self.observed.items()}
        for settlement in self.settlements:
            people = settled[CountRound(settlement.round)]
            if settlement.kind == SettlementKind.PRESENT:
                people.add(settlement.stay_id)
            elif settlement.kind == SettlementKind.ABSENT:
                people.discard(settlement.stay_id)
            elif settlement.meant_id in self.stays:
                people.discard(settlement.stay_id)
                people.add(settlement.meant_id)
        return settled
