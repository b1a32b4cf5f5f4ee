"""The county hotel with people under protocols, ready to be let go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.leaving.going import Going

HERE = Path(__file__)


@pytest.fixture
def protocols(tmp_path: Path, settings: Any) -> None:
    """Lay the protocols of these tests beside the shipped ones."""
    folder = tmp_path / "protocols"
    folder.mkdir()
    shutil.copy(HERE.with_name("protocols.yaml"), folder / "leaving.yaml")
    shutil.copy(HERE.parent.with_name("course") / "protocols.yaml", folder / "course.yaml")
    settings.YIZHAN_HOME = tmp_path


@pytest.fixture
def going(db: None, protocols: None) -> Iterator[Going]:
    """Four people in two rooms, without a course yet."""
    yield from _going()


@pytest.fixture
def committed_going(committed_db: None, protocols: None) -> Iterator[Going]:
    """The same, really committed, for threads."""
    yield from _going()


def _going() -> Iterator[Going]:
    from tests.intake.night import open_with_parties
    from tests.leaving.going import Going
    from yizhan.core.clock import running

    night = open_with_parties(((1, "302"), (2, "303")), expected=84, cohort="school")
    with running(night.clock):
        yield Going(night)
