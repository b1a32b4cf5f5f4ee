"""What a machine may lack: a test without it is skipped, except in CI, where that is a failure."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


def lacking(what: str) -> NoReturn:
    """End the test because this machine has no `what`."""
    if IN_CI:
        pytest.fail(f"CI must have {what}", pytrace=False)
    pytest.skip(f"this machine has no {what}")


def find_chromium() -> Path | None:
    """Return the system's Chromium or Chrome."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    return None


def find_certutil() -> Path | None:
    """Return the program that fills a browser profile's database of certificates."""
    found = shutil.which("certutil")
    return Path(found) if found else None


def find_postgresql() -> Path | None:
    """Return the folder of PostgreSQL's server programs, of the newest release installed."""
    releases = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(releases, key=lambda path: float(path.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).parent if found else None
