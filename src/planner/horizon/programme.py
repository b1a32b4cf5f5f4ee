"""A mixed-integer programme as plain lists, and HiGHS to solve it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.math_opt import model_pb2

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of the columns; `bound`: no solution costs less; `effort`: simplex steps it took."""

    values: list[float]
    bound: float
    effort: int


@dataclass(slots=True)
class Programme:
    """Minimise cost over whole numbers 0 <= column <= upper, with rows low <= sum <= high.

    `start`: values of a solution at hand, from which the solver begins; None where not known.
    """

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    start: list[float | None] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    factor: list[float] = field(default_factory=list)

    def add_column(self, cost: float, upper: float, start: float | None = None) -> int:
        """Another unknown; returns its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.start.append(start)
        return len(self.cost) - 1

    def add_row(self, low: float, high: float, terms: Sequence[tuple[int, float]]) -> None:
        """low <= sum of factor x column <= high."""
        self.row.extend([len(self.low)] * len(terms))
        self.low.append(low)
        self.high.append(high)
        for column, factor in sorted(terms):
            self.column.append(column)
            self.factor.append(factor)

    def solve(self, nodes: int, seconds: float | None = None) -> Solution | None:
        """The best within so many branch-and-bound nodes, and seconds; None when nothing was found."""
        from ortools.math_opt.python import mathopt  # noqa: PLC0415 - heavy

        model = mathopt.Model.from_model_proto(self._as_proto())
        columns = list(model.variables())
        known = {c: value for c, value in zip(columns, self.start, strict=True) if value is not None}
        hints = [mathopt.SolutionHint(variable_values=known)] if known else []
        result = mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=mathopt.SolveParameters(
                node_limit=nodes,
                relative_gap_tolerance=0.0,
                time_limit=None if seconds is None else timedelta(seconds=max(seconds, 0.0)),
            ),
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )
        if not result.has_primal_feasible_solution():
            return None
        values = result.variable_values()
        return Solution(
            [values[column] for column in columns],
            result.best_objective_bound(),
            result.solve_stats.simplex_iterations,
        )

    def _as_proto(self) -> model_pb2.ModelProto:
        from ortools.math_opt import model_pb2  # noqa: PLC0415 - heavy

        count = len(self.cost)
        proto = model_pb2.ModelProto()
        variables, objective = proto.variables, proto.objective.linear_coefficients
        rows, matrix = proto.linear_constraints, proto.linear_constraint_matrix
        variables.ids.extend(range(count))
        variables.lower_bounds.extend([0.0] * count)
        variables.upper_bounds.extend(self.upper)
        variables.integers.extend([True] * count)
        costing = [column for column in range(count) if self.cost[column]]
        objective.ids.extend(costing)
        objective.values.extend(self.cost[column] for column in costing)
        rows.ids.extend(range(len(self.low)))
        rows.lower_bounds.extend(self.low)
        rows.upper_bounds.extend(self.high)
        matrix.row_ids.extend(self.row)
        matrix.column_ids.extend(self.column)
        matrix.coefficients.extend(self.factor)
        return proto
