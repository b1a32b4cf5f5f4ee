"""A mixed-integer linear model in plain arrays, and HiGHS (through MathOpt) to solve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.math_opt import model_pb2

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

    def solve(
        self,
        *,
        nodes: int | None,
        seconds: float | None,
        seed: int,
        start: Mapping[int, float] | None = None,
        gap: float = 0.0,
    ) -> Answer:
        """Solve with HiGHS in this thread; at most so many nodes and seconds of wall time.

        `start`: values of a solution at hand, or of some of its variables, from which the solver begins.
        `gap`: a solution within this share of the bound will do. Without `seconds` the answer depends on
        nothing but the model and the other arguments.
        """
        from datetime import timedelta  # noqa: PLC0415 - with the solver

        from ortools.math_opt.python import mathopt  # noqa: PLC0415 - takes half a second

        model = mathopt.Model.from_model_proto(self._as_proto())
        parameters = mathopt.SolveParameters(
            node_limit=nodes,
            time_limit=None if seconds is None else timedelta(seconds=max(seconds, 0.01)),
            random_seed=seed,
            relative_gap_tolerance=gap,
            absolute_gap_tolerance=1e-6,
        )
        variables = list(model.variables())
        known = {variables[one]: value for one, value in (start or {}).items()}
        hints = [mathopt.SolutionHint(variable_values=known)] if known else []
        found = mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=parameters,
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )
        bounds = found.termination.objective_bounds
        proven = found.termination.reason == mathopt.TerminationReason.OPTIMAL
        if not found.solutions or found.solutions[0].primal_solution is None:
            return Answer(None, INFINITY, bounds.dual_bound, proven=False)
        solution = found.solutions[0].primal_solution
        values = [solution.variable_values[one] for one in variables]
        return Answer(values, solution.objective_value, bounds.dual_bound, proven)

    def _as_proto(self) -> model_pb2.ModelProto:
        """The model in the solver's own form; built whole, which is ten times as quick as piece by piece."""
        from ortools.math_opt import model_pb2  # noqa: PLC0415 - with the solver

        proto = model_pb2.ModelProto(name="placement")
        variables, objective = proto.variables, proto.objective
        variables.ids.extend(range(len(self.costs)))
        variables.lower_bounds.extend(self.lower)
        variables.upper_bounds.extend(self.upper)
        variables.integers.extend(self.integers)
        costing = [one for one, cost in enumerate(self.costs) if cost]
        objective.linear_coefficients.ids.extend(costing)
        objective.linear_coefficients.values.extend(self.costs[one] for one in costing)
        objective.offset = self.constant
        rows, matrix = proto.linear_constraints, proto.linear_constraint_matrix
        rows.ids.extend(range(len(self.rows)))
        for number, (low, high, terms) in enumerate(self.rows):
            rows.lower_bounds.append(low)
            rows.upper_bounds.append(high)
            for variable, factor in sorted(dict(terms).items()):
                matrix.row_ids.append(number)
                matrix.column_ids.append(variable)
                matrix.coefficients.append(factor)
        return proto
