"""A site's store, at the desk and on a phone: what there is, goes out, is counted, sent and asked for."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.ids import new_id
from yizhan.intake.queries.supplies import arriving_at
from yizhan.places.models import Site
from yizhan.provision.actions.stock_asking import ask_for_stock
from yizhan.provision.actions.stock_issuing import count_stock, issue_stock, lose_stock, return_stock
from yizhan.provision.actions.stock_receiving import receive_stock, thank_donor
from yizhan.provision.actions.stock_transfers import StockSending, confirm_stock, recall_stock, send_stock
from yizhan.provision.queries.stock import (
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
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.stock_forms import (
    ConfirmForm,
    CountedForm,
    CountForm,
    IssueForm,
    LossForm,
    ReceiptForm,
    SendForm,
    WantedForm,
    WordsForm,
)

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
    if stock_item not in items():
        raise Http404
    shelves = store_of(site.id, expected=arriving_at([site.id])[site.id])
    page = Paginator(movements_at(site.id, stock_item), ON_A_PAGE).get_page(request.GET.get("page"))
    moved = list(page.object_list)
    shelf = next((one for one in shelves if one.item.key == stock_item), None)
    context = {
        "item": items()[stock_item], "shelf": shelf,
        "lots": lots_at(site.id, stock_item), "page": page, "moved": moved, "movers": movers_of(moved),
        "issue": IssueForm(), "loss": LossForm(), "send": SendForm(store=site.id),
    }  # fmt: skip
    return render(request, "desk/stock/item.html", context)


@posted("stock.move")
@require_http_methods(["GET", "POST"])
def receipts(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a delivery or a donation into the store."""
    form = ReceiptForm(request.POST or None, request.FILES or None, initial={"command_id": new_id()})
    if request.method == "POST" and receive(request, site.id, form):
        return redirect("stock_donations" if form.cleaned_data["donor"] else "stock", site.code)
    return render(
        request, "desk/stock/receipt.html", {"form": form}, status=CONFLICT if form.is_bound else 200
    )


@posted("stock.move")
@require_POST
def issues(request: HttpRequest, site: Site) -> HttpResponse:
    """Give so many of an item out."""
    form = IssueForm(request.POST)
    perform(
        request, form,
        lambda by: issue_stock(by=by, site_id=site.id, **_said(form, "purpose", "although_expired")),
        _("Given out. The book is kept."),
    )  # fmt: skip
    return _back(site, form)


@posted("stock.move")
@require_POST
def returns(request: HttpRequest, site: Site) -> HttpResponse:
    """Take back what was not used."""
    form = CountedForm(request.POST)
    perform(
        request,
        form,
        lambda by: return_stock(by=by, site_id=site.id, **_said(form)),
        _("It stands there again."),
    )
    return _back(site, form)


@posted("stock.move")
@require_POST
def losses(request: HttpRequest, site: Site) -> HttpResponse:
    """Write off what is broken, soiled, expired or gone."""
    form = LossForm(request.POST)
    perform(
        request, form,
        lambda by: lose_stock(
            by=by, site_id=site.id, **_said(form, "cause"), lot_id=form.cleaned_data["lot"]
        ),
        _("Written off."),
    )  # fmt: skip
    return _back(site, form)


@posted("stock.move")
@require_POST
def counts(request: HttpRequest, site: Site) -> HttpResponse:
    """Let the book say what was counted."""
    form = CountForm(request.POST)
    count(request, site.id, form)
    return _back(site, form)


@posted("stock.move")
@require_POST
def transfers(request: HttpRequest, site: Site) -> HttpResponse:
    """Send so many of an item to another store."""
    form = SendForm(request.POST, store=site.id)
    send(request, site.id, form)
    return _back(site, form)


@posted("stock.move")
@require_POST
def confirmations(request: HttpRequest, site: Site, stock_transfer_id: UUID) -> HttpResponse:
    """Say what really came of a transfer."""
    confirm(request, site.id, stock_transfer_id)
    return redirect("stock", site.code)


