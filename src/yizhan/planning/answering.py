"""What a plan answers: who goes where and why, what it costs by rule, and how good any plan can be.

Parties are named by wristband, never by name; one that is only expected has no id yet.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from yizhan.stays.rules import RoomShare

Value = str | int | float | tuple[str, ...]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Why(Frozen):
    """A reason as a planner gave it; `planner` says whose words fit its `code`. `kind`: hard, soft, flag."""

    planner: Literal["placement", "clearing", "network"]
    code: str
    kind: str = "soft"
    weight: float = 0.0
    params: dict[str, Value] = {}


class Step(Frozen):
    """A party that gets rooms, or none (`shares` empty); `origin` are the rooms that it leaves.

    `start_min` and `end_min`: minutes from the beginning, where moves have an order. `day`: of arrival.
    `site_id`: the site of the rooms, where that is another than the plan's.
    """

    party_id: UUID | None
    tag: str
    people: int
    cohort: str = ""
    origin: tuple[UUID, ...] = ()
    shares: tuple[RoomShare, ...] = ()
    start_min: int | None = None
    end_min: int | None = None
    day: date | None = None
    site_id: UUID | None = None
    reasons: tuple[Why, ...] = ()
    broken: tuple[Why, ...] = ()

    @property
    def rooms(self) -> tuple[UUID, ...]:
        """The rooms that it gets."""
        return tuple(share.room_id for share in self.shares)


class FreeRooms(Frozen):
    """Rooms of a kind in which nobody is, with their beds."""

    kind: str
    rooms: int
    beds: int


class Night(Frozen):
    """What is free in the night after a day, and how many people come and leave on that day.

    A room that somebody left is free a night later: it is disinfected first. `arriving` are all
    who are announced and all who wait, whether there is a room for them or not.
    """

    day: date
    free: tuple[FreeRooms, ...] = ()
    leaving: int = 0
    arriving: int = 0

    @property
    def rooms(self) -> int:
        """Rooms of all kinds."""
        return sum(one.rooms for one in self.free)

    @property
    def beds(self) -> int:
        """Beds of all kinds."""
        return sum(one.beds for one in self.free)


class Refused(Frozen):
    """A party that finds no room on its day; `short`: the nights that the best room lacks.

    `shift`: by so many nights later (sooner, below 0) it would find one, the least such; None where no day
    of the forecast helps, and the party has to go elsewhere. No `short` nights: no room is large enough.
    """

    tag: str
    people: int
    day: date
    short: tuple[date, ...] = ()
    shift: int | None = None


class Held(Frozen):
    """A party that is still here after its last day; counted as leaving today."""

    tag: str
    people: int
    since: date
    due: date


class BusTrip(Frozen):
    """A bus of the announcement, by its place there, the entrance that it fits, and how many ride in it."""

    position: int
    entrance_id: UUID
    people: int


class HotelShare(Frozen):
    """Who goes to one hotel: parties by size, and the buses that bring them."""

    site_id: UUID
    people: int
    by_size: dict[int, int]
    buses: tuple[BusTrip, ...] = ()

    @property
    def parties(self) -> int:
        """How many parties."""
        return sum(self.by_size.values())


class Answer(Frozen):
    """A plan. `objective`: score by rule; `bound`: no plan scores less; `relaxed`: rules broken, in units.

    `whole`: what is to be said of the plan as a whole. `finish_min`: when the last move ends.
    `nights`, `refused`, `held`: the next days; those with `_instead` if stays had the other length.
    `hotels`: what each hotel receives; `revision`: of the announcement that was shared out.
    """

    steps: tuple[Step, ...] = ()
    objective: dict[str, float] = {}
    bound: float = 0.0
    proven: bool = False
    relaxed: dict[str, float] = {}
    whole: tuple[Why, ...] = ()
    finish_min: int | None = None
    nights: tuple[Night, ...] = ()
    refused: tuple[Refused, ...] = ()
    held: tuple[Held, ...] = ()
    nights_instead: tuple[Night, ...] = ()
    refused_instead: tuple[Refused, ...] = ()
    held_instead: tuple[Held, ...] = ()
    hotels: tuple[HotelShare, ...] = ()
    revision: int = 0

    @property
    def score(self) -> float:
        """The whole score; lower is better."""
        return round(sum(self.objective.values()), 6)

    @property
    def gap_percent(self) -> int:
        """How much better a plan could be at most, in percent of this one."""
        return 0 if self.proven or not self.score else round(100 * (self.score - self.bound) / self.score)

    @property
    def without_room(self) -> int:
        """People for whom there is no room."""
        return sum(step.people for step in self.steps if not step.shares)
