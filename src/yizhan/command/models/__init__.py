"""What the command post keeps: rehearsals of tonight's plan and what they showed, questions about the plan."""

from yizhan.command.models.questions import PlanAnswer, PlanQuestion, QuestionSet
from yizhan.command.models.rehearsals import RehearsalPlan, RehearsalRun

__all__ = ["PlanAnswer", "PlanQuestion", "QuestionSet", "RehearsalPlan", "RehearsalRun"]
