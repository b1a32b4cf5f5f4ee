"""What a posting allows, asked inside the action; who the second of two people is, stands in `people`."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.refusals import Refusal
from yizhan.duty.queries.postings import capabilities_of


def refuse_unauthorised(by: Actor, site_id: UUID, capability: str) -> UUID:
    """Return the acting account if its posting at the site gives the capability now; refused otherwise."""
    account = by.id if by.kind == ActorKind.ACCOUNT else None
    if account is None or capability not in capabilities_of(account, site_id):
        raise Refusal("not_permitted", gettext_noop("Your posting does not allow this."))
    return account
