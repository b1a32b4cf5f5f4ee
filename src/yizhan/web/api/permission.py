"""Whether an actor had the authority for a command at the moment of the tap."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from yizhan.core.actions import Action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.commands import Permission
from yizhan.duty.queries.badges import Hands
from yizhan.duty.queries.postings import capabilities_of


def may(actor: Actor, act: Action[..., Any], facts: BaseModel, moment: datetime) -> bool:
    """Tell whether the account's posting at the command's site allowed the action at `moment`."""
    site_id = getattr(facts, "site_id", None)
    if actor.kind != ActorKind.ACCOUNT or actor.id is None or site_id is None or not act.rule.needs:
        return False
    return act.rule.needs in capabilities_of(actor.id, site_id, moment)


def may_by_badge(hands: Hands) -> Permission:
    """Return the permission of taps on a shared phone: phone, badge and posting as they were at the tap."""

    def may_tap(actor: Actor, act: Action[..., Any], facts: BaseModel, moment: datetime) -> bool:
        site_id = getattr(facts, "site_id", None)
        if actor.id != hands.badge.account_id or site_id is None or not act.rule.needs:
            return False
        return act.rule.needs in hands.can_at(site_id, moment)

    return may_tap
