"""Clearing: empty whole floors with the fewest moves, in an order that works. See README.md."""

from planner.clearing.problem import Clearing, Party, Room
from planner.clearing.result import Move, Reason, Result
from planner.clearing.solver import solve
from planner.clearing.weights import default_weights, explain, read_weights

__all__ = [
    "Clearing",
    "Move",
    "Party",
    "Reason",
    "Result",
    "Room",
    "default_weights",
    "explain",
    "read_weights",
    "solve",
]
