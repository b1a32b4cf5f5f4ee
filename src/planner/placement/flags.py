"""Facts about a party that somebody must see to, wherever it is roomed."""

from __future__ import annotations

from collections.abc import Iterator

from planner.placement.party import Member, Relation
from planner.placement.proposal import Flag
from planner.placement.rules import PlacementRules
from planner.placement.traits import PartyTraits


def flags_of(traits: PartyTraits, rules: PlacementRules) -> tuple[Flag, ...]:
    """Everything to be flagged, with the look-ins that the rules ask for."""
    found = []
    for code, members in _found(traits, rules):
        labels = tuple(one.label for one in members)
        found.append(Flag(code, labels, rules.flags[code].look_in_hours))
    return tuple(found)


def _found(traits: PartyTraits, rules: PlacementRules) -> Iterator[tuple[str, tuple[Member, ...]]]:
    unguarded = _without_guardian(traits)
    if unguarded:
        yield "minors_without_guardian", unguarded
    if _only_grandparents(traits) and not unguarded:
        yield "grandparent_with_child", (*traits.adults, *traits.children)
    several = len(traits.children) >= rules.thresholds.several_children
    if several and len(traits.adults) == 1 and not traits.unknown:
        yield "one_adult_several_children", (*traits.adults, *traits.children)
    members = traits.party.members
    if traits.fever and not all(one.fever for one in members):
        yield "fever_with_others", tuple(one for one in members if one.fever)
    if len(members) == 1 and traits.elderly:
        yield "elderly_alone", members


def _without_guardian(traits: PartyTraits) -> tuple[Member, ...]:
    """Children with nobody who may be their guardian; unknown duty counts as a guardian."""
    return tuple(one for one in traits.children if traits.guardians_of(one) == ())


def _only_grandparents(traits: PartyTraits) -> bool:
    """Children whose only adults are grandparents, or old people of whom nothing else is known."""

    def is_grandparent(adult: Member) -> bool:
        if adult.relation is Relation.UNKNOWN:
            return adult in traits.elderly
        return adult.relation is Relation.GRANDPARENT

    return bool(
        traits.children
        and traits.adults
        and not traits.unknown
        and all(is_grandparent(adult) for adult in traits.adults)
    )
