"""The three counts side by side, wave by wave, and who differs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from yizhan.intake.enums import CountRound
from yizhan.intake.models import Batch
from yizhan.intake.queries.sightings import RoomSurplus, Sightings, sightings_of
from yizhan.people.enums import AgeGroup
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Difference:
    """One person whom a round should have seen and did not, with those rounds that did see them.

    In the first round that means one too many: somebody who was never counted off the bus.
    """

    round: CountRound
    wave: int | None
    stay: Stay
    room: str
    seen: frozenset[CountRound]

    @property
    def extra(self) -> bool:
        """Whether somebody was met who never left the bus, by the first count."""
        return self.round == CountRound.OFF_BUS


@dataclass(slots=True)
class WaveCounts:
    """One wave: how many each round has seen of it, settled, and the differences that stand open."""

    wave: int | None
    people: dict[CountRound, int] = field(default_factory=lambda: dict.fromkeys(CountRound, 0))
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """Raw and settled totals by round, waves, open differences, and what makes a count doubtful.

    `unsent`: how many more the counter's own phone said at the close than have arrived here.
    `shared`: accounts that counted more than one round, so that those rounds do not check each
    other. `awaited`: people met elsewhere whom the first count has not reported yet. `without_room`:
    people seen in some round who have no room.
    """

    raw: dict[CountRound, int]
    settled: dict[CountRound, int]
    ages: dict[AgeGroup, int]
    waves: list[WaveCounts]
    closed: frozenset[CountRound]
    unsent: dict[CountRound, int]
    shared: dict[UUID, frozenset[CountRound]]
    surpluses: list[RoomSurplus]
    settled_differences: int
    awaited: int
    without_room: int

    @property
    def differences(self) -> list[Difference]:
        """Every open difference, in order of waves."""
        return [difference for wave in self.waves for difference in wave.differences]

    @property
    def open_surpluses(self) -> list[RoomSurplus]:
        """Rooms with more people than are entered there, until as many are accounted for."""
        return [surplus for surplus in self.surpluses if not surplus.explained]

    @property
    def adults(self) -> int:
        """Adults counted off the bus, settled."""
        return self.ages[AgeGroup.ADULT]

    @property
    def children(self) -> int:
        """Children counted off the bus, settled."""
        return self.ages[AgeGroup.CHILD]

    @property
    def ages_unknown(self) -> int:
        """People counted off the bus whose age nobody saw."""
        return self.ages[AgeGroup.UNKNOWN]

    @property
    def is_complete(self) -> bool:
        """Whether the batch can be finished: somebody came, all rounds closed and agree, all roomed."""
        came = self.settled[CountRound.OFF_BUS] > 0
        return came and len(self.closed) == len(CountRound) and self.agree and not self.without_room

    @property
    def open_count(self) -> int:
        """How many differences and rooms with too many stand open."""
        return len(self.differences) + len(self.open_surpluses)

    @property
    def agree(self) -> bool:
        """Whether the rounds that are closed show the same people and nothing is open."""
        return not (self.differences or self.open_surpluses or any(self.unsent.values()))


def batch_counts(batch: Batch) -> BatchCounts:
    """Compare the three rounds of a batch. Seven queries, whatever the number of people."""
    return compare(sightings_of(batch))


def compare(seen: Sightings) -> BatchCounts:
    """Compare what the three rounds have seen."""
    waves = {number: WaveCounts(number) for number in seen.waves}
    for round_ in CountRound:
        for stay_id in seen.settled[round_]:
            waves[seen.wave_of(stay_id)].people[round_] += 1
    for difference in _differences(seen):
        waves[difference.wave].differences.append(difference)
    ages = dict.fromkeys(AgeGroup, 0)
    for stay_id in seen.settled[CountRound.OFF_BUS]:
        ages[AgeGroup(seen.stays[stay_id].person.age_group)] += 1
    present = [seen.stays[stay_id] for stay_id in set().union(*seen.settled.values())]
    return BatchCounts(
        raw=seen.raw,
        settled={round_: len(seen.settled[round_]) for round_ in CountRound},
        ages=ages,
        waves=list(waves.values()),
        closed=frozenset(seen.closed),
        unsent={round_: max(people - seen.raw[round_], 0) for round_, people in seen.closed.items()},
        shared={account: rounds for account, rounds in seen.counters.items() if len(rounds) > 1},
        surpluses=seen.surpluses,
        settled_differences=seen.settled_differences,
        awaited=len(_not_off_bus(seen) - {d.stay.id for wave in waves.values() for d in wave.differences}),
        without_room=sum(stay.ended_at is None and not seen.room_of(stay) for stay in present),
    )


def _not_off_bus(seen: Sightings) -> set[UUID]:
    everybody: set[UUID] = set().union(*seen.settled.values())
    return everybody - seen.settled[CountRound.OFF_BUS]


def _differences(seen: Sightings) -> Iterable[Difference]:
    everybody: set[UUID] = set().union(*seen.settled.values())
    for stay_id in sorted(everybody, key=lambda one: seen.stays[one].tag):
        found_in = frozenset(round_ for round_ in CountRound if stay_id in seen.settled[round_])
        # Whether somebody came at all is settled first; the other rounds follow from that.
        asked = CountRound if CountRound.OFF_BUS in found_in else (CountRound.OFF_BUS,)
        for round_ in asked:
            answered = (round_, stay_id) in seen.answered
            if round_ in found_in or answered or not seen.should_have_seen(round_, stay_id):
                continue
            stay = seen.stays[stay_id]
            yield Difference(round_, seen.wave_of(stay_id), stay, seen.room_of(stay), found_in)
