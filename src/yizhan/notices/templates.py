"""Notices that are written again and again, and the two questions at release, as shipped data."""

import re
from dataclasses import dataclass
from functools import cache

from yizhan.core.shipped import read_shipped
from yizhan.notices.enums import Importance, Whom

BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text in both languages; `blanks` stand in it in braces until the writer fills them in."""

    key: str
    title_zh: str
    zh: str
    title_en: str
    en: str
    whom: Whom
    importance: Importance

    def title(self, language: str) -> str:
        """Return what it is called in the language that `language` begins with."""
        return self.title_zh if language.startswith("zh") else self.title_en


@dataclass(frozen=True, slots=True)
class Survey:
    """The questions by key, each in both languages, and the five answers with their sign."""

    questions: dict[str, dict[str, str]]
    scale: dict[int, dict[str, str]]
    shown_from: int


@cache
def templates() -> dict[str, Template]:
    """Return the shipped notices by key."""
    rows = read_shipped("yizhan.notices", "templates.yaml")["templates"]
    return {
        key: Template(
            key, row["zh"]["title"], row["zh"]["text"], row["en"]["title"], row["en"]["text"],
            Whom(row["whom"]), Importance(row["importance"]),
        )
        for key, row in rows.items()
    }  # fmt: skip


@cache
def survey() -> Survey:
    """Return what whoever leaves is asked."""
    table = read_shipped("yizhan.notices", "survey.yaml")
    return Survey(table["questions"], table["scale"], int(table["shown_from"]))


def blanks_in(*texts: str) -> list[str]:
    """Return what has still to be filled in, each once, in the order in which it stands."""
    return list(dict.fromkeys(name for text in texts for name in BLANK.findall(text)))
