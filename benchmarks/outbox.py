"""An outbox full of what the crew of a site is told, by mail and by text message."""

import json
from datetime import timedelta
from uuid import UUID

from yizhan.command.actions.sites import set_up_site
from yizhan.command.demonstration import demonstration_facts, hotel_plan
from yizhan.core import keys
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.duty.models import Posting
from yizhan.notices.actions.sending import Wording, send_notice
from yizhan.notices.enums import Importance, Way, Whom
from yizhan.notices.models import Address, Delivery
from yizhan.people.models import Account

CREW = 1000


def fill(notices: int) -> dict[str, list[str]]:
    """Tell so many people something, each by mail and by text message; return the keys by way."""
    crew = min(notices, CREW)
    by, site_id = _site_with(crew)
    wording = Wording(title_zh="降温", zh="今晚降温", title_en="Cold", en="It turns cold tonight")
    for _ in range(notices // crew):
        send_notice(
            by=by.tapping(), site_id=site_id, notice_id=new_id(), wording=wording, whom=Whom.CREW,
            importance=Importance.URGENT,
        )  # fmt: skip
    found: dict[str, list[str]] = {}
    for key, way in Delivery.objects.values_list("id", "way"):
        found.setdefault(way, []).append(str(key))
    return found


def _site_with(crew: int) -> tuple[Actor, UUID]:
    site_id, moment = new_id(), now()
    set_up_site(by=SYSTEM, site_id=site_id, plan=hotel_plan(demonstration_facts()["site"]))
    accounts = [Account(username=f"n{n}", display_name=f"N {n}", created_at=moment) for n in range(crew)]
    for account in accounts:
        account.set_unusable_password()
    Account.objects.bulk_create(accounts)
    began = moment - timedelta(hours=1)
    Posting.objects.bulk_create(
        Posting(account=one, site_id=site_id, role="catering", starts_at=began) for one in accounts
    )
    wrapped = keys.new_person_key()
    addresses = [
        Address(id=new_id(), way=way, account=one, made_at=moment, made_by=one, wrapped=wrapped)
        for one in accounts for way in (Way.MAIL, Way.SMS)
    ]  # fmt: skip
    for one in addresses:
        to = f"{one.account_id}@example.invalid" if one.way == Way.MAIL else "+8613800138000"
        one.sealed = keys.seal(wrapped, json.dumps({"to": to}).encode(), about=one.id.bytes)
    Address.objects.bulk_create(addresses, batch_size=500)
    return Actor(ActorKind.ACCOUNT, accounts[0].id), site_id
