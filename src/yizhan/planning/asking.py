"""What is asked of a plan."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from yizhan.planning.enums import Use

MOST_ROOMS = 5000
Rooms = Annotated[tuple[UUID, ...], Field(max_length=MOST_ROOMS)]
Floors = Annotated[tuple[UUID, ...], Field(max_length=200)]


class Question(BaseModel):
    """What is asked; only the fields of its use count.

    `expected`: rooms for those announced are planned as well. `floors`: to be cleared. `lost`: rooms
    that can no longer be used. `more`: people beyond those announced. `days`: nights of a stay from
    its first day on; `instead`: another number, to be compared with it. `teams`, `moving_min`,
    `disinfection_min`: how many parties move at once, and minutes of a move and of a room's disinfection.
    `batch`: of whom it is asked to which hotels they go; `hotels`: sites that may take some, beside this one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    use: Use
    expected: bool = True
    floors: Floors = ()
    lost: Rooms = ()
    more: Annotated[int, Field(ge=0, le=5000)] = 0
    days: Annotated[int, Field(ge=1, le=60)] = 14
    instead: Annotated[int, Field(ge=1, le=60)] | None = None
    teams: Annotated[int, Field(ge=1, le=20)] = 1
    moving_min: Annotated[int, Field(ge=1, le=240)] = 15
    disinfection_min: Annotated[int, Field(ge=0, le=1440)] = 60
    batch: UUID | None = None
    hotels: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
