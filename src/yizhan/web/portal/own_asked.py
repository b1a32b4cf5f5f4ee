"""What a party has asked for, as far as the phone that asks may show it."""

from datetime import timedelta

from yizhan.core.actors import ActorKind
from yizhan.core.clock import now
from yizhan.duty.models import Matter
from yizhan.duty.needs import needs
from yizhan.duty.queries.matters_thread import OwnMatter, own_matters
from yizhan.people.models import PartyToken
from yizhan.people.queries.spoken_for import speaks_for_all, spoken_for
from yizhan.web.portal.access import party_actor

CLOSED_SHOWN = timedelta(days=3)


def visible_matters(token: PartyToken) -> list[OwnMatter]:
    """Return a party's matters that this phone may show: another adult's health is theirs alone.

    What the crew wrote down in confidence, and nobody said of whom, may be any adult's.
    """
    mine, key = spoken_for(token), party_actor(token).key
    found = own_matters(token.site_id, token.party_id, closed_since=now() - CLOSED_SHOWN)
    of_all = any(_of_nobody(one.matter) for one in found) and speaks_for_all(token)

    def is_ours(row: Matter) -> bool:
        if _of_nobody(row):
            return of_all
        about = row.person_id or row.sealed_for_id
        return not needs()[row.need].private or row.raised_by == key or about in mine

    return [one for one in found if is_ours(one.matter)]


def _of_nobody(row: Matter) -> bool:
    """Tell whether the crew wrote down something private, and nobody said of whom it is."""
    by_the_crew = not row.raised_by.startswith(ActorKind.PARTY)
    return needs()[row.need].private and by_the_crew and row.person_id is None
