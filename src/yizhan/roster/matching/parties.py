"""Parties as a whole: those of whom somebody is recognised, and those of whom only the make-up is known.

Most people who were counted have no name yet: a wristband, seen as adult or child, a room. What is
known of one member carries the others; where nobody is known, room and make-up propose, and say so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, log

from yizhan.roster.matching.comparing import Level
from yizhan.roster.matching.engine import Match, Matching
from yizhan.roster.matching.spelling import plain
from yizhan.roster.matching.trust import Trust, trust_rules
from yizhan.roster.matching.weights import table

MOST_CHOICES = 5
_LEAST_RECOGNISED = 0.1
_LEAST_BESIDE_THE_FIRST = 0.05
ROOM, MAKE_UP = "room", "make_up"


class Age(StrEnum):
    """What a counter sees; a roster's birth date may leave it open."""

    ADULT = "adult"
    CHILD = "child"
    UNKNOWN = "unknown"


class How(StrEnum):
    """Why a member is put beside a member: recognised, the only one left of that age, or by order."""

    RECOGNISED = "recognised"
    ONLY_ONE = "only_one"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Member:
    """One of a party; `nameless` if nothing is known by which they could be recognised."""

    key: str
    age: Age
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """People who belong together, in their order, and the room in which they are or ought to be."""

    key: str
    members: tuple[Member, ...]
    room: str = ""


@dataclass(frozen=True, slots=True)
class MemberPair:
    """Two members side by side; `match` says more where one was recognised."""

    left: str
    right: str
    how: How
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class PartyMatch:
    """Two parties that may be one, member by member; `agreement` is of room and make-up."""

    left: str
    right: str
    pairs: tuple[MemberPair, ...]
    probability: float
    trust: Trust
    agreement: tuple[tuple[str, Level], ...]


def match_parties(
    left: Sequence[Group], right: Sequence[Group], matching: Matching
) -> list[list[PartyMatch]]:
    """Return for each party of `left` what it may be, the likeliest first, at most five.

    A party of whom somebody is recognised has one proposal for each party in which its members were
    found. Of the others each nameless party with that room or that make-up is a choice.
    """
    recognised = _Recognised(left, right, matching)
    by_person = {group.key: list(recognised.proposals(group)) for group in left}
    silent = [group for group in left if not by_person[group.key]]
    free = [group for group in right if group.key not in recognised.used and _is_nameless(group)]
    by_shape = _by_shape(silent, free)
    return [(by_person[group.key] or by_shape.get(group.key, []))[:MOST_CHOICES] for group in left]


def put_together(left: Group, right: Group, matching: Matching) -> PartyMatch:
    """Return two parties side by side because somebody chose them: by who is recognised, else by order."""
    recognised = next(_Recognised([left], [right], matching).proposals(left), None)
    return recognised or _by_order(left, right, 0.0)


class _Recognised:
    """Proposals that rest on somebody who was recognised."""

    def __init__(self, left: Sequence[Group], right: Sequence[Group], matching: Matching) -> None:
        place_of = {member.key: group for group in right for member in group.members}
        self._found: dict[str, list[tuple[Group, Match]]] = defaultdict(list)
        group_of = {member.key: group.key for group in left for member in group.members}
        self._best = {
            match.left: match for match in matching.best
            if match.right in place_of and match.probability >= _LEAST_RECOGNISED
        }  # fmt: skip
        for match in self._best.values():
            self._found[group_of[match.left]].append((place_of[match.right], match))
        self._taken = {match.right for match in self._best.values()}
        self.used = {place_of[match.right].key for match in self._best.values()}

    def proposals(self, group: Group) -> Iterator[PartyMatch]:
        """Give one proposal for each party in which members of `group` were found, the fullest first."""
        places: dict[str, list[Match]] = defaultdict(list)
        groups: dict[str, Group] = {}
        for place, match in self._found.get(group.key, ()):
            places[place.key].append(match)
            groups[place.key] = place
        order = sorted(places, key=lambda key: (-sum(one.probability for one in places[key]), key))
        for rank, key in enumerate(order):
            pairs = [MemberPair(one.left, one.right, How.RECOGNISED, one) for one in places[key]]
            if rank == 0:
                pairs += self._rest(group, groups[key])
            yield _party_match(group, groups[key], pairs)

    def _rest(self, group: Group, place: Group) -> list[MemberPair]:
        left = [member for member in group.members if member.key not in self._best]
        right = [member for member in place.members if member.nameless and member.key not in self._taken]
        return _side_by_side(left, right)


def _party_match(group: Group, place: Group, pairs: Sequence[MemberPair]) -> PartyMatch:
    known = [pair.match for pair in pairs if pair.match]
    trusts = [match.trust for match in known] + [
        Trust.LIKELY if pair.how == How.ONLY_ONE else Trust.ASK for pair in pairs if not pair.match
    ]
    trust = max(trusts, key=list(Trust).index)
    order = {member.key: number for number, member in enumerate(group.members)}
    return PartyMatch(
        group.key, place.key, tuple(sorted(pairs, key=lambda pair: order[pair.left])),
        min(match.probability for match in known), trust, _shape(group, place),
    )  # fmt: skip


