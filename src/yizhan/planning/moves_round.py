"""Moves of approved plans as a kind of round: from door to door, each with where its people go."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from yizhan.duty.kinds import RoundKind, TaskDue
from yizhan.duty.packing import packing_of
from yizhan.places.models import Room
from yizhan.planning.actions.moves import MOVES, make_move
from yizhan.planning.queries.moves import MoveLeft, MoveState, moves_left_at
from yizhan.planning.rules import planning_rules

# After what is done to people where they are: whoever moves has been measured and sampled at the old door.
ORDER = 45


def kind() -> RoundKind:
    """Return the kind, to be registered."""
    return RoundKind(
        key=MOVES, name=pgettext_lazy("round", "Moves"), order=ORDER, capability="round.walk", tasks=tasks,
        per_room=True, packing=packing_of(planning_rules().packing), action=make_move.name, at_doors=at_doors,
    )  # fmt: skip


def tasks(site_id: UUID, _start: datetime, _end: datetime) -> Iterator[TaskDue]:
    """Yield the rooms whose people can move now: what waits for another move comes with a later entry."""
    doors = {move.door for move in moves_left_at(site_id) if move.state == MoveState.NOW}
    for room_id in doors:
        yield TaskDue(MOVES, room_id=room_id)


def at_doors(site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return who goes where from each room, and what that waits for; four queries at most."""
    found: dict[UUID, list[MoveLeft]] = defaultdict(list)
    for move in moves_left_at(site_id):
        if move.door in room_ids:
            found[move.door].append(move)
    if not found:
        return {}
    names = dict(Room.objects.filter(site_id=site_id).values_list("id", "name"))
    return {door: "; ".join(_line(move, names) for move in moves) for door, moves in found.items()}


def _line(move: MoveLeft, names: Mapping[UUID, str]) -> str:
    way = f"{move.step.tag} → {'+'.join(names[room] for room in move.step.rooms)}"
    rooms = ", ".join(move.rooms)
    waits = {
        MoveState.DISINFECTION: _("wait: %(rooms)s is to be disinfected first"),
        MoveState.OTHERS: _("wait: others are still in %(rooms)s"),
        MoveState.SHUT: _("cannot be done: %(rooms)s is shut"),
        MoveState.ELSEWHERE: _("they are elsewhere by now"),
    }
    return f"{way} ({waits[move.state] % {'rooms': rooms}})" if move.state in waits else way
