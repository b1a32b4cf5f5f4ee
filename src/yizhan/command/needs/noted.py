"""What the script itself noted on its way: the truth against which the product's figures are held."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yizhan.command.needs.facts import Request
from yizhan.command.needs.share import Bag
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
class Eating:
    """Of the meals: how many were due, went up by hand, were told wrongly to the kitchen."""

    due: int = 0
    by_hand: int = 0
    kitchen_wrong: int = 0


@dataclass
class Watched:
    """Of the watch over a mind in crisis: look-ins, what rang on whose phone, who read and who tried to."""

    crisis_id: str = ""
    last: datetime | None = None
    due: int = 0
    made: int = 0
    missed: int = 0
    rung_at_once: bool = False
    rang_too_early: list[str] = field(default_factory=list)
    heard_by_named: dict[str, bool] = field(default_factory=dict)
    heard_by_all: dict[str, bool] = field(default_factory=dict)
    still_rings: bool = False
    readings: int = 0
    read_by_named: int = 0
    tries: int = 0
    read_by_others: int = 0

    @property
    def unheard(self) -> int:
        """How many missed look-ins did not ring on every phone on which they had to."""
        rang = [*self.heard_by_named.values(), *self.heard_by_all.values()]
        both = self.heard_by_named and self.heard_by_all
        return self.missed if not (both and all(rang)) else 0


@dataclass
class Pain:
    """Of the night emergency: its thread, and whether all that was done can be read there."""

    thread: str = ""
    ambulance_offered: bool = False
    rang: bool = False
    written: list[str] = field(default_factory=list)
    missing_in_thread: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Taken:
    """A medicine that somebody takes, with the script's own arithmetic; `row` is its line of the facts."""

    row: dict[str, Any]
    person_id: str
    medicine_id: str = ""
    order_id: str = ""
    counted: float = 0.0
    counted_at: datetime | None = None
    on_its_way: bool = False
    handed: bool = False
    warned: bool = False
    ran_out: bool = False
    unwarned: bool = False
    wrongly_told: int = 0

    @property
    def out_at(self) -> datetime | None:
        """When it is used up; None for one that is taken when needed, or not written down yet."""
        if self.counted_at is None or not self.row["per_day"]:
            return None
        return self.counted_at + timedelta(days=self.counted / self.row["per_day"])

    def left_at(self, moment: datetime) -> float:
        """Return how much is left at a moment."""
        if self.counted_at is None:
            return 0.0
        used = float(self.row["per_day"]) * ((moment - self.counted_at) / timedelta(days=1))
        return max(0.0, self.counted - used)


@dataclass
class Told:
    """Of the notice that must be read: to how many parties, who read it, who was told in person."""

    notice_id: str = ""
    parties: int = 0
    recipients: int = 0
    read: int = 0
    not_shown: int = 0
    in_person: int = 0
    unfollowed: int = 0


@dataclass
class Ordering:
    """Of the order day: what was wanted and came, by hand; refusals, and sums that were shown wrongly."""

    order_day_id: str = ""
    articles: dict[str, str] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)
    bag: Bag = field(default_factory=Bag)
    told_no: list[str] = field(default_factory=list)
    list_wrong: bool = False
    bags: int = 0
    sums_wrong: int = 0
    settled_cents: int = 0


@dataclass(eq=False)
class Sent:
    """A parcel that came; `becomes` what is written of it in the facts, `state` where it is by the script."""

    number: str
    room: str
    becomes: str
    parcel_id: str = ""
    state: str = ""


@dataclass
class Store:
    """Of the supplies: the script's own books, here and at the command post, packs, what two phones drew."""

    on_hand: Counter[str] = field(default_factory=Counter)
    packs: int = 0
    packs_wrong: int = 0
    have_packs: set[str] = field(default_factory=set)
    drawn_at_once: dict[str, int] = field(default_factory=dict)
    asked_of: str = ""
    matter_id: str = ""
    at_the_post: Counter[str] = field(default_factory=Counter)
    lost_on_the_way: int = 0


@dataclass
class Noted:
    """Everything that was noted on the day."""

    asked: list[Asked] = field(default_factory=list)
    eating: Eating = field(default_factory=Eating)
    watched: Watched = field(default_factory=Watched)
    pain: Pain = field(default_factory=Pain)
    medicines: list[Taken] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    parcels: list[Sent] = field(default_factory=list)
    store: Store = field(default_factory=Store)
    ordering: Ordering = field(default_factory=Ordering)
    handovers: int = 0
    declined: int = 0
    joined: int = 0
    chat_lines: int = 0
    seen_by_whom_it_is_about: int = 0
