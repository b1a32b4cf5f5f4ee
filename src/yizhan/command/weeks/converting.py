"""The site becomes one for contacts of contacts: floors are cleared by a plan."""

import time
from collections import defaultdict
from uuid import UUID

from yizhan.command.rehearsal.browser import PATIENCE_S, PAUSE_S, Unexpected
from yizhan.command.weeks.house import House
from yizhan.core.ids import new_id
from yizhan.places.enums import RoomState
from yizhan.places.models import Floor, Occupancy, Room
from yizhan.planning.queries.plans import PlanView, plan_of
from yizhan.stays.models import Stay


def clear_floors(house: House, names: list[str]) -> None:
    """Ask how the floors are cleared, approve the plan, and tick each move off as it is made."""
    floors = Floor.objects.filter(site_id=house.site_id, name__in=names)
    inside = Occupancy.objects.filter(room__floor__in=floors, ended_at=None)
    house.kept.moves_bound = inside.values("party_id").distinct().count()
    clean(house)
    plan_id = new_id()
    question = {"use": "clearing", "floors": [str(floor.id) for floor in floors], "teams": 2}
    house.decide("head", "planning.ask_plan", plan_id=str(plan_id), question=question)
    plan = _worked_out(house, plan_id)
    house.decide("deputy", "planning.approve_plan", plan_id=str(plan_id))
    for place, step in enumerate(plan.steps):
        clean(house)
        house.decide("reception", "planning.carry_out_step", plan_id=str(plan_id), place=place, reason="")
        group = next(one for one in house.guests.here() if one.party_id == str(step.party_id))
        group.room = str(step.rooms[0])
        house.kept.moves += 1
    house.kept.cohort_mixes = mixed_corridors(house)


def clean(house: House) -> None:
    """Disinfect every room that fell free, and say that it may be given again."""
    phone = house.phones["reception"]
    for room_id in Room.objects.filter(site_id=house.site_id, state=RoomState.DIRTY).values_list(
        "id", flat=True
    ):
        phone.keep("stays.set_room_state", room_id=str(room_id), state="ready", reason="")
    phone.finish()


def mixed_corridors(house: House) -> int:
    """Return how many corridors have people of more than one cohort."""
    cohorts = dict(
        Stay.objects.filter(site_id=house.site_id, ended_at=None).values_list("person_id", "cohort")
    )
    found: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    inside = Occupancy.objects.filter(room__site_id=house.site_id, ended_at=None)
    for floor, corridor, person in inside.values_list("room__floor_id", "room__corridor", "person_id"):
        found[floor, corridor].add(cohorts[person])
    return sum(len(several) > 1 for several in found.values())


def _worked_out(house: House, plan_id: UUID) -> PlanView:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        plan = plan_of(house.site_id, plan_id)
        if plan is not None and plan.can_be_approved:
            return plan
        time.sleep(PAUSE_S)
    raise Unexpected("the plan of clearing the floors was not worked out")
