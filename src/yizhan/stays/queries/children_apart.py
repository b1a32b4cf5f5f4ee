"""Children of a party in a room where none of its adults is."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from planner.placement import Member, PartyProfile, default_rules
from planner.placement.traits import PartyTraits
from yizhan.stays.queries.placement import party_profile
from yizhan.stays.queries.present import open_stays, rooms_now


def children_apart(members: Sequence[Member], rooms: Mapping[str, UUID]) -> tuple[str, ...]:
    """Return the wristbands of children in a room without an adult of theirs, from the room by wristband.

    Empty for a party without any adult, which is another matter. Who was not seen yet may be an adult.
    """
    traits = PartyTraits.of(PartyProfile("party", tuple(members)), default_rules().thresholds)
    grown = [one.label for one in (*traits.adults, *traits.unknown)]
    if not grown:
        return ()
    guarded = {rooms.get(label) for label in grown}
    return tuple(
        child.label for child in traits.children if child.label in rooms and rooms[child.label] not in guarded
    )


def children_apart_of(site_id: UUID, party_id: UUID) -> tuple[str, ...]:
    """Return the children apart of one party as it is now; eight queries at most. Birth dates are opened."""
    stays = open_stays(site_id, party_id)
    if not stays:
        return ()
    rooms = rooms_now(stays)
    tags = {stay.tag: rooms[stay.id] for stay in stays if stay.id in rooms}
    return children_apart(party_profile(stays).members, tags)
