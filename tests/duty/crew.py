"""A small site and its crew, as `yizhan setup` and the crew page would make them."""

from uuid import UUID

from django.test import Client

from yizhan.command.actions.sites import set_up_site
from yizhan.command.plans import equal_floors
from yizhan.command.rules import SitePlan
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import invite
from yizhan.people.models import Account


def make_site(code: str = "county") -> UUID:
    """Set up a site of two floors with three twin rooms each."""
    site_id = new_id()
    plan = SitePlan(
        code=code, name=f"站点 {code}", name_en=f"Station {code}", floors=equal_floors([3, 4], 3, 2)
    )
    set_up_site(by=SYSTEM, site_id=site_id, plan=plan)
    return site_id


def make_member(site_id: UUID | None, username: str, role: str = "site_head", team: str = "") -> Account:
    """Make an account and post it."""
    made = invite(
        by=SYSTEM, site_id=site_id, account_id=new_id(), posting_id=new_id(), username=username,
        display_name=username.title(), role=role, team_key=team,
    )  # fmt: skip
    return Account.objects.get(id=made.account_id)


def acting(account: Account) -> Actor:
    """Return the account as an actor with a fresh tap."""
    return Actor(ActorKind.ACCOUNT, account.id).tapping()


def english() -> Client:
    """Return a browser that asks for English."""
    return Client(headers={"Accept-Language": "en"})
