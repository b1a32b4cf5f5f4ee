"""What a list asks, question by question: those about many rows first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from django.utils.translation import gettext_noop

from yizhan.core.refusals import Refusal
from yizhan.reading.findings import REASON, TEXT, Answer, Decision, Finding

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


def decide(rows: Iterable[Asking], question: str, answer: str, text: str) -> Decision:
    """Return what was decided about a question of these rows; refuses what is no answer, or says too little.

    `text` is why something stands, or what is right instead, where the answer asks for it.
    """
    finding = _asked(rows, question)
    chosen = next((given for given in finding.answers if given.key == answer), None)
    if chosen is None:
        raise Refusal(
            "no_such_answer", gettext_noop("Choose one of the answers beside %(cell)s."), cell=finding.cell
        )
    if chosen.asks and not text:
        raise _silent(chosen.asks, finding.cell)
    return Decision(answer, text=text) if chosen.asks == TEXT else Decision(answer, why=text)


def _asked(rows: Iterable[Asking], question: str) -> Finding:
    for row in rows:
        for finding in row.findings:
            if question in (finding.question, finding.group_question):
                return finding
    raise Refusal("no_such_question", gettext_noop("This was decided already, or it is no longer asked."))


def _silent(asks: str, cell: str) -> Refusal:
    if asks == REASON:
        return Refusal("reason_missing", gettext_noop("Write why %(cell)s is right as it stands."), cell=cell)
    return Refusal("text_missing", gettext_noop("Write what is right instead of %(cell)s."), cell=cell)
