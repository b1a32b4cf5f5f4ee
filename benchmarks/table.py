"""The table of results: what should be reached, what was measured, and the bound beside it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: its goal, its value, and what the machine could do at best in the same run."""

    what: str
    reach: str
    measured: float
    unit: str
    reached: bool
    bound: str
    bound_value: float

    @property
    def ratio(self) -> float:
        """How many times the bound; 1 would be as good as the machine allows."""
        return self.measured / self.bound_value if self.bound_value else 0.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit that a figure must keep: at most, or at least."""

    limit: float
    unit: str
    at_least: bool = False

    def row(self, what: str, measured: float, bound: str, bound_value: float) -> Row:
        """Hold a figure against this goal."""
        keeps: Callable[[float, float], bool] = float.__ge__ if self.at_least else float.__le__
        words = f"{'at least' if self.at_least else 'at most'} {self.limit:g} {self.unit}"
        reached = keeps(float(measured), float(self.limit))
        return Row(what, words, round(measured, 2), self.unit, reached, bound, round(bound_value, 2))


def as_markdown(rows: Iterable[Row], machine: dict[str, str], how: str) -> str:
    """Return the table with the machine's facts, as it stands in docs/benchmarks.md."""
    lines = [
        "# Benchmarks",
        "",
        f"`{how}` measures and writes this page, in about 45 minutes, on a machine that does nothing else.",
        "Each figure has a bound beside it that was measured in the same run, and the ratio to it: figures",
        "change with the machine, ratios hardly. Taps are sent by a process of its own; at a given pace they",
        "count from their intended moment, so that a server that stalls cannot hide those that had to wait.",
        "Every run begins with a copy of the same database. The long past is 100 000 stays of a 500-room",
        "site, with all that belongs to them, which `yizhan verify` proves. What something else disturbed is",
        "measured again, with its bound: `python -m benchmarks --only CASE --again`.",
        "",
        "; ".join(f"{name}: {value}" for name, value in machine.items()) + ".",
        "",
        "| what | reach | measured | reached | bound | its value | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        verdict = "yes" if row.reached else "**no**"
        lines.append(
            f"| {row.what} | {row.reach} | {row.measured:g} {row.unit} | {verdict} | {row.bound} "
            f"| {row.bound_value:g} {row.unit} | {row.ratio:.2g} |"
        )
    return "\n".join([*lines, ""])


def as_json(cases: dict[str, list[Row]], machine: dict[str, str]) -> str:
    """Return the results for programs, by case."""
    table = {
        name: [{**asdict(row), "ratio": round(row.ratio, 3)} for row in rows] for name, rows in cases.items()
    }
    return json.dumps({"machine": machine, "cases": table}, ensure_ascii=False, indent=2)


def kept_cases(path: Path) -> dict[str, list[Row]]:
    """Return the rows of the last run by case; none if nothing was kept."""
    if not path.exists():
        return {}
    table = json.loads(path.read_text("utf-8")).get("cases", {})
    names = [field.name for field in fields(Row)]
    return {
        case: [Row(**{name: row[name] for name in names}) for row in rows] for case, rows in table.items()
    }


def keep(path: Path, text: str) -> None:
    """Write a file in one step, so that what was measured before a crash stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
