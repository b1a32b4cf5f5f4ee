"""`python -m benchmarks.dated FOLDER`: every public instance of a folder in turn; writes docs/dated.md.

The folder holds the instances as `*.txt` and, in `lower_bounds.csv`, bounds that were proven elsewhere.
Beside each plan stands the larger of that bound and the one that our own run proves.
"""

import argparse
import csv
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.installation import ROOT
from benchmarks.machine import machine
from benchmarks.table import keep

PAGE = ROOT / "docs" / "dated.md"
TOLD = re.compile(
    r"cost (?P<cost>[\d.]+) bound (?P<bound>[\d.]+) gap (?P<gap>[\d.]+)% overfull (?P<overfull>\d+) "
    r".*seconds (?P<seconds>[\d.]+) memory (?P<memory>\d+)"
)


def main() -> int:
    """Measure and write the page; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dated", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each (default %(default)g)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lines = [
        "# Dated stays",
        "",
        "`python -m benchmarks.dated FOLDER` measures and writes this page: public instances of patient",
        f"admission (Demeester et al., 2010), {options.seconds:g} s each, seed {options.seed}, as the",
        "next days are planned.",
        "Judged by `benchmarks/pas_evaluator.py`, which shares no code with the solver.",
        "",
        f"{'; '.join(f'{name}: {value}' for name, value in machine().items())}.",
        "",
        "| instance | cost | bound | above the bound | overfull bed-nights | seconds | MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    bounds = _bounds(options.folder / "lower_bounds.csv")
    for instance in sorted(options.folder.glob("*.txt")):
        lines.append(_row(instance, bounds.get(instance.stem, 0.0), options.seconds, options.seed))
        print(lines[-1], flush=True)
        keep(PAGE, "\n".join(lines) + "\n")
    return 0


def _bounds(path: Path) -> dict[str, float]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        return {row["instance"]: float(row["lower_bound"]) for row in csv.DictReader(file)}


def _row(instance: Path, bound: float, seconds: float, seed: int) -> str:
    command = [sys.executable, "-m", "benchmarks.pas", str(instance), "--seconds", str(seconds)]
    command += ["--seed", str(seed), "--bound", str(bound)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    told = TOLD.search(done.stdout)
    if told is None:
        raise RuntimeError(f"{instance.name}: {done.stdout}{done.stderr[-1000:]}")
    feasible = told["overfull"] == "0"
    above = f"{told['gap']} %" if feasible else "no plan keeps all beds"
    cells = (
        instance.stem,
        told["cost"],
        told["bound"],
        above,
        *map(told.group, ("overfull", "seconds", "memory")),
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
