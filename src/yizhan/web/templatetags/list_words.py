"""How templates speak of floors, diets and reasons."""

from django import template

from yizhan.health.queries.sampling import Sampled
from yizhan.provision.queries.meals import RoomBags
from yizhan.provision.rules import Meal
from yizhan.stays.queries.muster import MusterDoor
from yizhan.web.paper import meals, muster, samples
from yizhan.web.paper.sizes import Grid
from yizhan.web.paper.words import floor_title, language

register = template.Library()
register.filter("floor_title", floor_title)


@register.filter
def in_words(named: Meal | Grid) -> str:
    """Return the name of a meal or a sheet of labels in the reader's language."""
    return named.name(language())


@register.filter
def door_words(door: RoomBags) -> list[str]:
    """Return what is special at one door."""
    return meals.door_words(door)


@register.filter
def remarks(person: Sampled) -> list[str]:
    """Return what the nurse must know before she knocks."""
    return samples.remarks(person)


@register.filter
def carried_at(door: MusterDoor) -> list[dict[str, str]]:
    """Return who is carried out of this door, and why."""
    return muster.carried_at(door)
