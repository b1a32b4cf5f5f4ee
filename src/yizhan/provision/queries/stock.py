"""What a store holds, how long it lasts, what expires, and what moved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet, Sum

from yizhan.core.actors import ActorKind
from yizhan.core.clock import now
from yizhan.duty.models import Round
from yizhan.people.models import Account
from yizhan.places.models import Occupancy, Site
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import Stock, StockAsk, StockLot, StockMovement, TransferLine
from yizhan.provision.queries.shortages import needed_for
from yizhan.provision.stock_forecast import LotLeft, days_left
from yizhan.provision.stock_rules import Item, days_of, items
from yizhan.provision.stores import in_store

USE = (MovementKind.ISSUE, MovementKind.PACK, MovementKind.LOSS, MovementKind.RETURN)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Arriving:
    """So many people who are expected at a moment; None if nobody knows when."""

    at: datetime | None
    people: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """One item of a store: what is there, what of it may be used, and how long that lasts.

    `expires_first` is the last day of the lot that goes first; `daily` what a day uses, by the store's own
    movements (`measured`) or by rule; `days_left` None if it lasts beyond the horizon. `asked`: how many the
    command post was asked for and has not answered with yet. `wanted`: how many would do for a week.
    """

    item: Item
    on_hand: int
    usable: int
    counted_at: datetime | None
    expires_first: date | None
    expiring: int
    on_its_way: int
    daily: Decimal
    measured: bool
    days_left: int | None
    asked: int
    matter_id: UUID | None
    wanted: int

    @property
    def expired(self) -> int:
        """How many may not be used any more."""
        return self.on_hand - self.usable

    @property
    def is_low(self) -> bool:
        """Whether it would run out sooner than there is time to ask for it."""
        return self.days_left is not None and self.days_left < self.item.warn.days

    @property
    def to_ask(self) -> bool:
        """Whether it runs low and nobody has asked for it, and none is on its way."""
        return self.is_low and not self.asked and not self.on_its_way


def day_at(site_id: UUID | None) -> date:
    """Return the day on a store's calendar; the command post's is that of its first site."""
    sites = Site.objects.filter(id=site_id) if site_id else Site.objects.order_by("code")
    zone = sites.values_list("timezone", flat=True).first()
    return now().astimezone(ZoneInfo(zone or "UTC")).date()


def first_to_go(lot: StockLot) -> tuple[date, str, UUID]:
    """Order lots by what expires first; what does not expire goes last."""
    return (lot.expires_on or date.max, lot.number, lot.id)


def store_of(site_id: UUID | None, *, expected: Sequence[Arriving] = ()) -> list[Shelf]:
    """Return everything that a store holds or has held, what runs out first first; constant queries.

    `expected`: who will come. What every first night needs is listed also where there never was any.
    """
    return shelves_of([site_id], {site_id: expected})[site_id]


def shelves_of(
    site_ids: Iterable[UUID | None], expected: Mapping[UUID | None, Sequence[Arriving]]
) -> dict[UUID | None, list[Shelf]]:
    """Return the shelves of several stores, each as `store_of` does; as many queries as for one."""
    stores = list(site_ids)
    facts = _Facts(stores)
    return {site_id: facts.shelves(site_id, expected.get(site_id, ())) for site_id in stores}


def lots_at(site_id: UUID | None, item: str) -> list[StockLot]:
    """Return the lots of one item that are not used up, what expires first first."""
    found = StockLot.objects.filter(in_store(site_id, "stock__site"), stock__item=item, on_hand__gt=0)
    return sorted(found, key=first_to_go)


def lots_by_item(site_id: UUID | None) -> dict[str, list[StockLot]]:
    """Return the lots of a whole store that are not used up, by item, what expires first first; one query."""
    found: dict[str, list[StockLot]] = defaultdict(list)
    held = StockLot.objects.filter(in_store(site_id, "stock__site"), on_hand__gt=0).select_related("stock")
    for lot in sorted(held, key=first_to_go):
        found[lot.stock.item].append(lot)
    return found


def expiring_at(site_id: UUID | None) -> list[StockLot]:
    """Return the lots that have expired or will soon, the first first; one query and the day's."""
    until = day_at(site_id) + days_of("expiring")
    found = StockLot.objects.filter(in_store(site_id, "stock__site"), on_hand__gt=0, expires_on__lte=until)
    return sorted(found.select_related("stock"), key=first_to_go)


def movements_at(site_id: UUID | None, item: str = "") -> QuerySet[StockMovement]:
    """Return what moved in a store, the latest first; of one item if asked."""
    found = StockMovement.objects.filter(in_store(site_id, "stock__site"))
    if item:
        found = found.filter(stock__item=item)
    return found.select_related("stock", "lot", "room", "donation", "transfer__site", "transfer__to_site")


def movers_of(movements: Iterable[StockMovement]) -> dict[str, str]:
    """Return the names of who moved what, by the actor's key; one query."""
    prefix = f"{ActorKind.ACCOUNT}:"
    keys = {one.moved_by for one in movements if one.moved_by.startswith(prefix)}
    found = Account.objects.filter(id__in=[key.removeprefix(prefix) for key in keys])
    return {f"{prefix}{account.id}": account.display_name for account in found}