def _side_by_side(left: Sequence[Member], right: Sequence[Member]) -> list[MemberPair]:
    """Put members beside each other by age, in their order; whoever may be either comes last."""
    pairs: list[MemberPair] = []
    free = list(right)
    for age in (Age.ADULT, Age.CHILD, Age.UNKNOWN):
        wanted = [member for member in left if member.age == age]
        fitting = [member for member in free if _fits(age, member.age)]
        fitting.sort(key=lambda member: member.age != age)
        how = How.ONLY_ONE if len(wanted) == len(fitting) == 1 else How.ORDER
        for one, other in zip(wanted, fitting, strict=False):
            pairs.append(MemberPair(one.key, other.key, how))
            free.remove(other)
    return pairs


def _fits(one: Age, other: Age) -> bool:
    return one == other or Age.UNKNOWN in (one, other)


def _by_shape(left: Sequence[Group], right: Sequence[Group]) -> dict[str, list[PartyMatch]]:
    """Weigh parties by room and make-up alone; every choice competes with all others of its kind."""
    ratios: dict[tuple[int, int], float] = {}
    makes = Counter(_make_up(group) for group in right)
    of_left: dict[int, float] = defaultdict(float)
    of_right: dict[int, float] = defaultdict(float)
    for i, group in enumerate(left):
        for j, place in enumerate(right):
            if len(group.members) != len(place.members) and group.room != place.room:
                continue
            shape = dict(_shape(group, place))
            if shape.get(ROOM) == Level.SAME or shape[MAKE_UP] == Level.SAME:
                share = makes[_make_up(place)] / len(right)
                ratios[i, j] = exp(_weight(shape, share)) / len(right)
                of_left[i] += ratios[i, j]
                of_right[j] += ratios[i, j]
    found: dict[str, list[PartyMatch]] = defaultdict(list)
    for (i, j), ratio in ratios.items():
        nobody = trust_rules().not_come / len(right)
        probability = ratio / (nobody + of_left[i] + of_right[j] - ratio)
        found[left[i].key].append(_by_order(left[i], right[j], probability))
    return {key: _worth_showing(choices) for key, choices in found.items()}


def _worth_showing(choices: Sequence[PartyMatch]) -> list[PartyMatch]:
    """Return the likeliest first, without those that are nothing beside it."""
    first = max(choice.probability for choice in choices)
    shown = [choice for choice in choices if choice.probability >= first * _LEAST_BESIDE_THE_FIRST]
    return sorted(shown, key=lambda choice: (-choice.probability, choice.right))


def _weight(shape: Mapping[str, Level], share: float) -> float:
    weights = table()
    total = log(weights.same[MAKE_UP, shape[MAKE_UP]])
    total -= log(share if shape[MAKE_UP] == Level.SAME else weights.chance[MAKE_UP, shape[MAKE_UP]])
    if ROOM in shape:
        total += log(weights.same[ROOM, shape[ROOM]] / weights.chance[ROOM, shape[ROOM]])
    return total


def _by_order(group: Group, place: Group, probability: float) -> PartyMatch:
    """Propose by shape: likely at best, for nobody was recognised."""
    pairs = _side_by_side(group.members, place.members)
    shape = _shape(group, place)
    likely = probability >= trust_rules().likely and dict(shape).get(ROOM) == Level.SAME
    return PartyMatch(
        group.key, place.key, tuple(pairs), probability, Trust.LIKELY if likely else Trust.ASK, shape
    )


def _shape(group: Group, place: Group) -> tuple[tuple[str, Level], ...]:
    made = _compare_make_up(group, place)
    if not group.room or not place.room:
        return ((MAKE_UP, made),)
    return ((ROOM, Level.SAME if plain(group.room) == plain(place.room) else Level.OTHER), (MAKE_UP, made))


def _compare_make_up(group: Group, place: Group) -> Level:
    return _compare_ages(
        tuple(member.age for member in group.members), tuple(member.age for member in place.members)
    )


@lru_cache(maxsize=4096)
def _compare_ages(left: tuple[Age, ...], right: tuple[Age, ...]) -> Level:
    if len(left) != len(right):
        return Level.NEAR if abs(len(left) - len(right)) == 1 else Level.OTHER
    either = left.count(Age.UNKNOWN) + right.count(Age.UNKNOWN)
    too_many = abs(left.count(Age.CHILD) - right.count(Age.CHILD))
    return Level.SAME if too_many <= either else Level.NEAR


def _make_up(group: Group) -> tuple[int, int]:
    ages = Counter(member.age for member in group.members)
    return len(group.members), ages[Age.CHILD]


def _is_nameless(group: Group) -> bool:
    return all(member.nameless for member in group.members)
