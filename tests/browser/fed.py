"""Run as a program inside an installation: a family at breakfast, with an order of the shop's on its way.

The site's clock is set so that it is between seven and eight there. Prints as JSON the card and number of an
adult with a child, their room, the rounds that carry the meal and the order, and links of the crew.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from yizhan.core.actors import Actor


def seed() -> dict[str, str]:
    """Load the demonstration where it is breakfast time, let two parties in, plan the two rounds."""
    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import SYSTEM, Actor, ActorKind
    from yizhan.core.clock import now
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.people.actions.accounts import issue_link
    from yizhan.people.models import Account
    from yizhan.places.models import Room, Site
    from yizhan.stays.models import RoomCard, Stay

    by = Actor(ActorKind.ACCOUNT, load_demonstration())
    behind = (now().hour - 7 + 12) % 24 - 12
    Site.objects.update(timezone=f"Etc/GMT{behind:+d}")
    site = Site.objects.get()
    make_ups = [(ADULT, CHILD), (ADULT, CHILD, CHILD)]
    night = play_first_night(site.id, seed=3, make_ups=make_ups, registered=0, fever=0)
    party = next(party for party in night.parties if len(party.make_up) == 2)
    party_id = Stay.objects.get(id=party.stays[0]).party_id
    _bring_an_order(by, site.id, party_id)
    floors = {Room.objects.get(id=one.rooms[0]).floor_id for one in night.parties}
    for minutes, kind in ((0, "meals"), (5, "orders")):
        plan_round(
            by=by.tapping(), site_id=site.id, kinds=[kind], floors=list(floors),
            planned_at=now() + timedelta(minutes=minutes),
        )  # fmt: skip
    kitchen = Account.objects.get(username="kitchen")
    card = RoomCard.objects.get(room_id=party.rooms[0], ended_at=None)
    return {
        "room": card.room.name, "code": card.code, "number": str(party.number), "day": _day(site.timezone),
        "party": str(party_id), "kitchen": f"/enter/{issue_link(by=SYSTEM, account_id=kitchen.id)}/",
    }  # fmt: skip


def _bring_an_order(by: Actor, site_id: UUID, party_id: UUID) -> None:
    """Let a party order two of milk and two of apples, and let all of it come."""
    from yizhan.core.clock import now
    from yizhan.core.ids import new_id
    from yizhan.provision.actions.catalogue import take_catalogue
    from yizhan.provision.actions.order_supply import record_all_brought
    from yizhan.provision.actions.orders import Wanted, list_order, open_order_day, order_for
    from yizhan.provision.models import Article

    order_day_id = new_id()
    listed = "名称,单价\n牛奶,8.90\n苹果,6.50\n".encode()
    take_catalogue(by=by.tapping(), site_id=site_id, contents=listed, name="list.csv")
    open_order_day(
        by=by.tapping(), site_id=site_id, order_day_id=order_day_id, day=now().date(),
        closes_at=now() + timedelta(hours=1),
    )  # fmt: skip
    wanted = tuple(Wanted(article_id=one.id, quantity=2) for one in Article.objects.all())
    order_for(by=by.tapping(), site_id=site_id, order_day_id=order_day_id, party_id=party_id, wanted=wanted)
    list_order(by=by.tapping(), site_id=site_id, order_day_id=order_day_id)
    record_all_brought(by=by.tapping(), site_id=site_id, order_day_id=order_day_id)


def _day(timezone: str) -> str:
    from zoneinfo import ZoneInfo

    from yizhan.core.clock import now

    return now().astimezone(ZoneInfo(timezone)).date().isoformat()


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
