"""Horizon: rooms for dated stays, with proof of how good the plan is. See README.md."""

from planner.horizon.forecast import Free, Refusal, forecast, refusals
from planner.horizon.problem import Problem, Room, Stay
from planner.horizon.result import Progress, Relaxed, Result, Stop, after
from planner.horizon.solver import solve

__all__ = [
    "Free",
    "Problem",
    "Progress",
    "Refusal",
    "Relaxed",
    "Result",
    "Room",
    "Stay",
    "Stop",
    "after",
    "forecast",
    "refusals",
    "solve",
]
