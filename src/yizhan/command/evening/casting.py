"""A site's own evening as the full rehearsal plays it: its rooms, vehicles, parties, people at the posts."""

from copy import deepcopy
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ConfigDict

from yizhan.command.demonstration import demonstration_facts
from yizhan.command.evening.plan import CopiedEntrance, CopiedRoom, Evening, PlanChanges, Settings, settle
from yizhan.command.rehearsal.facts import Facts, first_night
from yizhan.command.rehearsal.hotels import stock_for
from yizhan.command.rules import EntrancePlan, FloorPlan, RoomPlan, SitePlan

LIFT = "lift"


class Casting(BaseModel):
    """An evening and what its plan does otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evening: Evening
    changes: PlanChanges

    @property
    def settings(self) -> Settings:
        """The plan with everything settled."""
        return settle(self.evening, self.changes)


def lanes_of(settings: Settings) -> int:
    """Return how many whole lanes the people make: a lane has one person at each post but the lift."""
    return min(people for post, people in settings.posts.items() if post != LIFT)


def cast(casting: Casting, recorded: Facts) -> Facts:
    """Return the facts of the recorded night with this evening's people, vehicles and ways of working."""
    evening, settings = casting.evening, casting.settings
    table: dict[str, Any] = deepcopy(recorded.table)
    lanes = lanes_of(settings)
    before = str(table["reported"]["announced"])
    for word in table["reported"]["revisions"]:
        word["words"] = word["words"].replace(before, str(evening.people))
    table["reported"] |= {
        "announced": evening.people,
        "off_the_bus_together": settings.wave_people,
        "upstairs_together": settings.lift_people,
    }
    # Who is in a party beyond its size is not announced: one adult with children, as that night.
    table["derived"]["parties"] = [
        {"adults": 1, "children": size - 1, "count": count} for size, count in evening.parties.items()
    ]
    table["assumed"] |= {
        "one_lane_for_people": -(-evening.people // lanes),
        "guides_in_a_lane": max(settings.posts[LIFT] // lanes, 1),
        "vehicles": _vehicles(evening, settings),
    }
    return Facts(table)


def hotel_of(casting: Casting) -> SitePlan:
    """Return the site with the rooms that are ready and empty, under a name of its own."""
    evening = casting.evening
    floors = [
        FloorPlan(name=name, level=level, rooms=[_room(one) for one in rooms])
        for (level, name), rooms in groupby(evening.rooms, key=lambda one: (one.level, one.floor))
    ]
    site, people = demonstration_facts()["site"], evening.people
    return SitePlan(
        code="rehearsal",
        name=site["name"],
        phone=site["phone"],
        lift=evening.lift,
        floors=floors,
        entrances=[_entrance(one, casting.settings) for one in evening.entrances],
        stock=stock_for(people),
    )


def _room(room: CopiedRoom) -> RoomPlan:
    return RoomPlan(name=room.name, kind=room.kind, beds=room.beds, corridor=room.corridor)


def _entrance(entrance: CopiedEntrance, settings: Settings) -> EntrancePlan:
    cleared = entrance.id in settings.cleared
    clearance = first_night().assumed["clearance_without_sign_m"] if cleared else entrance.clearance_m
    return EntrancePlan.model_validate({"name": entrance.name, "clearance_m": clearance})


def _vehicles(evening: Evening, settings: Settings) -> list[dict[str, Any]]:
    vehicles = {one.key: one for one in evening.vehicles}
    return [
        {
            "plate": vehicles[key].name,
            "seats": vehicles[key].seats,
            "height_m": vehicles[key].height_m,
            "length_m": vehicles[key].length_m,
        }
        for key in settings.order
    ]
