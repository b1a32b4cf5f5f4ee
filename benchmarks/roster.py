"""Reads generated rosters with the command as it is: `python -m benchmarks.roster [--rows N ...]`.

The bound beside it is the library that reads the same cells and understands none of them.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.table import Goal, Row
from yizhan.people.documents import check_character

SMALL, LARGE = 10_000, 100_000
SMALL_S, LARGE_S, LARGE_MIB = 5, 60, 512
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国海波志"
HEADINGS = ("序号", "姓名", "性别", "身份证号", "出生日期", "手机号码", "户号", "房号", "家庭住址",
            "饮食禁忌", "慢性病", "备注")  # fmt: skip
COMMAND = "from yizhan.cli import main; raise SystemExit(main())"
LIBRARY = (
    "import sys; from python_calamine import CalamineWorkbook; "
    "CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds on the clock, seconds of the processor, and its largest size."""

    seconds: float
    processor: float
    mebibytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[SMALL, LARGE])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yizhan-roster-") as folder:
        idle = spend(["-c", COMMAND, "import-roster", "--help"])
        print(f"idle: {idle.seconds:.2f} s, {idle.mebibytes:.0f} MiB")
        for rows in options.rows:
            path = generated(rows, Path(folder))
            taken = preview(path, rows)
            print(
                f"{rows} rows: {taken.seconds:.2f} s ({taken.processor:.2f} s of the processor), "
                f"{taken.mebibytes - idle.mebibytes:.0f} MiB above idle"
            )


def measure_rosters(folder: Path) -> Iterator[Row]:
    """Give the figures of a roster of ten thousand rows and of a hundred thousand."""
    idle = spend(["-c", COMMAND, "import-roster", "--help"])
    small, large = (_beside_the_library(rows, folder) for rows in (SMALL, LARGE))
    for rows, limit, (taken, bound) in ((SMALL, SMALL_S, small), (LARGE, LARGE_S, large)):
        yield Goal(limit, "s").row(
            f"roster of {rows} rows previewed", taken.seconds, "its cells read by the library", bound.seconds
        )
    yield Goal(LARGE_MIB, "MiB").row(
        f"roster of {LARGE} rows, memory above idle", large[0].mebibytes - idle.mebibytes,
        "its cells read by the library", large[1].mebibytes - idle.mebibytes,
    )  # fmt: skip


def _beside_the_library(rows: int, folder: Path) -> tuple[Spent, Spent]:
    path = generated(rows, folder)
    return preview(path, rows), spend(["-c", LIBRARY, str(path)])


def preview(path: Path, rows: int) -> Spent:
    """Preview a roster with the command; fails if it does not count every row."""
    printed = path.with_suffix(".json")
    with printed.open("w") as out:
        taken = spend(["-c", COMMAND, "import-roster", str(path), "--preview", "--json"], out.fileno())
    found = json.loads(printed.read_text("utf-8"))
    counted = found["accepted"] + len(found["held"]) + len(found["rejected"])
    if found["rows"] != rows or counted != rows:
        raise RuntimeError(f"{rows} rows were written, {counted} came out")
    return taken


def spend(arguments: list[str], output: int = subprocess.DEVNULL) -> Spent:
    """Run Python and return what it took."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=output, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return Spent(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def generated(rows: int, folder: Path) -> Path:
    """Write a workbook of invented people, always the same."""
    import xlsxwriter  # noqa: PLC0415 - only a measurement writes one

    path = folder / f"roster-{rows}.xlsx"
    chance = random.Random(5)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADINGS)
    for number in range(1, rows + 1):
        page.write_row(number, 0, _person(number, chance))
    book.close()
    return path


def _person(number: int, chance: random.Random) -> list[str | int]:
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(30_000))
    sequence = chance.randrange(1, 999)
    digits = f"{chance.choice(('110105', '320106', '440304', '510107'))}{born:%Y%m%d}{sequence:03d}"
    return [
        number,
        chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN),
        "男" if sequence % 2 else "女",
        digits + check_character(digits),
        born.isoformat(),
        f"13{chance.randrange(10**9):09d}",
        (number - 1) // 3 + 1,
        f"{number // 60 + 1}{number % 60:02d}",
        f"某市某区某路{chance.randrange(900)}号{chance.randrange(30)}室",
        "素食" if number % 40 == 0 else "",
        "高血压" if number % 25 == 0 else "",
        "",
    ]


if __name__ == "__main__":
    main()
