"""Reading a stretch of a group chat, or a chain of replies (接龙), into what each room asks for. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from yizhan.core.shipped import read_shipped
from yizhan.duty.needs import need_in, red_need_in

OTHER = "other"
LONGEST = 300
_NUMBERED = re.compile(r"^\s*(\d{1,3})\s*[.、．)）:：]\s*")
# "李四: 两床被子" and "305李四：两床被子"; a clock is no such colon.
_SENDER = re.compile(r"^([^:：\d]{0,6}\d{0,5}[^:：\d]{0,16})[:：]\s*(?!\d\d\b)(.+)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line seems to ask for: the room's name if one is said, the need's key, the line's own words.

    `times` counts the lines that said the same. `red` is the flag of what cannot wait.
    """

    room: str | None
    need: str
    words: str
    times: int = 1
    red: str = ""


@dataclass(frozen=True, slots=True)
class ChatRead:
    """What a stretch of chat asks for, in its order, and how many lines ask for nothing."""

    asked: tuple[Asked, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class _Rules:
    chatter: frozenset[str]
    chain: tuple[str, ...]
    headers: tuple[re.Pattern[str], ...]
    separators: str


def read_chat(text: str, rooms: Iterable[str]) -> ChatRead:
    """Read a stretch of chat; `rooms` are the names of the site's rooms.

    A line belongs to the room it names, else to the room that its sender's name carries. In a chain the
    need of its title holds for lines that name none. Two lines of one room for one need are one.
    """
    known = _Rooms(tuple(rooms))
    sender, title, in_chain = None, "", False
    found: list[Asked] = []
    skipped = 0
    for line in (raw.strip() for raw in text.splitlines()):
        if not line:
            continue
        if line.casefold().startswith(_rules().chain):
            in_chain, title = True, _need_of(line)
        elif _is_header(line):
            sender, in_chain, title = known.first_in(line), False, ""
        elif in_chain and not title and not _NUMBERED.match(line):
            title = _need_of(line)
        elif one := _line(line, known, sender, title):
            found.append(one)
        else:
            skipped += 1
    return ChatRead(tuple(_joined(found)), skipped)


@cache
def drafts_wait() -> timedelta:
    """Return how long a draft waits for somebody to decide it."""
    return timedelta(days=int(read_shipped("yizhan.duty", "chat.yaml")["days_drafts_wait"]["value"]))


class _Rooms:
    """The rooms of a site, found by name where a text says them."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = {name.casefold(): name for name in names}
        longest_first = sorted(map(re.escape, self._names), key=len, reverse=True)
        self._said = re.compile(rf"(?<![\d])(?:{'|'.join(longest_first)})(?![\d:])") if names else None

    def first_in(self, text: str) -> str | None:
        """Return the first room that a text names; 3-12 and 3楼12 are room 312 if there is one."""
        folded = re.sub(
            rf"(\d{{1,2}})\s*(?:{_rules().separators})\s*(\d{{1,2}})(?!\d)",
            lambda door: f"{door[1]}{int(door[2]):02d}", text.casefold(),
        )  # fmt: skip
        for searched in (text.casefold(), folded):
            if self._said and (said := self._said.search(searched)):
                return self._names[said.group()]
        return None


def _line(line: str, rooms: _Rooms, sender: str | None, title: str) -> Asked | None:
    said, own = _without_number(line, rooms), sender
    if named := _SENDER.match(said):
        own = rooms.first_in(named[1]) or sender
        said = named[2] if own or not rooms.first_in(named[1]) else said
    if said.casefold().strip(" .!。！～~") in _rules().chatter:
        return None
    room, need = rooms.first_in(said) or own, _need_of(said) or title
    red = red_need_in(said)
    if not need and room is None:
        return None
    return Asked(room, need or OTHER, said[:LONGEST], red=red.red if red else "")


def _without_number(line: str, rooms: _Rooms) -> str:
    """Take a chain's number off a line, unless the number is the only room that it names."""
    number = _NUMBERED.match(line)
    if number is None:
        return line
    rest = line[number.end() :]
    return line if rooms.first_in(number[1]) and not rooms.first_in(rest) else rest


def _joined(found: Iterable[Asked]) -> Iterable[Asked]:
    """Join the lines of one room for one need; lines of no room stay as they are unless they are the same."""
    kept: dict[tuple[str, str, str], Asked] = {}
    for one in found:
        key = (one.room or "", one.need, "" if one.room else one.words)
        before = kept.get(key)
        if before is None:
            kept[key] = one
            continue
        words = before.words if one.words in before.words else f"{before.words}\n{one.words}"[:LONGEST]
        kept[key] = replace(before, words=words, times=before.times + 1, red=before.red or one.red)
    return kept.values()


def _need_of(text: str) -> str:
    need = need_in(text)
    return need.key if need else ""


def _is_header(line: str) -> bool:
    return any(pattern.fullmatch(line) for pattern in _rules().headers)


@cache
def _rules() -> _Rules:
    table = read_shipped("yizhan.duty", "chat.yaml")
    return _Rules(
        frozenset(word.casefold() for word in table["chatter"]),
        tuple(word.casefold() for word in table["chain"]),
        tuple(re.compile(pattern) for pattern in table["header"]),
        table["separators"],
    )
