"""Emergencies as those who help see them: where, what, since when, who has seen it, who is coming."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core.actors import ActorKind
from yizhan.duty.emergency import RedFlag, red_flags
from yizhan.duty.models import EmergencyEntry, Matter

Kind = EmergencyEntry.Kind


@dataclass(frozen=True, slots=True)
class Emergency:
    """One emergency with its whole thread, the oldest line first."""

    matter: Matter
    thread: tuple[EmergencyEntry, ...]

    @property
    def flag(self) -> RedFlag | None:
        """The red flag that was named last; None while nobody has said what it is."""
        named = [entry.flag for entry in self.thread if entry.flag in red_flags()]
        return red_flags()[named[-1]] if named else None

    @property
    def place(self) -> str:
        """The room, else where it is in words; empty while nobody has said."""
        if self.matter.room:
            return self.matter.room.name
        raisings = [entry.words for entry in self.thread if entry.kind in (Kind.RAISED, Kind.AGAIN)]
        return next((words for words in reversed(raisings) if words), "")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to end it."""
        return self.matter.settled_at is None

    @property
    def raised_by(self) -> ActorKind:
        """Whether an account, a party of residents or somebody unknown (the system) raised it."""
        return ActorKind(self.matter.raised_by.partition(":")[0])

    @property
    def calls(self) -> int:
        """How many taps it took so far."""
        return sum(entry.kind in (Kind.RAISED, Kind.AGAIN) for entry in self.thread)

    def first(self, kind: str) -> datetime | None:
        """Return when something of a kind was first recorded."""
        return next((entry.at for entry in self.thread if entry.kind == kind), None)

    def names(self, kind: str) -> list[str]:
        """Return who did something of a kind, each once, in order."""
        return list(
            dict.fromkeys(e.account.display_name for e in self.thread if e.kind == kind and e.account)
        )


def open_emergencies(site_id: UUID) -> list[Emergency]:
    """Return what is open at a site, the latest first; two queries, one if there is none."""
    rows = Matter.objects.filter(site_id=site_id, kind=Matter.Kind.EMERGENCY, settled_at=None)
    return _with_threads(rows.order_by("-raised_at"))


def emergencies_between(site_id: UUID, since: datetime, until: datetime) -> list[Emergency]:
    """Return what was raised in a period, or is still open, the latest first; two queries."""
    rows = Matter.objects.filter(site_id=site_id, kind=Matter.Kind.EMERGENCY, raised_at__lt=until)
    ended_before = rows.filter(settled_at__isnull=False, raised_at__lt=since)
    return _with_threads(rows.exclude(id__in=ended_before.order_by().values("id")).order_by("-raised_at"))


def emergency_of(site_id: UUID, emergency_id: UUID) -> Emergency | None:
    """Return one emergency of a site; two queries."""
    rows = Matter.objects.filter(site_id=site_id, kind=Matter.Kind.EMERGENCY, id=emergency_id)
    return next(iter(_with_threads(rows)), None)


def _with_threads(rows: QuerySet[Matter]) -> list[Emergency]:
    matters = list(rows.select_related("room__floor", "responsible", "settled_by"))
    threads = _threads(matter.id for matter in matters) if matters else {}
    return [Emergency(matter, tuple(threads.get(matter.id, ()))) for matter in matters]


def _threads(matter_ids: Iterable[UUID]) -> dict[UUID, list[EmergencyEntry]]:
    found: dict[UUID, list[EmergencyEntry]] = defaultdict(list)
    rows = EmergencyEntry.objects.filter(matter_id__in=list(matter_ids)).select_related("account", "room")
    for entry in rows:
        found[entry.matter_id].append(entry)
    return found
