"""`python -m benchmarks.first_night`: the first night, rehearsed with the planner of then and of now.

Each night is played against the real system: once with this tree, and once with the first night's policy:
a copy of this tree with the weights of then, or, with `--before COMMIT`, that commit itself. All rooms are
judged alike, by this tree, from the databases that the rehearsals leave. Writes a section of
docs/placement.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

from benchmarks.installation import ROOT, Installation
from benchmarks.table import keep
from yizhan.core.programs import PROGRAM

PAGE = ROOT / "docs" / "placement.md"
HEADING = "## The first night, rehearsed"
WEIGHTS_THEN = {
    "room_wanted": 0.0,
    "companions_shut_out": 0.0,
    "floor_opened_later": 0.0,
    "room_needed": 12.0,
}
SMALL, LARGE = 84, 300
WHO = BEFORE, NOW, HINDSIGHT = "before", "now", "with hindsight"
COMMAND = "python -m benchmarks.first_night"
WORDS = f"""{HEADING}

`{{command}}` plays these nights with `yizhan rehearse first-night`, once with the first
night's policy ({{then}}) and once with this tree. The rooms that they leave are
judged by one evaluation of the whole plan: the people as the record knows them in the morning, the site
as it was before they came. Given are the wishes broken, in units of their rules (a bed left empty, a
floor opened), and in brackets their weight. With hindsight: the best rooms for the same people, had
everything been known beforehand; no plan is better unless said.
"""


@dataclass(frozen=True, slots=True)
class Night:
    """One night, judged: wishes broken by rule, and their score, for each of `WHO`, and the least score."""

    people: int
    seed: int
    broken: dict[str, dict[str, float]]
    scores: dict[str, float]
    bound: float


def main() -> int:
    """Rehearse, write the section, and return 0 if fewer wishes are broken than before."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_night", description=__doc__)
    parser.add_argument("--before", metavar="COMMIT", help="play the policy of then with this commit")
    parser.add_argument("--seeds", type=int, default=10, help=f"nights of {SMALL} people (default 10)")
    parser.add_argument("--large", type=int, default=1, help=f"nights of {LARGE} people (default 1)")
    parser.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.judge:
        print(json.dumps(_judge()))
        return 0
    wanted = [(SMALL, seed) for seed in range(options.seeds)] + [
        (LARGE, seed) for seed in range(options.large)
    ]
    with tempfile.TemporaryDirectory(prefix="first-night-") as folder:
        then = _source_then(Path(folder), options.before)
        nights = [_night(people, seed, then) for people, seed in wanted]
    page = PAGE.read_text("utf-8").partition(f"\n{HEADING}")[0]
    keep(PAGE, "\n".join([page, *_section(nights, options.before)]))
    return 0 if _units(nights, NOW) < _units(nights, BEFORE) else 1


def kept_section() -> str:
    """Return the section as it stands on the page, for whoever writes the rest of it anew."""
    _, heading, rest = PAGE.read_text("utf-8").partition(f"\n{HEADING}") if PAGE.exists() else ("", "", "")
    return heading + rest


def _source_then(folder: Path, commit: str | None) -> Path:
    """Return the sources of the system that plays as it was before."""
    if commit:
        packed = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True)
        with tarfile.open(fileobj=BytesIO(packed.stdout)) as sources:
            sources.extractall(folder, filter="data")
        return folder / "src"
    copied = Path(shutil.copytree(ROOT / "src", folder / "src"))
    file = copied / "planner" / "placement" / "rules.yaml"
    rules = yaml.safe_load(file.read_text("utf-8"))
    for code, weight in WEIGHTS_THEN.items():
        rules["soft"][code]["weight"] = weight
    file.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    return copied


def _night(people: int, seed: int, then: Path) -> Night:
    before, now = (_rehearsed(source, people, seed) for source in (then, ROOT / "src"))
    broken = (before["wishes_broken"], now["wishes_broken"], now["clairvoyant_broken"])
    scores = (before["wishes_score"], now["wishes_score"], now["clairvoyant_score"])
    print(people, seed, *broken, *scores, file=sys.stderr, flush=True)
    return Night(
        people, seed, dict(zip(WHO, broken, strict=True)), dict(zip(WHO, scores, strict=True)),
        now["clairvoyant_bound"],
    )  # fmt: skip


def _rehearsed(source: Path, people: int, seed: int) -> dict[str, Any]:
    """Play a night with these sources, judge the rooms that it leaves, and throw the rest away."""
    names = {name: value for name, value in os.environ.items() if not name.startswith("YIZHAN_")}
    names.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "rehearse", "first-night", "--json", "--keep",
         "--people", str(people), "--seed", str(seed)],
        env={**names, "PYTHONPATH": str(source)}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"the night {people} {seed} did not come out right:\n{done.stdout}\n{done.stderr}")
    home = Path(done.stderr.split()[-1])
    try:
        judged: dict[str, Any] = Installation(home).run("benchmarks.first_night", "--judge")
    finally:
        shutil.rmtree(home)
    return judged


def _judge() -> dict[str, Any]:
    """Return the wishes broken by the rooms in the database of this process."""
    home = Path(os.environ["YIZHAN_HOME"])
    os.environ["YIZHAN_CLOCK"] = str(home / "clock")
    import django  # noqa: PLC0415 - reads the settings

    django.setup()
    from yizhan.command.rehearsal.figures import wishes_table  # noqa: PLC0415 - after django.setup()
    from yizhan.command.rehearsal.wishes import rooming_at  # noqa: PLC0415
    from yizhan.config.simulated_time import follow_simulated_time  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    follow_simulated_time()
    return wishes_table(rooming_at(Site.objects.get().id))


def _section(nights: list[Night], commit: str | None) -> Iterator[str]:
    then = f"commit `{commit}`" if commit else "a copy of this tree with the weights of then"
    yield WORDS.format(command=f"{COMMAND} --before {commit}" if commit else COMMAND, then=then)
    yield _cells("people", "seed", *WHO)
    yield _cells(*["---"] * 5)
    for people in dict.fromkeys(night.people for night in nights):
        of_size = [night for night in nights if night.people == people]
        yield from (_row(night.seed, [night]) for night in of_size)
        yield _row("**sum**", of_size)
    yield "\nBy rule, all these nights together:\n"
    yield _cells("rule", *WHO)
    yield _cells(*["---"] * 4)
    codes = {code for night in nights for broken in night.broken.values() for code in broken}
    for code in sorted(codes):
        yield _cells(
            f"`{code}`", *(f"{sum(one.broken[who].get(code, 0) for one in nights):g}" for who in WHO)
        )
    yield ""


def _row(seed: object, nights: list[Night]) -> str:
    cells = [f"{_units(nights, who):g} ({sum(one.scores[who] for one in nights):g})" for who in WHO]
    gap = sum(one.scores[HINDSIGHT] - one.bound for one in nights)
    if gap > 1e-4:
        cells[-1] += f", at most {gap:g} above the best"
    return _cells(nights[0].people, seed, *cells)


def _units(nights: Iterable[Night], who: str) -> float:
    return sum(sum(one.broken[who].values()) for one in nights)


def _cells(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    raise SystemExit(main())
