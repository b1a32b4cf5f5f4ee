"""What is found in a row, the question it puts to a person, and the answers to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_noop

REASON, TEXT = "reason", "text"
WORST_FIRST = ("rejected", "held")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what it changes in the row's texts, or what it lets stand.

    `asks` is what has to be written beside it: REASON why it stands, or TEXT, the right value of the
    first field of `patch`. `leave_out` takes the row out of the list for good.
    """

    key: str
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    patch: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""
    leave_out: bool = False

    def __str__(self) -> str:
        return gettext(self.template) % self.facts


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a row waits for a person or cannot be used; as text, the reason with what to do.

    `cell` is its address, with the sheet's name before it on any sheet but the first. Findings with
    the same `group` are one question for many rows. `rejects`: nothing can be decided, only the
    sender can mend it.
    """

    code: str
    cell: str
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    group: str = ""
    rejects: bool = False

    def __str__(self) -> str:
        return gettext(self.template) % self.facts

    @property
    def question(self) -> str:
        """The name under which a decision about this cell is kept."""
        return f"{self.code}@{self.cell}"

    @property
    def group_question(self) -> str:
        """The name under which a decision about all such rows is kept; "" if each stands alone."""
        return f"{self.code}@@{self.group}" if self.group else ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody answered: the answer's key, what was written beside it, and why."""

    answer: str
    text: str = ""
    why: str = ""


Decisions = Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to see, which stops nobody: its cell, and the sentence."""

    code: str
    cell: str
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.template) % self.facts


def decided(finding: Finding, decisions: Decisions) -> tuple[Answer, Decision] | None:
    """Return the answer that was given to a finding, about its own cell or about its group."""
    if not decisions:
        return None
    decision = decisions.get(finding.question)
    if decision is None and finding.group:
        decision = decisions.get(finding.group_question)
    if decision is None:
        return None
    for answer in finding.answers:
        if answer.key == decision.answer:
            return answer, decision
    return None


def leave_out() -> Answer:
    """The row is nobody."""
    return Answer("leave_out", gettext_noop("Leave this row out"), leave_out=True)


def stands() -> Answer:
    """What is written is right, for a reason that is kept."""
    return Answer("stands", gettext_noop("It is right as it stands"), asks=REASON)


def takes() -> Answer:
    """The row is somebody."""
    return Answer("take", gettext_noop("Take it in: this is a person"))


def write(name: str) -> Answer:
    """Something else is right: it is written down."""
    return Answer("write", gettext_noop("Write what is right"), patch={name: ""}, asks=TEXT)


def without(name: str) -> Answer:
    """Do without what the cell says."""
    return Answer("without", gettext_noop("Take the person in without it"), patch={name: ""})


def offer(name: str, text: str) -> Answer:
    """Use this text instead."""
    return Answer(f"use:{text}", "%(text)s", {"text": text}, {name: text})
