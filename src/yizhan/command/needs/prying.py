"""Somebody who is not named tries to read the protected thread, by every path that there is."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
from django.urls import URLPattern, URLResolver, get_resolver

from yizhan.command.needs.day import Day
from yizhan.core.actions import registered
from yizhan.core.ids import new_id

CRISIS, SITE = "crisis_id", "site_code"
ZIP = b"PK"
BLANK = re.compile(r"<(?:\w+:)?(\w+)>")


def pry(day: Day) -> None:
    """Let several try each page and command about the thread, the first every list and file of the site."""
    pages = list(_addresses(day))
    for place, who in enumerate(day.facts.assumed["crisis"]["pry"]):
        for address in pages if place == 0 else [one for one in pages if day.noted.watched.crisis_id in one]:
            day.noted.watched.tries += 1
            day.noted.watched.read_by_others += _shows(day, day.desk(who).look(address))
        for action, facts in _commands(day, who):
            day.noted.watched.tries += 1
            day.noted.watched.read_by_others += _is_let_through(day, who, action, facts)


def _shows(day: Day, reply: httpx.Response) -> bool:
    """Tell whether a reply gives away a word of the thread, or that there is one."""
    told = (day.facts.assumed["crisis"]["canary"].encode(), day.noted.watched.crisis_id.encode())
    # What an answer of "not found" says of the address is what was typed into it.
    parts = _opened(reply.content) if reply.is_success else ()
    return any(word in part for part in parts for word in told)


def _opened(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            yield from (files.read(name) for name in files.namelist())


def _is_let_through(day: Day, who: str, action: str, facts: dict[str, Any]) -> bool:
    command = {"id": str(new_id()), "action": action, "facts": facts, "device": who}
    reply = day.desk(who).send_json("/api/v1/commands", [command])
    return any(one["status"] == "accepted" for one in reply.json())


def _commands(day: Day, who: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every command that is about a thread, filled in as its facts ask."""
    site = {"site_id": str(day.site_id), CRISIS: day.noted.watched.crisis_id}
    filled = {
        "words": "?", "because": "?", "minutes": 15, "kind": "said", "consent": "yes", "imminent": True,
        "account_id": day.accounts[who],
    }  # fmt: skip
    for name, act in registered().items():
        fields = act.facts.model_fields
        if CRISIS in fields:
            yield name, {**site, **{key: filled[key] for key in fields if key in filled}}


def _addresses(day: Day) -> Iterator[str]:
    """Yield every page of this site that asks for nothing but the site, and every one about the thread."""
    known = {SITE: day.stage.code, CRISIS: UUID(day.noted.watched.crisis_id)}
    for path, names in _paths(get_resolver().url_patterns, "", ()):
        if SITE in names and set(names) <= set(known):
            filled = path
            for name in names:
                filled = filled.replace(f"{{{name}}}", str(known[name]))
            yield f"/{filled}"


def _paths(patterns: list[Any], before: str, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the addresses of the program with their blanks, and what stands in the blanks."""
    for one in patterns:
        route = str(one.pattern)
        found = (before + BLANK.sub(r"{\1}", route), names + tuple(BLANK.findall(route)))
        if isinstance(one, URLResolver):
            yield from _paths(one.url_patterns, *found)
        elif isinstance(one, URLPattern):
            yield found
