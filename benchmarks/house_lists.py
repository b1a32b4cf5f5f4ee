"""Every list page of a house as full as any was, and every search in it: server times and queries.

`python -m benchmarks.house_lists` runs it alone, `--share 0.05` in a small house to see that it runs. The
pages are those of the desk that need nothing but the site, as the URL conf has them: none is left out.
The bound is an empty page of the same server in the same minutes.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.hands import OK, Hand
from benchmarks.house import CREW, LETTERS, PARCELS, ROOMS, SITES, STAYS
from benchmarks.installation import ROOT, Installation
from benchmarks.machine import machine
from benchmarks.table import Goal, Row, keep
from yizhan.command.rehearsal.bookkeeping import percentile

PAGE_MS, SEARCH_MS = 200, 100
TIMES = 20
HTML = "text/html"
PAGE = ROOT / "docs" / "benchmarks-house.md"
# Answers of addresses that are no pages: what is only posted to, and what leads elsewhere or needs a choice.
NO_PAGE = {301, 302, 304, 400, 403, 404, 405, 422}


def main() -> int:
    """Measure, print every page, and return 0 if all figures are reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.house_lists", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the whole size (default 1)")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each is asked (default 20)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yizhan-house-") as folder:
        rows = list(measure_house(Installation(Path(folder) / "house"), options.share, options.times))
    text = _page(rows, options.share)
    print(text)
    if options.share == 1:
        keep(PAGE, text)
    return 0 if all(row.reached for row in rows) else 1


def _page(rows: list[Row], share: float) -> str:
    known = machine()
    return "\n".join((
        "# Every list page of a full house",
        "",
        f"`python -m benchmarks.house_lists` measures and writes this page: {SITES} sites,",
        f"{CREW * share:g} staff; at one site {STAYS * share:g} stays, {PARCELS * share:g} parcels and",
        f"{LETTERS * share:g} letters, besides {ROOMS} rooms, four fifths of them taken.",
        f"An empty page of the same server takes {rows[0].bound_value} ms.",
        f"{known['processor']}, {known['cores']} cores, load before {known['load before']}, {known['day']}.",
        "",
        "| page or search | reach | measured | reached |",
        "| --- | --- | --- | --- |",
        *(
            f"| {row.what} | {row.reach} | {row.measured:g} {row.unit} | {word} |"
            for row in rows
            for word in ("yes" if row.reached else "**no**",)
        ),
        "",
    ))  # fmt: skip


def measure_house(place: Installation, share: float, times: int) -> Iterator[Row]:
    """Make the house, ask for each page and each search, and hold every one against its goal."""
    place.home.mkdir()
    made = place.run("benchmarks.house", "--share", str(share))
    with place.served() as server:
        hand = Hand(server.url, made["link"])
        empty = percentile(hand.server_times(["/healthz"], 5 * times), 0.95)
        print(
            f"{SITES} sites, {CREW * share:g} crew; at one site {STAYS * share:g} stays, "
            f"{PARCELS * share:g} parcels, {LETTERS * share:g} letters", file=sys.stderr,
        )  # fmt: skip
        yield from _pages(hand, made["pages"], times, empty)
        yield from _searches(hand, made["searches"], times, empty)


def _pages(hand: Hand, pages: dict[str, str], times: int, empty: float) -> Iterator[Row]:
    for name, path in pages.items():
        status, kind, page = hand.answered(path)
        if status in NO_PAGE or not kind.startswith(HTML):
            continue
        if status != OK:
            raise RuntimeError(f"{path}: {status}")
        taken = hand.server_times([path], times)
        yield Goal(PAGE_MS, "ms").row(
            f"list page {name}, {len(page) // 1024} KiB, server, p95 of {times}",
            percentile(taken, 0.95), "empty page, p95", empty,
        )  # fmt: skip


def _searches(hand: Hand, searches: dict[str, Any], times: int, empty: float) -> Iterator[Row]:
    for path, ways in searches.items():
        for way, text in ways.items():
            taken = hand.searched(path, {"text": text}, times)
            yield Goal(SEARCH_MS, "ms").row(
                f"search {path.split('/', 3)[3]} by {way}, server, p95 of {times}",
                percentile(taken, 0.95), "empty page, p95", empty,
            )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
