"""Opening a further site from the desk of another one: set up from a plan, with its first site head."""

from uuid import UUID

from yizhan.command.actions.sites import set_up_site
from yizhan.command.rules import SitePlan
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import invite
from yizhan.people.actions.accounts import DisplayName, Username
from yizhan.stays.actions.journal import lock_journal


class SiteOpened(Outcome):
    """The new site, its head's account, and how many rooms and beds it has."""

    site_id: UUID
    new_site_id: UUID
    head_id: UUID
    rooms: int
    beds: int


@action("command.open_site", needs="site.open", online_only=True)
def open_site(
    *, by: Actor, site_id: UUID, new_site_id: UUID, plan: SitePlan, head_username: Username,
    head_name: DisplayName,
) -> SiteOpened:  # fmt: skip
    """Set a site up from a plan and invite its first head, both or neither."""
    lock_journal(site_id)
    made = set_up_site(by=by, site_id=new_site_id, plan=plan)
    head = invite(
        by=by, site_id=new_site_id, account_id=new_id(), posting_id=new_id(), username=head_username,
        display_name=head_name, role="site_head",
    )  # fmt: skip
    return SiteOpened(
        site_id=site_id, new_site_id=new_site_id, head_id=head.account_id, rooms=made.rooms, beds=made.beds
    )
