"""A roster is known: rooms for many parties at once, with a bound and with reasons."""

from planner.placement.batch.problem import Lack, Plan, Problem, Progress, Result, Stop
from planner.placement.batch.solve import solve
from planner.placement.batch.telling import Told

__all__ = ["Lack", "Plan", "Problem", "Progress", "Result", "Stop", "Told", "solve"]
