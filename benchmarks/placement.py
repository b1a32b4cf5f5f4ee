"""`python -m benchmarks.placement`: the planner online and for a whole roster; writes docs/placement.md.

Nights in houses of 500 rooms drawn from seeds. Beside ours stand, in the same run: plain first fit, the
policy of the first night (tight fit and larger rooms kept, no prices), and the bound that the solver proves.
"""

import argparse
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from benchmarks.arrivals import Night, Policy, first_fit, nearly_full, planner, play
from benchmarks.first_night import WEIGHTS_THEN, kept_section
from benchmarks.installation import ROOT
from benchmarks.machine import machine
from benchmarks.nights import hotel, night
from benchmarks.table import keep
from planner.placement import (
    Outlook,
    PartyProfile,
    PlacementRules,
    Proposal,
    SiteState,
    default_rules,
    propose,
)
from planner.placement.batch import Plan, Problem, Result, Stop, solve
from tests.planner.evaluator import evaluate
from yizhan.command.rehearsal.bookkeeping import percentile

PAGE = ROOT / "docs" / "placement.md"
PEOPLE = (84, 120, 160, 200, 250, 300, 350, 400)
HARM, ONLINE_MS, OWN_MS = 1.15, 50, 10
SMALL_SECONDS, FIRST_SECONDS, NEAR, NEAR_SECONDS, PROOF_SECONDS = 1.0, 0.1, 0.02, 5.0, 20.0
MEMORY_GIB = 2.0
LARGE_HEADS = (
    "| seed | first plan, s | its score | score at 5 s | above best | seconds | score | bound | gap "
    "| first night's policy | first fit |"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page, and whether its figures are reached."""

    lines: list[str]
    reached: bool


def main() -> int:
    """Measure, write the page, and return 0 if every figure is reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.placement", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute, to see that it runs; no page")
    options = parser.parse_args()
    solve(Problem(hotel(60, 0), tuple(night(10, 0))))  # loads the solver
    nights, small, large = (8, 5, 2) if options.quick else (200, 40, 10)
    parts = [_online(nights), _small(small), _large(large), _memory()]
    text = "\n".join([*_head(), *(line for part in parts for line in part.lines)])
    print(text)
    if not options.quick:
        keep(PAGE, f"{text}\n{kept_section()}")
    return 0 if all(part.reached for part in parts) else 1


def _head() -> Iterator[str]:
    yield "# Placement"
    yield ""
    yield "`python -m benchmarks.placement` measures and writes this page, in about 20 minutes on one core."
    yield "Scores are those of `tests/planner/evaluator.py`, which shares no code with the solver, by the"
    yield "weights in `src/planner/placement/rules.yaml`. The nights are drawn by `benchmarks/nights.py` and"
    yield "`benchmarks/arrivals.py`."
    yield ""
    yield "; ".join(f"{name}: {value}" for name, value in machine().items()) + "."
    yield ""


def first_night_rules() -> PlacementRules:
    """The rules as the first night had them: no prices, no doors kept, a cheaper outlook."""
    rules = default_rules()
    changed = {code: replace(rules.soft[code], weight=weight) for code, weight in WEIGHTS_THEN.items()}
    return replace(rules, soft={**rules.soft, **changed})


def first_night(site: SiteState, party: PartyProfile, outlook: Outlook) -> Proposal | None:
    """The first choice of the first night's policy."""
    return next(iter(propose(site, party, outlook, limit=1, rules=FIRST_NIGHT)), None)


FIRST_NIGHT = first_night_rules()
POLICIES: dict[str, Policy] = {
    "ours": planner, "first night's policy": first_night, "first fit": first_fit,
}  # fmt: skip


@dataclass(slots=True)
class Tally:
    """A policy over all nights: harm, hard units beyond the clairvoyant's, families turned away, seconds."""

    harm: float = 0.0
    hard: float = 0.0
    turned_away: int = 0
    seconds: list[float] | None = None


