"""Meals: the kitchen is told, bags are carried to every door, whoever did not get one gets it by hand."""

from functools import partial
from typing import Any

from yizhan.command.needs.day import Day
from yizhan.command.needs.walking import begin_walk
from yizhan.command.rehearsal.forms import forms_in
from yizhan.command.weeks.receiving import arrive, know_persons

MEALS, RUNNER = "meals", "catering"


def plan_meals(day: Day) -> None:
    """Put down when the kitchen is told, when the meals are carried, and who comes late and hungry."""
    for meal in day.facts.assumed["meals"]:
        day.agenda.at(day.facts.clock(meal["told"]), partial(_tell_kitchen, day, meal))
        day.agenda.at(day.facts.clock(meal["carried"]), partial(_carry, day, meal))
    day.agenda.at(day.facts.clock(day.facts.assumed["late"]["at"]), partial(_come_late, day))


def _page_of(day: Day, meal: dict[str, Any]) -> str:
    carried = day.facts.clock(meal["carried"])
    return day.address(f"meals/{carried.date().isoformat()}/{meal['key']}/")


def _tell_kitchen(day: Day, meal: dict[str, Any]) -> None:
    """Tell the number that stands ready on the page; it is to be that of the people who are there."""
    desk = day.desk(RUNNER)
    address, form = desk.form_to(_page_of(day, meal), "/numbers/")
    day.noted.eating.kitchen_wrong += int(form.fields["bags"][0]) != day.present
    desk.submit(address, form, bag_price=f"{meal['cents'] / 100:.2f}")


def _carry(day: Day, meal: dict[str, Any]) -> None:
    """Put a set of bags before each door; where nobody opens they come down again and go up by hand."""
    day.noted.eating.due += day.present
    chance = day.chance(f"doors {meal['key']}")
    walk = begin_walk(day, RUNNER, MEALS)
    for stop in walk.stops:
        for task in stop["tasks"]:
            if chance.random() < day.facts.assumed["no_answer"]:
                walk.pass_over(task["id"])
            else:
                walk.tick(task["id"])
    walk.end()
    page = day.desk(RUNNER).get(_page_of(day, meal))
    for form in [one for one in forms_in(page.text) if one.action.endswith("/handed/")]:
        day.noted.eating.by_hand += len(form.fields["people"])
        day.desk(RUNNER).submit(str(page.url), form)


def _come_late(day: Day) -> None:
    """Let some arrive late at night; each is handed a warm meal."""
    late = day.guests.coming(1)
    arrive(day, late, cohort=day.facts.assumed["cohort"])
    know_persons(day)
    day.noted.eating.due += sum(len(group.guests) for group in late)
    page = day.desk("hotel_night").get(day.address("arrival-meals/"))
    for form in [one for one in forms_in(page.text) if one.action.endswith("/handed/")]:
        day.desk("hotel_night").submit(str(page.url), form)
