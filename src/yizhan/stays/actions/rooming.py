"""Giving a party its room, and moving it. What breaks a rule needs a reason, and says which rule."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions import journal
from yizhan.stays.actions.cards import renew_card
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import assess_room
from yizhan.stays.rules import RoomShare


class PartyRoomed(Outcome):
    """Who went where: room id by stay id, and the names of rules that were knowingly broken."""

    site_id: UUID
    party_id: UUID
    rooms: dict[UUID, UUID]
    broken: tuple[str, ...]


@action("stays.room_party", needs="room.assign")
def room_party(
    *, by: Actor, site_id: UUID, party_id: UUID, rooms: tuple[RoomShare, ...], reasons: tuple[str, ...] = (),
    reason: str = "",
) -> PartyRoomed:  # fmt: skip
    """Give those of a party who have no room yet the rooms that were accepted.

    `reasons` are the codes of the proposal, kept in the journal; `reason` is the person's own,
    needed when a rule is broken. Refused when the party has its room, or another took it.
    """
    journal.lock_journal(site_id)
    waiting = _without_room(_open_stays(site_id, party_id))
    if not waiting:
        raise Refusal("already_roomed", gettext_noop("This party has its room already."))
    placed: dict[UUID, UUID] = {}
    broken: list[str] = []
    for share, stays in _share_out(rooms, waiting):
        broken += _check(share.room_id, stays, reason)
        _occupy(share.room_id, stays)
        placed |= {stay.id: share.room_id for stay in stays}
    _append(EntryKind.ROOMED, by, waiting, placed, (*reasons, *broken), reason)
    touch_rooms(site_id, set(placed.values()))
    return PartyRoomed(site_id=site_id, party_id=party_id, rooms=placed, broken=tuple(broken))


@action("stays.move_party", needs="room.assign", online_only=True)
def move_party(
    *, by: Actor, site_id: UUID, party_id: UUID, from_room_id: UUID, to_room_id: UUID, reason: str
) -> PartyRoomed:
    """Move those of a party who are in one room to another; the room they leave is to be disinfected."""
    journal.lock_journal(site_id)
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why this party moves."))
    leaving = list(Occupancy.objects.filter(room_id=from_room_id, party_id=party_id, ended_at=None))
    if not leaving:
        raise Refusal("not_there", gettext_noop("This party is no longer in that room. Look at the map again."))
    persons = {occupancy.person_id for occupancy in leaving}
    stays = [stay for stay in _open_stays(site_id, party_id) if stay.person_id in persons]
    broken = _check(to_room_id, stays, reason)
    Occupancy.objects.filter(id__in=[occupancy.id for occupancy in leaving]).update(ended_at=now())
    _occupy(to_room_id, stays)
    _leave(from_room_id)
    placed = {stay.id: to_room_id for stay in stays}
    _append(EntryKind.MOVED, by, stays, placed, tuple(broken), reason, came_from=from_room_id)
    touch_rooms(site_id, [from_room_id, to_room_id])
    return PartyRoomed(site_id=site_id, party_id=party_id, rooms=placed, broken=tuple(broken))


class RoomStateSet(Outcome):
    """The room and its new state."""

    site_id: UUID
    room_id: UUID
    state: RoomState


@action("stays.set_room_state", needs="room.assign", online_only=True)
def set_room_state(
    *, by: Actor, site_id: UUID, room_id: UUID, state: RoomState, reason: str = ""
) -> RoomStateSet:
    """Mark an empty room ready, to be disinfected, or blocked (with the reason)."""
    journal.lock_journal(site_id)
    room = _room(site_id, room_id)
    if state == RoomState.BLOCKED and not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why room %(room)s is blocked."), room=room.name)
    if state != RoomState.READY and room.occupancies.filter(ended_at=None).exists():
        raise Refusal("room_taken", gettext_noop("Room %(room)s is taken. Choose another."), room=room.name)
    Room.objects.filter(id=room_id).update(state=state, state_reason=reason.strip())
    touch_rooms(site_id, [room_id])
    return RoomStateSet(site_id=site_id, room_id=room_id, state=state)


def _open_stays(site_id: UUID, party_id: UUID) -> list[Stay]:
    return list(Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None))


def _without_room(stays: list[Stay]) -> list[Stay]:
    persons = [stay.person_id for stay in stays]
    roomed = set(
        Occupancy.objects.filter(person_id__in=persons, ended_at=None).values_list("person_id", flat=True)
    )
    return [stay for stay in stays if stay.person_id not in roomed]


def _share_out(rooms: tuple[RoomShare, ...], waiting: list[Stay]) -> list[tuple[RoomShare, list[Stay]]]:
    named = {letter for share in rooms for letter in share.letters}
    shares = [
        (share, [s for s in waiting if s.band_letter in share.letters or (not share.letters and s.band_letter not in named)])
        for share in rooms
    ]  # fmt: skip
    covered = [stay.id for _, stays in shares for stay in stays]
    if sorted(covered) != sorted(stay.id for stay in waiting):
        raise Refusal("party_incomplete", gettext_noop("Everybody of the party needs exactly one room."))
    return [(share, stays) for share, stays in shares if stays]


def _check(room_id: UUID, stays: list[Stay], reason: str) -> list[str]:
    room = _room(stays[0].site_id, room_id)
    assessed = assess_room(stays, room)
    if assessed.impossible or (assessed.broken and not reason.strip()):
        raise Refusal(
            "rule_broken", gettext_noop("Room %(room)s: %(why)s Choose another room, or say why it must be this one."),
            room=room.name, why=" ".join(assessed.sentences),
        )  # fmt: skip
    return assessed.broken


def _room(site_id: UUID, room_id: UUID) -> Room:
    room = Room.objects.filter(site_id=site_id, id=room_id).first()
    if room is None:
        raise Refusal("no_such_room", gettext_noop("This site has no such room."))
    return room


def _occupy(room_id: UUID, stays: list[Stay]) -> None:
    empty = not Occupancy.objects.filter(room_id=room_id, ended_at=None).exists()
    Occupancy.objects.bulk_create(
        Occupancy(id=new_id(), room_id=room_id, person_id=s.person_id, party_id=s.party_id, started_at=now())
        for s in stays
    )
    if empty:
        renew_card(room_id)


def _leave(room_id: UUID) -> None:
    if not Occupancy.objects.filter(room_id=room_id, ended_at=None).exists():
        Room.objects.filter(id=room_id).update(state=RoomState.DIRTY, state_reason="")


def _append(
    kind: EntryKind, by: Actor, stays: list[Stay], placed: dict[UUID, UUID], reasons: tuple[str, ...],
    reason: str, came_from: UUID | None = None,
) -> None:  # fmt: skip
    first = stays[0]
    journal.append(
        first.site_id, kind, by, note=(first.person_id, reason.strip()), party=str(first.party_id),
        placed={str(stay.person_id): str(placed[stay.id]) for stay in stays},
        reasons=list(reasons), came_from=str(came_from) if came_from else None,
    )  # fmt: skip
