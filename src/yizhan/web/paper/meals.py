"""A meal's bags as a sheet for the runners, a workbook for the kitchen, a text for the chat group."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from yizhan.places.models import Site
from yizhan.provision.queries.meals import Bags, FloorBags, MealList, Portion, RoomBags, is_special
from yizhan.provision.rules import Meal
from yizhan.provision.words import portion_words, special_words
from yizhan.web.paper.sheets import Column, Sheet
from yizhan.web.paper.sizes import Grid
from yizhan.web.paper.words import clock, day, floor_title, language, site_title


def title(site: Site, meal: Meal) -> str:
    """Return the heading of a meal's list: what, when, where."""
    return f"{meal.name(language())} {meal.at:%H:%M} · {site_title(site)}"


def kitchen_lines(bags: Bags) -> list[str]:
    """Return what the kitchen prepares besides ordinary adults' meals, and what is not known."""
    lines = [_("Children's: %(count)s") % {"count": bags.children}]
    if bags.special:
        lines.append(_("Special: %(portions)s") % {"portions": _(", ").join(special_words(bags))})
    if bags.unknown:
        lines.append(
            ngettext(
                "%(count)s person has not said how they eat: counted as ordinary.",
                "%(count)s people have not said how they eat: counted as ordinary.",
                bags.unknown,
            )
            % {"count": bags.unknown}
        )
    return lines


def waiting_line(bags: Bags) -> str:
    """Return what becomes of the bags of those who have no room; "" if there are none."""
    if not bags.total:
        return ""
    return ngettext(
        "%(count)s bag is for somebody without a room: hand it out at the desk.",
        "%(count)s bags are for people without a room: hand them out at the desk.",
        bags.total,
    ) % {"count": bags.total}


def meal_facts(site: Site, meal: Meal, meals: MealList, moment: datetime) -> dict[str, Any]:
    """Return what the template `meals` needs."""
    printed = _("As of %(day)s %(time)s") % {"day": day(moment, site), "time": clock(moment, site)}
    return {
        "title": title(site, meal),
        "lang": language(),
        "moment": printed,
        "foot": f"{title(site, meal)} · {printed}",
        "total": meals.bags.total,
        "kitchen": kitchen_lines(meals.bags),
        "warning": waiting_line(meals.waiting),
        "words": {"bags": _("bags")},
        "columns": {
            "floors": [_("Floor"), _("Bags"), _("Children's"), _("Special")],
            "rooms": ["", _("Room"), _("Bags"), _("Children's"), _("Special")],
        },
        "floors": [_floor_facts(floor) for floor in meals.floors],
    }


def label_facts(
    site: Site, meal: Meal, meals: MealList, grid: Grid, moment: datetime, *, of_all: bool
) -> dict[str, Any]:
    """Return what the template `bags` needs: a label a bag in walking order, or only for special ones.

    A label says room, meal and what is in the bag. Bags of people without a room come last.
    """
    doors = [(door.room.name, door.bags) for floor in meals.floors for door in floor.rooms]
    doors.append((pgettext("place", "Desk"), meals.waiting))
    note = f"{meal.name(language())} {day(moment, site)}"
    return {
        "title": title(site, meal),
        "lang": language(),
        "grid": grid.measures,
        "nothing": _("No special bags."),
        "labels": [
            {"room": room, "note": note, "words": _label_words(portion), "special": is_special(portion)}
            for room, bags in doors
            for portion, count in sorted(bags.portions.items())
            if of_all or is_special(portion)
            for _each in range(count)
        ],
    }


def meal_sheets(site: Site, meal: Meal, meals: MealList) -> list[Sheet]:
    """Return one sheet of doors in walking order and one of sums by floor."""
    doors = Sheet(
        _("Rooms"),
        title(site, meal),
        [
            Column(_("Floor")),
            Column(_("Room"), 12),
            Column(_("Bags"), 8),
            Column(_("Children's"), 10),
            Column(_("Special"), 44),
        ],
        [
            [
                floor_title(floor.floor),
                door.room.name,
                door.bags.total,
                door.bags.children,
                _(", ").join(door_words(door)),
            ]
            for floor in meals.floors
            for door in floor.rooms
        ],
    )
    rows = [(floor_title(floor.floor), floor.bags) for floor in meals.floors]
    rows += [(_("Without a room"), meals.waiting)] if meals.waiting.total else []
    rows.append((_("Whole site"), meals.bags))
    sums = Sheet(
        _("Kitchen"),
        title(site, meal),
        [
            Column(_("Floor"), 16),
            Column(_("Bags"), 8),
            Column(_("Children's"), 10),
            Column(_("Not known"), 10),
            Column(_("Special"), 60),
        ],
        [
            [name, bags.total, bags.children, bags.unknown, _(", ").join(special_words(bags))]
            for name, bags in rows
        ],
    )
    return [doors, sums]


def meal_text(site: Site, meal: Meal, meals: MealList) -> str:
    """Return the list as a text to paste into the runners' chat group."""
    count = _("%(count)s bags") % {"count": meals.bags.total}
    lines = [title(site, meal), count, *kitchen_lines(meals.bags)]
    if meals.waiting.total:
        lines.append(waiting_line(meals.waiting))
    for floor in meals.floors:
        bags = _("%(floor)s: %(count)s bags") % {"floor": floor_title(floor.floor), "count": floor.bags.total}
        lines += ["", bags, "  ".join(_door_text(door) for door in floor.rooms)]
    return "\n".join(lines)


def door_words(door: RoomBags) -> list[str]:
    """Return what is special at one door."""
    return special_words(door.bags) + ([_("Ask: an infant?")] if door.ask_infant else [])


def _label_words(portion: Portion) -> str:
    if is_special(portion):
        return portion_words(portion)
    return _("Child") if portion.child else _("Ordinary")


def _floor_facts(floor: FloorBags) -> dict[str, Any]:
    return {
        "name": floor_title(floor.floor),
        "bags": floor.bags.total,
        "children": floor.bags.children,
        "special": _(", ").join(special_words(floor.bags)),
        "rooms": [
            {
                "name": door.room.name,
                "bags": door.bags.total,
                "children": door.bags.children,
                "special": door_words(door),
            }
            for door in floor.rooms
        ],
    }


def _door_text(door: RoomBags) -> str:
    notes = [_("child %(count)s") % {"count": door.bags.children}] if door.bags.children else []
    notes += door_words(door)
    return f"{door.room.name}×{door.bags.total}" + (" (" + _(", ").join(notes) + ")" if notes else "")
