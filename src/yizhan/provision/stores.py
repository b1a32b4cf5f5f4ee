"""Which store is meant: a site's, or with None the command post's own."""

from uuid import UUID

from django.db.models import Q


def in_store(site_id: UUID | None, path: str = "site") -> Q:
    """Return the condition that rows belong to a store; `path` leads to the site, such as `stock__site`."""
    return Q(**{f"{path}_id": site_id})
