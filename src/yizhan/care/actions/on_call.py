"""Being on call for minds in crisis."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from yizhan.care.models import OnCall
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.people.models import Account

LONGEST_HOURS = 24


class CallChanged(Outcome):
    """The site at which somebody is on call, or no more."""

    site_id: UUID


@action("care.go_on_call", needs="care.protected", online_only=True)
def go_on_call(
    *, by: Actor, site_id: UUID, hours: Annotated[int, Field(ge=1, le=LONGEST_HOURS)]
) -> CallChanged:
    """Be the one, or one of those, who come when a mind is in crisis, for so many hours from now."""
    Account.objects.select_for_update(no_key=True).get(id=by.account_id)
    OnCall.objects.filter(site_id=site_id, account_id=by.account_id, ended_at=None).update(ended_at=now())
    OnCall.objects.create(
        id=new_id(), site_id=site_id, account_id=by.account_id, since=now(),
        until=now() + timedelta(hours=hours),
    )  # fmt: skip
    return CallChanged(site_id=site_id)


@action("care.leave_call", needs="care.protected", online_only=True)
def leave_call(*, by: Actor, site_id: UUID) -> CallChanged:
    """Be on call no longer; questionnaires are offered only while somebody else is."""
    OnCall.objects.filter(site_id=site_id, account_id=by.account_id, ended_at=None).update(ended_at=now())
    return CallChanged(site_id=site_id)
