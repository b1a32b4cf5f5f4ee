"""What the product itself has at the end of the day, read back for the figures."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from yizhan.command.needs.day import Day
from yizhan.duty.enums import EntryOf
from yizhan.duty.models import Matter, MatterEntry


@dataclass(frozen=True, slots=True)
class FoundMatter:
    """A request as the product has it; accounts are keys of the crew, "" for none.

    `answered_by`: who gave the first word; `on_word`: whether whoever asked, or somebody at their door who
    does not answer for it, said that it is solved, or a head closed it with a reason.
    """

    matter_id: str
    need: str
    answered_by: str
    offered_to: str
    closed: str
    on_word: bool
    reopened: int


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was read back."""

    matters: list[FoundMatter]


def found_at(day: Day) -> Found:
    """Read everything back from the database."""
    return Found(matters=_matters(day))


def _matters(day: Day) -> list[FoundMatter]:
    thread: dict[UUID, list[MatterEntry]] = defaultdict(list)
    for entry in MatterEntry.objects.filter(matter__site_id=day.site_id).order_by("at", "id"):
        thread[entry.matter_id].append(entry)
    rows = Matter.objects.filter(site_id=day.site_id, raised_at__gte=day.facts.begin).exclude(need="")
    return [_matter(day, row, thread[row.id]) for row in rows]


def _matter(day: Day, row: Matter, thread: list[MatterEntry]) -> FoundMatter:
    first = next((one for one in thread if one.kind in (EntryOf.ANSWERED, EntryOf.DONE)), None)
    return FoundMatter(
        str(row.id), row.need, day.who(first.account_id) if first else "", day.who(row.offered_to_id),
        row.closed_how if row.settled_at else "", _on_word(row, thread), row.reopened,
    )  # fmt: skip


def _on_word(row: Matter, thread: list[MatterEntry]) -> bool:
    """Tell from the thread whether a matter was closed as it may be."""
    last = thread[-1] if thread else None
    if last is None:
        return False
    if last.kind == EntryOf.CLOSED:
        return bool(last.sealed or last.plain) and last.account_id is not None
    confirmed = last.kind == EntryOf.CONFIRMED
    return confirmed and (last.by.startswith("party:") or last.account_id != row.responsible_id)
