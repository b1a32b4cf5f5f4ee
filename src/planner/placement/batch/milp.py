"""A mixed-integer linear model in plain arrays, and HiGHS (through MathOpt) to solve it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from planner.placement.batch.problem import TOLERANCE

INFINITY = float("inf")
GRID_ERROR = 1e-6
Terms = Iterable[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Values by variable (None: no solution found), and a bound that no solution goes below."""

    values: Sequence[float] | None
    objective: float
    bound: float
    proven: bool


class Limits(NamedTuple):
    """When the solver ends, and how it begins.

    Rosters are solved without presolve, which fills the rows of blocks of rooms: a minute for one step.
    """

    seconds: float | None = None
    nodes: int | None = None
    seed: int = 0
    gap: float = 0.0
    presolve: bool = False


@dataclass(slots=True)
class Model:
    """Variables and rows; to be minimised. Variables and rows are numbered from 0."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    integers: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, list[tuple[int, float]]]] = field(default_factory=list)
    constant: float = 0.0

    def variable(self, upper: float, cost: float = 0.0, *, lower: float = 0.0, integer: bool = True) -> int:
        """Add a variable; returns its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.costs.append(cost)
        self.integers.append(integer)
        return len(self.costs) - 1

    def at_most(self, terms: Terms, limit: float) -> None:
        """Add the row sum <= limit; a variable named twice counts twice."""
        self.rows.append((-INFINITY, limit, _joined(terms)))

    def equal(self, terms: Terms, value: float) -> None:
        """Add the row sum = value; a variable named twice counts twice."""
        self.rows.append((value, value, _joined(terms)))

    def grid(self) -> float:
        """All values of the objective are the constant plus multiples of this; 0 if there is none."""
        priced = [(100 * cost, whole) for cost, whole in zip(self.costs, self.integers, strict=True) if cost]
        if not priced or any(not whole or abs(cost - round(cost)) > GRID_ERROR for cost, whole in priced):
            return 0.0
        return math.gcd(*(round(cost) for cost, _ in priced)) / 100

    def _around(self, score: float) -> tuple[float, float]:
        """The largest value that the objective can have below the score, and the next one after that.

        Without a grid both are a hair below the score.
        """
        step, hair = self.grid(), TOLERANCE / 2
        if not step:
            return score - hair, score - hair
        below = self.constant + step * math.floor((score - hair - self.constant) / step)
        return below, below + step

    def relaxation(self, seconds: float | None) -> float:
        """The optimum without integers, a bound; minus infinity when the seconds do not do."""
        found = self._highs([False] * len(self.integers), Limits(seconds))
        return float(found.termination.objective_bounds.dual_bound)

    def solve(
        self,
        *,
        nodes: int | None,
        seconds: float | None,
        seed: int,
        score: float = INFINITY,
        start: Mapping[int, float] | None = None,
        gap: float = 0.0,
        presolve: bool = False,
    ) -> Answer:
        """Solve with HiGHS in this thread; at most so many nodes and seconds of wall time.

        Only solutions below `score` are wanted: the search is cut off there, and when there are none
        the bound is the least value that is left. `start`: values of a solution at hand, or of some of its
        variables, from which the solver begins. `gap`: a solution within this share of the bound will do.
        Without `seconds` the answer depends on nothing but the model and the other arguments.
        """
        wanted, least = self._around(score) if score < INFINITY else (INFINITY, INFINITY)
        cutoff = {} if wanted == INFINITY else {"objective_bound": wanted + TOLERANCE / 4}
        limits = Limits(seconds, nodes, seed, gap, presolve)
        found = self._highs(self.integers, limits, cutoff, start or {})
        reason = found.termination.reason.name
        proven = reason == "OPTIMAL" or (bool(cutoff) and reason == "INFEASIBLE")
        dual = min(found.termination.objective_bounds.dual_bound, least)
        solution = found.solutions[0].primal_solution if found.solutions else None
        if solution is None or solution.objective_value > wanted + TOLERANCE:
            return Answer(None, INFINITY, least if proven else dual, proven)
        values = sorted((one.id, value) for one, value in solution.variable_values.items())
        return Answer([value for _, value in values], solution.objective_value, dual, proven)

    def _highs(
        self,
        integers: Sequence[bool],
        limits: Limits,
        options: Mapping[str, float] = MappingProxyType({}),
        start: Mapping[int, float] = MappingProxyType({}),
    ) -> Any:
        from datetime import timedelta  # noqa: PLC0415 - with the solver

        from ortools.math_opt.python import mathopt  # noqa: PLC0415 - takes half a second

        left = limits.seconds
        parameters = mathopt.SolveParameters(
            time_limit=None if left is None else timedelta(seconds=max(left, 0.01)),
            node_limit=limits.nodes,
            random_seed=limits.seed,
            relative_gap_tolerance=limits.gap,
            absolute_gap_tolerance=1e-6,
        )
        if not limits.presolve:
            parameters.highs.string_options["presolve"] = "off"
        parameters.highs.double_options.update(options)
        model = self._as_mathopt(mathopt, integers)
        variables = list(model.variables())
        known = {variables[one]: value for one, value in start.items()}
        hints = [mathopt.SolutionHint(variable_values=known)] if known else []
        return mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=parameters,
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )

    def _as_mathopt(self, mathopt: Any, integers: Sequence[bool]) -> Any:
        """The model through its message: adding variables and rows one by one takes ten times as long."""
        from ortools.math_opt import model_pb2  # noqa: PLC0415 - with the solver

        model = model_pb2.ModelProto(name="placement")
        model.variables.ids.extend(range(len(self.costs)))
        model.variables.lower_bounds.extend(self.lower)
        model.variables.upper_bounds.extend(self.upper)
        model.variables.integers.extend(integers)
        priced = [number for number, cost in enumerate(self.costs) if cost]
        model.objective.linear_coefficients.ids.extend(priced)
        model.objective.linear_coefficients.values.extend(self.costs[one] for one in priced)
        model.objective.offset = self.constant
        model.linear_constraints.ids.extend(range(len(self.rows)))
        model.linear_constraints.lower_bounds.extend(low for low, _, _ in self.rows)
        model.linear_constraints.upper_bounds.extend(high for _, high, _ in self.rows)
        matrix = model.linear_constraint_matrix
        for number, (_, _, terms) in enumerate(self.rows):
            matrix.row_ids.extend([number] * len(terms))
            matrix.column_ids.extend(one for one, _ in terms)
            matrix.coefficients.extend(factor for _, factor in terms)
        return mathopt.Model.from_model_proto(model)


def _joined(terms: Terms) -> list[tuple[int, float]]:
    """The same sum with each variable named once, in the order of their numbers."""
    factors: dict[int, float] = defaultdict(float)
    for one, factor in terms:
        factors[one] += factor
    return sorted((one, factor) for one, factor in factors.items() if factor)
