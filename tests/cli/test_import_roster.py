"""`yizhan import-roster`: one shape for programs, nothing written by a preview, a site's roster by --site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.roster.rosters import HEADINGS, LI, WANG, old_workbook, people

if TYPE_CHECKING:
    from tests.support.servers import Installation

ROWS = (
    ("李雷", "女", LI, None, "13800000001", "1"),
    ("王芳", "女", WANG, None, None, "1"),
    ("王芳", None, WANG, None, None, None),
    ("赵四", "男", None, "5/4/82", None, None),
    ("孙七", "男", 1.10105199003074e17),
)

SITE = (
    *("setup", "--code", "county", "--name", "County station", "--floors", "1-2", "--rooms-per-floor", "2"),
    *("--no-lift", "--entrance", "Gate=?", "--head", "chen.jie"),
)
COMMAND = "from yizhan.cli import main; raise SystemExit(main())"


def run(folder: Path, *arguments: str, pasted: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with a home that does not exist, speaking English."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "import-roster", *arguments],
        input=pasted, capture_output=True, text=True, check=False, cwd=folder, timeout=60,
        env={**os.environ, "YIZHAN_HOME": str(folder / "home"), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


def printed(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["rows"] == found["accepted"] + len(found["held"]) + len(found["rejected"])
    return found


def test_a_preview_for_programs_has_one_shape_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(people(*ROWS))
    found = printed(run(tmp_path, "list.xlsx", "--preview", "--json"))
    assert set(found) == {"rows", "accepted", "held", "rejected", "people"}
    assert (found["rows"], found["accepted"]) == (5, 3)
    assert [(row["row"], row["cell"]) for row in found["held"]] == [(5, "D5")]
    assert [(row["row"], row["cell"]) for row in found["rejected"]] == [(6, "C6")]
    assert found["people"] == [
        {"row": 2, "name": "李雷", "sex": "female", "birth_date": "1985-06-12",
         "identifiers": [{"kind": "resident_id", "number": LI}], "phone": "13800000001", "party": "1",
         "needs": []},
        {"row": 3, "name": "王芳", "sex": "female", "birth_date": "1990-03-07",
         "identifiers": [{"kind": "resident_id", "number": WANG}], "phone": None, "party": "1", "needs": [],
         "rows": ["3", "4"]},
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.xlsx"]


def test_pasted_text_and_columns_that_are_said(tmp_path: Path) -> None:
    text = "甲\t王芳\t13800000001\n乙\t李雷\t13800000002\n"
    found = printed(run(tmp_path, "-", "--preview", "--json", "--column", "name=B", pasted=text))
    assert [person["name"] for person in found["people"]] == ["王芳", "李雷"]


def test_a_readable_preview_says_the_figures_and_each_cell(tmp_path: Path) -> None:
    (tmp_path / "list.xls").write_bytes(old_workbook([HEADINGS, *ROWS[:4]]))
    done = run(tmp_path, "list.xls", "--preview")
    assert "4 rows read = 3 accepted + 1 held + 0 rejected" in done.stdout
    assert "D5\t“5/4/82” may be" in done.stdout


@pytest.mark.parametrize("contents", [b"%PDF-1.7", b"PK\x03\x04 broken", b""])
def test_a_file_refused_as_a_whole_ends_with_two_and_says_why(tmp_path: Path, contents: bytes) -> None:
    (tmp_path / "list.xlsx").write_bytes(contents)
    done = run(tmp_path, "list.xlsx", "--preview", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_roster_is_brought_in_once(installation: Installation, tmp_path: Path) -> None:
    installation.yizhan(*SITE)
    path = tmp_path / "list.xlsx"
    path.write_bytes(people(*ROWS))
    first = installation.yizhan("import-roster", str(path), "--site", "county")
    assert first.stdout.splitlines()[-1].startswith("2 ")
    again = installation.yizhan("import-roster", str(path), "--site", "county")
    assert again.stdout.splitlines()[-1].startswith("0 ")
    assert installation.yizhan("import-roster", str(path), "--site", "nowhere", check=False).returncode == 1
