"""Who is to be roomed, and who is still expected. Everything but the headcount may be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class AgeGroup(StrEnum):
    """As tapped at the bus door. A known age counts for more than this."""

    ADULT = "adult"
    CHILD = "child"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """What an adult is to the children of the party."""

    PARENT = "parent"
    GRANDPARENT = "grandparent"
    RELATIVE = "relative"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a party, known by a wristband label such as "023-A".

    `guardian_of`: labels of the children this adult answers for; None when not known, empty
    when known to be nobody's guardian. `age` is in years.
    """

    label: str
    age_group: AgeGroup = AgeGroup.UNKNOWN
    age: int | None = None
    guardian_of: frozenset[str] | None = None
    relation: Relation = Relation.UNKNOWN
    fever: bool = False
    mobility_limited: bool = False
    elderly: bool = False
    pregnant: bool = False

    def __post_init__(self) -> None:
        if self.age is not None and self.age < 0:
            raise ValueError(f"member {self.label!r}: age must not be negative")
        object.__setattr__(self, "age_group", AgeGroup(self.age_group))
        object.__setattr__(self, "relation", Relation(self.relation))
        if self.guardian_of is not None:
            object.__setattr__(self, "guardian_of", frozenset(self.guardian_of))


@dataclass(frozen=True, slots=True)
class PartyProfile:
    """People who belong together. `companions` are parties that want to be near this one,
    `apart_from` are parties that must not be next door; both are party ids. `language`: the one
    they need, as `Floor.languages` names it; None when any will do. `probability`: above 0, up to 1,
    that they come at all; whoever is surely there gets a room before who may come.

    Raises ValueError for no members, a label used twice, a guardian of somebody else's child.
    """

    id: str
    members: tuple[Member, ...]
    cohort: str | None = None
    companions: frozenset[str] = frozenset()
    apart_from: frozenset[str] = frozenset()
    language: str | None = None
    probability: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", tuple(self.members))
        object.__setattr__(self, "companions", frozenset(self.companions))
        object.__setattr__(self, "apart_from", frozenset(self.apart_from))
        if not self.members:
            raise ValueError(f"party {self.id!r} has no members")
        if not 0.0 < self.probability <= 1.0:
            raise ValueError(f"party {self.id!r}: probability must be above 0 and at most 1")
        labels = {one.label for one in self.members}
        if len(labels) < len(self.members):
            raise ValueError(f"party {self.id!r}: a member's label is used twice")
        for one in self.members:
            if one.guardian_of and not one.guardian_of <= labels - {one.label}:
                raise ValueError(f"party {self.id!r}: {one.label!r} is guardian of a stranger")

    @classmethod
    def counted(cls, party_id: str, *, adults: int = 0, children: int = 0, unknown: int = 0) -> PartyProfile:
        """A party of which only the make-up was tapped; labels are "<party>-A", "-B", ..."""
        groups = [AgeGroup.ADULT] * adults + [AgeGroup.CHILD] * children
        groups += [AgeGroup.UNKNOWN] * unknown
        return cls(
            party_id,
            tuple(Member(f"{party_id}-{_letters(place)}", group) for place, group in enumerate(groups)),
        )

    @property
    def size(self) -> int:
        """People in the party."""
        return len(self.members)

    @property
    def fever(self) -> bool:
        """True when anybody of the party has fever."""
        return any(one.fever for one in self.members)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Parties still to come, without the one being roomed now.

    `by_size`: {people in a party: number of such parties}. `people`: everybody still expected,
    when only that is known or when it is more than `by_size` adds up to; the rest is then
    assumed to be made up as the rules file says. `confidence`: 0 to 1, how sure the counts are.
    Empty means that nothing is known. Raises ValueError for sizes below 1 or negative counts.
    """

    by_size: Mapping[int, int] = field(default_factory=dict)
    people: int | None = None
    confidence: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_size", dict(self.by_size))
        for size, count in self.by_size.items():
            if size < 1 or count < 0:
                raise ValueError(f"outlook: {count} parties of {size} people cannot be")
        if self.people is not None and self.people < 0:
            raise ValueError("outlook: people must not be negative")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError("outlook: confidence must be between 0 and 1")

    @property
    def unlisted_people(self) -> int:
        """People expected beyond those in `by_size`."""
        listed = sum(size * count for size, count in self.by_size.items())
        return max((self.people or 0) - listed, 0)


def _letters(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    head = _letters(place // 26 - 1) if place >= 26 else ""
    return head + chr(ord("A") + place % 26)
