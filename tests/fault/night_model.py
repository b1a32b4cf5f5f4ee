"""The night as a plain Python model: what each tap must come to, worked out without the product."""

from copy import deepcopy
from dataclasses import dataclass, field
from uuid import UUID

ROLL = range(1, 301)
ACCEPTED = "accepted"


@dataclass
class Worn:
    """Somebody at the site under a wristband; `taps` are those that measured them."""

    tag: str
    number: int
    party: int
    room: str = ""
    taps: set[UUID] = field(default_factory=set)


@dataclass
class Counted:
    """A tap of the first count."""

    party: int
    people: int
    by: str
    withdrawn: bool = False


@dataclass
class NightModel:
    """Who is here under which wristband, in which room, and what the counters' taps stand at.

    Every method answers "accepted" or the code of the refusal, and changes nothing if it refuses.
    """

    here: dict[str, Worn] = field(default_factory=dict)
    counts: dict[UUID, Counted] = field(default_factory=dict)
    measured: dict[UUID, str] = field(default_factory=dict)
    looked_in: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    _parties: int = 0

    def copy(self) -> "NightModel":
        """Return an independent copy."""
        return deepcopy(self)

    @property
    def rooms(self) -> dict[str, str]:
        """The room by wristband, of those who have one."""
        return {worn.tag: worn.room for worn in self.here.values() if worn.room}

    def party_of(self, number: int) -> list[Worn]:
        """Those who wear a number, in order of letters."""
        return sorted((w for w in self.here.values() if w.number == number), key=lambda worn: worn.tag)

    def count(self, tap: UUID, by: str, number: int, people: int) -> str:
        """Count 1."""
        if number not in ROLL:
            return "unknown_band"
        parties = {worn.party for worn in self.party_of(number)}
        if any(not c.withdrawn and c.party in parties for c in self.counts.values()):
            return "band_used_twice"
        worn = [self._ensure(number, chr(ord("A") + place)) for place in range(people)]
        self.counts[tap] = Counted(worn[0].party, people, by)
        return ACCEPTED

    def undo(self, tap: UUID, by: str) -> str:
        """Take a tap of count 1 back; whom nobody else has seen is struck out."""
        counted = self.counts.get(tap)
        if counted is None or counted.by != by:
            return "not_your_tap"
        party = [worn for worn in self.here.values() if worn.party == counted.party]
        if any(worn.room for worn in party):
            return "already_roomed"
        if not counted.withdrawn:
            counted.withdrawn = True
            for worn in party:
                if not worn.taps:
                    del self.here[worn.tag]
        return ACCEPTED

    def measure(self, tap: UUID, number: int, letter: str) -> str:
        """Count 2; whoever wears a wristband of ours is here."""
        if number not in ROLL:
            return "unknown_band"
        worn = self._ensure(number, letter)
        worn.taps.add(tap)
        self.measured[tap] = worn.tag
        return ACCEPTED

    def look_in(self, tap: UUID, room: str, people: int) -> str:
        """Count 3."""
        self.looked_in[tap] = (room, people)
        return ACCEPTED

    def place(self, tags: list[str], room: str) -> None:
        """Put people into a room, or into none."""
        for tag in tags:
            self.here[tag].room = room

    def give_room(self, party: int, room: str) -> str:
        """Those of a party who have no room get this one."""
        waiting = [worn.tag for worn in self.here.values() if worn.party == party and not worn.room]
        if not waiting:
            return "already_roomed"
        self.place(waiting, room)
        return ACCEPTED

    def strike_out(self, tag: str) -> None:
        """Somebody was never here."""
        del self.here[tag]

    def _ensure(self, number: int, letter: str) -> Worn:
        tag = f"{number:03d}-{letter}"
        if tag not in self.here:
            beside = self.party_of(number)
            if not beside:
                self._parties += 1
            self.here[tag] = Worn(tag, number, beside[0].party if beside else self._parties)
        return self.here[tag]
