"""What each record says, and what a difference between them is. Pure: no Django."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yizhan.ledgers.enums import Cause, ListSource


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody by the record: the journal entry that put them where they are, or let them go."""

    tag: str
    stay_id: UUID
    sequence: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is at the site by the ledger (`here`), or was since the oldest list or look.

    `room`: the room they are in, or were in last; "" for none. `since`: when they came into it, or to the
    site. `until`: when they left the site.
    """

    person_id: UUID
    entered: Entered
    room: str
    since: datetime
    until: datetime | None = None

    @property
    def here(self) -> bool:
        """Whether the ledger has them at the site now."""
        return self.until is None

    def here_at(self, moment: datetime) -> bool:
        """Whether they had not left yet: a list of before is not behind."""
        return self.until is None or self.until > moment

    def is_in_since_before(self, moment: datetime) -> bool:
        """Whether a list of that moment could know where they are now."""
        return self.since <= moment


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody saw behind a door: how many, and their wristbands where they were read."""

    room: str
    seen: int
    at: datetime
    by: str
    tags: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an outside list: who it is by the record, None where nobody fits; the room it says."""

    row: str
    person_id: UUID | None
    room: str


@dataclass(frozen=True, slots=True)
class Listing:
    """An outside list as it is compared; `whole` if it claims to name everybody at the site."""

    list_id: UUID
    source: ListSource
    as_of: datetime
    whole: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A line of an outside list, as evidence."""

    list_id: UUID
    source: ListSource
    as_of: datetime
    row: str
    room: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two records that disagree, with the evidence of each, and what it most likely comes from.

    `room` and `other_room` are rooms' names, "" for none; `entered` who is concerned by the record, each
    with an entry of the journal to look at; `looks` what was seen, `cited` what outside lists say;
    `in_journal` the room by the journal where it differs from the ledger.
    """

    cause: Cause
    room: str
    other_room: str = ""
    entered: tuple[Entered, ...] = ()
    looks: tuple[Look, ...] = ()
    cited: tuple[Cited, ...] = ()
    in_journal: str = ""


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """One room that was looked into, by the record: who is in it now, who was at that moment, who left since.

    All as it is known today. `expected`: how many may be seen there now, settled counts included. `left`: who
    left the site from this room on the day before the look.
    """

    look: Look
    inside: tuple[Entered, ...]
    then: tuple[Entered, ...]
    expected: int
    left: tuple[Entered, ...] = ()

    @property
    def excess(self) -> int:
        """People seen beyond those entered; negative when fewer were seen; 0 where it agrees."""
        if self.look.seen in (len(self.then), self.expected):
            return 0
        return self.look.seen - len(self.inside)

    @property
    def stayed(self) -> frozenset[str]:
        """The wristbands of those who were there at the look and are there now."""
        return frozenset(who.tag for who in self.inside) & frozenset(who.tag for who in self.then)

    @property
    def unexpected(self) -> frozenset[str]:
        """Wristbands that were read there and belong there neither now nor then."""
        known = {who.tag for who in (*self.inside, *self.then)}
        return (self.look.tags or frozenset()) - known
