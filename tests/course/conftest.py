"""The county hotel under protocols that are made up for these tests."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.stays.conftest import night  # noqa: F401 - the fixture

if TYPE_CHECKING:
    from tests.course.watching import Watching
    from tests.intake.night import Night


@pytest.fixture
def protocols(tmp_path: Path, settings: Any) -> None:
    """Lay the protocols of these tests beside the shipped ones."""
    folder = tmp_path / "protocols"
    folder.mkdir()
    shutil.copy(Path(__file__).with_name("protocols.yaml"), folder)
    settings.YIZHAN_HOME = tmp_path


@pytest.fixture
def watching(night: Night, protocols: None) -> Watching:  # noqa: F811 - the fixture
    """The night with four people in two rooms, and shorthands for what happens to their courses."""
    from tests.course.watching import Watching

    night.count(1)
    night.count(2)
    night.house(1, "302")
    night.house(2, "303")
    return Watching(night)
