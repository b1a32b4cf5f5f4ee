"""Whose health a resident's phone shows and speaks for."""

from uuid import UUID

from django.db.models import QuerySet

from yizhan.people.enums import AgeGroup
from yizhan.people.models import PartyToken, Person


def spoken_for(token: PartyToken) -> frozenset[UUID]:
    """Return the persons whose health a party's phone shows: its holder, and through an adult the children.

    While nobody has said who holds it, it is the only adult's; of several adults it shows none, of children
    all the same. A child's own phone shows that child. Whoever has left the party is in none. One query.
    """
    ages = dict(_present(token).values_list("id", "age_group"))
    children = {person_id for person_id, age in ages.items() if age == AgeGroup.CHILD}
    adults = ages.keys() - children
    if token.holder_id is not None and token.holder_id not in adults:
        return frozenset(children & {token.holder_id})
    holder = {token.holder_id} if token.holder_id else adults if len(adults) == 1 else set()
    return frozenset(children | holder)


def speaks_for_all(token: PartyToken) -> bool:
    """Tell whether there is nobody in the party whose health this phone does not show. Two queries."""
    return spoken_for(token) >= set(_present(token).values_list("id", flat=True))


def _present(token: PartyToken) -> QuerySet[Person]:
    return Person.objects.filter(
        stays__party_id=token.party_id, stays__site_id=token.site_id, stays__ended_at=None
    )
