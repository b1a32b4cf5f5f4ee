"""What the rules need to know of a party, read from its members once."""

from __future__ import annotations

from dataclasses import dataclass

from planner.placement.party import AgeGroup, Member, PartyProfile, Relation
from planner.placement.rules import Thresholds


@dataclass(frozen=True, slots=True)
class PartyTraits:
    """A party seen by the rules. People of unknown age count neither as adult nor as child."""

    party: PartyProfile
    adults: tuple[Member, ...]
    children: tuple[Member, ...]
    unknown: tuple[Member, ...]
    elderly: tuple[Member, ...]
    stairs_sensitive: tuple[Member, ...]
    limited: bool
    fever: bool
    needs_doctor_near: bool

    @classmethod
    def of(cls, party: PartyProfile, thresholds: Thresholds) -> PartyTraits:
        """Sorts the members by what is known of them; a known age beats the tapped group."""
        groups = {one.label: age_group(one, thresholds) for one in party.members}
        elderly = tuple(one for one in party.members if is_elderly(one, thresholds))
        pregnant = any(one.pregnant for one in party.members)
        return cls(
            party=party,
            adults=tuple(m for m in party.members if groups[m.label] is AgeGroup.ADULT),
            children=tuple(m for m in party.members if groups[m.label] is AgeGroup.CHILD),
            unknown=tuple(m for m in party.members if groups[m.label] is AgeGroup.UNKNOWN),
            elderly=elderly,
            stairs_sensitive=tuple(
                m for m in party.members if m in elderly or m.mobility_limited or m.pregnant
            ),
            limited=any(one.mobility_limited for one in party.members),
            fever=party.fever,
            needs_doctor_near=party.fever or pregnant or bool(elderly),
        )

    def guardians_of(self, child: Member) -> tuple[Member, ...] | None:
        """Adults known to answer for the child; None when some adult's duty is not known.

        A parent, grandparent or relative of whom nothing else is known answers for all.
        """
        known: list[Member] = []
        unclear = False
        for adult in (*self.adults, *self.unknown):
            if adult.guardian_of is not None:
                known += [adult] if child.label in adult.guardian_of else []
            elif adult.relation in (Relation.UNKNOWN, Relation.OTHER):
                unclear = True
            else:
                known.append(adult)
        return None if unclear and not known else tuple(known)


def age_group(member: Member, thresholds: Thresholds) -> AgeGroup:
    """Adult or child by age where it is known, otherwise as tapped; old people are adults."""
    if member.age is not None:
        return AgeGroup.ADULT if member.age >= thresholds.adult_age else AgeGroup.CHILD
    if member.age_group is AgeGroup.UNKNOWN and (member.elderly or member.guardian_of):
        return AgeGroup.ADULT
    return member.age_group


def is_elderly(member: Member, thresholds: Thresholds) -> bool:
    """Old by age where it is known, otherwise as marked."""
    if member.age is not None:
        return member.age >= thresholds.elderly_age
    return member.elderly
