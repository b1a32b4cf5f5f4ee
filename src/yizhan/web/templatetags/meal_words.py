"""How templates speak of bags, sums and why a meal did not come."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yizhan.core.clock import now
from yizhan.duty.enums import SkipReason
from yizhan.provision.enums import Diet
from yizhan.provision.models import KitchenNumber
from yizhan.provision.money import money
from yizhan.provision.queries.delivery import UnfedDoor
from yizhan.provision.queries.meals import Bags, Portion
from yizhan.provision.rules import serving
from yizhan.provision.words import door_words, portion_words, special_words
from yizhan.stays.queries.meals import MealNow

register = template.Library()
register.filter("money", money)


@register.filter
def bag_words(bags: Bags) -> str:
    """Return what a party gets: "3 bags · 1 for a child · Halal ×1"."""
    return door_words(bags, ask_infant=False)


@register.filter
def special_now(bags: Bags) -> list[str]:
    """Return each kind of bag that the kitchen prepares apart, with its number."""
    return special_words(bags)


@register.filter
def why_unfed(door: UnfedDoor) -> str:
    """Return why these people have no meal, as far as the rounds say."""
    if door.came_after:
        return _("came after the bags")
    if door.skip_reason:
        return str(SkipReason(door.skip_reason).label)
    return _("on a round that is not over") if door.on_round else pgettext("a meal", "no round went there")


@register.filter
def told_special(number: KitchenNumber) -> list[str]:
    """Return the special bags that the kitchen was told: "Halal, child ×1"."""
    return [f"{portion_words(_portion(row))} ×{row['count']}" for row in number.portions]


@register.filter
def state_of(meal: MealNow) -> tuple[str, str]:
    """Return how a meal stands, as a look and a word; what must be done first."""
    if meal.told is None and meal.delivery is None:
        return "is-warn", _("kitchen not told")
    if meal.delivery is None:
        return "is-ok", _("kitchen told")
    if meal.delivery.lacking and now() >= meal.sitting.at + serving().after:
        return "is-bad", _("not everybody has it")
    if meal.delivery.lacking:
        return "is-info", _("being carried")
    return "is-ok", _("everybody has it")


@register.filter
def signed(number: int) -> str:
    """Return a difference with its sign: "+3"."""
    return f"{number:+d}".replace("-", "−")


@register.filter
def minus(one: int, other: int) -> int:
    """Return the difference of two numbers."""
    return one - other


def _portion(row: dict[str, object]) -> Portion:
    diet, without = str(row["diet"]), row.get("without") or ()
    keys = tuple(str(key) for key in without) if isinstance(without, list | tuple) else ()
    if diet in Diet.values:
        return Portion(Diet(diet), bool(row["child"]), without=keys)
    return Portion(Diet.ORDINARY, bool(row["child"]), diet, keys)
