"""A plan is worked out in a process of its own, below everybody else, and written back by an action."""

import math
import os
import socket
from uuid import UUID

from yizhan.core.actors import SYSTEM
from yizhan.planning.actions.plans import break_off_plan, claim_plan, end_plan, note_plan
from yizhan.planning.answering import Answer
from yizhan.planning.asking import Question
from yizhan.planning.models import Plan
from yizhan.planning.queries.world import read_world
from yizhan.planning.rules import planning_rules
from yizhan.planning.uses import answer_to
from yizhan.planning.uses.pulse import NothingToPlan, Pulse

GENTLE = 10


def perform(plan_id: UUID) -> bool:
    """Work a plan out in this process; False if another one does, or if nothing came of it."""
    os.nice(GENTLE)
    if not claim_plan(by=SYSTEM, plan_id=plan_id, host=socket.gethostname(), process=os.getpid()).mine:
        return False
    plan = Plan.objects.select_related("site").get(id=plan_id)
    question = Question.model_validate(plan.asked)
    try:
        answer = _answer(plan, question)
    except NothingToPlan:
        break_off_plan(by=SYSTEM, plan_id=plan_id, fault="gone")
        return False
    except Exception:
        break_off_plan(by=SYSTEM, plan_id=plan_id, fault="fault")
        raise
    end_plan(by=SYSTEM, plan_id=plan_id, answer=answer)
    return True


def _answer(plan: Plan, question: Question) -> Answer:
    def note(best: float, bound: float) -> bool:
        if not math.isfinite(best):
            return False
        return note_plan(by=SYSTEM, plan_id=plan.id, best=best, bound=max(bound, 0.0)).stop

    return answer_to(question, read_world(plan.site), Pulse(planning_rules().limits_s[question.use], note))
