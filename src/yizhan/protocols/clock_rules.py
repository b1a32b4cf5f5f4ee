"""How days are counted where a protocol's own text is silent, read from `clock_rules.yaml`."""

from dataclasses import dataclass
from functools import cache

from yizhan.core.shipped import read_shipped
from yizhan.protocols.schema import Confidence, Source, Words


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A rule of counting in words, with the texts in which it was seen."""

    id: str
    words: Words
    sources: tuple[Source, ...]
    confidence: Confidence


@cache
def clock_rules() -> tuple[ClockRule, ...]:
    """Return the rules, as they stand in the file."""
    table = read_shipped("yizhan.protocols", "clock_rules.yaml")
    texts = {key: Source.model_validate(row) for key, row in table["sources"].items()}
    return tuple(
        ClockRule(
            row["id"], Words.model_validate(row["words"]), tuple(texts[key] for key in row["source"]),
            Confidence(row["confidence"]),
        )
        for row in table["rules"]
    )  # fmt: skip
