"""Entries of a day and how far each has come; nothing here is stored that time alone decides."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from yizhan.core.clock import now
from yizhan.duty.enums import RoundState, TaskState
from yizhan.duty.kinds import RoundKind, Words, kinds
from yizhan.duty.models import Round, RoundTask
from yizhan.duty.packing import packing_for_suits, round_rules
from yizhan.places.models import Floor, Room, Site

NOT_CLOSED = (TaskState.OPEN, TaskState.SKIPPED)

# What a task amounts to before its round has ended: it may have been met, or withdrawn, elsewhere.
AMOUNTS_TO = Case(
    When(state__in=NOT_CLOSED, obligation__met_at__isnull=False, then=Value(TaskState.DONE.value)),
    When(state__in=NOT_CLOSED, obligation__withdrawn_at__isnull=False, then=Value(TaskState.DROPPED.value)),
    default=F("state"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks are in which state; what is no longer due counts nowhere."""

    open: int = 0
    skipped: int = 0
    done: int = 0
    missed: int = 0

    @property
    def total(self) -> int:
        """Everything that was or is to be done."""
        return self.open + self.skipped + self.done + self.missed

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.open + other.open,
            self.skipped + other.skipped,
            self.done + other.done,
            self.missed + other.missed,
        )


@dataclass(frozen=True, slots=True)
class RoundSeen:
    """An entry as it stands now: its floors from the ground up, and its tasks counted by kind."""

    round: Round
    state: RoundState
    floors: tuple[Floor, ...]
    tallies: dict[str, Tally]

    @property
    def kinds(self) -> list[RoundKind]:
        """What it does, in the order in which it is done at a door."""
        return [kind for key, kind in kinds().items() if key in self.round.kinds]

    @property
    def tally(self) -> Tally:
        """Its tasks of all kinds."""
        return sum(self.tallies.values(), Tally())

    @property
    def suits_saved(self) -> int:
        """Suits that one entry for each kind would have taken beside those of this one.

        Of a round that has ended only kinds count of which something was done; one called off saves none.
        """
        if self.state == RoundState.CALLED_OFF:
            return 0
        ended = self.state == RoundState.ENDED
        entries = sum((tally.done if ended else tally.total) > 0 for tally in self.tallies.values())
        return max(0, entries - 1) * self.round.suits

    @property
    def packing(self) -> list[tuple[Words, int]]:
        """What to carry: the suits' own things, then each kind's for what it still has to do."""
        left = {key: tally.open + tally.skipped for key, tally in self.tallies.items()}
        rows = [row for kind in self.kinds for row in kind.packing(left.get(kind.key, 0))]
        return packing_for_suits(self.round.suits) + rows


def rounds_of_day(site: Site, day: date) -> list[RoundSeen]:
    """Return the entries planned for a day on the site's calendar, and any under way; three queries."""
    start = datetime.combine(day, time(), ZoneInfo(site.timezone))
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(site.timezone))
    of_day = Q(planned_at__gte=start, planned_at__lt=end)
    return _seen(Round.objects.filter(of_day | under_way(), site=site))


def round_of(site_id: UUID, round_id: UUID) -> RoundSeen | None:
    """Return one entry of a site; three queries."""
    return next(iter(_seen(Round.objects.filter(site_id=site_id, id=round_id))), None)


def suits_saved_at(site_id: UUID) -> int:
    """Return how many suits a site has saved since its first round; one query."""
    done = RoundTask.objects.filter(
        round__site_id=site_id, round__ended_at__isnull=False, state=TaskState.DONE
    )
    rounds = done.order_by().values_list("round_id", "round__suits").annotate(Count("kind", distinct=True))
    return sum((entries - 1) * suits for _, suits, entries in rounds)


def under_way() -> Q:
    """Return the condition of a round that somebody walks now."""
    return Q(started_at__isnull=False, ended_at=None)


def live(moment: datetime) -> Q:
    """Return the condition of a round whose list still stands: under way, or planned and not too late."""
    planned = Q(started_at=None, called_off_at=None, planned_at__gt=moment - round_rules().window)
    return planned | under_way()


def state_of(found: Round, moment: datetime) -> RoundState:
    """Return how far a round has come at a moment."""
    if found.called_off_at is not None:
        return RoundState.CALLED_OFF
    if found.ended_at is not None:
        return RoundState.ENDED
    if found.started_at is not None:
        return RoundState.WALKING
    late = moment >= found.planned_at + round_rules().window
    return RoundState.LATE if late else RoundState.PLANNED


def tally_of(round_id: UUID) -> Tally:
    """Return how many tasks of a round are in which state; one query."""
    return sum(_tallies([round_id]).get(round_id, {}).values(), Tally())


def next_entry(site_id: UUID, room: Room) -> Round | None:
    """Return the entry that comes to a room's floor next, or is there now; one query.

    For the resident: "with the 15:30 entry". None while nothing is planned.
    """
    coming = Round.objects.filter(live(now()), site_id=site_id).order_by("planned_at")
    return next((found for found in coming if str(room.floor_id) in found.floors), None)


def _seen(rounds: QuerySet[Round]) -> list[RoundSeen]:
    found = list(rounds.select_related("walker", "offered_to").order_by("planned_at", "id"))
    if not found:
        return []
    tallies = _tallies(one.id for one in found)
    floors = list(Floor.objects.filter(site_id=found[0].site_id))
    moment = now()
    return [
        RoundSeen(
            one, state_of(one, moment), tuple(floor for floor in floors if str(floor.id) in one.floors),
            tallies.get(one.id, {}),
        )
        for one in found
    ]  # fmt: skip


def _tallies(round_ids: Iterable[UUID]) -> dict[UUID, dict[str, Tally]]:
    rows = RoundTask.objects.filter(round_id__in=list(round_ids)).annotate(amounts_to=AMOUNTS_TO).order_by()
    counted = rows.values_list("round_id", "kind", "amounts_to").annotate(count=Count("id"))
    states: dict[tuple[UUID, str], dict[str, int]] = defaultdict(dict)
    for round_id, kind, state, count in counted:
        if state != TaskState.DROPPED:
            states[round_id, kind][state] = count
    found: dict[UUID, dict[str, Tally]] = defaultdict(dict)
    for (round_id, kind), counts in states.items():
        found[round_id][kind] = Tally(**counts)
    return found
