"""Giving a party its room, and moving it. What breaks a rule needs a reason, and says which rule."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from planner.placement import SiteState
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions import journal
from yizhan.stays.actions.children_apart import CHILD_APART, review_children_apart
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.actions.occupancy import occupy, vacate
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import assess_placing
from yizhan.stays.queries.present import open_stays, rooms_now
from yizhan.stays.rules import BandLetter, RoomShare

# Two parties in one room are a named exception: never the by-product of a reason for something else.
SHARED = frozenset({"room_occupied", "fever_room_shared"})
Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Codes = Annotated[tuple[Code, ...], Field(max_length=20)]
Rooms = Annotated[tuple[RoomShare, ...], Field(min_length=1, max_length=20)]
Letters = Annotated[tuple[BandLetter, ...], Field(max_length=12)]
Words = Annotated[str, StringConstraints(max_length=300)]
NOT_THERE = "not_there", gettext_noop("This party is no longer in that room. Look at the map again.")


class PartyRoomed(Outcome):
    """Who went where: room id by stay id, and the codes of rules that were knowingly broken."""

    site_id: UUID
    party_id: UUID
    rooms: dict[UUID, UUID]
    broken: tuple[str, ...]


@action("stays.room_party", needs="room.assign")
def room_party(
    *, by: Actor, site_id: UUID, party_id: UUID, rooms: Rooms, reasons: Codes = (), reason: Words = "",
    knowing: Codes | None = None,
) -> PartyRoomed:  # fmt: skip
    """Give those of a party who have no room yet the rooms that were accepted.

    `reasons` are the codes of what spoke for the proposal, kept in the journal. Where rules are
    broken, `reason` says why it must be so, and `knowing` holds the codes that were shown: a rule
    that broke since then is not covered by the reason. Without `knowing` a reason covers every rule
    but one: a room that another party is in is shared knowingly or not at all.
    Refused when the party has its room, when a rule is broken unknowingly, or the room is shut.
    """
    journal.lock_journal(site_id)
    reason = reason.strip()
    stays = open_stays(site_id, party_id)
    before = rooms_now(stays)
    waiting = [stay for stay in stays if stay.id not in before]
    if not waiting:
        raise Refusal("already_roomed", gettext_noop("This party has its room already."))
    placed = share_out(rooms, waiting)
    names = room_names(site_id, placed.values())
    broken = check_rules(stays, before | placed, before, names, knowing, reason)
    entry = journal.append(
        site_id, EntryKind.ROOMED, by, note=(waiting[0].person_id, reason), party=str(party_id),
        placed=by_room(waiting, placed), broken=broken,
        reasons=[code for code in reasons if code not in broken],
    )  # fmt: skip
    for room_id in names:
        occupy(room_id, [stay for stay in waiting if placed[stay.id] == room_id], entry.at)
    touch_rooms(site_id, names)
    if CHILD_APART in broken:
        review_children_apart(by=by, site_id=site_id, party_id=party_id)
    return PartyRoomed(site_id=site_id, party_id=party_id, rooms=placed, broken=tuple(broken))


@action("stays.move_party", needs="room.assign", online_only=True)
def move_party(
    *, by: Actor, site_id: UUID, party_id: UUID, from_room_id: UUID, to_room_id: UUID, reason: Words,
    knowing: Codes | None = None, letters: Letters = (),
) -> PartyRoomed:  # fmt: skip
    """Move those of a party who are in one room to another; the room they leave is to be disinfected.

    `knowing` is as in `room_party`. With `letters` only these of them go. That divides a party, so that
    every rule it breaks must be known, and a child left without an adult of its own is looked in on.
    """
    journal.lock_journal(site_id)
    reason = reason.strip()
    if not reason:
        raise Refusal("reason_needed", gettext_noop("Say why this party moves."))
    stays = open_stays(site_id, party_id)
    before = rooms_now(stays)
    moving = those_in(stays, before, from_room_id, letters)
    if from_room_id == to_room_id:
        raise Refusal(*NOT_THERE)
    placed = {stay.id: to_room_id for stay in moving}
    known = () if letters and knowing is None else knowing
    broken = check_rules(stays, before | placed, before, room_names(site_id, [to_room_id]), known, reason)
    entry = journal.append(
        site_id, EntryKind.MOVED, by, note=(moving[0].person_id, reason), party=str(party_id),
        placed=by_room(moving, placed), broken=broken, came_from=str(from_room_id),
    )  # fmt: skip
    persons = [stay.person_id for stay in moving]
    vacate(Occupancy.objects.filter(person_id__in=persons, ended_at=None), entry.at)
    occupy(to_room_id, moving, entry.at)
    touch_rooms(site_id, [from_room_id, to_room_id])
    review_children_apart(by=by, site_id=site_id, party_id=party_id)
    return PartyRoomed(site_id=site_id, party_id=party_id, rooms=placed, broken=tuple(broken))


def those_in(
    stays: Iterable[Stay], rooms: Mapping[UUID, UUID], room_id: UUID, letters: Letters = ()
) -> list[Stay]:
    """Return those of a party who are in a room, with `letters` only these; refused unless they are there."""
    there = [stay for stay in stays if rooms.get(stay.id) == room_id]
    found = [stay for stay in there if not letters or stay.band_letter in letters]
    if not found or set(letters) - {stay.band_letter for stay in found}:
        raise Refusal(*NOT_THERE)
    return found


def by_room(stays: Iterable[Stay], placed: Mapping[UUID, UUID]) -> dict[str, list[str]]:
    """Return a journal's `placed`: persons by room, from rooms by stay."""
    together: dict[str, list[str]] = {}
    for stay in stays:
        together.setdefault(str(placed[stay.id]), []).append(str(stay.person_id))
    return together


