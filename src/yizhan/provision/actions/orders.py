"""Group orders: days are opened, parties order until the cut-off, the list goes to the shop."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind, moment_of
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.people.models import PartyToken
from yizhan.places.models import Occupancy
from yizhan.provision.models import Article, OrderDay, OrderLine
from yizhan.provision.order_rules import limits

MOST_AT_ONCE = 60


class OrderDayOpened(Outcome):
    """The group order."""

    site_id: UUID
    order_day_id: UUID


@action("provision.open_order_day", needs="order.manage")
def open_order_day(
    *, by: Actor, site_id: UUID, order_day_id: UUID, day: date, closes_at: AwareDatetime
) -> OrderDayOpened:
    """Let parties order what is carried up on `day`; until `closes_at`. There is one order a day."""
    opens = moment_of(by)
    if closes_at <= max(opens, now()):
        raise Refusal("too_late", gettext_noop("This hour is past. Choose a later one."))
    if not Article.objects.filter(site_id=site_id, offered=True).exists():
        raise Refusal(
            "no_catalogue", gettext_noop("There is nothing to order yet. Bring the shop's list first.")
        )
    if OrderDay.objects.filter(site_id=site_id, day=day, called_off_at=None).exists():
        raise Refusal("order_day_once", gettext_noop("There is an order for this day already. Add to it."))
    OrderDay.objects.create(
        id=order_day_id,
        site_id=site_id,
        day=day,
        opens_at=opens,
        closes_at=closes_at,
        opened_by_id=by.account_id,
    )
    return OrderDayOpened(site_id=site_id, order_day_id=order_day_id)


@action("provision.call_off_order_day", needs="order.manage")
def call_off_order_day(*, by: Actor, site_id: UUID, order_day_id: UUID) -> OrderDayOpened:
    """Let an order not take place; nothing of it is owed. What was brought already cannot be called off."""
    found = lock_order_day(site_id, order_day_id)
    if found.lines.filter(brought__gt=0).exists():
        raise Refusal(
            "brought_already", gettext_noop("Something of this order was brought. Deliver it first.")
        )
    found.called_off_at = moment_of(by)
    found.save(update_fields=["called_off_at"])
    return OrderDayOpened(site_id=site_id, order_day_id=order_day_id)


@action("provision.list_order", needs="order.manage")
def list_order(*, by: Actor, site_id: UUID, order_day_id: UUID) -> OrderDayOpened:
    """Close an order and hand its list to the shop: from now on nothing is added or taken back."""
    found = lock_order_day(site_id, order_day_id)
    if found.listed_at is None:
        found.listed_at = moment_of(by)
        found.save(update_fields=["listed_at"])
    return OrderDayOpened(site_id=site_id, order_day_id=order_day_id)


class Wanted(BaseModel):
    """How many of an article a party wants; 0 takes it back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_id: UUID
    quantity: int = Field(ge=0, le=999)
    takes_substitute: bool = True


class Ordered(Outcome):
    """What a party's order comes to now, in whole cents, as the catalogue prices it."""

    site_id: UUID
    order_day_id: UUID
    party_id: UUID
    lines: int
    cents: int


