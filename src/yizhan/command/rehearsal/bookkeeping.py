"""What the phones themselves wrote down; it decides afterwards what was lost or doubled."""

import math
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A command whose decision reached the phone that had sent it."""

    id: UUID
    phone: str
    action: str
    status: str
    code: str
    result: dict[str, Any]


@dataclass
class Notebook:
    """Everything that was acknowledged to anybody, in order; safe to write from many threads."""

    acknowledged: dict[UUID, Acknowledged] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    proposals_ms: list[float] = field(default_factory=list)
    server_ms: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, decision: Acknowledged) -> None:
        """Write a decision down; a second, different decision about one command is a contradiction."""
        with self._lock:
            earlier = self.acknowledged.setdefault(decision.id, decision)
            if (earlier.status, earlier.result) != (decision.status, decision.result):
                self.contradictions.append(f"{decision.action} {decision.id}: decided twice, differently")

    def note_proposal(self, seen_ms: float, server_ms: float | None) -> None:
        """Write down how long a proposal took, as seen by the phone and as told by the server."""
        with self._lock:
            self.proposals_ms.append(seen_ms)
            if server_ms is not None:
                self.server_ms.append(server_ms)

    def conflicts(self) -> Counter[str]:
        """Return how many commands ended in a conflict, by its code."""
        return Counter(one.code for one in self.acknowledged.values() if one.status == "conflict")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A command as the database remembers it: its receipts' statuses and how often its action ran."""

    status: str
    ran: int


def missing_from(recorded: dict[UUID, Recorded], acknowledged: Iterable[Acknowledged]) -> list[Acknowledged]:
    """Return what was acknowledged and is not in the database, or there with another decision."""
    return [one for one in acknowledged if one.id not in recorded or recorded[one.id].status != one.status]


def doubled_in(recorded: dict[UUID, Recorded], acknowledged: Iterable[Acknowledged]) -> list[Acknowledged]:
    """Return what was acknowledged once and ran more than once."""
    return [one for one in acknowledged if one.id in recorded and recorded[one.id].ran > 1]


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank); 0 for none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    return ordered[max(math.ceil(round(share * len(ordered), 6)), 1) - 1]
