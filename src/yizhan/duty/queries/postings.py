"""What a posting allows. No posting, no data."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from yizhan.core.actors import ActorKind
from yizhan.core.clock import now
from yizhan.core.prepared import Prepared
from yizhan.duty.models import Posting
from yizhan.duty.rules import roles
from yizhan.places.models import Site


def postings_at(account_id: UUID, moment: datetime | None = None) -> QuerySet[Posting]:
    """Return an account's postings in force at a moment (now if none is given)."""
    at = moment or now()
    current = Q(ends_at=None) | Q(ends_at__gt=at)
    return Posting.objects.filter(current, account_id=account_id, account__is_active=True, starts_at__lte=at)


def at_site(site_id: UUID | None) -> Q:
    """Return the condition of a posting at a site; at None, that of the command post's."""
    return Q(site__isnull=True) if site_id is None else Q(site_id=site_id)


def capabilities_of(account_id: UUID, site_id: UUID, moment: datetime | None = None) -> frozenset[str]:
    """Return everything an account may do at a site at a moment; empty for an outsider."""
    return _united(_roles(account_id=account_id, site_id=site_id, moment=moment or now()))


def sites_of(account_id: UUID) -> QuerySet[Site]:
    """Return the sites that an account is posted to now; every site for the command post."""
    current = postings_at(account_id)
    if current.filter(at_site(None)).exists():
        return Site.objects.all()
    return Site.objects.filter(id__in=current.values("site_id"))


@Prepared
def _roles(account_id: UUID, site_id: UUID, moment: datetime) -> QuerySet[Posting, str]:
    every_site = at_site(None) & Exists(Site.objects.filter(id=site_id))
    here = postings_at(account_id, moment).filter(at_site(site_id) | every_site)
    return here.values_list("role", flat=True)


def _united(role_keys: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(roles()[key].can for key in role_keys if key in roles()))


class PostingsOverTime:
    """Who might do what at a site at any moment, also long ago; one query, at the first question.

    An account that was closed since had its rights all the same.
    """

    def __init__(self, site_id: UUID) -> None:
        self._site_id = site_id

    def might(self, actor: str, needs: str, at: datetime) -> bool:
        """Tell whether an actor, by key, had a posting then that gives the capability `needs`."""
        return any(
            starts <= at and (ends is None or ends > at) and needs in _united([role])
            for role, starts, ends in self._rows.get(actor, ())
        )

    @cached_property
    def _rows(self) -> dict[str, list[tuple[str, datetime, datetime | None]]]:
        found: dict[str, list[tuple[str, datetime, datetime | None]]] = {}
        here = Posting.objects.filter(at_site(self._site_id) | at_site(None))
        for account_id, role, starts, ends in here.values_list("account_id", "role", "starts_at", "ends_at"):
            found.setdefault(f"{ActorKind.ACCOUNT}:{account_id}", []).append((role, starts, ends))
        return found
