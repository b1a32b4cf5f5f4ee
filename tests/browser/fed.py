"""Run as a program inside an installation: a family at breakfast, with an order of the shop's on its way.

The site's clock is set so that it is between seven and eight there. Prints as JSON the card and number of an
adult with a child, their room, the rounds that carry the meal and the order, and links of the crew.
"""

import json
import sys
from datetime import timedelta


def seed() -> dict[str, str]:
    """Load the demonstration where it is breakfast time, let two parties in, plan the two rounds."""
    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import SYSTEM, Actor, ActorKind
    from yizhan.core.clock import now
    from yizhan.core.ids import new_id
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.people.actions.accounts import issue_link
    from yizhan.people.models import Account
    from yizhan.places.models import Room, Site
    from yizhan.provision.actions.catalogue import take_catalogue
    from yizhan.provision.actions.order_supply import record_all_brought
    from yizhan.provision.actions.orders import Wanted, list_order, open_order_day, order_for
    from yizhan.provision.models import Article
    from yizhan.stays.models import RoomCard, Stay

    head = load_demonstration()
    behind = (now().hour - 7 + 12) % 24 - 12
    Site.objects.update(timezone=f"Etc/GMT{behind:+d}")
    site = Site.objects.get()
    make_ups = [(ADULT, CHILD), (ADULT, CHILD, CHILD)]
    night = play_first_night(site.id, seed=3, make_ups=make_ups, registered=0, fever=0)
    party = next(party for party in night.parties if len(party.make_up) == 2)
    room = Room.objects.get(id=party.rooms[0])
    by = Actor(ActorKind.ACCOUNT, head)
    facts = {"site_id": site.id, "order_day_id": new_id()}
    take_catalogue(
        by=by.tapping(),
        site_id=site.id,
        name="list.csv",
        contents="名称,单价\n牛奶,8.90\n苹果,6.50\n".encode(),
    )
    open_order_day(by=by.tapping(), **facts, day=now().date(), closes_at=now() + timedelta(hours=1))
    wanted = tuple(Wanted(article_id=one.id, quantity=2) for one in Article.objects.all())
    party_id = Stay.objects.get(id=party.stays[0]).party_id
    order_for(by=by.tapping(), **facts, party_id=party_id, wanted=wanted)
    list_order(by=by.tapping(), **facts)
    record_all_brought(by=by.tapping(), **facts)
    floors = {Room.objects.get(id=one.rooms[0]).floor_id for one in night.parties}
    for minutes, kind in ((0, "meals"), (5, "orders")):
        plan_round(
            by=by.tapping(), site_id=site.id, kinds=[kind], floors=list(floors),
            planned_at=now() + timedelta(minutes=minutes),
        )  # fmt: skip
    kitchen = Account.objects.get(username="kitchen")
    return {
        "room": room.name, "code": RoomCard.objects.get(room=room, ended_at=None).code,
        "number": str(party.number), "day": _day(site.timezone), "party": str(party_id),
        "kitchen": f"/enter/{issue_link(by=SYSTEM, account_id=kitchen.id)}/",
    }  # fmt: skip


def _day(timezone: str) -> str:
    from zoneinfo import ZoneInfo

    from yizhan.core.clock import now

    return now().astimezone(ZoneInfo(timezone)).date().isoformat()


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
