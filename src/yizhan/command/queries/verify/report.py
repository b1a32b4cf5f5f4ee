"""What a verification found."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

INVARIANTS = {
    1: gettext_noop("Every acknowledged entry exists, once"),
    2: gettext_noop("Nobody is in two beds"),
    3: gettext_noop("A room holds one party, unless a named exception"),
    4: gettext_noop("Present = in − out, for each day"),
    5: gettext_noop("Nobody is released before the time without two authorised people"),
    6: gettext_noop("Nobody is past due without an alarm"),
    7: gettext_noop("Nobody's stay is extended without reason, authority and two people"),
    8: gettext_noop("A contradiction becomes a matter, never an overwrite"),
    9: gettext_noop("The journal is whole, and the state is what it says"),
    10: gettext_noop("A store holds what came in less what went out, never below nothing"),
}
# What can only be broken once somebody has left, or is under a protocol.
OF_DEPARTURES, OF_COURSES = frozenset({5}), frozenset({6, 7})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be.

    `code` is stable and for programs; `template` with `facts` says it in words; `sequence` is the
    journal entry at fault, where there is one. Facts are figures, tags and ids.
    """

    invariant: int
    code: str
    template: str
    facts: dict[str, Any] = field(default_factory=dict)
    sequence: int | None = None

    @property
    def why(self) -> str:
        """The fault in the active language."""
        return gettext(self.template) % self.facts

    def as_json(self) -> dict[str, Any]:
        """Return the fault for programs."""
        return {
            "invariant": self.invariant, "code": self.code, "sequence": self.sequence, "why": self.why,
            "facts": {name: str(fact) for name, fact in self.facts.items()},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Movements:
    """Who left a site on a transfer order, and who came on one, by order and person; and who is there.

    `left`: to where, by which entry, under which wristband; `came`: under which wristband.
    """

    left: dict[tuple[str, str], tuple[str, int, str]] = field(default_factory=dict)
    came: dict[tuple[str, str], str] = field(default_factory=dict)
    present: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SiteReport:
    """One site: how many entries were read, who is there by the journal, and every fault.

    `courses`: stays under a protocol; `departures`: people who left; `movements`: those between sites.
    """

    code: str
    entries: int
    present: int
    roomed: int
    faults: tuple[Fault, ...]
    courses: int = 0
    departures: int = 0
    movements: Movements = field(default_factory=Movements)

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "site": self.code, "entries": self.entries, "present": self.present, "roomed": self.roomed,
            "courses": self.courses, "departures": self.departures,
            "faults": [fault.as_json() for fault in self.faults],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command that waits for another: which, for which, and since when."""

    command: str
    action: str
    waits_for: str
    since: datetime

    def as_json(self) -> dict[str, str]:
        """Return it for programs."""
        return {
            "command": self.command, "action": self.action, "waits_for": self.waits_for,
            "since": self.since.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """Everything: the sites, what concerns the installation as a whole, and commands that wait."""

    sites: tuple[SiteReport, ...]
    faults: tuple[Fault, ...]
    waiting: tuple[Waiting, ...]

    @property
    def clean(self) -> bool:
        """True when every invariant holds; commands that wait are no fault."""
        return not self.faults and not any(site.faults for site in self.sites)

    @property
    def broken(self) -> list[int]:
        """The invariants that do not hold."""
        every = [*self.faults, *(fault for site in self.sites for fault in site.faults)]
        return sorted({fault.invariant for fault in every})

    @property
    def untried(self) -> frozenset[int]:
        """The invariants about which nothing is recorded yet."""
        without_departures = not any(site.departures for site in self.sites)
        without_courses = not any(site.courses for site in self.sites)
        return frozenset(
            (OF_DEPARTURES if without_departures else frozenset())
            | (OF_COURSES if without_courses else frozenset())
        )

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "clean": self.clean, "invariants_broken": self.broken,
            "nothing_recorded": sorted(self.untried),
            "sites": [site.as_json() for site in self.sites],
            "faults": [fault.as_json() for fault in self.faults],
            "waiting": [waiting.as_json() for waiting in self.waiting],
        }  # fmt: skip
