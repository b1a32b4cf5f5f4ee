"""Special care in words: how long a medicine lasts, what a suggestion begins with."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from yizhan.care.enums import DoseUnit, OrderState, Supply
from yizhan.care.queries.crisis import missed_looks
from yizhan.care.queries.medicines import MedicineNow, OrderNow, unattended
from yizhan.stays.queries.special_care import Suggested

register = template.Library()

LOOKS = {Supply.OUT: "is-bad", Supply.LOW: "is-warn", Supply.LASTS: "is-ok"}
ORDERS = {
    OrderState.ASKED: "is-warn",
    OrderState.BOUGHT: "is-info",
    OrderState.HANDED_OVER: "is-ok",
    OrderState.CALLED_OFF: "is-quiet",
}
TEN = 10
ONE_OF = {
    DoseUnit.TABLET: pgettext_lazy("one", "tablet"),
    DoseUnit.CAPSULE: pgettext_lazy("one", "capsule"),
    DoseUnit.UNIT: pgettext_lazy("one", "unit (insulin)"),
    DoseUnit.PUFF: pgettext_lazy("one", "puff"),
    DoseUnit.DROP: pgettext_lazy("one", "drop"),
    DoseUnit.PATCH: pgettext_lazy("one", "patch"),
    DoseUnit.SACHET: pgettext_lazy("one", "sachet"),
}
K = TypeVar("K")


@register.inclusion_tag("desk/care/_missed.html", takes_context=True)
def missed_looks_strip(context: dict[str, Any]) -> dict[str, Any]:
    """Show the look-ins that ring for the reader, by room alone; nothing where there is none."""
    site, account = context["site"], context["request"].user
    return {"site": site, "missed": missed_looks(site.id, account.id)}


@register.inclusion_tag("desk/care/_running_out.html", takes_context=True)
def running_out_strip(context: dict[str, Any]) -> dict[str, Any]:
    """Show that medicines are gone, or run out and nobody is getting more, without whose; or nothing."""
    site = context["site"]
    return {"site": site, "found": unattended(site.id)}


@register.filter
def of(table: Mapping[K, str], key: K) -> str:
    """Return what a table holds for a key; empty if it holds nothing."""
    return table.get(key, "")


@register.filter
def begins_with(one: Suggested) -> str:
    """Return the query of a new record's address for a suggestion."""
    return urlencode({"needs": [need.value for need in one.needs], "from": one.found_from.value}, doseq=True)


@register.filter
def supply_look(one: MedicineNow) -> str:
    """Return the class of the chip of how a medicine stands."""
    return LOOKS[one.supply]


@register.filter
def supply_words(one: MedicineNow) -> str:
    """Return how long a medicine lasts: "run out", "3 days", "enough"."""
    if one.supply == Supply.OUT:
        return _("run out")
    if one.days_left is None:
        return _("little left") if one.supply == Supply.LOW else _("enough")
    if one.days_left == 0:
        return _("runs out today")
    return ngettext("%(n)d day", "%(n)d days", one.days_left) % {"n": one.days_left}


@register.filter
def lasts_words(one: MedicineNow) -> str:
    """Return how long a medicine lasts, as its owner is told: "lasts 3 more days"."""
    if one.supply == Supply.OUT or not one.days_left:
        return supply_words(one)
    return ngettext("lasts %(n)d more day", "lasts %(n)d more days", one.days_left) % {"n": one.days_left}


@register.filter
def dose(count: str, unit: str) -> str:
    """Return so many of what a medicine is counted in: "1 tablet", "2.5 tablets"."""
    counted = DoseUnit(unit)
    return f"{count} {ONE_OF.get(counted, counted.label) if count == '1' else counted.label}"


@register.filter
def order_look(one: OrderNow) -> str:
    """Return the class of the chip of how far an order has come."""
    return ORDERS[one.state]


@register.filter
def plain(value: Decimal) -> str:
    """Return a figure without needless zeros: 2.50 is 2.5, 30.00 is 30."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def about(value: Decimal) -> str:
    """Return how much is left by reckoning: whole from ten on, else to the tenth, as nobody counts finer."""
    return plain(value.quantize(Decimal(1) if value >= TEN else Decimal("0.1")))


@register.filter
def yuan(cents: int) -> str:
    """Return an amount of cents in yuan: 1250 is 12.50."""
    return f"{cents // 100}.{cents % 100:02d}"
