"""Moves of approved plans that are still to be made, and what each waits for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.planning.answering import Step
from yizhan.planning.enums import PlanState
from yizhan.planning.models import Plan
from yizhan.planning.queries.plans import PlanView


class MoveState(StrEnum):
    """Whether a move can be made: now, or what it waits for; `ELSEWHERE` can be made no more."""

    NOW = "now"
    DISINFECTION = "disinfection"
    OTHERS = "others"
    SHUT = "shut"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class MoveLeft:
    """A move of a plan, by its place in the answer; `rooms` are the names of those that are in its way."""

    plan: PlanView
    place: int
    step: Step
    state: MoveState
    rooms: tuple[str, ...] = ()

    @property
    def door(self) -> UUID:
        """The room at whose door it begins."""
        return self.step.origin[0]


def moves_left_at(site_id: UUID) -> list[MoveLeft]:
    """Return what is left of a site's approved plans, in their order; two queries and one for each plan."""
    rows = Plan.objects.filter(site_id=site_id, state=PlanState.APPROVED, rest_called_off_at=None)
    plans = [PlanView(row, PlanState.APPROVED) for row in rows.order_by("number")]
    open_plans = [plan for plan in plans if places_left(plan)]
    return moves_left(site_id, open_plans) if open_plans else []


def moves_left(site_id: UUID, plans: Iterable[PlanView]) -> list[MoveLeft]:
    """Return what is left of these approved plans of a site; two queries, and one for each plan."""
    rooms = {room.id: room for room in Room.objects.filter(site_id=site_id)}
    inside: dict[UUID, set[UUID]] = defaultdict(set)
    open_now = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).order_by()
    for room_id, party_id in open_now.values_list("room_id", "party_id"):
        inside[room_id].add(party_id)
    return [
        _judged(plan, place, plan.steps[place], rooms, inside)
        for plan in plans
        for place in places_left(plan)
    ]


def places_left(plan: PlanView) -> list[int]:
    """Return the places of moves that nobody has made yet; empty once the rest was called off."""
    if plan.state != PlanState.APPROVED or plan.row.rest_called_off_at is not None:
        return []
    return [
        place for place, step in enumerate(plan.steps)
        if step.party_id and step.origin and step.shares and place not in plan.done
    ]  # fmt: skip


def _judged(
    plan: PlanView, place: int, step: Step, rooms: Mapping[UUID, Room], inside: Mapping[UUID, set[UUID]]
) -> MoveLeft:
    def named(found: Iterable[UUID]) -> tuple[str, ...]:
        return tuple(rooms[one].name for one in found)

    if any(step.party_id not in inside.get(one, ()) for one in step.origin):
        return MoveLeft(plan, place, step, MoveState.ELSEWHERE)
    if shut := [one for one in step.rooms if rooms[one].state == RoomState.BLOCKED]:
        return MoveLeft(plan, place, step, MoveState.SHUT, named(shut))
    # Two parties that were in one room move together: the one who is there already is not in the way.
    companions = {other.party_id for other in plan.steps if other.origin == step.origin}
    if taken := [one for one in step.rooms if inside.get(one, set()) - companions]:
        return MoveLeft(plan, place, step, MoveState.OTHERS, named(taken))
    if dirty := [one for one in step.rooms if rooms[one].state != RoomState.READY]:
        return MoveLeft(plan, place, step, MoveState.DISINFECTION, named(dirty))
    return MoveLeft(plan, place, step, MoveState.NOW)
