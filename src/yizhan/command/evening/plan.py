"""Tonight's plan as it was copied, and what another plan would do otherwise. No person is in either."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from yizhan.command.evening.facts import posts, setting
from yizhan.places.enums import RoomKind

PostKey = Literal["bus", "thermometer", "reception", "lift", "corridor"]
AtPost = Annotated[int, Field(ge=1, le=30)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CopiedEntrance(_Frozen):
    """An entrance; metres, None where nobody measured."""

    id: UUID
    name: str
    name_en: str = ""
    clearance_m: float | None = None
    max_length_m: float | None = None

    def too_low_for(self, vehicle: "CopiedVehicle") -> float:
        """Return the metres of height that are missing; 0 where it fits or nobody knows."""
        if self.clearance_m is None or vehicle.height_m is None:
            return 0.0
        return round(max(vehicle.height_m - self.clearance_m, 0.0), 2)

    def too_short_for(self, vehicle: "CopiedVehicle") -> float:
        """Return the metres of length that are missing; 0 where it fits or nobody knows."""
        if self.max_length_m is None or vehicle.length_m is None:
            return 0.0
        return round(max(vehicle.length_m - self.max_length_m, 0.0), 2)

    def lets_in(self, vehicle: "CopiedVehicle") -> bool:
        """Tell whether nothing is known that keeps the vehicle out."""
        return not self.too_low_for(vehicle) and not self.too_short_for(vehicle)


class CopiedVehicle(_Frozen):
    """A vehicle with how many are in it; `arrives_s` after the first one, `sent_to` an entrance if any."""

    key: str
    name: str
    seats: int
    people: int
    arrives_s: float = 0.0
    height_m: float | None = None
    length_m: float | None = None
    sent_to: UUID | None = None


class CopiedRoom(_Frozen):
    """A room that is ready and empty."""

    name: str
    floor: str
    level: int
    beds: int
    kind: RoomKind
    corridor: str = ""


class Evening(_Frozen):
    """Tonight's own plan at one moment.

    `parties` by size; `assumed` names what nobody announced: "parties", "vehicles", or the key of a
    post to which nobody is posted.
    """

    taken_at: datetime
    eta: datetime | None
    people: int
    parties: dict[int, int]
    vehicles: tuple[CopiedVehicle, ...]
    entrances: tuple[CopiedEntrance, ...] = ()
    rooms: tuple[CopiedRoom, ...] = ()
    lift: bool = True
    posts: dict[str, int]
    assumed: tuple[str, ...] = ()


class PlanChanges(_Frozen):
    """What a plan does otherwise than tonight's own; what is left out stays as it is.

    `order` of the vehicles by key, `routes` from a vehicle's key to the entrance it is sent to,
    `cleared`: entrances over which what hangs there is taken down before anybody comes.
    """

    posts: dict[PostKey, AtPost] = Field(default_factory=dict)
    wave_people: int | None = Field(None, ge=1, le=60)
    lift_people: int | None = Field(None, ge=1, le=30)
    lifts: int | None = Field(None, ge=1, le=8)
    lift_trip_s: int | None = Field(None, ge=10, le=600)
    order: tuple[Annotated[str, Field(max_length=20)], ...] = Field((), max_length=60)
    routes: dict[Annotated[str, Field(max_length=20)], UUID] = Field(default_factory=dict, max_length=60)
    cleared: tuple[UUID, ...] = Field((), max_length=20)

    @property
    def names(self) -> list[str]:
        """What differs, by name."""
        return sorted(self.model_fields_set & {name for name, value in self if value})


class Settings(_Frozen):
    """A plan with everything settled: tonight's own, changed where the plan says so."""

    posts: dict[str, int]
    wave_people: int
    lift_people: int
    lifts: int
    lift_trip_s: int
    order: tuple[str, ...]
    routes: dict[str, UUID]
    cleared: tuple[UUID, ...]


def settle(evening: Evening, changes: PlanChanges) -> Settings:
    """Return tonight's settings with the changes in force."""
    known = {vehicle.key: vehicle for vehicle in evening.vehicles}
    order = [key for key in dict.fromkeys(changes.order) if key in known]
    order += [key for key in known if key not in order]
    sent = {key: one.sent_to for key, one in known.items() if one.sent_to is not None}
    there = {entrance.id for entrance in evening.entrances}
    routes = {
        key: where for key, where in {**sent, **changes.routes}.items() if key in known and where in there
    }
    return Settings(
        posts={key: changes.posts.get(key, evening.posts[key]) for key in posts()},  # type: ignore[call-overload]  # keys of the file
        wave_people=changes.wave_people or setting("wave_people"),
        lift_people=changes.lift_people or setting("lift_people"),
        lifts=changes.lifts or setting("lifts"),
        lift_trip_s=changes.lift_trip_s or setting("lift_trip_s"),
        order=tuple(order),
        routes=routes,
        cleared=tuple(one for one in changes.cleared if one in there),
    )
