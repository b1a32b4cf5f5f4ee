"""A party's own page: who they are, where they stand, what is still open. Nobody else's."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity
from yizhan.people.models import PartyToken
from yizhan.people.queries.identity import identities
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class OwnMember:
    """One of the party: what was said about them, and which of tonight's five fields are open."""

    stay: Stay
    child: bool
    identity: Identity
    missing: tuple[str, ...]
    room: Room | None

    @property
    def letter(self) -> str:
        """The letter on the wristband."""
        return self.stay.band_letter


@dataclass(frozen=True, slots=True)
class OwnParty:
    """A party as it sees itself; `day` counts from 1, the day of arrival."""

    site: Site
    number: int
    members: tuple[OwnMember, ...]
    day: int

    @property
    def rooms(self) -> list[Room]:
        """The rooms they are in, each once; empty while they wait for one."""
        return list({member.room.id: member.room for member in self.members if member.room}.values())

    @property
    def has_children(self) -> bool:
        """Tell whether an adult of the party is asked what they are to the children."""
        return any(member.child for member in self.members)

    @property
    def open_fields(self) -> int:
        """How many answers are still missing, over all members."""
        return sum(len(member.missing) for member in self.members)

    def member(self, letter: str) -> OwnMember | None:
        """Return who wears `letter`."""
        return next((member for member in self.members if member.letter == letter), None)


def secret_digest(secret: str) -> bytes:
    """Return the 32 bytes under which a token is stored."""
    return hashlib.sha256(secret.encode()).digest()


def live_tokens() -> QuerySet[PartyToken]:
    """Return the tokens that open a page now: not revoked, not expired, the party still at its site.

    A phone whose holder has left closes, also while the others of the party are still here.
    """
    in_force = PartyToken.objects.filter(revoked_at=None, expires_at__gt=now())
    here = Q(party__stays__ended_at=None, party__stays__site_id=F("site_id"))
    holds = Q(holder=None) | Q(party__stays__person_id=F("holder_id"))
    return in_force.filter(here & holds).distinct()


def token_of(secret: str) -> PartyToken | None:
    """Return the token whose secret a phone shows, while it opens a page."""
    return live_tokens().filter(secret_digest=secret_digest(secret)).first() if secret else None


def own_party(token: PartyToken) -> OwnParty:
    """Return the token's party; four queries. That particulars were read is audited."""
    site = Site.objects.get(id=token.site_id)
    stays = list(
        Stay.objects.filter(party_id=token.party_id, site=site, ended_at=None).select_related("person")
    )
    said = identities(stay.person for stay in stays)
    inside = Occupancy.objects.filter(party_id=token.party_id, ended_at=None).select_related("room__floor")
    rooms = {occupancy.person_id: occupancy.room for occupancy in inside}
    record_audit(
        Actor(ActorKind.PARTY, token.id).tapping(),
        "intake.read_own",
        site_id=site.id,
        party=str(token.party_id),
    )
    return OwnParty(
        site, stays[0].band_number, tuple(_member(stay, said, rooms) for stay in stays), _day(site, stays)
    )


def _member(stay: Stay, said: dict[UUID, Identity], rooms: dict[UUID, Room]) -> OwnMember:
    identity = said.get(stay.person_id, Identity())
    child = stay.person.age_group == AgeGroup.CHILD
    return OwnMember(stay, child, identity, tuple(identity.missing(child=child)), rooms.get(stay.person_id))


def _day(site: Site, stays: list[Stay]) -> int:
    zone = ZoneInfo(site.timezone)
    arrived: date = min(stay.started_at for stay in stays).astimezone(zone).date()
    return (now().astimezone(zone).date() - arrived).days + 1
