"""What the script itself noted on its way: the truth against which the product's figures are held."""

from dataclasses import dataclass, field
from datetime import datetime

from yizhan.command.needs.facts import Request
from yizhan.command.weeks.guests import Group

PAGE, DOOR, HOTLINE, CHAT = "page", "door", "hotline", "chat"


@dataclass(eq=False)
class Asked:
    """One thing that a party asked for, and what people did about it.

    `level`: how far silence is let climb, "" for not at all. `fate`: "" or one of `not_solved`, `by_head`,
    `dropped` (nobody ever answers: the slip). The keys are those of the crew; `closed` says on whose word.
    """

    request: Request
    way: str
    group: Group
    at: datetime
    level: str = ""
    fate: str = ""
    matter_id: str = ""
    need: str = ""
    responsible: str = ""
    first_asked: str = ""
    asked_by: datetime | None = None
    offered_to: str = ""
    answered_by: str = ""
    done: bool = False
    closed: str = ""
    climbed: bool = False
    too_early: bool = False
    named: bool = True
    policy_shown: bool = True
    answer_shown: bool = True

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return bool(self.matter_id) and not self.done and not self.closed


@dataclass
class Noted:
    """Everything that was noted on the day."""

    asked: list[Asked] = field(default_factory=list)
    handovers: int = 0
    declined: int = 0
    joined: int = 0
    chat_lines: int = 0
    seen_by_whom_it_is_about: int = 0
