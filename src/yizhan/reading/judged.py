"""Rows of a list with what has to be asked about each: every row is accepted, held or rejected."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from yizhan.reading.findings import Finding


class Judged:
    """A row with its findings; nothing is guessed in silence."""

    __slots__ = ()
    findings: list[Finding]

    @property
    def rejected(self) -> bool:
        """Whether nothing of it is used."""
        return any(finding.rejects for finding in self.findings)

    @property
    def held(self) -> bool:
        """Whether it waits for a person."""
        return bool(self.findings) and not self.rejected

    @property
    def accepted(self) -> bool:
        """Whether it can be used as it is."""
        return not self.findings


Row = TypeVar("Row", bound=Judged)


class JudgedRows(ABC, Generic[Row]):
    """What came out of a file; every row is counted once: read = accepted + held + rejected."""

    __slots__ = ()

    @property
    @abstractmethod
    def judged(self) -> Sequence[Row]:
        """Every row."""

    @property
    def accepted(self) -> list[Row]:
        """Rows that can be used as they are."""
        return [row for row in self.judged if row.accepted]

    @property
    def held(self) -> list[Row]:
        """Rows that wait for a person."""
        return [row for row in self.judged if row.held]

    @property
    def rejected(self) -> list[Row]:
        """Rows of which nothing can be used, and those that somebody left out."""
        return [row for row in self.judged if row.rejected]
