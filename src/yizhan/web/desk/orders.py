"""Group orders at the desk: days, one order with its parties, a party's lines, and the list for the shop."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.places.models import Occupancy, Room, Site
from yizhan.provision.actions.order_delivery import correct_order_line, hand_over_order
from yizhan.provision.actions.order_supply import record_all_brought, record_brought
from yizhan.provision.actions.orders import call_off_order_day, list_order, open_order_day, order_for
from yizhan.provision.models import OrderLine
from yizhan.provision.queries.orders import (
    OrderNow,
    cautions_for,
    offered_articles,
    order_of,
    own_order,
    party_orders,
    recent_orders,
    shopping_list,
)
from yizhan.reading.shown import visible
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.list_files import xlsx
from yizhan.web.desk.order_forms import BroughtForm, CorrectionForm, OrderDayForm, WantedForm
from yizhan.web.paper.orders import bag_sheets, shopping_sheets
from yizhan.web.paper.sheets import workbook

CONFLICT = 409
FOUND_AT_ONCE = 30


@posted("order.manage")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the latest group orders and how far each has come; offer the next one."""
    found = {"orders": recent_orders(site.id), "form": OrderDayForm(site)}
    return page_or_part(request, "desk/orders/board.html", "desk/orders/_board.html", found)


@posted("order.manage")
@require_POST
def open_day(request: HttpRequest, site: Site) -> HttpResponse:
    """Open a group order."""
    form = OrderDayForm(site, request.POST)
    opened = perform(
        request, form,
        lambda by: open_order_day(
            by=by, site_id=site.id, order_day_id=form.cleaned_data["command_id"],
            day=form.cleaned_data["day"], closes_at=form.cleaned_data["closes_at"],
        ),
        _("Open: residents order on their pages until the cut-off."),
    )  # fmt: skip
    if opened:
        return redirect("order", site.code, form.cleaned_data["command_id"])
    found = {"orders": recent_orders(site.id), "form": form, "part": "desk/orders/_board.html"}
    return render(request, "desk/orders/board.html", found, status=CONFLICT)


@posted("order.manage")
@require_GET
def show(request: HttpRequest, site: Site, order_day_id: UUID) -> HttpResponse:
    """Show one order by room: what each party ordered, got, and says is missing."""
    found = {"order": _order(site, order_day_id), "parties": party_orders(order_day_id)}
    return page_or_part(request, "desk/orders/order.html", "desk/orders/_order.html", found)


@posted("order.manage")
@require_POST
def listing(request: HttpRequest, site: Site, order_day_id: UUID) -> HttpResponse:
    """Close an order: its list goes to the shop."""
    form = CommandForm(request.POST)
    perform(
        request, form, lambda by: list_order(by=by, site_id=site.id, order_day_id=order_day_id),
        _("Closed: this is the list for the shop."),
    )  # fmt: skip
    return redirect("order_list", site.code, order_day_id)


@posted("order.manage")
@require_POST
def cancellation(request: HttpRequest, site: Site, order_day_id: UUID) -> HttpResponse:
    """Let an order not take place."""
    form = CommandForm(request.POST)
    perform(
        request, form, lambda by: call_off_order_day(by=by, site_id=site.id, order_day_id=order_day_id),
        _("Called off. Nobody owes anything for it."),
    )  # fmt: skip
    return redirect("orders", site.code)


@posted("order.manage")
@require_GET
def shop_list(request: HttpRequest, site: Site, order_day_id: UUID) -> HttpResponse:
    """Show the one list for the shop, to print, and to record what came."""
    found = {"order": _order(site, order_day_id), "articles": shopping_list(order_day_id)}
    return render(request, "desk/orders/list.html", found)


@posted("order.manage")
@require_GET
def list_xlsx(request: HttpRequest, site: Site, order_day_id: UUID) -> FileResponse:
    """Return the list for the shop, and the bags by room, as a workbook."""
    order = _order(site, order_day_id)
    sheets = [
        *shopping_sheets(site, order.order_day, shopping_list(order_day_id)),
        *bag_sheets(site, order.order_day, party_orders(order_day_id)),
    ]
    return xlsx(workbook(sheets), f"{site.code}-order-{order.order_day.day}")


@posted("order.manage")
@require_POST
def brought(request: HttpRequest, site: Site, order_day_id: UUID) -> HttpResponse:
    """Record how many of one article came, and what came in its place."""
    form = BroughtForm(request.POST)
    perform(
        request, form,
        lambda by: record_brought(
            by=by, site_id=site.id, order_day_id=order_day_id, article_id=form.article_id,
            arrived=form.cleaned_data["arrived"], cents=form.cleaned_data["price"],
            substitute=form.substitute,
        ),
        _("Recorded and shared out: everybody gets one before anybody gets two."),
    )  # fmt: skip
    return redirect("order_list", site.code, order_day_id)


