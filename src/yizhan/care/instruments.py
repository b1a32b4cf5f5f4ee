"""The questionnaires of `screening.yaml`: their items, and what a sum leads to. No diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from yizhan.care.enums import Instrument, NextStep
from yizhan.core.shipped import read_shipped

HIGHEST = 3
GROWN = 18
_SHORT = (Instrument.PHQ2, Instrument.GAD2)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        """Return the text in the reader's language."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire: items in order by key, the steps of its sum, and its source.

    `rings` is the item of which any answer above 0 brings somebody at once. `longer` is the one that is
    offered after it. `ages` are those for whom it is made, in completed years; None for adults.
    """

    key: Instrument
    items: tuple[tuple[str, Text], ...]
    steps: tuple[tuple[int, NextStep], ...]
    rings: str
    longer: Instrument | None
    ages: tuple[int, int] | None
    source: str

    def next_step(self, answers: Mapping[str, int]) -> NextStep:
        """Return what follows from a whole set of answers, 0 to 3 for each item."""
        if self.rings and answers[self.rings] > 0:
            return NextStep.NOW
        total = sum(answers[key] for key, _ in self.items)
        reached = [step for least, step in self.steps if total >= least]
        return reached[-1] if reached else NextStep.NONE


@cache
def questionnaires() -> dict[Instrument, Questionnaire]:
    """Return every questionnaire by its key."""
    table = _table()
    texts = {key: Text(**row) for key, row in table["items"].items()}
    return {
        Instrument(key): Questionnaire(
            Instrument(key), tuple((item, texts[item]) for item in row["items"]),
            tuple((step["from"], NextStep(step["next"])) for step in row["steps"]), row.get("rings", ""),
            Instrument(row["longer"]) if "longer" in row else None,
            (row["ages"]["from"], row["ages"]["to"]) if "ages" in row else None, row["source"],
        )
        for key, row in table["instruments"].items()
    }  # fmt: skip


def offered_to(age: int | None, *, child: bool) -> tuple[Instrument, ...]:
    """Return what somebody can begin with: the short ones for adults, for the young what their age has.

    `age` is in completed years, None where nobody has said it; `child` is how they were counted.
    """
    if age is None:
        return () if child else _SHORT
    if age >= GROWN:
        return _SHORT
    return tuple(
        key for key, one in questionnaires().items() if one.ages and one.ages[0] <= age <= one.ages[1]
    )


@cache
def scale() -> tuple[tuple[int, Text], ...]:
    """Return the answers that every item has, with their values."""
    return tuple((row["value"], Text(row["zh"], row["en"])) for row in _table()["answers"])


def explained() -> Text:
    """Return what is said before anything is asked."""
    return Text(**_table()["explained"])


def lead() -> Text:
    """Return the question that stands above the items."""
    return Text(**_table()["lead"])


def licence() -> str:
    """Return under what terms the questionnaires are used."""
    return str(_table()["licence"])


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.care", "screening.yaml")
    return table
