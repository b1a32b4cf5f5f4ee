"""Group orders as parties and the desk see them: the catalogue, an order's lines, its list, what is owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from yizhan.core.clock import now
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Occupancy, Room
from yizhan.provision.models import Article, CatalogueImport, OrderDay, OrderLine, Settlement
from yizhan.provision.queries.homes import rooms_of_parties
from yizhan.reading.shown import fold

OWED = F("handed") * F("price_cents")
DAYS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class OrderNow:
    """A group order with its figures: parties, lines, what it comes to, and how far it has come.

    `to_hand` counts what is to be given out at doors: substitutes too, and nothing that did not come.
    """

    order_day: OrderDay
    parties: int
    lines: int
    ordered_cents: int
    recorded: int
    waiting: int
    handed: int
    to_hand: int
    missing: int

    @property
    def is_open(self) -> bool:
        """Tell whether parties can order now."""
        found = self.order_day
        return found.listed_at is None and found.called_off_at is None and now() < found.closes_at


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """One row of the list for the shop: how many are wanted, and what came of it."""

    article: Article
    quantity: int
    cents: int
    brought: int | None
    instead: int


@dataclass(frozen=True, slots=True)
class PartyOrder:
    """What one party ordered on one day, substitutes after what they replace; sums in whole cents."""

    party_id: UUID
    room: Room | None
    lines: tuple[OrderLine, ...]

    @property
    def ordered_cents(self) -> int:
        """What it comes to as ordered."""
        return sum(line.quantity * line.ordered_cents for line in self.lines if line.instead_of_id is None)

    @property
    def owed_cents(self) -> int:
        """What was handed over, at the price at which it came."""
        return sum((line.handed or 0) * line.price_cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class PartyAccount:
    """What a party owes for everything that reached it, and what it has settled; whole cents."""

    party_id: UUID
    room: Room | None
    owed_cents: int
    settled_cents: int

    @property
    def balance_cents(self) -> int:
        """What is still to be settled; negative is the party's credit."""
        return self.owed_cents - self.settled_cents


def offered_articles(site_id: UUID, *, text: str = "", group: str = "") -> QuerySet[Article]:
    """Return what the shop offers, in the order of its list; what may not be ordered says by which rule."""
    found = Article.objects.filter(site_id=site_id, offered=True)
    if group:
        found = found.filter(group=group)
    for word in text.split():
        found = found.filter(search__contains=fold(word))
    return found.order_by("place", "id")


def groups_at(site_id: UUID) -> list[str]:
    """Return the groups of the catalogue, in the order of the list; one query."""
    rows = Article.objects.filter(site_id=site_id, offered=True).exclude(group="").order_by()
    return list(
        rows.values("group").annotate(first=Min("place")).order_by("first").values_list("group", flat=True)
    )


def last_import(site_id: UUID) -> CatalogueImport | None:
    """Return the list that was brought in last."""
    return (
        CatalogueImport.objects.filter(site_id=site_id)
        .select_related("taken_by")
        .order_by("-taken_at")
        .first()
    )


def open_order(site_id: UUID) -> OrderDay | None:
    """Return the group order that parties can add to now, the one that closes first; one query."""
    open_now = OrderDay.objects.filter(
        site_id=site_id, called_off_at=None, listed_at=None, closes_at__gt=now()
    )
    return open_now.order_by("closes_at").first()


def order_of(site_id: UUID, order_day_id: UUID) -> OrderNow | None:
    """Return one group order with its figures; two queries."""
    return next(iter(_figures(OrderDay.objects.filter(site_id=site_id, id=order_day_id))), None)


def recent_orders(site_id: UUID) -> list[OrderNow]:
    """Return the latest group orders that take or took place, newest first; two queries."""
    return _figures(
        OrderDay.objects.filter(site_id=site_id, called_off_at=None).order_by("-day")[:DAYS_SHOWN]
    )


def shopping_list(order_day_id: UUID) -> list[ListedArticle]:
    """Return what the shop is to bring, in the order of its own list; two queries."""
    lines = OrderLine.objects.filter(order_day_id=order_day_id, instead_of=None).order_by()
    sums = lines.values("article_id").annotate(
        wanted=Sum("quantity"), cents=Sum(F("quantity") * F("ordered_cents")), brought=Sum("brought"),
        instead=Sum("substitutes__brought"),
    )  # fmt: skip
    rows = {row["article_id"]: row for row in sums}
    return [
        ListedArticle(one, row["wanted"], row["cents"], row["brought"], row["instead"] or 0)
        for one in Article.objects.filter(id__in=rows).order_by("place", "id")
        for row in (rows[one.id],)
    ]


def party_orders(order_day_id: UUID) -> list[PartyOrder]:
    """Return an order by party, in walking order of their rooms, those who left last; two queries."""
    lines: dict[UUID, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_day_id=order_day_id).select_related("article"):
        lines[line.party_id].append(line)
    rooms = rooms_of_parties(lines)
    found = [PartyOrder(party, rooms.get(party), tuple(_ordered(rows))) for party, rows in lines.items()]
    return sorted(found, key=lambda order: (order.room is None, *_place(order.room)))


