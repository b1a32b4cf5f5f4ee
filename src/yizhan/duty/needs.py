"""What people ask for, read from `needs.yaml`: whom it goes to, how soon, and what the rules answer."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped
from yizhan.duty.enums import Urgency

SOURCE = "needs.yaml"
REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return it in the language that `language` begins with."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """What the rules do not allow, why, what is possible instead, and where that stands."""

    why: Pair
    instead: Pair
    source: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something that people ask for.

    `roles`: who is asked first when nobody wrote it down in person, in this order. `private`: health, or
    told in confidence; its words stand in no list and in no text for a group. `red`: the flag of
    `emergency.yaml` under which it rings at once. `counted`: asked for in numbers. `staff_only`: offered to
    no resident; not `offered`: to nobody, since it has a page of its own. `call_back`: a telephone
    number may be left. `match`: words by which a line of a chat is known, unless one of `not_here` stands
    beside.
    """

    key: str
    group: str
    name: Pair
    kind: str
    roles: tuple[str, ...]
    urgency: Urgency
    private: bool
    red: str
    counted: bool
    staff_only: bool
    offered: bool
    call_back: bool
    answer: PolicyAnswer | None
    match: tuple[str, ...]
    not_here: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Needs that are offered together."""

    key: str
    name: Pair
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """How long an urgency leaves, from being asked: until an answer, and until it is done."""

    answer: timedelta
    done: timedelta


@cache
def needs() -> dict[str, Need]:
    """Return every need by its key, in the order in which they are offered."""
    return {row["key"]: _need(row) for row in _table()["needs"]}


@cache
def needs_of_the_site() -> frozenset[str]:
    """Return the keys of what concerns the site alone: on no resident's page, also where it names a room."""
    return frozenset(key for key, need in needs().items() if need.staff_only)


@cache
def groups(*, for_staff: bool = False) -> tuple[Group, ...]:
    """Return the needs as they are offered to a resident, or to staff, who are offered the site's own too."""
    offered = [need for need in needs().values() if need.offered and (for_staff or not need.staff_only)]
    of_group = {key: tuple(need for need in offered if need.group == key) for key in _table()["groups"]}
    return tuple(
        Group(key, Pair(row["zh"], row["en"]), of_group[key])
        for key, row in _table()["groups"].items()
        if of_group[key]
    )


@cache
def promises() -> dict[str, Promise]:
    """Return what is promised, by urgency."""
    return {
        key: Promise(timedelta(minutes=row["answer"]), timedelta(minutes=row["done"]))
        for key, row in _table()["urgencies"].items()
    }


@cache
def urgency_of_kind(kind: str) -> Urgency:
    """Return how soon something is needed that the record itself has raised."""
    row = _table()["kinds"].get(kind, {})
    return Urgency(row.get("urgency", Urgency.TODAY))


def red_need_in(words: str) -> Need | None:
    """Return the need with a red flag that a text speaks of; None if it speaks of none."""
    spoken_of = need_in(words)
    return spoken_of if spoken_of and spoken_of.red else None


def need_in(words: str) -> Need | None:
    """Return the need that a text most likely speaks of: a red flag first, then the longest word found."""
    text = words.casefold()
    found = [
        (bool(need.red), max(len(word) for word in need.match if word in text), need)
        for need in needs().values()
        if speaks_of(text, need)
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def speaks_of(folded: str, need: Need) -> bool:
    """Tell whether a text, already casefolded, has a word of the need and none that makes it another."""
    return any(word in folded for word in need.match) and not any(word in folded for word in need.not_here)


def _need(row: dict[str, Any]) -> Need:
    return Need(
        key=row["key"], group=row["group"], name=Pair(row["zh"], row["en"]), kind=row.get("kind", REQUEST),
        roles=tuple(row["roles"]), urgency=Urgency(row["urgency"]), private=row.get("private", False),
        red=row.get("red", ""), counted=row.get("counted", False), staff_only=row.get("staff_only", False),
        offered=row.get("offered", True), call_back=row.get("call_back", False),
        answer=_answer(row["answer"], row["source"]) if "answer" in row else None, match=_words(row["match"]),
        not_here=_words(row.get("not_here", {})),
    )  # fmt: skip


def _answer(row: dict[str, str], source: str) -> PolicyAnswer:
    return PolicyAnswer(Pair(row["zh"], row["en"]), Pair(row["instead_zh"], row["instead_en"]), source)


def _words(row: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(word.casefold() for words in row.values() for word in words)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.duty", SOURCE)
    return table
