"""Who comes when a mind is in crisis."""

from uuid import UUID

from yizhan.care.models import OnCall
from yizhan.core.clock import now
from yizhan.duty.queries.postings import capabilities_of

PROTECTED = "care.protected"


def on_call_at(site_id: UUID) -> list[OnCall]:
    """Return who is on call at a site now and may read protected threads, the longest last.

    One query, and one for each of them: whose posting has ended is on call no more.
    """
    rows = OnCall.objects.filter(site_id=site_id, ended_at=None, until__gt=now()).select_related("account")
    return [row for row in rows if PROTECTED in capabilities_of(row.account_id, site_id)]
