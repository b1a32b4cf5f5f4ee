"""Weighing every candidate against its rivals: what is probable, and what else it might be.

Expectation and maximisation without labels, in which each record has at most one partner: the
probability of a pair is its ratio over those of all pairs that would exclude it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from yizhan.roster.matching.blocking import candidates
from yizhan.roster.matching.comparing import COMPANY, Agreement, Level, compare
from yizhan.roster.matching.records import Record
from yizhan.roster.matching.trust import Trust, trust_of
from yizhan.roster.matching.twins import Doubles
from yizhan.roster.matching.weights import Chance, Sameness

_ROUNDS_ALONE, _ROUNDS_IN_COMPANY = 4, 3
_SAMPLE = 4_000
_LINKED = 0.5
_WORTH_SHOWING = 0.01
_MOST_LOG_RATIO = 300.0

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that may be one person: its probability, how it agrees, and whether it is to be asked.

    `rivals` are the keys of records, on either side, that cannot be told apart from one of the two.
    """

    left: str
    right: str
    probability: float
    agreement: Agreement
    trust: Trust
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Every pair worth showing, the likeliest first, and the best for each record, used once."""

    pairs: tuple[Match, ...]
    best: tuple[Match, ...]

    def of(self, left: str) -> tuple[Match, ...]:
        """Return what one record of the first list might be, the likeliest first."""
        return tuple(pair for pair in self.pairs if pair.left == left)


def match(
    left: Sequence[Record], right: Sequence[Record], *, excluded: frozenset[tuple[str, str]] = frozenset()
) -> Matching:
    """Return which records of two lists may be one person; no list is compared with itself.

    `excluded` are pairs of keys that somebody has looked at and refused.
    """
    weighing = _Weighing(left, right, excluded)
    probable = weighing.settle()
    doubles = Doubles(left, right)
    pairs = sorted(
        (_match(left[i], right[j], probability, weighing.agreement(i, j), doubles)
         for (i, j), probability in probable.items() if probability >= _WORTH_SHOWING),
        key=lambda pair: (-pair.probability, pair.left, pair.right),
    )  # fmt: skip
    return Matching(tuple(pairs), tuple(_one_to_one(pairs)))


def _match(left: Record, right: Record, probability: float, agreement: Agreement, doubles: Doubles) -> Match:
    rivals = doubles.of(left, right)
    trust = trust_of(probability, agreement, contested=bool(rivals))
    return Match(left.key, right.key, probability, agreement, trust, rivals)


def _one_to_one(pairs: Iterable[Match]) -> Iterable[Match]:
    """Give the likeliest pairs of which no record is used twice."""
    taken_left: set[str] = set()
    taken_right: set[str] = set()
    for pair in pairs:
        if pair.left not in taken_left and pair.right not in taken_right:
            taken_left.add(pair.left)
            taken_right.add(pair.right)
            yield pair


class _Weighing:
    """The candidates of two lists and what is learned from them."""

    def __init__(
        self, left: Sequence[Record], right: Sequence[Record], excluded: frozenset[tuple[str, str]]
    ) -> None:
        self._left, self._right, self._excluded = left, right, excluded
        self._numbers_left, self._numbers_right = _numbers_of_others(left), _numbers_of_others(right)
        self._agreements: dict[Pair, Agreement] = {}
        self._log_chance: dict[Pair, float] = {}
        self._sameness = Sameness()
        self._expected = max(1.0, min(len(left), len(right)) / 2)

    def settle(self) -> Mapping[Pair, float]:
        """Return the probability of each candidate pair."""
        if not self._left or not self._right:
            return {}
        self._chance = Chance([*self._left, *self._right], self._sample())
        for i, others in candidates(self._left, self._right):
            for j in others:
                self._weigh(i, j)
        probable = self._learn(_ROUNDS_ALONE)
        if self._keep_company(probable):
            probable = self._learn(_ROUNDS_IN_COMPANY)
        return probable

    def agreement(self, i: int, j: int) -> Agreement:
        """Return how a pair agrees."""
        return self._agreements[i, j]

    def _sample(self) -> list[Agreement]:
        """Compare strangers: pairs taken evenly over both lists."""
        wanted = min(_SAMPLE, len(self._left) * len(self._right))
        size = len(self._right)
        return [
            self._compare(number * len(self._left) // wanted, (number * 7919 + number // size) % size)
            for number in range(wanted)
        ]

    def _compare(self, i: int, j: int) -> Agreement:
        left, right = self._left[i], self._right[j]
        return compare(left, right, self._numbers_right.get(j, _NONE), self._numbers_left.get(i, _NONE))

    def _weigh(self, i: int, j: int) -> None:
        if (self._left[i].key, self._right[j].key) in self._excluded:
            return
        agreement = self._compare(i, j)
        self._agreements[i, j] = agreement
        self._log_chance[i, j] = self._chance.log_of(agreement, self._left[i], self._right[j])

    def _learn(self, rounds: int) -> dict[Pair, float]:
        probable: dict[Pair, float] = {}
        for _ in range(rounds):
            probable = self._probabilities()
            self._expected = max(1.0, sum(probable.values()))
            shares: Counter[Agreement] = Counter()
            for pair, probability in probable.items():
                shares[self._agreements[pair]] += probability  # type: ignore[assignment]  # fractions of a pair
            self._sameness.learn(shares.items())
        return probable

    def _probabilities(self) -> dict[Pair, float]:
        """Weigh each pair against all that would exclude it, and against none being right."""
        prior = log(self._expected / (len(self._left) * len(self._right)))
        of_pattern = {
            agreement: self._sameness.log_of(agreement) for agreement in set(self._agreements.values())
        }
        ratios: dict[Pair, float] = {}
        of_left: dict[int, float] = defaultdict(float)
        of_right: dict[int, float] = defaultdict(float)
        for pair, agreement in self._agreements.items():
            ratio = exp(min(prior + of_pattern[agreement] - self._log_chance[pair], _MOST_LOG_RATIO))
            ratios[pair] = ratio
            of_left[pair[0]] += ratio
            of_right[pair[1]] += ratio
        return {(i, j): ratio / (1 + of_left[i] + of_right[j] - ratio) for (i, j), ratio in ratios.items()}

    def _keep_company(self, probable: Mapping[Pair, float]) -> bool:
        """Let a pair know whether the others of the two parties belong together; tells if any do."""
        left, right = _members(self._left), _members(self._right)
        linked: dict[tuple[str, str], set[Pair]] = defaultdict(set)
        for (i, j), probability in probable.items():
            parties = self._left[i].party, self._right[j].party
            if probability >= _LINKED and all(parties):
                linked[parties].add((i, j))
        for one, other in linked:
            for i in left[one]:
                for j in right[other]:
                    if (i, j) not in self._agreements:
                        self._weigh(i, j)
        for i, j in self._agreements:
            one, other = self._left[i].party, self._right[j].party
            if len(left.get(one, ())) > 1 and len(right.get(other, ())) > 1:
                others = any(a != i and b != j for a, b in linked.get((one, other), ()))
                self._note(i, j, (COMPANY, Level.SAME if others else Level.OTHER))
        return bool(linked)

    def _note(self, i: int, j: int, found: tuple[str, Level]) -> None:
        self._agreements[i, j] = (*self._agreements[i, j], found)
        self._log_chance[i, j] += self._chance.log_of((found,), self._left[i], self._right[j])


_NONE: frozenset[str] = frozenset()


def _members(records: Sequence[Record]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        if record.party:
            found[record.party].append(place)
    return found


def _numbers_of_others(records: Sequence[Record]) -> dict[int, frozenset[str]]:
    """Return the identifiers and telephones of the others of each record's party."""
    found = {}
    for places in _members(records).values():
        for place in places:
            numbers = [
                {*records[other].identifiers, *records[other].phones} for other in places if other != place
            ]
            if numbers:
                found[place] = frozenset().union(*numbers)
    return found