def share_out(rooms: Rooms, waiting: list[Stay]) -> dict[UUID, UUID]:
    """Return the room of each stay; refused unless everybody gets exactly one."""
    named = {letter: share.room_id for share in rooms for letter in share.letters}
    rest = [share.room_id for share in rooms if not share.letters]
    placed = {stay.id: named.get(stay.band_letter, rest[0] if rest else None) for stay in waiting}
    letters = [letter for share in rooms for letter in share.letters]
    strangers = set(letters) - {stay.band_letter for stay in waiting}
    if None in placed.values() or strangers or len(rest) > 1 or len(letters) != len(set(letters)):
        raise Refusal("party_incomplete", gettext_noop("Everybody of the party needs exactly one room."))
    return {stay_id: room_id for stay_id, room_id in placed.items() if room_id}


def room_names(site_id: UUID, room_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of rooms; refused where the site has no such room."""
    wanted = set(room_ids)
    names = dict(Room.objects.filter(site_id=site_id, id__in=wanted).values_list("id", "name"))
    if len(names) < len(wanted):
        raise Refusal("no_such_room", gettext_noop("This site has no such room."))
    return names


def check_rules(
    stays: list[Stay], after: dict[UUID, UUID], before: dict[UUID, UUID], names: dict[UUID, str],
    knowing: Codes | None, reason: str, site: SiteState | None = None,
) -> list[str]:  # fmt: skip
    """Return the rules that rooms would break; refused where one is broken without knowing or reason."""
    assessed = assess_placing(stays, after, before, site)
    broken = set(assessed.broken)
    unknowing = broken & SHARED if knowing is None else broken - set(knowing)
    if assessed.impossible or unknowing or (broken and not reason):
        raise Refusal(
            "rule_broken",
            gettext_noop("Room %(room)s: %(why)s. Choose another room, or say why it must be this one."),
            room=", ".join(names.values()), why="; ".join(assessed.sentences),
        )  # fmt: skip
    return assessed.broken
