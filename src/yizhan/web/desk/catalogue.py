"""The shop's list at the desk, and what parties owe and have settled."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.provision.actions.catalogue import rule_article, take_catalogue
from yizhan.provision.actions.order_delivery import settle_order
from yizhan.provision.queries.orders import (
    account_of_party,
    groups_at,
    last_import,
    offered_articles,
    party_accounts,
    settlements_of,
)
from yizhan.reading.shown import visible
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.order_forms import CatalogueForm, RuleForm, SettlementForm

CONFLICT = 409
ON_A_PAGE = 50


@posted("order.manage")
@require_http_methods(["GET", "POST"])
def catalogue(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what can be ordered, with the rows that were not taken; take another list."""
    form = CatalogueForm(request.POST or None, request.FILES or None, initial={"command_id": new_id()})
    if request.method == "POST" and form.is_valid():
        brought = form.cleaned_data["file"]
        by = actor_of(request, form.cleaned_data["command_id"])
        try:
            taken = take_catalogue(by=by, site_id=site.id, contents=brought.read(), name=brought.name)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            said = _("Articles: %(articles)s. Not brought to rooms: %(refused)s. Rows not taken: %(faults)s.")
            messages.success(request, said % taken.model_dump())
            return redirect("catalogue", site.code)
    text, group = visible(request.GET.get("q", "")), visible(request.GET.get("group", ""))
    found = Paginator(offered_articles(site.id, text=text, group=group), ON_A_PAGE)
    context = {
        "form": form, "articles": found.get_page(request.GET.get("page")), "text": text, "group": group,
        "groups": groups_at(site.id), "last": last_import(site.id), "rule_form": RuleForm(),
    }  # fmt: skip
    return render(request, "desk/orders/catalogue.html", context, status=CONFLICT if form.is_bound else 200)


@posted("order.manage")
@require_POST
def ruling(request: HttpRequest, site: Site, article_id: UUID) -> HttpResponse:
    """Refuse an article by a rule, or let it be ordered."""
    form = RuleForm(request.POST)
    perform(
        request, form,
        lambda by: rule_article(
            by=by, site_id=site.id, article_id=article_id, rule=form.cleaned_data["rule"]
        ),
        _("Kept."),
    )  # fmt: skip
    return redirect("catalogue", site.code)


@posted("order.manage")
@require_GET
def accounts(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who still owes what, to the cent."""
    found = party_accounts(site.id)
    context = {
        "accounts": found, "owed": sum(max(one.balance_cents, 0) for one in found),
        "credit": sum(max(-one.balance_cents, 0) for one in found),
    }  # fmt: skip
    return render(request, "desk/orders/accounts.html", context)


@posted("order.manage")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Show what one party owes and settled; record what it settled outside."""
    found = account_of_party(site.id, party_id)
    owed = max(found.balance_cents, 0) or None
    form = SettlementForm(request.POST or None, initial={"command_id": new_id(), "sum": owed})
    if request.method == "POST":
        kept = perform(
            request, form,
            lambda by: settle_order(
                by=by, site_id=site.id, party_id=party_id, way=form.cleaned_data["way"],
                cents=form.cleaned_data["sum"], note=form.cleaned_data["note"],
            ),
            _("Recorded as settled."),
        )  # fmt: skip
        if kept:
            return redirect("order_account", site.code, party_id)
    context = {"account": found, "settlements": settlements_of(site.id, party_id), "form": form}
    return render(request, "desk/orders/account.html", context, status=CONFLICT if form.is_bound else 200)
