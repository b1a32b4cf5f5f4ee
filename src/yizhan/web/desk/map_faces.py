"""How rooms and parties look on the map: every state has a sign and a word beside its colour."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.core.clock import now
from yizhan.people.enums import AgeGroup
from yizhan.places.enums import RoomKind
from yizhan.stays.queries.room_map import MapParty, RoomMap, RoomTile
from yizhan.stays.queries.words import Mark

# In the order in which a legend is read.
STATES: dict[str, tuple[str, Promise]] = {
    "ready": ("○", gettext_lazy("Vacant")),
    "occupied": ("●", gettext_lazy("Occupied")),
    "unregistered": ("✎", gettext_lazy("Unregistered")),
    "attention": ("◆", gettext_lazy("Attention")),
    "fever": ("▲", gettext_lazy("Fever")),
    "dirty": ("≈", gettext_lazy("To be disinfected")),
    "blocked": ("✕", gettext_lazy("Blocked")),
}
FILTERS: dict[str, Promise] = {
    "vacant": gettext_lazy("Vacant"),
    "family": gettext_lazy("Family rooms"),
    "unregistered": gettext_lazy("Unregistered"),
    "attention": gettext_lazy("Attention"),
    "fever": gettext_lazy("Fever"),
    "shut": gettext_lazy("Not to be given"),
}


@dataclass(frozen=True, slots=True)
class State:
    """A state as shown: its key for the colour, its sign, its word."""

    key: str
    sign: str
    word: str


@dataclass(frozen=True, slots=True)
class PartyFace:
    """A party as shown; `waits` is how many minutes it has stood without a room."""

    party: MapParty
    make_up: str
    waits: int


@dataclass(frozen=True, slots=True)
class TileFace:
    """A room's tile; `find` is what search looks through, `filters` the filters that it passes."""

    tile: RoomTile
    state: State
    kind: str
    parties: list[PartyFace]
    marks: list[Mark]
    find: str
    filters: str
    cohort: str

    @property
    def also_unregistered(self) -> int:
        """How many have no name, where another state is shown before that one."""
        return 0 if self.state.key == "unregistered" else self.tile.unregistered


def states() -> list[State]:
    """Return every state, for the legend."""
    return [State(key, sign, str(word)) for key, (sign, word) in STATES.items()]


def filters() -> list[tuple[str, str]]:
    """Return every filter with its word."""
    return [(key, str(word)) for key, word in FILTERS.items()]


def tile_face(tile: RoomTile) -> TileFace:
    """Return a room as its tile shows it."""
    parties = [party_face(party) for party in tile.parties]
    marks = {mark.code: mark for party in tile.parties for mark in party.marks}
    return TileFace(
        tile, state_of(tile.shows), str(RoomKind(tile.kind).label), parties, list(marks.values()),
        " ".join([tile.name.lower(), *(face.party.tag for face in parties)]), " ".join(_filters(tile)),
        parties[0].party.cohort if parties else "",
    )  # fmt: skip


def party_face(party: MapParty, at: datetime | None = None) -> PartyFace:
    """Return a party as its card shows it."""
    waited = (at or now()) - party.since
    return PartyFace(party, make_up(party.seen), int(waited.total_seconds() // 60))


def waiting_faces(found: RoomMap) -> list[PartyFace]:
    """Return the parties that wait, the longest first."""
    at = now()
    return [party_face(party, at) for party in found.waiting]


def state_of(key: str) -> State:
    """Return one state as shown."""
    sign, word = STATES[key]
    return State(key, sign, str(word))


def make_up(seen: Counter[str]) -> str:
    """Return how many adults and children, in few words."""
    parts = [
        (seen[AgeGroup.ADULT], _("%(count)s ad.")),
        (seen[AgeGroup.CHILD], _("%(count)s ch.")),
        (seen[AgeGroup.UNKNOWN], _("%(count)s unseen")),
    ]
    return " ".join(words % {"count": count} for count, words in parts if count)


def _filters(tile: RoomTile) -> list[str]:
    passes = {
        "vacant": tile.shows == "ready",
        "family": tile.kind == RoomKind.FAMILY,
        "unregistered": tile.unregistered > 0,
        "attention": any(party.marks for party in tile.parties),
        "fever": any(party.fever for party in tile.parties),
        "shut": not tile.parties and tile.state != "ready",
        "occupied": bool(tile.parties),
    }
    return [key for key, passed in passes.items() if passed]