@posted("order.manage")
@require_POST
def all_brought(request: HttpRequest, site: Site, order_day_id: UUID) -> HttpResponse:
    """Record that everything else came as ordered."""
    form = CommandForm(request.POST)
    perform(
        request, form, lambda by: record_all_brought(by=by, site_id=site.id, order_day_id=order_day_id),
        _("Recorded: the rest came as ordered. Plan a round to carry it up."),
    )  # fmt: skip
    return redirect("order", site.code, order_day_id)


@posted("order.manage")
@require_GET
def for_room(request: HttpRequest, site: Site, order_day_id: UUID) -> HttpResponse:
    """Lead to the party in a room, to order for it."""
    room = Room.objects.filter(site=site, name=visible(request.GET.get("room", ""))).first()
    inside = Occupancy.objects.filter(room=room, ended_at=None) if room else Occupancy.objects.none()
    party_id = inside.order_by("started_at").values_list("party_id", flat=True).first()
    if party_id is None:
        found = {
            "order": _order(site, order_day_id), "parties": party_orders(order_day_id), "nobody": True,
            "part": "desk/orders/_order.html",
        }  # fmt: skip
        return render(request, "desk/orders/order.html", found, status=404)
    return redirect("order_party", site.code, order_day_id, party_id)


@posted("order.manage")
@require_GET
def party(request: HttpRequest, site: Site, order_day_id: UUID, party_id: UUID) -> HttpResponse:
    """Show one party's lines, and articles to add for who called. Reading how they eat is audited."""
    order, text = _order(site, order_day_id), visible(request.GET.get("q", ""))
    _check_party(site, order_day_id, party_id)
    cautions = cautions_for(party_id, site.id) if order.is_open else frozenset()
    record_audit(actor_of(request), "provision.read_cautions", site_id=site.id, party=str(party_id))
    context = {
        "order": order, "party": own_order(order_day_id, party_id), "text": text, "cautions": cautions,
        "found": offered_articles(site.id, text=text)[:FOUND_AT_ONCE] if text and order.is_open else (),
    }  # fmt: skip
    return render(request, "desk/orders/party.html", context)


@posted("order.manage")
@require_POST
def party_lines(request: HttpRequest, site: Site, order_day_id: UUID, party_id: UUID) -> HttpResponse:
    """Set how many of one article a party wants."""
    form = WantedForm(request.POST)
    perform(
        request, form,
        lambda by: order_for(
            by=by, site_id=site.id, order_day_id=order_day_id, party_id=party_id, wanted=form.wanted
        ),
        _("Kept in their order."),
    )  # fmt: skip
    return redirect("order_party", site.code, order_day_id, party_id)


@posted("round.walk")
@require_POST
def handing(request: HttpRequest, site: Site, room_id: UUID) -> HttpResponse:
    """Record that the orders of a door were handed over whole, without a round."""
    form = CommandForm(request.POST)
    perform(
        request,
        form,
        lambda by: hand_over_order(by=by, site_id=site.id, room_id=room_id),
        pgettext("goods", "Handed over."),
    )
    return redirect("orders", site.code)


@posted("order.manage")
@require_POST
def correction(request: HttpRequest, site: Site, order_line_id: UUID) -> HttpResponse:
    """Set how many of a line a party really has."""
    form = CorrectionForm(request.POST)
    perform(
        request, form,
        lambda by: correct_order_line(
            by=by, site_id=site.id, line_id=order_line_id, handed=form.cleaned_data["handed"]
        ),
        _("Corrected: what they owe follows."),
    )  # fmt: skip
    line = OrderLine.objects.filter(id=order_line_id, order_day__site=site).first()
    if line is None:
        raise Http404
    return redirect("order_party", site.code, line.order_day_id, line.party_id)


def _order(site: Site, order_day_id: UUID) -> OrderNow:
    found = order_of(site.id, order_day_id)
    if found is None:
        raise Http404
    return found


def _check_party(site: Site, order_day_id: UUID, party_id: UUID) -> None:
    here = Occupancy.objects.filter(room__site=site, party_id=party_id)
    ordered = OrderLine.objects.filter(order_day_id=order_day_id, party_id=party_id)
    if not here.exists() and not ordered.exists():
        raise Http404
