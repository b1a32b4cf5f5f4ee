"""A shop's list, parties in rooms, and what they order: for tests of group orders."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.actors import Actor, ActorKind

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.provision.models import Article, OrderLine

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2022, 3, 17)
LIST = (
    "编号,名称,单位,类别,单价\n"
    "100,牛奶,1L,乳品,8.90\n"
    "101,苹果,斤,水果,6.50\n"
    "102,花生酱,瓶,调料,12.05\n"
    "103,青岛啤酒,听,酒水,5.00\n"
    "104,抽纸,提,日用,0.35\n"
)  # fmt: skip


def clock(night: Night, hour: str, day: int = 17) -> None:
    """Set the clock on the site's wall."""
    night.clock.set(datetime.fromisoformat(f"2022-03-{day}T{hour}").replace(tzinfo=SHANGHAI))


def stock(night: Night, listed: str = LIST) -> None:
    """Bring the shop's list in."""
    from yizhan.provision.actions.catalogue import take_catalogue

    take_catalogue(by=night.by("clerk"), site_id=night.site.id, contents=listed.encode(), name="list.csv")


def open_day(night: Night, *, until: str = "11:00") -> UUID:
    """Open the order of the day."""
    from yizhan.core.ids import new_id
    from yizhan.provision.actions.orders import open_order_day

    closes = datetime.fromisoformat(f"2022-03-17T{until}").replace(tzinfo=SHANGHAI)
    return open_order_day(
        by=night.by("clerk"), site_id=night.site.id, order_day_id=new_id(), day=DAY, closes_at=closes
    ).order_day_id


def article(night: Night, name: str) -> Article:
    """An article by its name."""
    from yizhan.provision.models import Article

    return Article.objects.get(site=night.site, name=name)


def page_of(night: Night, number: int) -> Actor:
    """The page of a party, as its phone holds it."""
    from yizhan.intake.actions.registration import claim_card
    from yizhan.stays.models import RoomCard, Stay

    stay = Stay.objects.filter(site=night.site, band_number=number, ended_at=None)[0]
    room_id = stay.party.occupancies.get(ended_at=None, person_id=stay.person_id).room_id
    token, _ = claim_card(code=RoomCard.objects.get(room_id=room_id, ended_at=None).code, number=number)
    return Actor(ActorKind.PARTY, token.id)


def order(night: Night, order_day_id: UUID, by: Actor, **wanted: int) -> int:
    """Order by names of articles on a party's page; returns what it comes to in cents."""
    from yizhan.provision.actions.orders import Wanted, order_own

    wants = tuple(
        Wanted(article_id=article(night, name).id, quantity=count) for name, count in wanted.items()
    )
    return order_own(by=by.tapping(), site_id=night.site.id, order_day_id=order_day_id, wanted=wants).cents


def close(night: Night, order_day_id: UUID) -> None:
    """Hand the list to the shop."""
    from yizhan.provision.actions.orders import list_order

    list_order(by=night.by("clerk"), site_id=night.site.id, order_day_id=order_day_id)


def line(night: Night, number: int, name: str) -> OrderLine:
    """A party's line by the name of what it is."""
    from yizhan.provision.models import OrderLine
    from yizhan.stays.models import Stay

    party = Stay.objects.filter(site=night.site, band_number=number, ended_at=None)[0].party_id
    return OrderLine.objects.get(order_day__site=night.site, party_id=party, name=name)


def bring(night: Night, order_day_id: UUID, name: str, arrived: int, **more: Any) -> tuple[int, int, int]:
    """Record what came of an article; returns how many were shared, are lacking, are left over."""
    from yizhan.provision.actions.order_supply import record_brought

    facts: dict[str, Any] = {
        "order_day_id": order_day_id,
        "article_id": article(night, name).id,
        "arrived": arrived,
        **more,
    }
    told = record_brought(by=night.by("clerk"), site_id=night.site.id, **facts)
    return told.shared, told.lacking, told.left_over


def bring_rest(night: Night, order_day_id: UUID) -> None:
    """Record that the rest came as ordered."""
    from yizhan.provision.actions.order_supply import record_all_brought

    record_all_brought(by=night.by("clerk"), site_id=night.site.id, order_day_id=order_day_id)
