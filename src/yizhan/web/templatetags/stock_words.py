"""How templates speak of stores: how long something lasts, who moved it, and how a donor is thanked."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from yizhan.places.models import Site
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import Donation, StockMovement
from yizhan.provision.queries.stock import Shelf
from yizhan.provision.stock_rules import causes, items, packs, purposes
from yizhan.web.templatetags.desk_nav import site_name

register = template.Library()

# So many times the days in which it has to be asked for, it is shown in amber before it is red.
SOON = 2


@register.filter
def lasts_words(shelf: Shelf) -> str:
    """Return how long a shelf lasts: "2 days left", "not enough for today"."""
    days = shelf.days_left
    if days is None:
        return _("lasts")
    if days == 0:
        return _("not enough for today")
    return npgettext("stock", "%(days)s day left", "%(days)s days left", days) % {"days": days}


@register.filter
def lasts_chip(shelf: Shelf) -> str:
    """Return the class of the chip that says how long a shelf lasts."""
    if shelf.is_low:
        return "is-bad"
    soon = shelf.days_left is not None and shelf.days_left < SOON * shelf.item.warn.days
    return "is-warn" if soon else "is-ok"


@register.filter
def item_words(key: str) -> str:
    """Return an item's name in the reader's language; a key that is on no list as it stands."""
    return str(items()[key].name) if key in items() else key


@register.filter
def unit_words(key: str) -> str:
    """Return an item's unit in the reader's language."""
    return str(items()[key].unit) if key in items() else ""


@register.filter
def why_words(movement: StockMovement) -> str:
    """Return what a movement was for: its purpose, where it went, and what was written."""
    told = {MovementKind.LOSS: causes(), MovementKind.ISSUE: purposes()}.get(MovementKind(movement.kind), {})
    kinds = {key: str(kind.name) for key, kind in packs().items()}
    parts = [
        str(told.get(movement.purpose, "")) or kinds.get(movement.purpose, ""), _elsewhere(movement),
        movement.room.name if movement.room else "", movement.donation.donor if movement.donation else "",
        movement.words,
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


@register.filter
def mover(movement: StockMovement, movers: dict[str, str]) -> str:
    """Return the name of who moved it; "" for the program itself."""
    return movers.get(movement.moved_by, "")


@register.filter
def store_name(site: Site | None) -> str:
    """Return what a store is called: its site, or the command post."""
    return site_name(site) if site else _("Command post")


@register.filter
def lacks_words(lacking: dict[str, int]) -> str:
    """Return what a pack lacks: "Tissue paper ×1"."""
    return _(", ").join(f"{item_words(key)} ×{count}" for key, count in lacking.items())


@register.simple_tag(takes_context=True)
def store_url(context: Context, page: str = "", *parts: object) -> str:
    """Return the address of a page of the store that is shown: the site's, or the command post's own."""
    of_the_post = context.get("of_the_post")
    board = "stores" if of_the_post else "stock"
    name = f"{'store' if of_the_post else 'stock'}_{page}" if page else board
    return reverse(name, args=[context["site"].code, *parts])


@register.simple_tag
def thanks_text(donation: Donation, site: Site | None) -> str:
    """Return a letter of thanks to copy: what was given, to which site, or to the command post."""
    given: dict[str, int] = {}
    for movement in donation.movements.all():
        given[movement.stock.item] = given.get(movement.stock.item, 0) + movement.change
    things = _(", ").join(f"{item_words(key)} {count} {unit_words(key)}" for key, count in given.items())
    return _(
        "%(donor)s,\n\nwe have received %(things)s. Everything goes to the people who stay here and to "
        "those who look after them. Thank you from all of us.\n\n%(site)s"
    ) % {"donor": donation.donor, "things": things, "site": store_name(site)}


def _elsewhere(movement: StockMovement) -> str:
    transfer = movement.transfer
    if transfer is None:
        return ""
    return store_name(transfer.to_site if movement.kind == MovementKind.SENT else transfer.site)
