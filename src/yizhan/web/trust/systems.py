"""How each kind of phone is told to trust an authority, read from `systems.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped

IN_CHAT = re.compile(r"MicroMessenger|wxwork|DingTalk|Lark|QQ/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class System:
    """One kind of device: which file it takes, and what to tap, in the reader's language."""

    key: str
    file: str
    name: str
    steps: tuple[str, ...]
    likely: bool


def systems_for(browser: str, language: str) -> list[System]:
    """Return every kind of device, the one that `browser` (its own description) belongs to first."""
    tongue = "zh" if language.startswith("zh") else "en"
    likely = next((key for key, row in _table().items() if re.search(row["pattern"], browser)), "")
    found = [
        System(key, row["file"], row[tongue]["name"], tuple(row[tongue]["steps"]), key == likely)
        for key, row in _table().items()
    ]
    return sorted(found, key=lambda system: not system.likely)


def is_in_chat(browser: str) -> bool:
    """Tell whether the page is shown inside a chat program, which keeps no certificate."""
    return bool(IN_CHAT.search(browser))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.web.trust", "systems.yaml")
    return table
