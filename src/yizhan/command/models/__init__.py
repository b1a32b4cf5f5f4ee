"""What the command post keeps, a file for each kind of thing: rehearsals, questions about the plan, notes."""

from yizhan.command.models.questions import PlanAnswer, PlanQuestion, QuestionSet
from yizhan.command.models.rehearsals import RehearsalPlan, RehearsalRun
from yizhan.command.models.working_note import WorkingNote

__all__ = ["PlanAnswer", "PlanQuestion", "QuestionSet", "RehearsalPlan", "RehearsalRun", "WorkingNote"]
