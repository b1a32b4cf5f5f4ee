"""A mixed-integer linear model in plain arrays, and HiGHS (through MathOpt) to solve it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

INFINITY = float("inf")
Terms = Iterable[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Values by variable (None: no solution found), and a bound that no solution goes below."""

    values: Sequence[float] | None
    objective: float
    bound: float
    proven: bool


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
        """Add the row sum <= limit."""
        self.rows.append((-INFINITY, limit, list(terms)))

    def equal(self, terms: Terms, value: float) -> None:
        """Add the row sum = value."""
        self.rows.append((value, value, list(terms)))

    def solve(self, *, nodes: int | None, seconds: float | None, seed: int) -> Answer:
        """Solve with HiGHS in this thread; at most so many nodes and seconds of wall time.

        Without `seconds` the answer depends on nothing but the model, `nodes` and `seed`.
        """
        from datetime import timedelta  # noqa: PLC0415 - with the solver

        from ortools.math_opt.python import mathopt  # noqa: PLC0415 - takes half a second

        model, variables = self._as_mathopt(mathopt)
        parameters = mathopt.SolveParameters(
            node_limit=nodes,
            time_limit=None if seconds is None else timedelta(seconds=max(seconds, 0.01)),
            random_seed=seed,
            relative_gap_tolerance=0.0,
            absolute_gap_tolerance=1e-6,
        )
        found = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
        bounds = found.termination.objective_bounds
        proven = found.termination.reason == mathopt.TerminationReason.OPTIMAL
        if not found.solutions or found.solutions[0].primal_solution is None:
            return Answer(None, INFINITY, bounds.dual_bound, proven=False)
        solution = found.solutions[0].primal_solution
        values = [solution.variable_values[one] for one in variables]
        return Answer(values, solution.objective_value, bounds.dual_bound, proven)

    def _as_mathopt(self, mathopt: Any) -> tuple[Any, list[Any]]:
        model = mathopt.Model(name="placement")
        described = zip(self.lower, self.upper, self.integers, self.costs, strict=True)
        variables = []
        for low, high, integer, cost in described:
            variable = model.add_variable(lb=low, ub=high, is_integer=integer)
            variables.append(variable)
            if cost:
                model.objective.set_linear_coefficient(variable, cost)
        model.objective.offset = self.constant
        for low, high, terms in self.rows:
            row = model.add_linear_constraint(lb=low, ub=high)
            for variable, factor in terms:
                row.set_coefficient(variables[variable], factor)
        return model, variables
