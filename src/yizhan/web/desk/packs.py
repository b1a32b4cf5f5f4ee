"""Care packs at reception: who has not got one, handed over at one tap, taken back if it was a mistake."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yizhan.places.models import Site
from yizhan.provision.actions.packs import give_pack, withdraw_pack
from yizhan.provision.models import PackGiven
from yizhan.provision.queries.packs import (
    ARRIVAL,
    PackOwed,
    PacksOwed,
    found_here,
    owed_packs,
    packs_given,
    rows_of,
    tags_of,
)
from yizhan.provision.stock_rules import PackKind, packs
from yizhan.reading.shown import visible
from yizhan.web.access import posted
from yizhan.web.desk.arrival_live import record_reading
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.meal_forms import PeopleField
from yizhan.web.desk.stock_forms import WordsForm

LATEST = 10
# So many rows a page: with everything around them it stays below 60 KiB, for a phone on a bad network.
ON_A_PAGE = 50


class GiveForm(CommandForm):
    """To whom a pack is handed; `partly` also where the store's book has too little."""

    people = PeopleField(label=gettext_lazy("People"))
    partly = forms.BooleanField(required=False)


@posted("pack.hand")
@require_GET
def board(request: HttpRequest, site: Site, pack_kind: str = ARRIVAL) -> HttpResponse:
    """Show who has not got a pack of one kind: at reception first, then door by door."""
    chosen, text = _kind(pack_kind), visible(request.GET.get("q", ""))
    owed = owed_packs(site.id, chosen)
    if chosen.whom != "everyone":
        record_reading(request, site, "provision.read_ages", people=owed.owed)
    latest = list(packs_given(site.id).filter(kind=pack_kind).select_related("given_by")[:LATEST])
    context = {
        "kinds": list(packs().values()), "kind": chosen, "owed": owed, "text": text,
        "found": found_here(site.id, text) if text else [],
        "latest": _with_tags(site, latest), **_paged(request, owed),
    }  # fmt: skip
    return render(request, "desk/stock/packs.html", context)


@posted("pack.hand")
@require_POST
def given(request: HttpRequest, site: Site, pack_kind: str) -> HttpResponse:
    """Hand a pack over to one person, one door, or everybody at reception."""
    chosen, form = _kind(pack_kind), GiveForm(request.POST)
    perform(
        request, form,
        lambda by: give_pack(
            by=by, site_id=site.id, kind=chosen.key, person_ids=form.cleaned_data["people"],
            partly=form.cleaned_data["partly"],
        ),
        _("Handed over."),
    )  # fmt: skip
    page = request.GET.get("page", "")
    asked = f"?page={page}" if page.isdecimal() else ""
    return redirect(reverse("packs_of", args=[site.code, pack_kind]) + asked)


@posted("pack.hand")
@require_POST
def withdrawals(request: HttpRequest, site: Site, pack_id: UUID) -> HttpResponse:
    """Take back a pack that was given by mistake."""
    form = WordsForm(request.POST)
    perform(
        request, form,
        lambda by: withdraw_pack(
            by=by, site_id=site.id, pack_id=pack_id, reason=form.cleaned_data["words"]
        ),
        _("Taken back. Its articles stand in the store again."),
    )  # fmt: skip
    return redirect("packs", site.code)


def _paged(request: HttpRequest, owed: PacksOwed) -> dict[str, Any]:
    """Return the page of rows that is asked for, and on which page each floor begins."""
    page = Paginator(range(owed.rows), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = rows_of(owed, page.start_index() - 1 if owed.rows else 0, page.end_index())
    starts = [(floor, row // ON_A_PAGE + 1) for floor, row in shown.begins]
    return {"page": page, "shown": shown, "starts": starts if page.has_other_pages() else []}


def _kind(key: str) -> PackKind:
    if key not in packs():
        raise Http404
    return packs()[key]


def _with_tags(site: Site, latest: list[PackGiven]) -> list[tuple[PackGiven, PackOwed | None]]:
    where = tags_of(site.id, {one.person_id for one in latest})
    return [(one, where.get(one.person_id)) for one in latest]
