"""A site's store, at the desk and on a phone: what there is, goes out, is counted, sent and asked for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.ids import new_id
from yizhan.intake.queries.supplies import arriving_at
from yizhan.places.models import Site
from yizhan.provision.actions.stock_asking import ask_for_stock
from yizhan.provision.models import StockLot
from yizhan.provision.queries.stock import (
    Arriving,
    Shelf,
    expiring_at,
    lots_at,
    lots_by_item,
    movements_at,
    movers_of,
    store_of,
)
from yizhan.provision.queries.stock_transfers import donations_at, incoming, outgoing
from yizhan.provision.stock_rules import items
from yizhan.web.access import posted
from yizhan.web.desk import stock_moves
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.stock_forms import IssueForm, ItemForm, LossForm, ReceiptForm, SendForm, WantedForm

CONFLICT = 409
ON_A_PAGE = 50


@posted("stock.read")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what the store holds, what runs out first first; what is on its way, and what to ask for."""
    shelves = store_of(site.id, expected=arriving_at([site.id])[site.id])
    context = {
        "shelves": shelves, "low": [one for one in shelves if one.is_low], "expiring": expiring_at(site.id),
        "incoming": list(incoming(site.id)), "outgoing": list(outgoing(site.id)), "issue": IssueForm(),
        "wanted": _wanted(shelves),
    }  # fmt: skip
    return render(request, "desk/stock/board.html", context)


@posted("stock.read")
@require_GET
def show(request: HttpRequest, site: Site, stock_item: str) -> HttpResponse:
    """Show one item: its lots, what moved, and everything that can be done with it."""
    context = item_of(request, site.id, stock_item, arriving_at([site.id])[site.id])
    return render(request, "desk/stock/item.html", context)


@posted("stock.move")
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a delivery or a donation into the store."""
    form = ReceiptForm(request.POST or None, request.FILES or None, initial={"command_id": new_id()})
    if request.method == "POST" and stock_moves.receive(request, site.id, form):
        return redirect("stock_donations" if form.cleaned_data["donor"] else "stock", site.code)
    return render(
        request, "desk/stock/receipt.html", {"form": form}, status=CONFLICT if form.is_bound else 200
    )


@posted("stock.move")
@require_POST
def issues(request: HttpRequest, site: Site) -> HttpResponse:
    """Give so many of an item out."""
    return _back(site, stock_moves.issue(request, site.id))


@posted("stock.move")
@require_POST
def returns(request: HttpRequest, site: Site) -> HttpResponse:
    """Take back what was not used."""
    return _back(site, stock_moves.take_back(request, site.id))


@posted("stock.move")
@require_POST
def losses(request: HttpRequest, site: Site) -> HttpResponse:
    """Write off what is broken, soiled, expired or gone."""
    return _back(site, stock_moves.lose(request, site.id))


@posted("stock.move")
@require_POST
def counts(request: HttpRequest, site: Site) -> HttpResponse:
    """Let the book say what was counted."""
    return _back(site, stock_moves.count(request, site.id))


@posted("stock.move")
@require_POST
def transfers(request: HttpRequest, site: Site) -> HttpResponse:
    """Send so many of an item to another store."""
    return _back(site, stock_moves.send(request, site.id))


@posted("stock.move")
@require_POST
def confirmations(request: HttpRequest, site: Site, stock_transfer_id: UUID) -> HttpResponse:
    """Say what really came of a transfer."""
    stock_moves.confirm(request, site.id, stock_transfer_id)
    return redirect("stock", site.code)


@posted("stock.move")
@require_POST
def recalls(request: HttpRequest, site: Site, stock_transfer_id: UUID) -> HttpResponse:
    """Take back what nobody has confirmed."""
    stock_moves.recall(request, site.id, stock_transfer_id)
    return redirect("stock", site.code)


@posted("stock.move")
@require_POST
def asks(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask the command post for what runs out."""
    form = WantedForm(request.POST)
    perform(
        request, form,
        lambda by: ask_for_stock(
            by=by, site_id=site.id, lines=form.cleaned_data["lines"], words=form.cleaned_data["words"]
        ),
        _("Asked. The command post has it as a matter, by name."),
    )  # fmt: skip
    return redirect("stock", site.code)


@posted("stock.read")
@require_GET
def donations(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who gave what, and whether they were thanked."""
    return render(request, "desk/stock/donations.html", donations_of(request, site.id))


@posted("stock.move")
@require_POST
def thanks(request: HttpRequest, site: Site, donation_id: UUID) -> HttpResponse:
    """Record that a donor was thanked."""
    stock_moves.thank(request, site.id, donation_id)
    return redirect("stock_donations", site.code)


@posted("stock.read")
@require_GET
def count_sheet(request: HttpRequest, site: Site) -> HttpResponse:
    """Show a sheet to print and to count by, lot by lot, with empty boxes."""
    return render(request, "desk/stock/count_sheet.html", {"shelves": to_count(site.id)})


def item_of(
    request: HttpRequest, store: UUID | None, key: str, expected: Sequence[Arriving] = ()
) -> dict[str, Any]:
    """Return what the page of one item shows of a store, a site's or (None) the command post's."""
    if key not in items():
        raise Http404
    shelves = store_of(store, expected=expected)
    page = Paginator(movements_at(store, key), ON_A_PAGE).get_page(request.GET.get("page"))
    moved = list(page.object_list)
    return {
        "item": items()[key], "shelf": next((one for one in shelves if one.item.key == key), None),
        "lots": lots_at(store, key), "page": page, "moved": moved, "movers": movers_of(moved),
        "issue": IssueForm(), "loss": LossForm(), "send": SendForm(store=store),
    }  # fmt: skip


def donations_of(request: HttpRequest, store: UUID | None) -> dict[str, Any]:
    """Return a page of who gave what to a store."""
    return {"page": Paginator(donations_at(store), ON_A_PAGE).get_page(request.GET.get("page"))}


def to_count(store: UUID | None) -> list[tuple[Shelf, list[StockLot]]]:
    """Return the shelves of a store with their lots, as they are counted."""
    lots = lots_by_item(store)
    return [(one, lots[one.item.key]) for one in store_of(store)]


def chosen_item(form: ItemForm) -> str:
    """Return the item on whose page a form was sent that wants to go back there; "" for the store's."""
    said = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    return str(said["item"]) if said.get("stay") and said.get("item") in items() else ""


def _wanted(shelves: list[Shelf]) -> WantedForm | None:
    lacking = [(one.item, one.wanted) for one in shelves if one.to_ask and one.wanted]
    return WantedForm(wanted=lacking) if lacking else None


def _back(site: Site, form: ItemForm) -> HttpResponse:
    item = chosen_item(form)
    return redirect("stock_item", site.code, item) if item else redirect("stock", site.code)
