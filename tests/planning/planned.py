"""Asking for plans in one process, and reading what came of them by the names of rooms."""

from typing import Any
from uuid import UUID

import pytest

from tests.intake.night import Night
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.planning.actions.moves import carry_out_step
from yizhan.planning.actions.plans import approve_plan, ask_plan
from yizhan.planning.answering import Answer, Step
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.planning.process import perform
from yizhan.planning.queries.plans import PlanView, plan_of
from yizhan.stays.actions.rooming import room_party
from yizhan.stays.rules import RoomShare


def ask(night: Night, use: Use, *, by: str = "head", **facts: Any) -> UUID:
    """Ask for a plan and leave it to be worked out."""
    plan_id = new_id()
    question = Question(use=use, **facts)
    ask_plan(by=night.by(by), site_id=night.site.id, plan_id=plan_id, question=question)
    return plan_id


def plan(night: Night, use: Use, **facts: Any) -> PlanView:
    """Ask for a plan and work it out."""
    plan_id = ask(night, use, **facts)
    assert perform(plan_id)
    return view(night, plan_id)


def view(night: Night, plan_id: UUID) -> PlanView:
    """A plan as it stands."""
    found = plan_of(night.site.id, plan_id)
    assert found is not None
    return found


def answered(view_of: PlanView) -> Answer:
    """What came of a plan."""
    assert view_of.answer is not None
    return view_of.answer


def rooms(night: Night, step: Step) -> str:
    """The rooms that a step gives, such as 305+306."""
    return "+".join(sorted(name_of(night, room) for room in step.rooms))


def name_of(night: Night, room_id: UUID) -> str:
    """A room's name."""
    return str(night.site.rooms.get(id=room_id).name)


def floor(night: Night, name: str) -> UUID:
    """A floor by its name."""
    return UUID(str(night.site.floors.get(name=name).id))


def shut(night: Night, *names: str) -> None:
    """Block every room but these."""
    night.site.rooms.exclude(name__in=names).update(state="blocked", state_reason="test")


def approve(night: Night, plan_id: UUID, *, by: str = "head", reason: str = "as planned") -> None:
    """Approve a plan."""
    approve_plan(by=night.by(by), site_id=night.site.id, plan_id=plan_id, reason=reason)


def tick(night: Night, plan_id: UUID, place: int, *, by: str = "head") -> None:
    """Tick a move off."""
    carry_out_step(
        by=night.by(by), site_id=night.site.id, plan_id=plan_id, place=place, reason="floor is cleared"
    )


def give(
    night: Night, number: int, *shares: tuple[str, str], reason: str = "test", knowing: Any = None
) -> None:
    """Give a party rooms, by the letters of those who go there."""
    room_party(
        by=night.by("clerk"), site_id=night.site.id, party_id=night.stay(f"{number}-A").party_id,
        rooms=tuple(RoomShare(room_id=night.room(name).id, letters=tuple(them)) for name, them in shares),
        reason=reason, knowing=knowing,
    )  # fmt: skip


def refusal(act: Any, *given: Any, **facts: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refusal) as refused:
        act(*given, **facts)
    return str(refused.value.code)
