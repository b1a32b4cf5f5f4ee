"""`python -m benchmarks.certificates`: 300 certificates with their notices as one PDF.

The bound is the same sheets without their QR pictures, set in the same run.
"""

import sys
import time
from typing import Any

from benchmarks.installation import ROOT
from benchmarks.machine import machine
from benchmarks.table import Goal, keep

PEOPLE, WITHIN_S = 300, 10.0
PAGE = ROOT / "docs" / "benchmarks-certificates.md"
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'


def main() -> int:
    """Measure, and return 0 if the figure is reached."""
    from yizhan.web.paper.typesetting import qr_svg, typeset  # noqa: PLC0415 - heavy

    facts = _facts([qr_svg(f"https://yizhan.example/v/{number:012d}/") for number in range(PEOPLE)])
    typeset("certificates", {**facts, "people": facts["people"][:1]})
    took, worked, size = _measure(facts)
    bare, _, _ = _measure(_facts([BLANK] * PEOPLE))
    row = Goal(WITHIN_S, "s").row(f"{PEOPLE} people, {size // 1024} KiB", took, "without QR pictures", bare)
    known = machine()
    text = "\n".join((
        "# Certificates",
        "",
        "`python -m benchmarks.certificates` measures and writes this page.",
        f"{known['processor']}, {known['cores']} cores, load before {known['load before']}, {known['day']}.",
        "",
        "| certificates and notices as one PDF | reach | measured | of it at work | without QR pictures |",
        "| --- | --- | --- | --- | --- |",
        f"| {row.what} | {row.reach} | {row.measured} s | {worked:.2f} s | {row.bound_value} s |",
        "",
    ))  # fmt: skip
    print(text)
    keep(PAGE, text)
    return 0 if row.reached else 1


def _measure(facts: dict[str, Any]) -> tuple[float, float, int]:
    """Return the seconds that passed, those of them in which the processor worked for it, and the bytes."""
    from yizhan.web.paper.typesetting import typeset  # noqa: PLC0415 - heavy

    began, idle = time.perf_counter(), time.process_time()
    made = typeset("certificates", facts)
    return time.perf_counter() - began, time.process_time() - idle, len(made)


def _facts(pictures: list[str]) -> dict[str, Any]:
    from yizhan.leaving.papers import home_paper  # noqa: PLC0415 - heavy

    people = []
    for number, picture in enumerate(pictures):
        said = {
            "name": f"{chr(0x4E00 + number)}{chr(0x5000 + number)}", "document": f"E{number:08d}",
            "tag": f"{number:03d}-A", "site": "Station No. 10", "since": "2022-03-06 09:00",
            "until": "2022-03-20 09:00", "days": "15", "protocol": "9", "next": "7", "phone": "010-1234567",
            "community": "East Street, Community 1", "community_phone": "010-7654321", "visit": "2022-03-21",
        }  # fmt: skip
        papers = {
            key: {tongue: _sheet(home_paper(key, tongue, said)) for tongue in ("zh", "en")}
            for key in ("certificate", "notice")
        }
        people.append({"number": f"S10-{number:05d}", "code": "2345 6789 ABCD", "qr": picture, **papers})
    words = {name: {"zh": name, "en": name} for name in ("seal", "check")}
    return {
        "title": "Certificates", "lang": "zh", "foot": "Certificates", "words": words,
        "address": "yizhan.example/v/", "people": people,
    }  # fmt: skip


def _sheet(paper: Any) -> dict[str, Any]:
    return {"title": paper.title, "rows": paper.rows, "lines": paper.lines}


if __name__ == "__main__":
    sys.exit(main())