def own_order(order_day_id: UUID, party_id: UUID) -> PartyOrder:
    """Return one party's part of an order; two queries."""
    lines = OrderLine.objects.filter(order_day_id=order_day_id, party_id=party_id).select_related("article")
    return PartyOrder(party_id, rooms_of_parties([party_id]).get(party_id), tuple(_ordered(lines)))


def own_orders(site_id: UUID, party_id: UUID) -> list[tuple[OrderDay, PartyOrder]]:
    """Return all that a party ordered at a site, the latest first; three queries."""
    lines: dict[UUID, list[OrderLine]] = defaultdict(list)
    mine = OrderLine.objects.filter(order_day__site_id=site_id, party_id=party_id)
    for line in mine.select_related("article"):
        lines[line.order_day_id].append(line)
    room = rooms_of_parties([party_id]).get(party_id)
    days = OrderDay.objects.filter(id__in=lines, called_off_at=None).order_by("-day")
    return [(day, PartyOrder(party_id, room, tuple(_ordered(lines[day.id])))) for day in days]


def has_ordered(party_id: UUID) -> bool:
    """Tell whether a party ordered something before; one query."""
    return OrderLine.objects.filter(party_id=party_id, order_day__called_off_at=None).exists()


def account_of_party(site_id: UUID, party_id: UUID) -> PartyAccount:
    """Return what one party owes and has settled; three queries."""
    room = rooms_of_parties([party_id]).get(party_id)
    owed = _owed(site_id, party_id=party_id).get(party_id, 0)
    settled = _settled(site_id, party_id=party_id).get(party_id, 0)
    return PartyAccount(party_id, room, owed, settled)


def party_accounts(site_id: UUID) -> list[PartyAccount]:
    """Return every party that owes or has settled something, who still owes first; three queries."""
    owed, settled = _owed(site_id), _settled(site_id)
    parties = owed.keys() | settled.keys()
    rooms = rooms_of_parties(parties)
    found = [PartyAccount(one, rooms.get(one), owed.get(one, 0), settled.get(one, 0)) for one in parties]
    return sorted(
        found, key=lambda account: (account.balance_cents <= 0, account.room is None, *_place(account.room))
    )


def settlements_of(site_id: UUID, party_id: UUID) -> list[Settlement]:
    """Return what a party settled, the latest first; one query."""
    found = Settlement.objects.filter(site_id=site_id, party_id=party_id).select_related("settled_by")
    return list(found.order_by("-settled_at", "-id"))


def cautions_for(party_id: UUID, site_id: UUID) -> frozenset[str]:
    """Return how people of a party eat, and what makes them ill; whoever shows it audits it."""
    here = Occupancy.objects.filter(room__site_id=site_id, party_id=party_id, ended_at=None)
    persons = Person.objects.filter(id__in=here.values("person_id"))
    known = identities(persons).values()
    return frozenset({key for one in known for key in (one.diet, *one.allergies) if key})


def _figures(days: QuerySet[OrderDay]) -> list[OrderNow]:
    found = list(days.select_related("opened_by"))
    own = Q(instead_of=None)
    rows = (
        OrderLine.objects.filter(order_day__in=[day.id for day in found])
        .order_by()
        .values("order_day_id")
        .annotate(
            parties=Count("party_id", distinct=True, filter=own), lines=Count("id", filter=own),
            ordered=Sum(F("quantity") * F("ordered_cents"), filter=own),
            recorded=Count("id", filter=own & Q(brought__isnull=False)),
            waiting=Count("id", filter=Q(brought__gt=0, handed=None)),
            to_hand=Count("id", filter=own & Q(brought=None) | Q(brought__gt=0) | Q(handed__isnull=False)),
            handed=Count("id", filter=Q(handed__isnull=False)), missing=Count("missing_at"),
        )
    )  # fmt: skip
    counted = {row["order_day_id"]: row for row in rows}
    return [_order_now(day, counted.get(day.id, {})) for day in found]


def _order_now(day: OrderDay, row: Mapping[str, Any]) -> OrderNow:
    names = ("parties", "lines", "ordered", "recorded", "waiting", "handed", "to_hand", "missing")
    return OrderNow(day, *(row.get(name) or 0 for name in names))


def _owed(site_id: UUID, **whose: UUID) -> dict[UUID, int]:
    handed = OrderLine.objects.filter(order_day__site_id=site_id, handed__gt=0, **whose).order_by()
    return dict(handed.values_list("party_id").annotate(owed=Sum(OWED)))


def _settled(site_id: UUID, **whose: UUID) -> dict[UUID, int]:
    rows = Settlement.objects.filter(site_id=site_id, **whose).order_by()
    return dict(rows.values_list("party_id").annotate(settled=Sum("cents")))


def _ordered(lines: Iterable[OrderLine]) -> list[OrderLine]:
    """What was ordered in the order of the shop's list, each substitute after what it replaces."""
    rows = list(lines)
    places = {line.id: line.article.place for line in rows if line.article}
    return sorted(
        rows,
        key=lambda line: (
            places.get(line.instead_of_id or line.id, 0),
            line.instead_of_id is not None,
            line.id,
        ),
    )


def _place(room: Room | None) -> tuple[int, int]:
    return (room.floor.level, room.position) if room else (0, 0)
