"""A group order as a workbook: one list for the shop, and what goes into which bag."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yizhan.places.models import Site
from yizhan.provision.models import OrderDay, OrderLine
from yizhan.provision.money import money
from yizhan.provision.queries.orders import ListedArticle, PartyOrder
from yizhan.web.paper.sheets import Cell, Column, Sheet
from yizhan.web.paper.words import floor_title, headed


def shopping_sheets(site: Site, order_day: OrderDay, articles: list[ListedArticle]) -> list[Sheet]:
    """Return the list for the shop in the order of its own list, with an empty column for what came."""
    columns = [
        Column(pgettext("article", "Number"), 18), Column(_("Article"), 40), Column(_("Unit"), 14),
        Column(_("Pieces"), 10), Column(_("Price"), 12), Column(_("Sum"), 14),
        Column(pgettext("order", "Came"), 10),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.article.number, one.article.name, one.article.unit, one.quantity,
            money(one.article.price_cents), money(one.cents), "",
        ]
        for one in articles
    ]  # fmt: skip
    total = sum(one.cents for one in articles)
    rows.append(["", _("All articles"), "", sum(one.quantity for one in articles), "", money(total), ""])
    return [Sheet(_("For the shop"), _title(site, order_day), columns, rows)]


def bag_sheets(site: Site, order_day: OrderDay, parties: list[PartyOrder]) -> list[Sheet]:
    """Return what goes into the bag of each door, in walking order; nobody's name."""
    columns = [
        Column(_("Floor"), 12), Column(_("Room"), 10), Column(_("Article"), 44), Column(_("Pieces"), 10),
        Column(_("Price"), 12), Column(_("Sum"), 14),
    ]  # fmt: skip
    rows = [_bag_row(party, line) for party in parties for line in party.lines]
    return [Sheet(_("Bags"), _title(site, order_day), columns, rows)]


def _bag_row(party: PartyOrder, line: OrderLine) -> list[Cell]:
    pieces = line.quantity if line.brought is None else line.brought
    return [
        floor_title(party.room.floor) if party.room else "", party.room.name if party.room else _("left"),
        line.name, pieces, money(line.price_cents), money(pieces * line.price_cents),
    ]  # fmt: skip


def _title(site: Site, order_day: OrderDay) -> str:
    return headed(_("Group order of %(day)s") % {"day": order_day.day.isoformat()}, site)
