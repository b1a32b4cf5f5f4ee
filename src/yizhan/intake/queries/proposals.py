"""Which room for which party: what the planner proposes, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from planner.placement import Outlook, Proposal, Reason, ReasonKind, SiteState, propose
from yizhan.intake.queries.expected import outlook_of
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import fresh_breaks, party_profile, sentences, site_state
from yizhan.stays.rules import format_tag

# True of every room on the floors that are open: it decides, and helps nobody to understand the room.
UNSAID = frozenset({"floor_opened_later"})


@dataclass(frozen=True, slots=True)
class ProposedRoom:
    """A room of a proposal and the letters of those who go there."""

    room_id: UUID
    name: str
    floor: str
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that the proposal breaks: to be known, and answered with a reason."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class RoomProposal:
    """Rooms for those of a party who wait, with what spoke for them and what must be watched.

    `codes` are those of `reasons` and `broken`, as the journal keeps them.
    """

    rooms: tuple[ProposedRoom, ...]
    reasons: tuple[str, ...]
    broken: tuple[BrokenRule, ...]
    flags: tuple[str, ...]
    codes: tuple[str, ...]


def proposals_for(site_id: UUID, party_id: UUID, limit: int = 3) -> list[RoomProposal]:
    """Return the best rooms for those of a party who have none, best first; 21 queries at most.

    Empty when nobody of the party waits, or no ready room is vacant. Whoever comes late is first
    offered a free bed with the rest of the party.
    """
    stays = list(Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None))
    persons = [stay.person_id for stay in stays]
    inside = Occupancy.objects.filter(person_id__in=persons, ended_at=None)
    rooms = dict(inside.values_list("person_id", "room_id"))
    waiting = [stay for stay in stays if stay.person_id not in rooms]
    if not waiting:
        return []
    site = site_state(site_id)
    joined = _joining(
        site, stays, {stay.id: rooms[stay.person_id] for stay in stays if stay.person_id in rooms}
    )
    outlook = outlook_of(site_id, rooming=party_id)
    return [*joined, *_proposed(site, waiting, outlook, limit, beside=bool(rooms))][:limit]


def _joining(site: SiteState, stays: list[Stay], before: dict[UUID, UUID]) -> list[RoomProposal]:
    """The party's own rooms, where those who wait find a bed without breaking a rule."""
    waiting = [stay for stay in stays if stay.id not in before]
    letters = tuple(stay.band_letter for stay in waiting)
    found = []
    for room_id in dict.fromkeys(before.values()):
        if not fresh_breaks(site, stays, before | {stay.id: room_id for stay in waiting}, before):
            room = _room(site, str(room_id), letters)
            words = _("%(room)s: the rest of the party is there") % {"room": room.name}
            found.append(RoomProposal((room,), (words,), (), (), ("joins_party",)))
    return found


def _proposed(
    site: SiteState, waiting: list[Stay], outlook: Outlook, limit: int, *, beside: bool
) -> list[RoomProposal]:
    rest = frozenset({format_tag(waiting[0].band_number)}) if beside else frozenset[str]()
    letters = {stay.tag: stay.band_letter for stay in waiting}
    return [
        _in_words(site, proposal, letters)
        for proposal in propose(site, party_profile(waiting, rest), outlook, limit=limit)
    ]


def _in_words(site: SiteState, proposal: Proposal, letters: dict[str, str]) -> RoomProposal:
    counted = [
        reason for reason in proposal.reasons
        if reason.kind is ReasonKind.SOFT and reason.code not in UNSAID
    ]  # fmt: skip
    watched = [reason for reason in proposal.reasons if reason.kind is ReasonKind.FLAG]
    broken = zip(proposal.broken, sentences(proposal.broken), strict=True)
    shares = [(share.room_id, tuple(letters[tag] for tag in share.members)) for share in proposal.rooms]
    return RoomProposal(
        rooms=tuple(_room(site, room_id, who) for room_id, who in shares),
        reasons=tuple(sentences(counted)),
        broken=tuple(BrokenRule(reason.code, text) for reason, text in broken),
        flags=tuple(sentences(watched)),
        codes=_codes((*counted, *proposal.broken)),
    )  # fmt: skip


def _room(site: SiteState, room_id: str, letters: tuple[str, ...]) -> ProposedRoom:
    room = site.room(room_id)
    return ProposedRoom(UUID(room_id), room.name, site.index.floors[room.floor_id].label, letters)


def _codes(reasons: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.code for reason in reasons))
