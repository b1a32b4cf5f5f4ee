"""The group order on the residents' page: chosen until the cut-off, confirmed by line, owed to the cent."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.queries.own_party import own_party
from yizhan.people.models import PartyToken
from yizhan.provision.actions.order_delivery import confirm_own_order
from yizhan.provision.actions.orders import Wanted, order_own
from yizhan.provision.models import Article, OrderDay
from yizhan.provision.order_rules import limits, refused
from yizhan.provision.queries.orders import (
    PartyOrder,
    account_of_party,
    cautions_for,
    groups_at,
    offered_articles,
    open_order,
    own_orders,
)
from yizhan.reading.shown import visible
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.portal.access import party_actor, party_only
from yizhan.web.portal.party import surroundings

ON_A_PAGE = 40
LONGEST_SEARCH = 60
WANTED = re.compile(r"want-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class OwnArticle:
    """An article of the shop, how many the party wants of it, and why it had better not or may not.

    `wanted` is as it was typed where that was refused, and empty for none.
    """

    article: Article
    wanted: str
    caution: bool
    instead: str


class OrderForm(CommandForm):
    """How many of which articles are wanted; what is left out stays as it is."""

    order_day = forms.UUIDField()

    def clean(self) -> dict[str, object]:
        """Read the numbers; what is no number of pieces is said with nothing lost."""
        cleaned = super().clean() or {}
        cleaned["wanted"] = wanted = []
        for name, text in self.data.items():
            if not (found := WANTED.fullmatch(name)):
                continue
            count = str(text).strip() or "0"
            if not count.isdecimal() or int(count) > limits().of_an_article:
                most = limits().of_an_article
                raise forms.ValidationError(_("Write a number from 0 to %(most)s.") % {"most": most})
            wanted.append(Wanted(article_id=UUID(found[1]), quantity=int(count)))
        return cleaned


@party_only
@require_GET
def order_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show the day's order and what the shop has, by group or by search; and what came of earlier orders."""
    return _page(request, token)


@party_only
@require_POST
def order(request: HttpRequest, token: PartyToken) -> HttpResponseBase:
    """Order what was chosen on the page."""
    form = OrderForm(request.POST)
    if form.is_valid():
        by = party_actor(token, form.cleaned_data["command_id"])
        wanted = tuple(form.cleaned_data["wanted"])
        try:
            if wanted:
                order_own(
                    by=by, site_id=token.site_id, order_day_id=form.cleaned_data["order_day"], wanted=wanted
                )
        except Refusal as refusal:
            return _page(request, token, str(refusal), status=422)
        messages.success(request, _("Kept. You can change it until the order closes."))
        shown = {name: request.POST[name] for name in ("group", "text", "page") if request.POST.get(name)}
        return redirect(f"{reverse('portal_order')}?{urlencode(shown)}" if shown else "portal_order")
    said = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return _page(request, token, said, status=422)


@party_only
@require_POST
def order_came(request: HttpRequest, token: PartyToken, order_day_id: UUID) -> HttpResponseBase:
    """Say which lines of an order came, and which are missing."""
    form = CommandForm(request.POST)
    if form.is_valid():
        missing = tuple(
            UUID(text) for text in request.POST.getlist("missing") if WANTED.match(f"want-{text}")
        )
        by = party_actor(token, form.cleaned_data["command_id"])
        try:
            confirm_own_order(by=by, site_id=token.site_id, order_day_id=order_day_id, missing=missing)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("Thank you. What is missing is looked for.") if missing else _("Thank you.")
            )
    return redirect("portal_order")


def _page(request: HttpRequest, token: PartyToken, fault: str = "", status: int = 200) -> HttpResponse:
    party, today = own_party(token), open_order(token.site_id)
    said = request.POST if request.method == "POST" else request.GET
    text, group = visible(said.get("text", "")[:LONGEST_SEARCH]), visible(said.get("group", ""))
    groups = groups_at(token.site_id) if today else []
    earlier = own_orders(token.site_id, token.party_id)
    mine = next((found for day, found in earlier if today and day.id == today.id), None)
    context = {
        **surroundings(party), "today": today, "mine": mine, "earlier": _delivered(earlier, today),
        "text": text, "group": group, "fault": fault, "groups": groups,
        "account": account_of_party(token.site_id, token.party_id), "command_id": new_id(),
        "most": limits().of_an_article,
    }  # fmt: skip
    if today and (text or group or not groups):
        page = Paginator(offered_articles(token.site_id, text=text, group=group), ON_A_PAGE).get_page(
            said.get("page")
        )
        context |= {"articles": _offered(token, page.object_list, mine, said), "page": page}
    return render(request, "portal/ordering/order.html", context, status=status)


def _offered(
    token: PartyToken, articles: Iterable[Article], mine: PartyOrder | None, said: Mapping[str, str]
) -> list[OwnArticle]:
    record_audit(
        party_actor(token), "provision.read_cautions", site_id=token.site_id, party=str(token.party_id)
    )
    cautions = cautions_for(token.party_id, token.site_id)
    wanted = {line.article_id: line.quantity for line in mine.lines} if mine else {}
    language = get_language() or ""
    return [
        OwnArticle(
            one, said.get(f"want-{one.id}", str(wanted.get(one.id, ""))), bool(cautions & set(one.cautions)),
            refused()[one.refused].what_instead(language) if one.refused in refused() else "",
        )
        for one in articles
    ]  # fmt: skip


def _delivered(
    earlier: list[tuple[OrderDay, PartyOrder]], today: OrderDay | None
) -> list[tuple[OrderDay, PartyOrder, bool]]:
    """Return the orders before the one that is open, each with whether the party is asked about it."""
    past = [(day, found) for day, found in earlier if not (today and day.id == today.id)]
    return [
        (day, found, any(line.handed is not None and not line.confirmed_at for line in found.lines))
        for day, found in past
    ]
