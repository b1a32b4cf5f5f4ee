"""What a party has asked for, as far as the phone that asks may show it."""

from datetime import timedelta

from yizhan.core.clock import now
from yizhan.duty.needs import needs
from yizhan.duty.queries.matters_thread import OwnMatter, own_matters
from yizhan.people.models import PartyToken
from yizhan.people.queries.spoken_for import spoken_for
from yizhan.web.portal.access import party_actor

CLOSED_SHOWN = timedelta(days=3)


def visible_matters(token: PartyToken) -> list[OwnMatter]:
    """Return a party's matters that this phone may show: another adult's health is theirs alone."""
    mine, key = spoken_for(token), party_actor(token).key
    found = own_matters(token.site_id, token.party_id, closed_since=now() - CLOSED_SHOWN)

    def is_ours(one: OwnMatter) -> bool:
        row = one.matter
        about = row.person_id or row.sealed_for_id
        return not needs()[row.need].private or row.raised_by == key or about in mine

    return [one for one in found if is_ours(one)]
