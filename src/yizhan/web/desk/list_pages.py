"""The lists on screen: bags, samples, muster."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.core.clock import now
from yizhan.places.models import Site
from yizhan.provision.rules import Meal, meals, next_meal
from yizhan.stays.queries.lists import meals_now, samples_now
from yizhan.stays.queries.muster import muster
from yizhan.stays.queries.present import present_at
from yizhan.web.access import actor_of, posted
from yizhan.web.paper.meals import kitchen_lines, meal_text, waiting_line
from yizhan.web.paper.muster import muster_text
from yizhan.web.paper.samples import by_floor
from yizhan.web.paper.sizes import grids

LISTS = frozenset(
    {"list.meals", "list.samples", "list.muster", "person.read", "paper.serve", "note.write", "print"}
)


@posted("batch.read")
def lists(request: HttpRequest, site: Site) -> HttpResponse:
    """Show which lists the posting opens, and over how many people they are made."""
    people = present_at(site.id)
    rooms = {person.room.id for person in people if person.room}
    offered = LISTS & getattr(request, "yizhan_capabilities", frozenset())
    context = {"meal": coming_meal(site), "people": len(people), "rooms": len(rooms), "offered": offered}
    return render(request, "desk/lists/index.html", context)


@posted("list.meals")
def meals_page(request: HttpRequest, site: Site, meal: str = "") -> HttpResponse:
    """Show a meal's bags; the one that is packed next unless another is asked for."""
    served = meal_called(meal) if meal else coming_meal(site)
    packed = meals_now(site, by=actor_of(request))
    context = {
        "meal": served,
        "meals": meals().values(),
        "packed": packed,
        "kitchen": kitchen_lines(packed.bags)[1:],
        "waiting": waiting_line(packed.waiting),
        "text": meal_text(site, served, packed),
    }
    return render(request, "desk/lists/meals.html", context)


@posted("list.samples")
def samples_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the sampling round in walking order, and the sheets of labels it can be printed on."""
    round_ = samples_now(site, by=actor_of(request))
    context = {"round": round_, "floors": by_floor(round_), "grids": grids("tubes").values()}
    return render(request, "desk/lists/samples.html", context)


@posted("list.muster")
def muster_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is on which floor now, and who must be carried."""
    now_here = muster(site, by=actor_of(request))
    return render(
        request, "desk/lists/muster.html", {"muster": now_here, "text": muster_text(site, now_here)}
    )


def coming_meal(site: Site) -> Meal:
    """Return the meal that is packed next by the clock on the site's wall."""
    return next_meal(now().astimezone(ZoneInfo(site.timezone)))


def meal_called(key: str) -> Meal:
    """Return the meal in an address; 404 if the day has no such meal."""
    if key not in meals():
        raise Http404
    return meals()[key]
