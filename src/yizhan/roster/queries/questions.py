"""What a roster asks, question by question: those about many rows first."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yizhan.reading.findings import REASON, Answer, Finding
from yizhan.roster.reading.entries import Entry

SHOWN_CELLS = 12


@dataclass(slots=True)
class Question:
    """One question, the rows that ask it, and the name under which its answer is kept."""

    name: str
    finding: Finding
    entries: list[Entry] = field(default_factory=list)
    asked_at: list[str] = field(default_factory=list)

    @property
    def entry(self) -> Entry:
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


def questions(entries: Iterable[Entry]) -> tuple[list[Question], list[Question]]:
    """Return the questions about many rows, and those about one cell each, in the order of the rows."""
    many: dict[str, Question] = {}
    single = []
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