def _online(nights: int) -> Part:
    tallies = {name: Tally(seconds=[]) for name in POLICIES}
    clairvoyant = bound = 0.0
    loads = []
    for seed in range(nights):
        tonight = nearly_full(random.Random(seed).choice(PEOPLE), seed)
        loads.append(tonight.load)
        best = solve(tonight.problem, Stop(seconds=_clock(PROOF_SECONDS)))
        clairvoyant += _score(tonight.problem, best.plan)
        bound += best.lower_bound
        for name, policy in POLICIES.items():
            _add(tallies[name], tonight, best, policy)
    ours = tallies["ours"]
    milliseconds = [1000 * one for one in ours.seconds or []]
    rows = [
        _cells("clairvoyant", f"{clairvoyant:.0f}", "1.000", 0, 0, "", ""),
        _cells("its proven bound", f"{bound:.0f}", f"{bound / clairvoyant:.3f}", "", "", "", ""),
        *(_online_row(name, tally, clairvoyant) for name, tally in tallies.items()),
    ]
    reached = (
        ours.harm <= HARM * clairvoyant
        and not ours.hard
        and not ours.turned_away
        and percentile(milliseconds, 0.99) <= OWN_MS
    )
    return Part(
        [
            f"## As they get off: {nights} nights of 84 to 400 people, 500 rooms",
            "",
            f"Load (parties for each vacant room) {min(loads):.2f} to {max(loads):.2f}; the sizes of the",
            f"parties to come are known, nothing else of them; nobody has fever; seeds 0 to {nights - 1}.",
            f"To reach: harm at most {HARM} of the clairvoyant's, sum over sum; no hard rule broken that it",
            f"keeps; nobody turned away whom it places; p99 at most {OWN_MS} ms.",
            "",
            "| | harm | ratio | hard rules broken more | families turned away | p50 ms | p99 ms |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ],
        reached,
    )


def _add(tally: Tally, tonight: Night, best: Result, policy: Policy) -> None:
    """Play the night by the policy and note what came of it."""
    played = play(tonight, policy)
    scores = evaluate(tonight.problem, played.plan)
    hard = tonight.problem.rules.hard
    tally.harm += sum(scores.values())
    tally.seconds = [*(tally.seconds or []), *played.seconds]
    for code in scores.keys() & hard.keys():
        tally.hard += max(scores[code] / hard[code].weight - best.relaxed.get(code, 0), 0)
    site = tonight.site
    for party in tonight.parties:
        tally.turned_away += party.size > 1 and _is_whole(site, best.plan, party) and not _is_whole(
            site, played.plan, party
        )  # fmt: skip


def _is_whole(site: SiteState, plan: Plan, party: PartyProfile) -> bool:
    """Whether the party is in one room that has beds for all."""
    shares = plan[party.id]
    return len(shares) == 1 and site.room(shares[0].room_id).beds >= party.size


def _online_row(name: str, tally: Tally, clairvoyant: float) -> str:
    times = [1000 * one for one in tally.seconds or []]
    return _cells(
        name, f"{tally.harm:.0f}", f"{tally.harm / clairvoyant:.3f}", f"{tally.hard:g}", tally.turned_away,
        f"{statistics.median(times):.1f}", f"{percentile(times, 0.99):.1f}",
    )  # fmt: skip


def _small(seeds: int) -> Part:
    rows, seconds, proven = [], [], 0
    for seed in range(seeds):
        problem = Problem(hotel(500, seed), tuple(night(84, seed + 1000)))
        began = time.perf_counter()
        found = solve(problem, Stop(seconds=_clock(PROOF_SECONDS)))
        seconds.append(time.perf_counter() - began)
        proven += found.proven
        if seed < 10:
            rows.append(
                _cells(
                    seed, f"{seconds[-1]:.2f}", *_plain(problem, found), f"{found.gap:.3f}", *_peers(problem)
                )
            )
    p95 = percentile(seconds, 0.95)
    return Part(
        [
            "## A roster of 84 people, 500 rooms",
            "",
            f"To reach: proven optimum, p95 at most {SMALL_SECONDS:g} s. Measured over {seeds} seeds:",
            f"{proven} proven, median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s. The first ten:",
            "",
            "| seed | seconds | score | bound | gap | first night's policy | first fit |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ],
        proven == seeds and p95 <= SMALL_SECONDS,
    )


def _large(seeds: int) -> Part:
    rows, first_times, nears, proofs = [], [], [], []
    for seed in range(seeds):
        problem = Problem(hotel(500, seed), tuple(night(500, seed + 1000)))
        first, first_time = _timed(problem, Stop(work=0))
        early, _ = _timed(problem, Stop(seconds=_clock(NEAR_SECONDS)))
        last, last_time = _timed(problem, Stop(seconds=_clock(PROOF_SECONDS)))
        best = min(early.score, last.score)
        over = (early.score - best) / best
        first_times.append(first_time)
        nears.append(over)
        proofs.append(last.proven)
        rows.append(_cells(
            seed, f"{first_time:.3f}", f"{_score(problem, first.plan):g}", f"{early.score:g}",
            f"{100 * over:.1f} %", f"{last_time:.1f}", *_plain(problem, last), f"{last.gap:.3f}",
            *_peers(problem),
        ))  # fmt: skip
    return Part(
        [
            "## A roster of 500 people, 500 rooms",
            "",
            f"To reach: a usable plan in {FIRST_SECONDS:g} s; at most {100 * NEAR:g} % above the optimum in",
            f"{NEAR_SECONDS:g} s; proven in {PROOF_SECONDS:g} s for nine seeds in ten. Measured: first plan",
            f"in at most {max(first_times):.3f} s; at most {100 * max(nears):.1f} % above; {sum(proofs)} of",
            f"{seeds} proven.",
            "",
            LARGE_HEADS,
            "|---|---|---|---|---|---|---|---|---|---|---|",
            *rows,
            "",
        ],
        max(first_times) <= FIRST_SECONDS and max(nears) <= NEAR and sum(proofs) >= 0.9 * seeds,
    )


def _timed(problem: Problem, stop: Stop) -> tuple[Result, float]:
    began = time.perf_counter()
    found = solve(problem, stop)
    return found, time.perf_counter() - began


def _plain(problem: Problem, found: Result) -> tuple[str, str]:
    """Score, held against the evaluator, and bound."""
    score = _score(problem, found.plan)
    if abs(score - found.score) > 1e-6:
        print(f"the evaluator finds {score}, the solver says {found.score}", file=sys.stderr)
    return f"{score:g}", f"{found.lower_bound:g}"


def _peers(problem: Problem) -> tuple[str, str]:
    """What the same roster costs when roomed one by one in its order."""
    tonight = Night(problem.site, problem.parties)
    first, second = (play(tonight, policy).plan for policy in (first_night, first_fit))
    return f"{_score(problem, first):g}", f"{_score(problem, second):g}"


def _score(problem: Problem, plan: Plan) -> float:
    return sum(evaluate(problem, plan).values())


def _clock(seconds: float) -> Callable[[], float]:
    end = time.perf_counter() + seconds
    return lambda: end - time.perf_counter()


def _memory() -> Part:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Part(
        [f"Memory of the whole run at most {used:.2f} GiB (to reach: {MEMORY_GIB:g})."], used <= MEMORY_GIB
    )


def _cells(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    raise SystemExit(main())
