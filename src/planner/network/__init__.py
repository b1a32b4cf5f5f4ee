"""Several hotels: who goes where, in which rooms and in which bus. See README.md."""

from planner.network.boarding import Ride
from planner.network.problem import Bus, Entrance, Hotel, Problem
from planner.network.result import Reason, Result
from planner.network.solver import prove, solve
from planner.network.weights import default_weights, explain, read_weights
from planner.placement.batch import Progress, Stop

__all__ = [
    "Bus",
    "Entrance",
    "Hotel",
    "Problem",
    "Progress",
    "Reason",
    "Result",
    "Ride",
    "Stop",
    "default_weights",
    "explain",
    "prove",
    "read_weights",
    "solve",
]
