"""Meals at the desk: the board of those around now, one meal with who did not get it, newcomers at night."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.places.models import Site
from yizhan.provision.actions.meals import MealsHanded, PortionCount, hand_meal, tell_kitchen
from yizhan.provision.queries.delivery import delivery_of, floors_of
from yizhan.provision.queries.kitchen import last_price, numbers_of
from yizhan.provision.queries.meals import Bags
from yizhan.provision.rules import meal_on_arrival
from yizhan.provision.sittings import Sitting, sitting
from yizhan.stays.queries.lists import meals_now, site_day
from yizhan.stays.queries.meals import hungry_in_the_lobby, meal_board, owed_on_arrival
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.list_pages import meal_called
from yizhan.web.desk.meal_forms import HandedForm, NumberForm
from yizhan.web.desk.sheaf import sheaf

CONFLICT = 409


@posted("list.meals")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the meals around now: told or not, carried or not; who waits for a warm meal; what days cost."""
    return page_or_part(
        request, "desk/meals/board.html", "desk/meals/_board.html", {"board": meal_board(site)}
    )


@posted("list.meals")
@require_GET
def show(request: HttpRequest, site: Site, day: str, meal: str) -> HttpResponse:
    """Show one meal: what the kitchen was told, what it would be told now, and who did not get it."""
    return _page(request, site, _sitting(site, day, meal))


@posted("meal.order")
@require_POST
def numbers(request: HttpRequest, site: Site, day: str, meal: str) -> HttpResponse:
    """Tell the kitchen its number, with the special bags as they are now."""
    chosen, form = _sitting(site, day, meal), NumberForm(request.POST)
    by = actor_of(request)
    told = perform(
        request, form,
        lambda tap: tell_kitchen(
            by=tap, site_id=site.id, meal=meal, day=chosen.day, bags=form.cleaned_data["bags"],
            portions=portion_counts(meals_now(site, by=by).bags), bag_cents=form.cleaned_data["bag_price"],
        ),
        _("Kept: this is the number that the kitchen cooks."),
    )  # fmt: skip
    return redirect("meal", site.code, day, meal) if told else _page(request, site, chosen, form)


@posted("meal.hand")
@require_POST
def handed(request: HttpRequest, site: Site, day: str, meal: str) -> HttpResponse:
    """Record that people behind a door, or in the lobby, got this meal by hand."""
    chosen = _sitting(site, day, meal)
    _hand(request, site, chosen.meal.key, chosen.day)
    return redirect("meal", site.code, day, meal)


@posted("meal.hand")
@require_GET
def arrivals(request: HttpRequest, site: Site) -> HttpResponse:
    """Show to whom a warm meal is owed because they have just come."""
    found = {
        "parties": sheaf(request, owed_on_arrival(site, by=actor_of(request))),
        "meal": meal_on_arrival(),
    }
    return page_or_part(request, "desk/meals/arrivals.html", "desk/meals/_arrivals.html", found)


@posted("meal.hand")
@require_POST
def arrivals_handed(request: HttpRequest, site: Site) -> HttpResponse:
    """Record that people got their warm meal on arrival."""
    _hand(request, site, meal_on_arrival().key, site_day(site))
    return redirect("meal_arrivals", site.code)


def portion_counts(bags: Bags) -> tuple[PortionCount, ...]:
    """Return the bags that the kitchen prepares apart, as it is told them."""
    return tuple(
        PortionCount(
            diet=portion.words or portion.diet, child=portion.child, without=portion.without, count=count
        )
        for portion, count in bags.special
    )


def _hand(request: HttpRequest, site: Site, meal: str, day: date) -> None:
    form = HandedForm(request.POST)
    people = len(request.POST.getlist("people"))

    def give(by: Actor) -> MealsHanded:
        return hand_meal(by=by, site_id=site.id, meal=meal, day=day, person_ids=form.cleaned_data["people"])

    done = ngettext("Handed over to %(people)s person.", "Handed over to %(people)s people.", people)
    perform(request, form, give, done % {"people": people})


def _page(request: HttpRequest, site: Site, chosen: Sitting, form: NumberForm | None = None) -> HttpResponse:
    packed = meals_now(site, by=actor_of(request))
    told = numbers_of(site.id, [chosen.day]).get((chosen.day, chosen.meal.key))
    price = last_price(site.id, chosen.meal.key)
    begun = chosen.begins <= now()
    delivery = delivery_of(site.id, chosen) if begun else None
    context = {
        "sitting": chosen, "packed": packed, "told": told, "delivery": delivery,
        "floors": floors_of(delivery) if delivery else [], "is_over": now() >= chosen.ends,
        "lobby": hungry_in_the_lobby(site, chosen, by=actor_of(request)) if begun else [],
        "form": form or NumberForm(initial={"bags": packed.bags.total, "bag_price": price}),
    }  # fmt: skip
    return render(request, "desk/meals/meal.html", context, status=CONFLICT if form else 200)


def _sitting(site: Site, day: str, meal: str) -> Sitting:
    served = meal_called(meal)
    try:
        return sitting(served, date.fromisoformat(day), ZoneInfo(site.timezone))
    except (ValueError, OverflowError) as unreadable:
        raise Http404 from unreadable
