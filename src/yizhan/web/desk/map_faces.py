"""How rooms and parties look on the map: every state has a sign and a word beside its colour."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.template.loader import get_template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.core.clock import now
from yizhan.people.enums import AgeGroup
from yizhan.places.enums import RoomKind
from yizhan.places.models import Site
from yizhan.stays.queries.room_map import MapParty, RoomMap, RoomTile
from yizhan.stays.queries.words import MARKS

NOBODY = UUID(int=0)
# In the order in which a legend is read.
STATES: dict[str, tuple[str, Promise]] = {
    "ready": ("○", gettext_lazy("Vacant")),
    "occupied": ("●", gettext_lazy("Occupied")),
    "unregistered": ("✎", gettext_lazy("Unnamed")),
    "attention": ("◆", gettext_lazy("Attention")),
    "fever": ("▲", gettext_lazy("Fever")),
    "dirty": ("≈", gettext_lazy("To be disinfected")),
    "blocked": ("✕", gettext_lazy("Blocked")),
}
FILTERS: dict[str, Promise] = {
    "vacant": gettext_lazy("Vacant"),
    "family": gettext_lazy("Family rooms"),
    "unregistered": gettext_lazy("Unnamed"),
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


def states() -> list[State]:
    """Return every state, for the legend."""
    return [State(key, sign, str(word)) for key, (sign, word) in STATES.items()]


def filters() -> list[tuple[str, str]]:
    """Return every filter with its word."""
    return [(key, str(word)) for key, word in FILTERS.items()]


class TileParty(NamedTuple):
    """A party as a tile shows it."""

    id: str
    tag: str
    seen: str
    day: str


class TileMark(NamedTuple):
    """What must be known of people in a room: the icon, and what it says."""

    icon: str
    word: str
    grave: bool


class TileFace(NamedTuple):
    """Everything that a room's tile shows, in the reader's words; `find` is what search looks through.

    `owed` says that a room with people in it is still to be disinfected.
    """

    id: str
    url: str
    name: str
    state: str
    sign: str
    word: str
    kind: str
    people: str
    beds: str
    find: str
    filters: str
    cohort: str
    why: str
    open: str
    parties: tuple[TileParty, ...]
    marks: tuple[TileMark, ...]
    owed: str


@lru_cache(maxsize=4096)
def drawn(face: TileFace) -> str:
    """Return the tile with this face, which is the same whenever the face is, so it is drawn once.

    Most rooms look as they did a minute ago, and drawing took half of the 105 ms of a map of 500 rooms.
    """
    return get_template("desk/map/_tile.html").render({"face": face._asdict()})


class Tiles:
    """Makes the faces of one answer; words are translated once, since a house has hundreds of rooms."""

    def __init__(self, site: Site) -> None:
        self._states = {state.key: state for state in states()}
        self._kinds = {kind.value: str(kind.label) for kind in RoomKind}
        self._words = {str(mark.code): str(mark.label) for mark in MARKS.values()}
        self._make_up = MakeUp()
        self._address = reverse("map_room", args=[site.code, NOBODY])

    def face(self, tile: RoomTile) -> TileFace:
        """Return what a room's tile shows."""
        shows, room_id = tile.shows, str(tile.id)
        marks = {str(mark.code): mark for party in tile.parties for mark in party.marks}
        return TileFace(
            id=room_id, url=self._address.replace(str(NOBODY), room_id), name=tile.name,
            state=shows, sign=self._states[shows].sign, word=self._states[shows].word,
            kind=self._kinds[tile.kind], people=str(tile.people), beds=f"{tile.people}/{tile.beds}",
            find=" ".join([tile.name.lower(), *(party.tag for party in tile.parties)]),
            filters=" ".join(_filters(tile, shows)), cohort=tile.parties[0].cohort if tile.parties else "",
            why=tile.state_reason, open=str(tile.unregistered) if tile.unregistered else "",
            parties=tuple(map(self._party, tile.parties)),
            marks=tuple(TileMark(mark.icon, self._words[code], mark.grave) for code, mark in marks.items()),
            owed=self._states["dirty"].word if tile.parties and tile.state == "dirty" else "",
        )  # fmt: skip

    def _party(self, party: MapParty) -> TileParty:
        return TileParty(str(party.party_id), party.tag, self._make_up.words(party.seen), str(party.day))


def party_face(party: MapParty, at: datetime | None = None) -> PartyFace:
    """Return a party as its card shows it."""
    waited = (at or now()) - party.since
    return PartyFace(party, MakeUp().words(party.seen), int(waited.total_seconds() // 60))


def waiting_faces(found: RoomMap) -> list[PartyFace]:
    """Return the parties that wait, the longest first."""
    at = now()
    return [party_face(party, at) for party in found.waiting]


class MakeUp:
    """Says how many adults and children, in few words of the reader's language."""

    def __init__(self) -> None:
        self._words = {
            AgeGroup.ADULT: _("%(count)s ad."),
            AgeGroup.CHILD: _("%(count)s ch."),
            AgeGroup.UNKNOWN: _("%(count)s unseen"),
        }

    def words(self, seen: Counter[str]) -> str:
        """Return the make-up of a party, such as “1 ad. 2 ch.”."""
        return " ".join(words % {"count": seen[group]} for group, words in self._words.items() if seen[group])


def _filters(tile: RoomTile, shows: str) -> list[str]:
    passes = {
        "vacant": shows == "ready",
        "family": tile.kind == RoomKind.FAMILY,
        "unregistered": tile.unregistered > 0,
        "attention": any(party.marks for party in tile.parties),
        "fever": any(party.fever for party in tile.parties),
        "shut": not tile.parties and tile.state != "ready",
        "occupied": bool(tile.parties),
    }
    return [key for key, passed in passes.items() if passed]