@posted("stock.move")
@require_POST
def recalls(request: HttpRequest, site: Site, stock_transfer_id: UUID) -> HttpResponse:
    """Take back what nobody has confirmed."""
    form = WordsForm(request.POST)
    perform(
        request, form,
        lambda by: recall_stock(
            by=by, site_id=site.id, transfer_id=stock_transfer_id, words=form.cleaned_data["words"]
        ),
        _("It stands there again."),
    )  # fmt: skip
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
    page = Paginator(donations_at(site.id), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/stock/donations.html", {"page": page})


@posted("stock.move")
@require_POST
def thanks(request: HttpRequest, site: Site, donation_id: UUID) -> HttpResponse:
    """Record that a donor was thanked."""
    form = CommandForm(request.POST)
    perform(
        request, form, lambda by: thank_donor(by=by, site_id=site.id, donation_id=donation_id),
        _("Thanked. It is written down."),
    )  # fmt: skip
    return redirect("stock_donations", site.code)


@posted("stock.read")
@require_GET
def count_sheet(request: HttpRequest, site: Site) -> HttpResponse:
    """Show a sheet to print and to count by, lot by lot, with empty boxes."""
    lots = lots_by_item(site.id)
    shelves = [(one, lots[one.item.key]) for one in store_of(site.id)]
    return render(request, "desk/stock/count_sheet.html", {"shelves": shelves})


def receive(request: HttpRequest, store: UUID | None, form: ReceiptForm) -> bool:
    """Take what the form says into a store; returns whether it was done."""
    lines = len(form.cleaned_data.get("lines", ())) if form.is_valid() else 0
    done = ngettext("%(lines)s line is in the store.", "%(lines)s lines are in the store.", lines)
    return perform(
        request, form,
        lambda by: receive_stock(
            by=by, site_id=store, lines=form.cleaned_data["lines"], words=form.cleaned_data["words"],
            donor=form.cleaned_data["donor"],
        ),
        done % {"lines": lines},
    )  # fmt: skip


def count(request: HttpRequest, store: UUID | None, form: CountForm) -> bool:
    """Let a store's book say what was counted; returns whether it was done."""
    return perform(
        request, form,
        lambda by: count_stock(
            by=by, site_id=store, item=form.cleaned_data["item"], counted=form.cleaned_data["counted"],
            reason=form.cleaned_data["words"], lot_id=form.cleaned_data["lot"],
        ),
        _("Counted. The book says the same now."),
    )  # fmt: skip


def send(request: HttpRequest, store: UUID | None, form: SendForm) -> bool:
    """Send what the form says out of a store; returns whether it was done."""

    def sending(by: Any) -> object:
        said = form.cleaned_data
        line = StockSending(item=said["item"], count=said["count"])
        return send_stock(by=by, site_id=store, to_site_id=said["to"], lines=(line,), words=said["words"])

    return perform(request, form, sending, _("On its way. The other store confirms what comes."))


def confirm(request: HttpRequest, store: UUID | None, transfer_id: UUID) -> bool:
    """Take what came of a transfer into a store; returns whether it was done."""
    form = ConfirmForm(request.POST)
    return perform(
        request, form,
        lambda by: confirm_stock(
            by=by, site_id=store, transfer_id=transfer_id, arrived=form.cleaned_data["arrived"],
            words=form.cleaned_data["words"],
        ),
        _("In the book."),
    )  # fmt: skip


def _said(form: CountedForm, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("item", "count", "words", *names)}


def _wanted(shelves: list[Shelf]) -> WantedForm | None:
    lacking = [(one.item, one.wanted) for one in shelves if one.to_ask and one.wanted]
    return WantedForm(wanted=lacking) if lacking else None


def _back(site: Site, form: CountedForm | CountForm) -> HttpResponse:
    said = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    if said.get("stay") and said.get("item") in items():
        return redirect("stock_item", site.code, said["item"])
    return redirect("stock", site.code)