Wants = Annotated[tuple[Wanted, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


@action("provision.order_own", needs="", online_only=True)
def order_own(*, by: Actor, site_id: UUID, order_day_id: UUID, wanted: Wants) -> Ordered:
    """Let a party say on its own page how many of these articles it wants; others stay as they are."""
    return _order(by, site_id, order_day_id, own_party(by, site_id), wanted)


@action("provision.order_for", needs="order.manage")
def order_for(*, by: Actor, site_id: UUID, order_day_id: UUID, party_id: UUID, wanted: Wants) -> Ordered:
    """Order for a party that called or asked at the door."""
    if not Occupancy.objects.filter(party_id=party_id, room__site_id=site_id, ended_at=None).exists():
        raise Refusal("no_such_party", gettext_noop("This party has no room here. Give it a room first."))
    return _order(by, site_id, order_day_id, party_id, wanted)


def lock_order_day(site_id: UUID, order_day_id: UUID) -> OrderDay:
    """Lock an order that takes place and return it; refused if it does not."""
    found = OrderDay.objects.select_for_update(no_key=True).filter(site_id=site_id, id=order_day_id).first()
    if found is None:
        raise Refusal("no_such_order", gettext_noop("There is no such order. Open the page again."))
    if found.called_off_at is not None:
        raise Refusal("order_called_off", gettext_noop("This order was called off."))
    return found


def own_party(by: Actor, site_id: UUID) -> UUID:
    """Return the party whose page acts, while that page is open."""
    held = by.id if by.kind == ActorKind.PARTY else None
    tokens = PartyToken.objects.filter(site_id=site_id, revoked_at=None, expires_at__gt=now())
    party_id = tokens.filter(id=held).values_list("party_id", flat=True).first() if held else None
    if party_id is None:
        raise Refusal("page_closed", gettext_noop("This page is closed. Scan the card in your room again."))
    return party_id


def _order(by: Actor, site_id: UUID, order_day_id: UUID, party_id: UUID, wanted: Wants) -> Ordered:
    found = lock_order_day(site_id, order_day_id)
    moment = moment_of(by)
    if found.listed_at is not None or moment >= found.closes_at:
        raise Refusal(
            "order_closed", gettext_noop("This order is closed: its list is with the shop. Order tomorrow.")
        )
    asked = {want.article_id: want for want in wanted}
    articles = {one.id: one for one in Article.objects.filter(site_id=site_id, id__in=asked)}
    if len(articles) < len(asked):
        raise Refusal("no_such_article", gettext_noop("There is no such article. Open the page again."))
    lines = {line.article_id: line for line in found.lines.filter(party_id=party_id, instead_of=None)}
    for article_id, want in asked.items():
        _want(by, found, party_id, articles[article_id], want, lines, moment)
    cents = sum(line.quantity * line.ordered_cents for line in lines.values())
    _check_limits(len(lines), cents)
    return Ordered(site_id=site_id, order_day_id=found.id, party_id=party_id, lines=len(lines), cents=cents)


def _want(
    by: Actor, found: OrderDay, party_id: UUID, article: Article, want: Wanted,
    lines: dict[UUID | None, OrderLine], moment: datetime,
) -> None:  # fmt: skip
    """Bring one line to what is wanted: made, changed, or taken back; what is as wanted keeps its turn."""
    line = lines.get(article.id)
    if want.quantity == 0:
        if line:
            del lines[article.id]
            OrderLine.objects.filter(id=line.id).delete()
        return
    if line and _is_as_wanted(line, article, want):
        return
    _check_article(article, want.quantity)
    line = line or OrderLine(id=new_id(), order_day=found, party_id=party_id, article=article)
    line.name, line.unit, line.quantity = article.name, article.unit, want.quantity
    line.ordered_cents = line.price_cents = article.price_cents
    line.takes_substitute, line.ordered_at, line.ordered_by = want.takes_substitute, moment, by.key
    line.save()
    lines[article.id] = line


def _is_as_wanted(line: OrderLine, article: Article, want: Wanted) -> bool:
    known = (line.quantity, line.takes_substitute, line.ordered_cents, line.name)
    return known == (want.quantity, want.takes_substitute, article.price_cents, article.name)


def _check_article(article: Article, quantity: int) -> None:
    if article.refused:
        raise Refusal(
            "article_refused",
            gettext_noop(
                "%(name)s cannot be brought to rooms. Look at the page for what can be had instead."
            ),
            name=article.name,
        )
    if not article.offered:
        raise Refusal("not_offered_now", gettext_noop("The shop has no %(name)s now."), name=article.name)
    if quantity > limits().of_an_article:
        raise Refusal(
            "too_many", gettext_noop("Of one article at most %(most)s come: %(name)s."),
            most=limits().of_an_article, name=article.name,
        )  # fmt: skip


def _check_limits(lines: int, cents: int) -> None:
    if lines > limits().lines:
        raise Refusal(
            "too_many_lines",
            gettext_noop("At most %(most)s different articles fit one order. Leave some out."),
            most=limits().lines,
        )  # fmt: skip
    if cents > limits().cents_a_party:
        raise Refusal(
            "too_dear",
            gettext_noop("This comes to more than a day's limit of %(most)s. Leave something for tomorrow."),
            most=f"{limits().cents_a_party // 100}",
        )
