"""The board of observation floor by floor: who has no temperature, who has fever, who has symptoms."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import get_language

from yizhan.health.queries.today import DONE, MISSED, PersonToday, Today
from yizhan.health.rules import symptoms
from yizhan.places.models import Floor, Room
from yizhan.stays.queries.present import Wearer

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Watched:
    """Somebody at the site and what is known of them today."""

    present: Wearer
    today: PersonToday

    @property
    def symptom_names(self) -> list[str]:
        """Return today's symptoms in the reader's language."""
        language = get_language() or "zh"
        return [symptoms()[code].name(language) for code in self.today.symptoms if code in symptoms()]


@dataclass(slots=True)
class FloorFace:
    """A floor: how many are to be measured in this part of the day and are, and who is not."""

    floor: Floor | None
    asked: int = 0
    measured: int = 0
    missed: int = 0
    lacking: list[Watched] = field(default_factory=list)

    @property
    def shown(self) -> list[Watched]:
        """Those without a temperature, as many as a line holds."""
        return self.lacking[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many of them the line does not hold."""
        return max(0, len(self.lacking) - MOST_SHOWN)


@dataclass(frozen=True, slots=True)
class Board:
    """A site's day: its floors in walking order, and whom somebody must look at."""

    part: str
    floors: tuple[FloorFace, ...]
    people: int
    fever: tuple[Watched, ...]
    ill: tuple[Watched, ...]
    distressed: tuple[Watched, ...]
    own: tuple[Watched, ...]

    @property
    def to_look_at(self) -> list[Watched]:
        """Whoever has symptoms or needs somebody, in walking order, the latter first."""
        return [*self.distressed, *(one for one in self.ill if not one.today.needs_somebody)]

    @property
    def asked(self) -> int:
        """How many are to be measured in this part of the day."""
        return sum(face.asked for face in self.floors)

    @property
    def measured(self) -> int:
        """How many of them are."""
        return sum(face.measured for face in self.floors)

    @property
    def lacking(self) -> int:
        """How many of them are not."""
        return self.asked - self.measured

    @property
    def missed(self) -> int:
        """How many parts of today are over without a temperature."""
        return sum(face.missed for face in self.floors)


def board_of(present: Iterable[Wearer], today: Today) -> Board:
    """Return the board of everybody at the site; the roomless stand last."""
    part = today.current.part if today.current else ""
    everybody = [Watched(one, today.people[one.person_id]) for one in sorted(present, key=_walking)]
    faces: dict[object, FloorFace] = {}
    for one in everybody:
        floor = one.present.room.floor if one.present.room else None
        face = faces.setdefault(floor.id if floor else None, FloorFace(floor))
        _add(face, one, part)
    return Board(
        part, tuple(faces.values()), len(everybody),
        fever=tuple(one for one in everybody if one.today.fever),
        ill=tuple(one for one in everybody if one.today.symptoms),
        distressed=tuple(one for one in everybody if one.today.needs_somebody),
        own=tuple(one for one in everybody if one.today.own),
    )  # fmt: skip


def _add(face: FloorFace, one: Watched, part: str) -> None:
    state = one.today.states.get(part)
    face.missed += sum(state == MISSED for state in one.today.states.values())
    if state is None:
        return
    face.asked += 1
    if state == DONE:
        face.measured += 1
    else:
        face.lacking.append(one)


def _walking(one: Wearer) -> tuple[bool, int, str, int, str]:
    room: Room | None = one.room
    if room is None:
        return True, 0, "", 0, one.tag
    return False, room.floor.level, room.floor.name, room.position, one.tag
