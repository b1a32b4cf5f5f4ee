"""What the red button says, read from `emergency.yaml`: whom to call, what to say, what to do until then."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped

SOURCE = "emergency.yaml"


@dataclass(frozen=True, slots=True)
class Words:
    """Lines in both languages."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def of(self, language: str) -> tuple[str, ...]:
        """Return the lines in the language that `language` begins with."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One thing that can be seen to be wrong, what to do until help is there, and what not to do."""

    key: str
    zh: str
    en: str
    do: Words
    dont: Words
    source: str

    def name(self, language: str) -> str:
        """Return what it is called in the language that `language` begins with."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Numbers:
    """Telephone numbers of ambulance, fire brigade and police, with where they come from.

    `helpline` is answered by people who listen to somebody in despair; empty where none is known.
    """

    ambulance: str
    fire: str
    police: str
    helpline: str
    source: str


@cache
def red_flags() -> dict[str, RedFlag]:
    """Return the red flags by key, in the order in which they are offered."""
    return {
        row["key"]: RedFlag(
            key=row["key"], zh=row["zh"], en=row["en"], do=_words(row["do"]),
            dont=_words(row["dont"]), source=row["source"],
        )
        for row in _table()["flags"]
    }  # fmt: skip


def numbers_at(timezone: str = "", site_code: str = "") -> Numbers:
    """Return whom to call at a site: its own numbers, else its country's by time zone, else elsewhere's.

    Without a time zone, those of the default country: nobody knows yet which site it is.
    """
    table = _table()["numbers"]
    default = table["elsewhere"] if timezone else table["countries"][table["default"]]
    country = next((row for row in table["countries"].values() if timezone in row["zones"]), default)
    own = table["sites"].get(site_code, {})
    row = {**country, **own}
    return Numbers(
        str(row["ambulance"]), str(row["fire"]), str(row["police"]), str(row.get("helpline", "")),
        str(row["source"]),
    )  # fmt: skip


def what_to_say() -> Words:
    """Return the lines to read out on the telephone; `{site}`, `{place}` and `{phone}` are to be filled."""
    return _words(_table()["say"])


def said_first() -> Words:
    """Return what a resident is told before anything else."""
    first = _table()["first"]
    return Words((first["zh"],), (first["en"],))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.duty", SOURCE)
    return table


def _words(row: dict[str, Any]) -> Words:
    return Words(tuple(row["zh"]), tuple(row["en"]))
