"""The county hotel under protocols that are made up for these tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.stays.conftest import night  # noqa: F401 - the fixture

if TYPE_CHECKING:
    from tests.course.watching import Watching


@pytest.fixture
def protocols(tmp_path: Path, settings: Any) -> None:
    """Lay the protocols of these tests beside the shipped ones."""
    folder = tmp_path / "protocols"
    folder.mkdir()
    shutil.copy(Path(__file__).with_name("protocols.yaml"), folder)
    settings.YIZHAN_HOME = tmp_path


@pytest.fixture
def watching(db: None, protocols: None) -> Iterator[Watching]:
    """The night with four people in two rooms, and shorthands for what happens to their courses."""
    from tests.course.watching import Watching
    from tests.intake.night import open_with_parties
    from yizhan.core.clock import running

    opened = open_with_parties(((1, "302"), (2, "303")), expected=84, cohort="school")
    with running(opened.clock):
        yield Watching(opened)