class _Facts:
    """Everything about several stores that their shelves follow from, read once."""

    def __init__(self, stores: list[UUID | None]) -> None:
        self._moment = now()
        here = [site_id for site_id in stores if site_id]
        mine = Q(site_id__in=here) | (Q(site=None) if None in stores else Q(pk__in=[]))
        zones = dict(Site.objects.order_by("code").values_list("id", "timezone"))
        post = next(iter(zones.values()), "UTC")
        self._zones = {site_id: ZoneInfo(zones.get(site_id, post) if site_id else post) for site_id in stores}
        self._stocks: dict[UUID | None, dict[str, Stock]] = defaultdict(dict)
        for stock in Stock.objects.filter(mine):
            self._stocks[stock.site_id][stock.item] = stock
        self._lots: dict[UUID, list[StockLot]] = defaultdict(list)
        for lot in StockLot.objects.filter(stock__in=Stock.objects.filter(mine), on_hand__gt=0):
            self._lots[lot.stock_id].append(lot)
        self._used = _used(mine, self._moment - days_of("window"))
        inside = Occupancy.objects.filter(room__site_id__in=here, ended_at=None).order_by()
        self._residents = dict(inside.values_list("room__site_id").annotate(people=Count("id")))
        walked = Round.objects.filter(site_id__in=here, started_at__gt=self._moment - days_of("window"))
        self._suits = dict(walked.order_by().values_list("site_id").annotate(all_suits=Sum("suits")))
        self._coming = _coming(stores)
        self._asked = _asked(here)

    def shelves(self, site_id: UUID | None, expected: Sequence[Arriving]) -> list[Shelf]:
        """Return one store's shelves, what runs out first first."""
        held = self._stocks[site_id]
        listed = [item for key, item in items().items() if key in held or (site_id and item.first_night)]
        found = [self._shelf(site_id, item, held.get(item.key), expected) for item in listed]
        order = {key: place for place, key in enumerate(items())}
        return sorted(found, key=lambda one: (not one.is_low, order[one.item.key]))

    def _shelf(
        self, site_id: UUID | None, item: Item, stock: Stock | None, expected: Sequence[Arriving]
    ) -> Shelf:
        today = self._moment.astimezone(self._zones[site_id]).date()
        lots = sorted(self._lots[stock.id], key=first_to_go) if stock else []
        usable = [lot for lot in lots if lot.expires_on is None or lot.expires_on >= today]
        daily, measured = self._daily(site_id, item, stock)
        extra = self._extra(item, today, self._zones[site_id], expected)
        coming = self._coming.get((site_id, item.key), 0)
        asked, matter_id = self._asked.get((site_id, item.key), (0, None))
        there = sum(lot.on_hand for lot in usable)
        soon = today + days_of("expiring")
        week = daily * days_of("window").days + sum(extra.values())
        return Shelf(
            item=item, on_hand=stock.on_hand if stock else 0, usable=there,
            counted_at=stock.counted_at if stock else None,
            expires_first=lots[0].expires_on if lots else None,
            expiring=sum(lot.on_hand for lot in usable if lot.expires_on and lot.expires_on <= soon),
            on_its_way=coming, daily=daily, measured=measured,
            days_left=days_left(
                [LotLeft(lot.on_hand, lot.expires_on) for lot in usable], today=today, daily=daily,
                extra=extra, horizon=days_of("horizon").days,
            ),
            asked=asked, matter_id=matter_id,
            wanted=max(int(week.to_integral_value(ROUND_CEILING)) - there - coming, 0),
        )  # fmt: skip

    def _daily(self, site_id: UUID | None, item: Item, stock: Stock | None) -> tuple[Decimal, bool]:
        """Return what a day uses, and whether the store's own movements say so."""
        used, since = self._used.get(stock.id, (0, None)) if stock else (0, None)
        span = min(self._moment - since, days_of("window")) if since else timedelta(0)
        if used > 0 and span >= days_of("least"):
            return Decimal(used) / Decimal(span / A_DAY), True
        window = Decimal(days_of("window").days)
        entries = Decimal(self._suits.get(site_id, 0)) / window
        return self._residents.get(site_id, 0) * item.uses.a_day + entries * item.uses.per_entry, False

    def _extra(
        self, item: Item, today: date, zone: ZoneInfo, expected: Sequence[Arriving]
    ) -> dict[date, Decimal]:
        """Return what those who are expected use: on the day they come, and each day from then on."""
        extra: dict[date, Decimal] = defaultdict(Decimal)
        for one in expected:
            came = max(one.at.astimezone(zone).date(), today) if one.at else today
            extra[came] += needed_for(item, one.people)
            if item.uses.a_day:
                for ahead in range(days_of("window").days):
                    extra[came + ahead * A_DAY] += one.people * item.uses.a_day
        return extra


def _used(mine: Q, since: datetime) -> dict[UUID, tuple[int, datetime | None]]:
    """Return by stock how many were used since a moment, and when anything moved first."""
    of_stocks = StockMovement.objects.filter(stock__in=Stock.objects.filter(mine)).order_by()
    rows = of_stocks.values_list("stock_id").annotate(
        used=Sum("change", filter=Q(kind__in=USE, moved_at__gt=since)), first=Min("moved_at")
    )
    return {stock_id: (-(used or 0), first) for stock_id, used, first in rows}


def _coming(stores: list[UUID | None]) -> dict[tuple[UUID | None, str], int]:
    rows = TransferLine.objects.filter(transfer__ended_at=None).order_by()
    counted = rows.values_list("transfer__to_site_id", "item").annotate(total=Sum("sent"))
    return {(site_id, item): total for site_id, item, total in counted if site_id in stores}


def _asked(site_ids: list[UUID]) -> dict[tuple[UUID | None, str], tuple[int, UUID]]:
    asks = StockAsk.objects.filter(site_id__in=site_ids, matter__settled_at=None).order_by("asked_at")
    return {(one.site_id, one.item): (one.count, one.matter_id) for one in asks}
