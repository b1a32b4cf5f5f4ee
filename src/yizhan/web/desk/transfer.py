"""Transfers at the desk: orders out and in, who is on the way, receiving, refusing, accepting without one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.leaving.actions.ordering import call_off_transfer, order_transfer
from yizhan.leaving.actions.transferring import (
    accept_without_order,
    confirm_received,
    let_go,
    receive,
    record_refusal,
)
from yizhan.leaving.enums import RefusalOutcome
from yizhan.leaving.queries.transfers import OrderView, may_return, names_on, order_view, orders_at, talks_of
from yizhan.places.models import Site
from yizhan.web.access import actor_of, capabilities_here, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.transfer_forms import (
    AcceptForm,
    BandsForm,
    ReturnForm,
    RidersForm,
    TakenOverForm,
    TalkForm,
    WayForm,
)

CONFLICT = 409


@posted("leaving.read")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the orders from and to this site, overdue arrivals first, and who may come back."""
    found = {"orders": orders_at(site.id), "returning": may_return(site.id)}
    return page_or_part(request, "desk/leaving/transfers.html", "desk/leaving/_transfers.html", found)


@posted("transfer.order")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, site: Site) -> HttpResponse:
    """Write a transfer order; it bears the id of the command."""
    form = WayForm(site, request.POST or None, initial={"tags": request.GET.get("tags", "")})
    if form.is_bound and perform(
        request, form,
        lambda by: order_transfer(
            by=by, site_id=site.id, order_id=form.cleaned_data["command_id"], way=form.way,
            person_ids=form.cleaned_data["tags"], reason=form.cleaned_data["reason"],
        ),
        _("Ordered. Tell the receiving side; say here when they are in the vehicle."),
    ):  # fmt: skip
        return redirect("transfer", site.code, form.cleaned_data["command_id"])
    status = CONFLICT if form.is_bound else 200
    return render(request, "desk/leaving/order.html", {"form": form}, status=status)


@posted("transfer.order")
@require_POST
def returns(request: HttpRequest, site: Site) -> HttpResponse:
    """Order the way back of somebody who went to a hospital or a home."""
    form = ReturnForm(site, request.POST)
    perform(
        request, form,
        lambda by: order_transfer(
            by=by, site_id=site.id, order_id=form.cleaned_data["command_id"], way=form.way,
            person_ids=(form.cleaned_data["person"],), reason=form.cleaned_data["reason"],
        ),
        _("Ordered. Say here when they have left there, then receive them."),
    )  # fmt: skip
    return redirect("transfers", site.code)


@posted("leaving.read")
@require_GET
def show(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """Show an order with everybody on it, and what this side can say now."""
    view = _order(site, order_id)
    found: dict[str, object] = {
        "view": view, "outgoing": view.order.origin_id == site.id, "bands": BandsForm(view),
        "taken_over": TakenOverForm(), "outcomes": RefusalOutcome.choices,
        "says_left": view.order.origin_id in (None, site.id),
    }  # fmt: skip
    by, opened = actor_of(request), "person.read" in capabilities_here(request)
    names = names_on(view, by=by, site=site) if opened else {}
    found["riders"] = [
        (one, names.get(one.row.person_id), talks_of(one.row, by=by) if opened else []) for one in view.riders
    ]
    return render(request, "desk/leaving/transfer.html", found)


@posted("transfer.confirm")
@require_POST
def departures(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """Say that whoever was ticked is in the vehicle."""
    form = RidersForm(request.POST)
    perform(
        request, form,
        lambda by: let_go(
            by=by, site_id=site.id, order_id=order_id, passenger_ids=form.cleaned_data["rider"]
        ),
        _("On the way. Their rooms are to be disinfected."),
    )  # fmt: skip
    return redirect("transfer", site.code, order_id)


@posted("transfer.confirm")
@require_POST
def arrivals(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """Receive people here under a new wristband."""
    form = BandsForm(_order(site, order_id), request.POST)
    perform(
        request, form,
        lambda by: receive(by=by, site_id=site.id, order_id=order_id, bands=form.bands),
        _("Received. They wait for a room."),
    )  # fmt: skip
    return redirect("transfer", site.code, order_id)


@posted("transfer.confirm")
@require_POST
def receptions(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """Write down who at a hospital or a home took people over."""
    form = TakenOverForm(request.POST)
    perform(
        request, form,
        lambda by: confirm_received(
            by=by, site_id=site.id, order_id=order_id, passenger_ids=form.cleaned_data["rider"],
            name=form.cleaned_data["name"],
        ),
        _("Written down: they are there."),
    )  # fmt: skip
    return redirect("transfer", site.code, order_id)


@posted("transfer.confirm")
@require_POST
def refusals(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """Write down a talk with somebody who refuses to go."""
    form = TalkForm(request.POST)
    perform(
        request, form,
        lambda by: record_refusal(
            by=by, site_id=site.id, order_id=order_id, passenger_id=form.cleaned_data["passenger"],
            talk=form.cleaned_data["talk"], papers_handed=form.cleaned_data["papers_handed"],
            outcome=RefusalOutcome(form.cleaned_data["outcome"]),
        ),
        _("Written down."),
    )  # fmt: skip
    return redirect("transfer", site.code, order_id)


@posted("transfer.order")
@require_POST
def call_offs(request: HttpRequest, site: Site, order_id: UUID) -> HttpResponse:
    """Call an order off for whoever has not left."""
    done = _("Called off for everybody who has not left.")
    form = CommandForm(request.POST)
    perform(request, form, lambda by: call_off_transfer(by=by, site_id=site.id, order_id=order_id), done)
    return redirect("transfer", site.code, order_id)


@posted("transfer.accept")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, site: Site) -> HttpResponse:
    """Accept people who stand at the door without an order: the command post's own decision."""
    form = AcceptForm(site, request.POST or None)
    if form.is_bound and perform(
        request, form,
        lambda by: accept_without_order(
            by=by, site_id=site.id, order_id=form.cleaned_data["command_id"],
            from_site_id=UUID(form.cleaned_data["from_site"]), person_ids=form.cleaned_data["persons"],
            reason=form.cleaned_data["reason"],
        ),
        _("Accepted, by your decision. The site receives them now."),
    ):  # fmt: skip
        return redirect("transfer", site.code, form.cleaned_data["command_id"])
    status = CONFLICT if form.is_bound else 200
    return render(request, "desk/leaving/accept.html", {"form": form}, status=status)


def _order(site: Site, order_id: UUID) -> OrderView:
    view = order_view(site.id, order_id)
    if view is None:
        raise Http404
    return view
