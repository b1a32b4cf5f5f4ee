"""All stores at once, as the command post sees them, and everything that is done with its own."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.ids import new_id
from yizhan.duty.queries.postings import at_site, postings_at, sites_of
from yizhan.intake.queries.supplies import arriving_at
from yizhan.places.models import Site
from yizhan.provision.queries.stock import expiring_at, shelves_of
from yizhan.provision.queries.stock_transfers import incoming, outgoing
from yizhan.web.access import account_of, posted
from yizhan.web.desk import stock_moves
from yizhan.web.desk.stock import CONFLICT, chosen_item, donations_of, item_of, to_count
from yizhan.web.desk.stock_forms import ItemForm, ReceiptForm, SendForm

POST = {"of_the_post": True}


@posted("stock.post")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show every store's shelves that run low, what is on its way, and the command post's own store."""
    sites = list(sites_of(account_of(request).id).order_by("code"))
    own = _serves_the_post(request)
    ids = [one.id for one in sites]
    shelves = shelves_of([*ids, *([None] if own else [])], arriving_at(ids))
    context = {
        "stores": [(one, [shelf for shelf in shelves[one.id] if shelf.is_low]) for one in sites],
        "own": own, "shelves": shelves.get(None, []), "incoming": list(incoming(None)) if own else [],
        "expiring": expiring_at(None) if own else [],
        "outgoing": list(outgoing(None)) if own else [], "send": SendForm(store=None), **POST,
    }  # fmt: skip
    return render(request, "desk/stock/stores.html", context)


@posted("stock.post")
@require_GET
def show(request: HttpRequest, site: Site, stock_item: str) -> HttpResponse:
    """Show one item of the command post's store, and everything that can be done with it."""
    _check_serves(request)
    return render(request, "desk/stock/item.html", {**item_of(request, None, stock_item), **POST})


@posted("stock.post")
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a delivery or a donation into the command post's store."""
    form = ReceiptForm(request.POST or None, request.FILES or None, initial={"command_id": new_id()})
    if request.method == "POST" and stock_moves.receive(request, None, form):
        return redirect("store_donations" if form.cleaned_data["donor"] else "stores", site.code)
    context = {"form": form, **POST}
    return render(request, "desk/stock/receipt.html", context, status=CONFLICT if form.is_bound else 200)


@posted("stock.post")
@require_POST
def issues(request: HttpRequest, site: Site) -> HttpResponse:
    """Give so many of an item out of the command post's store."""
    return _back(site, stock_moves.issue(request, None))


@posted("stock.post")
@require_POST
def returns(request: HttpRequest, site: Site) -> HttpResponse:
    """Take back into the command post's store what was not used."""
    return _back(site, stock_moves.take_back(request, None))


@posted("stock.post")
@require_POST
def losses(request: HttpRequest, site: Site) -> HttpResponse:
    """Write off what of the command post's store is broken, soiled, expired or gone."""
    return _back(site, stock_moves.lose(request, None))


@posted("stock.post")
@require_POST
def counts(request: HttpRequest, site: Site) -> HttpResponse:
    """Let the book of the command post's store say what was counted."""
    return _back(site, stock_moves.count(request, None))


@posted("stock.post")
@require_POST
def transfers(request: HttpRequest, site: Site) -> HttpResponse:
    """Send articles from the command post's store to a site."""
    return _back(site, stock_moves.send(request, None))


@posted("stock.post")
@require_POST
def confirmations(request: HttpRequest, site: Site, stock_transfer_id: UUID) -> HttpResponse:
    """Say what really came back to the command post's store."""
    stock_moves.confirm(request, None, stock_transfer_id)
    return redirect("stores", site.code)


@posted("stock.post")
@require_POST
def recalls(request: HttpRequest, site: Site, stock_transfer_id: UUID) -> HttpResponse:
    """Take back what the command post sent and nobody has confirmed."""
    stock_moves.recall(request, None, stock_transfer_id)
    return redirect("stores", site.code)


@posted("stock.post")
@require_GET
def donations(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who gave what to the command post, and whether they were thanked."""
    _check_serves(request)
    return render(request, "desk/stock/donations.html", {**donations_of(request, None), **POST})


@posted("stock.post")
@require_POST
def thanks(request: HttpRequest, site: Site, donation_id: UUID) -> HttpResponse:
    """Record that a donor of the command post was thanked."""
    stock_moves.thank(request, None, donation_id)
    return redirect("store_donations", site.code)


@posted("stock.post")
@require_GET
def count_sheet(request: HttpRequest, site: Site) -> HttpResponse:
    """Show a sheet by which the command post's store is counted."""
    _check_serves(request)
    return render(request, "desk/stock/count_sheet.html", {"shelves": to_count(None), **POST})


def _serves_the_post(request: HttpRequest) -> bool:
    return postings_at(account_of(request).id).filter(at_site(None)).exists()


def _check_serves(request: HttpRequest) -> None:
    if not _serves_the_post(request):
        raise PermissionDenied


def _back(site: Site, form: ItemForm) -> HttpResponse:
    item = chosen_item(form)
    return redirect("store_item", site.code, item) if item else redirect("stores", site.code)
