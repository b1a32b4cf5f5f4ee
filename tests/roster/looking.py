"""What tests ask of a reading."""

from __future__ import annotations

import pytest

from tests.roster.rosters import TODAY
from yizhan.reading.cells import FileRefused
from yizhan.reading.findings import Decision
from yizhan.roster.reading.reading import Reading, read_roster


def read(contents: bytes) -> Reading:
    """Read what a real file holds; every row must be counted once."""
    reading = read_roster(contents, today=TODAY)
    assert reading.rows == len(reading.accepted) + len(reading.held) + len(reading.rejected)
    return reading


def decide(contents: bytes, decisions: dict[str, Decision]) -> Reading:
    return read_roster(contents, today=TODAY, decisions=decisions)


def codes(reading: Reading) -> dict[str, str]:
    """What is open, by the cell it is asked about."""
    return {finding.cell: finding.code for entry in reading.entries for finding in entry.findings}


def names(reading: Reading) -> list[str]:
    return [entry.person.name for entry in reading.people]


def refused(contents: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read_roster(contents, today=TODAY)
    assert str(caught.value)
    return caught.value.code
