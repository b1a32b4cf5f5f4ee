"""What the demonstration's store has seen in two days: deliveries, a donation, what was used, packs given."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import FixedClock, now, running
from yizhan.people.models import Person
from yizhan.places.models import Site
from yizhan.provision.actions.packs import give_pack
from yizhan.provision.actions.stock_issuing import issue_stock
from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock
from yizhan.provision.actions.stock_transfers import StockSending, send_stock

Deed = tuple[datetime, Callable[[], object]]


def fill_store(site: Site, crew: dict[str, UUID], store: dict[str, Any]) -> None:
    """Let everything come in and go out by its own time; what is still to come is left out."""
    present = now()
    today = present.astimezone(ZoneInfo(site.timezone)).date()
    deeds = _deeds(site, crew, store, today)
    for moment, deed in sorted(deeds, key=lambda one: one[0]):
        if moment < present:
            with running(FixedClock(moment)):
                deed()


def _deeds(site: Site, crew: dict[str, UUID], store: dict[str, Any], today: date) -> Iterator[Deed]:
    def at(row: dict[str, Any]) -> datetime:
        day = today - timedelta(days=row["days_ago"])
        return datetime.combine(day, time.fromisoformat(row["hour"]), ZoneInfo(site.timezone))

    def by(name: str) -> Actor:
        return Actor(ActorKind.ACCOUNT, crew[name]).tapping()

    for row in store["deliveries"]:
        lines = tuple(_line(facts, today) for facts in row["lines"])
        to = None if row["to"] == "post" else site.id
        told = {"words": row.get("words", ""), "donor": row.get("donor", "")}
        yield at(row), partial(receive_stock, by=by(row["by"]), site_id=to, lines=lines, **told)
    for row in store["issues"]:
        facts = {name: row[name] for name in ("item", "count", "purpose")}
        yield at(row), partial(issue_stock, by=by(row["by"]), site_id=site.id, **facts)
    for row in store["packs"]:
        yield at(row), partial(_give, by("reception"), site.id, row)
    for row in store["sent"]:
        sent = (StockSending(item=row["item"], count=row["count"]),)
        yield at(row), partial(send_stock, by=by("post"), site_id=None, to_site_id=site.id, lines=sent)


def _line(facts: dict[str, Any], today: date) -> StockReceiving:
    days = facts.get("days")
    return StockReceiving(
        item=facts["item"], count=facts["count"], lot=facts.get("lot", ""),
        expires_on=None if days is None else today + timedelta(days=days),
    )  # fmt: skip


def _give(by: Actor, site_id: UUID, row: dict[str, Any]) -> None:
    wearing = Person.objects.filter(stays__site_id=site_id, stays__band_number__in=row["numbers"])
    people = list(wearing.order_by("id").values_list("id", flat=True))
    give_pack(by=by, site_id=site_id, kind=row["kind"], person_ids=people)
