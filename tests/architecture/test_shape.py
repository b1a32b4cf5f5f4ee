"""Small files, small functions, names of the field."""

import subprocess
from pathlib import Path

from tests.architecture.exceptions import LONG_FILES, LONG_FUNCTIONS
from tests.architecture.source import ROOT, everything

LONGEST_FILE = 399
LONGEST_FUNCTION = 50
SHAPELESS = {"common", "helper", "helpers", "misc", "util", "utils"}
OWN_SUFFIXES = {".css", ".html", ".js", ".py", ".sh"}

# Written in halves, so that this file does not hold what it forbids.
FORBIDDEN_TEXTS = [
    *("/wo" + "rk/", "/ro" + "ot/", "/opt/whe" + "els"),
    *("pypi." + "org", "pythonhosted." + "org", "registry.npm" + "js", "npm" + "mirror", "yarnpkg." + "com"),
]


def test_files_are_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): _length(path) for path in _own_files()}
    assert lengths
    long = {place for place, length in lengths.items() if length > LONGEST_FILE}
    assert sorted(long - set(LONG_FILES)) == []
    assert sorted(set(LONG_FILES) - long) == [], "no longer long: take it off the list"


def test_functions_are_short() -> None:
    lengths = {
        f"{module.place}::{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in everything()
        for function in module.functions()
    }
    assert lengths
    long = {place for place, length in lengths.items() if length > LONGEST_FUNCTION}
    assert sorted(long - set(LONG_FUNCTIONS)) == []
    assert sorted(set(LONG_FUNCTIONS) - long) == [], "no longer long: take it off the list"


def test_names_say_something() -> None:
    files = _own_files()
    assert files
    assert [str(path.relative_to(ROOT)) for path in files if {path.stem, path.parent.name} & SHAPELESS] == []


def test_nothing_names_a_machine_or_a_registry() -> None:
    texts = {path: text for path in _tracked() if (text := _text(path)) is not None}
    assert texts
    faults = [
        f"{path.relative_to(ROOT)} holds {word}"
        for path, text in texts.items()
        for word in FORBIDDEN_TEXTS
        if word in text
    ]
    assert faults == []


def _own_files() -> list[Path]:
    return [path for path in _tracked() if path.suffix in OWN_SUFFIXES and "migrations" not in path.parts]


def _tracked() -> list[Path]:
    """Return the files of the repository, those not yet committed too, those ignored not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
