"""Run inside an installation: a full hotel with a shop's list of 5 000 articles, and what its parties owe.

`python -m benchmarks.shop --rooms N` makes it and prints as JSON whose link signs in, the open order, the
parties and the articles with their prices. `--sums` closes the order, lets all of it come and reach the
doors, and prints by party what it owes and what the list for the shop comes to.
"""

import argparse
import json
import os
import random
from datetime import timedelta
from typing import Any

ARTICLES = 5000
GOODS = ("牛奶", "苹果", "酸奶", "抽纸", "方便面", "矿泉水", "面包", "香蕉", "牙膏", "尿不湿", "奶粉", "橙子")
GROUPS = ("水果", "乳品", "零食", "日用", "母婴", "饮料", "粮油", "蔬菜", "文具", "洗护")


def main() -> None:
    """Make the shop, or add up what was ordered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=400)
    parser.add_argument("--sums", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    print(json.dumps(sums() if options.sums else make(options.rooms)))


def make(rooms: int) -> dict[str, Any]:
    """Fill the rooms, bring the list in, open an order for tomorrow."""
    from benchmarks.ground import nearly_full  # noqa: PLC0415 - models are there only now
    from yizhan.core.actors import Actor, ActorKind  # noqa: PLC0415
    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.people.models import Account  # noqa: PLC0415
    from yizhan.places.models import Occupancy, Site  # noqa: PLC0415
    from yizhan.provision.actions.catalogue import take_catalogue  # noqa: PLC0415
    from yizhan.provision.actions.orders import open_order_day  # noqa: PLC0415
    from yizhan.provision.models import Article  # noqa: PLC0415

    site, _ = nearly_full(rooms, 0)
    head = Actor(ActorKind.ACCOUNT, Account.objects.get(username="head").id)
    site_id = Site.objects.get().id
    take_catalogue(by=head.tapping(), site_id=site_id, contents=listed().encode(), name="list.csv")
    opened = open_order_day(
        by=head.tapping(), site_id=site_id, order_day_id=new_id(), day=(now() + timedelta(days=1)).date(),
        closes_at=now() + timedelta(days=1),
    )  # fmt: skip
    parties = Occupancy.objects.filter(ended_at=None).values_list("party_id", flat=True).order_by().distinct()
    articles = Article.objects.filter(refused="").values_list("id", "name", "price_cents")
    return {
        "code": site["code"], "link": site["head"], "order": str(opened.order_day_id),
        "parties": [str(one) for one in parties], "secrets": _secrets(),
        "articles": [[str(one), name, cents] for one, name, cents in articles],
    }  # fmt: skip


def _secrets() -> dict[str, str]:
    """Return by party the secret that opening its room's card leaves on its phone."""
    from yizhan.intake.actions.registration import claim_card  # noqa: PLC0415 - models are there only now
    from yizhan.places.models import Occupancy  # noqa: PLC0415
    from yizhan.stays.models import RoomCard, Stay  # noqa: PLC0415

    worn = dict(Stay.objects.filter(ended_at=None).values_list("party_id", "band_number"))
    rooms = dict(Occupancy.objects.filter(ended_at=None).values_list("party_id", "room_id"))
    codes = dict(RoomCard.objects.filter(ended_at=None).values_list("room_id", "code"))
    return {
        str(party): claim_card(code=codes[room], number=worn[party], address=str(party))[1]
        for party, room in rooms.items()
    }


def listed() -> str:
    """Return the shop's list, drawn from a seed."""
    draw, units = random.Random(5), ("袋", "盒", "瓶")
    rows = [
        f"{number},{draw.choice(GOODS)} {number},{draw.choice(units)},{draw.choice(GROUPS)},"
        f"{draw.randint(5, 9999) / 100:.2f}"
        for number in range(100_000, 100_000 + ARTICLES)
    ]
    return "\n".join(["编号,名称,单位,分类,单价", *rows])


def sums() -> dict[str, Any]:
    """Close the order and hand all of it over; what each party owes is read from what reached its door."""
    from yizhan.core.actors import Actor, ActorKind  # noqa: PLC0415 - models are there only now
    from yizhan.people.models import Account  # noqa: PLC0415
    from yizhan.provision.actions.order_delivery import hand_over_order  # noqa: PLC0415
    from yizhan.provision.actions.order_supply import record_all_brought  # noqa: PLC0415
    from yizhan.provision.actions.orders import list_order  # noqa: PLC0415
    from yizhan.provision.models import OrderDay  # noqa: PLC0415
    from yizhan.provision.queries.order_doors import waiting_rooms  # noqa: PLC0415
    from yizhan.provision.queries.orders import party_accounts, shopping_list  # noqa: PLC0415

    head = Actor(ActorKind.ACCOUNT, Account.objects.get(username="head").id)
    order = OrderDay.objects.get()
    facts = {"site_id": order.site_id, "order_day_id": order.id}
    list_order(by=head.tapping(), **facts)
    record_all_brought(by=head.tapping(), **facts)
    for room_id in waiting_rooms(order.site_id):
        hand_over_order(by=head.tapping(), site_id=order.site_id, room_id=room_id)
    owed = {str(one.party_id): one.owed_cents for one in party_accounts(order.site_id)}
    return {"owed": owed, "shop": sum(row.cents for row in shopping_list(order.id))}


if __name__ == "__main__":
    main()
