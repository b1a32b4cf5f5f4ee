"""Who gets a notice, by where they are and where they serve now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.core.clock import now
from yizhan.duty.models import Posting
from yizhan.notices.enums import Way, Whom
from yizhan.notices.lobby import in_the_lobby
from yizhan.notices.models import Address
from yizhan.notices.queries.ways import open_ways
from yizhan.people.models import PersonToken
from yizhan.places.models import Occupancy

_RESIDENTS = (Whom.RESIDENTS, Whom.FLOORS, Whom.PARTY, Whom.EVERYBODY)
_CREW = (Whom.CREW, Whom.TEAMS, Whom.ACCOUNT, Whom.EVERYBODY)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets a notice: parties with their `rooms` in walking order, accounts with their `names`."""

    parties: tuple[UUID, ...]
    accounts: tuple[UUID, ...]
    rooms: tuple[str, ...]
    names: tuple[str, ...]
    residents: int
    reached: dict[Way, int]

    @property
    def recipients(self) -> int:
        """How many parties and accounts."""
        return len(self.parties) + len(self.accounts)


def audience(site_id: UUID, whom: Whom, places: Sequence[UUID] = ()) -> Audience:
    """Return who gets a notice that goes to `whom`, those in no room yet last; at most seven queries,
    however many they are.
    """
    stays = _occupancies(site_id, whom, places) if whom in _RESIDENTS else []
    crew = _postings(site_id, whom, places) if whom in _CREW else []
    lobby = _waiting(site_id, whom, places)
    parties = tuple(dict.fromkeys([*(one.party_id for one in stays), *lobby]))
    accounts = {one.account_id: one.account.display_name for one in crew}
    ways = {Way.MAIL, Way.SMS} & open_ways()
    reached = {way: len(reachable(way, parties=parties, accounts=accounts)) for way in ways}
    return Audience(
        parties, tuple(accounts), tuple(dict.fromkeys(one.room.name for one in stays)),
        tuple(accounts.values()), len(stays) + sum(lobby.values()), reached,
    )  # fmt: skip


def reachable(way: Way, *, parties: Collection[UUID] = (), accounts: Collection[UUID] = ()) -> set[UUID]:
    """Return which of these parties and accounts have an address or a number for `way`; two queries."""
    found: set[UUID] = set()
    if accounts:
        own = Address.objects.filter(way=way, ended_at=None, account_id__in=set(accounts))
        found.update(own.values_list("account_id", flat=True))
    if parties and way == Way.SMS:
        phones = PersonToken.objects.filter(kind=PersonToken.Kind.PHONE)
        with_phone = Occupancy.objects.filter(
            party_id__in=set(parties), ended_at=None, person_id__in=phones.values("person_id")
        )
        found.update(with_phone.values_list("party_id", flat=True))
    return found


def rooms_of(party_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return where parties are now, such as “302, 303”; one query."""
    found: dict[UUID, dict[str, None]] = {}
    inside = Occupancy.objects.filter(party_id__in=set(party_ids), ended_at=None)
    for party_id, room in inside.order_by("room__floor__level", "room__position").values_list(
        "party_id", "room__name"
    ):
        found.setdefault(party_id, {})[room] = None
    return {party_id: ", ".join(rooms) for party_id, rooms in found.items()}


def _occupancies(site_id: UUID, whom: Whom, places: Sequence[UUID]) -> list[Occupancy]:
    here: QuerySet[Occupancy] = Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
    if whom == Whom.FLOORS:
        here = here.filter(room__floor_id__in=list(places))
    if whom == Whom.PARTY:
        here = here.filter(party_id__in=list(places)[:1])
    return list(here.select_related("room").order_by("room__floor__level", "room__position", "person_id"))


def _waiting(site_id: UUID, whom: Whom, places: Sequence[UUID]) -> dict[UUID, int]:
    if whom not in _RESIDENTS:
        return {}
    here = in_the_lobby(site_id)
    if whom == Whom.PARTY:
        return {party: people for party, people in here.items() if party in places[:1]}
    return {} if whom == Whom.FLOORS else here


def _postings(site_id: UUID, whom: Whom, places: Sequence[UUID]) -> list[Posting]:
    current = Q(ends_at=None) | Q(ends_at__gt=now())
    here = Posting.objects.filter(current, site_id=site_id, starts_at__lte=now(), account__is_active=True)
    if whom == Whom.TEAMS:
        here = here.filter(team_id__in=list(places))
    if whom == Whom.ACCOUNT:
        here = here.filter(account_id__in=list(places)[:1])
    return list(here.select_related("account").order_by("account__display_name", "account_id"))
