"""What a list asks, question by question: those about many rows first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from yizhan.reading.findings import REASON, Answer, Finding

SHOWN_CELLS = 12


class Asking(Protocol):
    """A row of a list about which something may be asked."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What is asked about it."""


Row = TypeVar("Row", bound=Asking)


@dataclass(slots=True)
class Question(Generic[Row]):
    """One question, the rows that ask it, and the name under which its answer is kept."""

    name: str
    finding: Finding
    entries: list[Row] = field(default_factory=list)
    asked_at: list[str] = field(default_factory=list)

    @property
    def entry(self) -> Row:
        """The first row that asks."""
        return self.entries[0]

    @property
    def cells(self) -> list[str]:
        """The first cells that ask it."""
        return self.asked_at[:SHOWN_CELLS]

    @property
    def more(self) -> int:
        """How many rows ask it beside those whose cells are shown."""
        return max(0, len(self.entries) - SHOWN_CELLS)

    @property
    def taps(self) -> list[Answer]:
        """The answers that need nothing but a tap."""
        return [answer for answer in self.finding.answers if not answer.asks]

    @property
    def written(self) -> list[tuple[Answer, bool]]:
        """The answers that need words, and whether the words are a reason."""
        return [(answer, answer.asks == REASON) for answer in self.finding.answers if answer.asks]


def questions(entries: Iterable[Row]) -> tuple[list[Question[Row]], list[Question[Row]]]:
    """Return the questions about many rows, and those about one cell each, in the order of the rows."""
    many: dict[str, Question[Row]] = {}
    single: list[Question[Row]] = []
    for entry in entries:
        for finding in entry.findings:
            name = finding.group_question
            if not name:
                single.append(Question(finding.question, finding, [entry], [finding.cell]))
                continue
            question = many.setdefault(name, Question(name, finding))
            question.entries.append(entry)
            question.asked_at.append(finding.cell)
    return list(many.values()), single
