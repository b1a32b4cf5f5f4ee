"""What is printed before anybody comes: cards for the rooms, and wristbands."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yizhan.core.actions import record_audit
from yizhan.places.models import Floor, Site
from yizhan.stays.queries.cards import cards_in_force
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.list_files import grid_called, pdf
from yizhan.web.desk.list_forms import CardsForm, WristbandsForm
from yizhan.web.paper.cards import card_facts, wristband_facts
from yizhan.web.paper.sizes import grids
from yizhan.web.paper.typesetting import typeset

ONLY_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@posted("print")
def paper_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Offer cards and wristbands, and warn where phones could not follow the cards' codes."""
    return _offer(request, site, CardsForm(site), WristbandsForm())


@posted("print")
def cards_pdf(request: HttpRequest, site: Site) -> HttpResponse | FileResponse:
    """Return cards for the rooms of one floor or all; who printed the codes is audited."""
    form = CardsForm(site, request.GET)
    if not form.is_valid():
        return _offer(request, site, form, WristbandsForm(), status=422)
    cards = cards_in_force(site.id, floor_id=form.cleaned_data["floor"])
    record_audit(actor_of(request), "web.print_cards", site_id=site.id, cards=len(cards))
    address = residents_address(request)
    facts = card_facts(site, cards, address=address, size=form.cleaned_data["size"])
    return pdf(typeset("cards", facts), f"{site.code}-cards")


@posted("print")
def wristbands_pdf(request: HttpRequest, site: Site) -> HttpResponse | FileResponse:
    """Return a block of wristbands from one number to another."""
    form = WristbandsForm(request.GET)
    if not form.is_valid():
        return _offer(request, site, CardsForm(site), form, status=422)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    facts = wristband_facts(
        site, range(first, last + 1), form.cleaned_data["letters"], grid_called("wristbands", request)
    )
    return pdf(typeset("wristbands", facts), f"{site.code}-wristbands-{first:03d}-{last:03d}")


def residents_address(request: HttpRequest) -> str:
    """Return the residents' front door as room cards carry it: as was said, else as the desk is reached."""
    door = reverse("portal_home")
    return f"{settings.RESIDENTS_AT}{door}" if settings.RESIDENTS_AT else request.build_absolute_uri(door)


def _offer(
    request: HttpRequest, site: Site, cards: CardsForm, wristbands: WristbandsForm, status: int = 200
) -> HttpResponse:
    context = {
        "cards": cards,
        "wristbands": wristbands,
        "grids": grids("wristbands").values(),
        "floors": Floor.objects.filter(site=site),
        "address": residents_address(request),
        "unreachable": urlsplit(residents_address(request)).hostname in ONLY_THIS_MACHINE,
    }
    return render(request, "desk/lists/paper.html", context, status=status)
