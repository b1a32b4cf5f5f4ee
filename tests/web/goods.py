"""What is ordered and what arrives at a site of `two_sites`: goods, a parcel, a donation, a pack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.people.models import PartyMember
from yizhan.provision.actions.catalogue import take_catalogue
from yizhan.provision.actions.orders import Wanted, open_order_day, order_for
from yizhan.provision.actions.packs import give_pack
from yizhan.provision.actions.parcels import receive_parcel
from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock
from yizhan.provision.actions.stock_transfers import StockSending, send_stock
from yizhan.provision.models import Article, OrderLine, PackGiven

if TYPE_CHECKING:
    from uuid import UUID

    from tests.web.two_sites import Place


def let_people_order(place: Place, name: str, party_id: UUID) -> dict[str, str]:
    """Have one article of a shop's list in an order that parties can add to, and a parcel at the gate."""
    site_id, order_day_id = place.site_id, new_id()
    listed = f"名称,单价\n{name},1.50\n".encode()
    take_catalogue(by=place.by("clerk"), site_id=site_id, contents=listed, name=f"{name}.csv")
    open_order_day(
        by=place.by("clerk"), site_id=site_id, order_day_id=order_day_id, day=now().date(),
        closes_at=now() + timedelta(hours=6),
    )  # fmt: skip
    article = Article.objects.get(site_id=site_id)
    order_for(
        by=place.by("clerk"), site_id=site_id, order_day_id=order_day_id, party_id=party_id,
        wanted=(Wanted(article_id=article.id, quantity=2),),
    )  # fmt: skip
    line = OrderLine.objects.get(order_day_id=order_day_id)
    parcel = receive_parcel(by=place.by("reception"), site_id=site_id, number="SF1001", looks=name)
    given = receive_stock(
        by=place.by("clerk"),
        site_id=site_id,
        lines=(StockReceiving(item="mask", count=9, lot=name),),
        donor=name,
    )
    sent = send_stock(
        by=place.by("clerk"), site_id=site_id, to_site_id=None,
        lines=(StockSending(item="mask", count=2),), words=name,
    )  # fmt: skip
    person_id = PartyMember.objects.filter(party_id=party_id).earliest("letter").person_id
    give_pack(by=place.by("clerk"), site_id=site_id, kind="women", person_ids=[person_id], partly=True)
    return {
        "order_day_id": str(order_day_id), "article_id": str(article.id), "order_line_id": str(line.id),
        "parcel_id": str(parcel.parcel_id), "donation_id": str(given.donation_id),
        "stock_transfer_id": str(sent.transfer_id),
        "pack_id": str(PackGiven.objects.get(site_id=site_id).id),
    }  # fmt: skip
