"""All stores at once, as the command post sees them, and the command post's own."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.ids import new_id
from yizhan.duty.queries.postings import at_site, postings_at, sites_of
from yizhan.intake.queries.supplies import arriving_at
from yizhan.places.models import Site
from yizhan.provision.queries.stock import shelves_of
from yizhan.provision.queries.stock_transfers import incoming, outgoing
from yizhan.web.access import account_of, posted
from yizhan.web.desk.stock import CONFLICT, confirm, count, receive, send
from yizhan.web.desk.stock_forms import CountForm, ReceiptForm, SendForm


@posted("stock.post")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show every store's shelves that run low, what is on its way, and the command post's own store."""
    account_id = account_of(request).id
    sites = list(sites_of(account_id).order_by("code"))
    own = postings_at(account_id).filter(at_site(None)).exists()
    ids = [one.id for one in sites]
    shelves = shelves_of([*ids, *([None] if own else [])], arriving_at(ids))
    context = {
        "stores": [(one, [shelf for shelf in shelves[one.id] if shelf.is_low]) for one in sites],
        "own": own, "shelves": shelves.get(None, []), "incoming": list(incoming(None)) if own else [],
        "outgoing": list(outgoing(None)) if own else [], "send": SendForm(store=None),
    }  # fmt: skip
    return render(request, "desk/stock/stores.html", context)


@posted("stock.post")
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a delivery into the command post's store."""
    form = ReceiptForm(request.POST or None, request.FILES or None, initial={"command_id": new_id()})
    if request.method == "POST" and receive(request, None, form):
        return redirect("stores", site.code)
    context = {"form": form, "of_the_post": True}
    return render(request, "desk/stock/receipt.html", context, status=CONFLICT if form.is_bound else 200)


@posted("stock.post")
@require_POST
def counts(request: HttpRequest, site: Site) -> HttpResponse:
    """Let the book of the command post's store say what was counted."""
    count(request, None, CountForm(request.POST))
    return redirect("stores", site.code)


@posted("stock.post")
@require_POST
def transfers(request: HttpRequest, site: Site) -> HttpResponse:
    """Send articles from the command post's store to a site."""
    send(request, None, SendForm(request.POST, store=None))
    return redirect("stores", site.code)


@posted("stock.post")
@require_POST
def confirmations(request: HttpRequest, site: Site, stock_transfer_id: UUID) -> HttpResponse:
    """Say what really came back to the command post's store."""
    confirm(request, None, stock_transfer_id)
    return redirect("stores", site.code)
