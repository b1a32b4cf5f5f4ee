"""Until when each stay is, as the journal tells it, and which entries kept somebody longer than they may."""

from datetime import UTC, datetime
from typing import Any, NamedTuple


class Kept(NamedTuple):
    """An entry that keeps somebody longer: when, by which change, proposed and signed by which actors."""

    sequence: int
    at: str
    change: str
    proposed: str
    signed: str


class Cut(NamedTuple):
    """An entry that brought a due time forward from `due`, by one actor alone."""

    due: str
    by: str


class CourseSaid(NamedTuple):
    """What the latest entry says of a stay's course: due and end as texts in UTC, "" while open.

    `kept`: every entry so far that kept them longer, by two people; `cuts`: those by which they leave sooner.
    `wrong`: pairs of an entry and a code: `unsigned` (kept longer without authority or a second person),
    `held_when_due` (kept longer by a signature that came when the stay was due already).
    """

    sequence: int
    protocol: str
    digest: str
    facts: str
    due: str
    ends: str
    kept: tuple[Kept, ...] = ()
    cuts: tuple[Cut, ...] = ()
    wrong: tuple[tuple[int, str], ...] = ()


def course_said(sequence: int, facts: dict[str, Any], before: CourseSaid | None) -> CourseSaid:
    """Return what is said after this entry; a malformed one raises LookupError, TypeError or ValueError."""
    due, ends = _in_utc(facts.get("due", "")), _in_utc(facts.get("ends", ""))
    kept, cuts, wrong = (before.kept, before.cuts, before.wrong) if before else ((), (), ())
    if before and before.due and due and due < before.due:
        cuts += (Cut(before.due, facts["by"]),)
    if before and before.due and (not due or due > before.due):
        if facts["at"] >= before.due:
            wrong += ((sequence, "held_when_due"),)
        if _by_two(facts):
            signed = facts["change"], facts["proposed"], facts["signed"]
            kept += (Kept(sequence, facts["at"], *signed),)
        else:
            wrong += ((sequence, "unsigned"),)
    return CourseSaid(
        sequence, facts["protocol"], facts["digest"], facts["facts"], due, ends, kept, cuts, wrong
    )


def _by_two(facts: dict[str, Any]) -> bool:
    proposed, signed = facts.get("proposed"), facts.get("signed")
    return bool(facts.get("authority") and proposed and signed and proposed != signed)


def _in_utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat() if text else ""
