"""What an agreement weighs: Fellegi and Sunter's ratio, begun from a table and learned from the lists.

Fellegi, I. P., Sunter, A. B.: A Theory for Record Linkage (JASA 1969).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

import yaml

from yizhan.roster.matching.comparing import BORN, IDENTIFIER, NAME, PHONE, Agreement, Level
from yizhan.roster.matching.records import Record

ANY_FACT = "fact"
_BY_SOUND = frozenset({Level.ORDER, Level.SOUND, Level.HOMOPHONE})
Shares = Mapping[tuple[str, Level], float]


@dataclass(frozen=True, slots=True)
class Table:
    """Shares of levels among pairs of one person and among strangers, and how many pairs they stand for."""

    same: Shares
    chance: Shares
    counts_for_same: float
    counts_for_chance: float
    counts_for_frequency: float

    def entry(self, shares: Shares, field: str, level: Level) -> float:
        """Return the share of a level; a field without a line of its own is any other fact."""
        found = shares.get((field, level))
        return shares[ANY_FACT, level] if found is None else found


@cache
def table() -> Table:
    """Return the table with which every matching begins."""
    read = yaml.safe_load(files("yizhan.roster.matching").joinpath("weights.yaml").read_text("utf-8"))
    rows = [
        (field, Level(level), shares)
        for field, levels in read["fields"].items()
        for level, shares in levels.items()
    ]
    counts = read["learned_from"]["value"]
    return Table(
        {(field, level): shares["same"] for field, level, shares in rows},
        {(field, level): shares["chance"] for field, level, shares in rows},
        counts["same"], counts["chance"], counts["frequency"],
    )  # fmt: skip


class Chance:
    """How often strangers agree: by level from a sample of pairs, by value from how common it is."""

    def __init__(self, records: Sequence[Record], sample: Sequence[Agreement]) -> None:
        self._levels = _shares(((one, 1.0) for one in sample), table().chance, table().counts_for_chance)
        self._values: Counter[tuple[str, str]] = Counter()
        self._known: Counter[str] = Counter()
        for record in records:
            held = _values_of(record)
            self._values.update((field, value) for field, values in held.items() for value in values)
            self._known.update(field for field, values in held.items() if values)

    def log_of(self, agreement: Agreement, left: Record, right: Record) -> float:
        """Return the logarithm of the chance that two strangers agree so."""
        return sum(log(self._of(field, level, left, right)) for field, level in agreement)

    def _of(self, field: str, level: Level, left: Record, right: Record) -> float:
        by_level = _of_level(self._levels, table().chance, field, level)
        if level != Level.SAME and not (field == NAME and level in _BY_SOUND):
            return by_level
        shared = _shared_values(field, left, right)
        if not shared:
            return by_level
        # A common name says less than a rare one.
        commonest = max(self._values[field, value] for value in shared)
        prior = table().counts_for_frequency
        seeded = table().entry(table().chance, field, Level.SAME)
        return (commonest + prior * seeded) / (self._known[field] + prior)


class Sameness:
    """How often the two records of one person agree; learned round by round."""

    def __init__(self) -> None:
        self._levels: Shares = table().same

    def learn(self, weighed: Iterable[tuple[Agreement, float]]) -> None:
        """Count agreements anew, each with the probability that it is of one person."""
        self._levels = _shares(weighed, table().same, table().counts_for_same)

    def log_of(self, agreement: Agreement) -> float:
        """Return the logarithm of the probability that one person's two records agree so."""
        return sum(log(_of_level(self._levels, table().same, field, level)) for field, level in agreement)


def _of_level(shares: Shares, seeds: Shares, field: str, level: Level) -> float:
    found = shares.get((field, level))
    return table().entry(seeds, field, level) if found is None else found


def _shares(weighed: Iterable[tuple[Agreement, float]], seeds: Shares, counts_for: float) -> Shares:
    """Return the share of each level of each field that occurs, the table counting for some pairs."""
    seen: Counter[tuple[str, Level]] = Counter()
    total: Counter[str] = Counter()
    for agreement, weight in weighed:
        for field, level in agreement:
            seen[field, level] += weight  # type: ignore[assignment]  # weights are fractions of a pair
            total[field] += weight  # type: ignore[assignment]
    levels = {field: {level for name, level in seeds if name == field} for field in total}
    return {
        (field, level): (seen[field, level] + counts_for * table().entry(seeds, field, level))
        / (total[field] + counts_for)
        for field, own in levels.items()
        for level in own or {level for name, level in seeds if name == ANY_FACT}
    }


def _values_of(record: Record) -> dict[str, Iterable[str]]:
    """Return what may be common or rare about a record."""
    return {
        NAME: {*record.spellings, *record.sound_keys},
        BORN: {record.born} if record.born else (),
        IDENTIFIER: set(record.identifiers),
        PHONE: set(record.phones),
        **{name: {said.joined} for name, said in record.said.items()},
    }


def _shared_values(field: str, left: Record, right: Record) -> set[str]:
    match field:
        case "name":
            return set(left.spellings & right.spellings) or set(left.sound_keys & right.sound_keys)
        case "born":
            return {left.born}
        case "identifier":
            return set(left.identifiers) & set(right.identifiers)
        case "phone":
            return set(left.phones) & set(right.phones)
    return {left.said[field].joined} if field in left.said else set()
