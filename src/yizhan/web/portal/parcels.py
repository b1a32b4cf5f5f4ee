"""A party's own parcels: where each is, why one is held, and saying that one is not wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_asking import ask
from yizhan.duty.actions.matters_handing import say_on_matter
from yizhan.duty.queries.matters_thread import OwnMatter
from yizhan.intake.queries.own_party import own_party
from yizhan.people.models import PartyToken
from yizhan.provision.actions.parcels import disown_parcel, want_parcel
from yizhan.provision.models import Parcel
from yizhan.provision.parcel_rules import said_by_party
from yizhan.provision.queries.parcels import Step, parcels_of_party, step_of
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.portal.access import party_actor, party_only
from yizhan.web.portal.own_asked import visible_matters
from yizhan.web.portal.party import surroundings

NEED = "parcel"
# What a party says of a parcel, with the reason for which it is held then.
HELD_FOR = {"not_mine": "not_theirs", "not_wanted": "unwanted"}
SHOWN_AFTERWARDS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OwnParcel:
    """A parcel as its party sees it; `asked` is the open matter in which they spoke of it."""

    parcel: Parcel
    asked: OwnMatter | None

    @property
    def is_gone(self) -> bool:
        """Whether it was handed over or went back."""
        return bool(self.parcel.delivered_at or self.parcel.refused_at)

    @property
    def is_held(self) -> bool:
        """Whether it stays below, with a reason."""
        return not self.is_gone and step_of(self.parcel) == Step.HELD

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it is held because of what its party said of it."""
        return self.is_held and self.parcel.held_for in said_by_party()

    @property
    def way(self) -> tuple[tuple[str, datetime | None], ...]:
        """What is done with it in turn, each with when it was; None for what is still to come."""
        one = self.parcel
        return (
            (_("At the gate"), one.received_at),
            (pgettext("way of a parcel", "Looked through"), one.checked_at),
            (pgettext("way of a parcel", "Disinfected"), one.disinfected_at),
            (_("At your door"), one.delivered_at),
        )


class SayingForm(CommandForm):
    """What a party says of one of its parcels."""

    about = forms.ChoiceField(choices=[("not_mine", ""), ("not_wanted", ""), ("ask", "")])


@party_only
@require_GET
def parcels_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show where each of the party's parcels is, the latest first."""
    return _page(request, token)


@party_only
@require_POST
def say_of_parcel(request: HttpRequest, token: PartyToken, parcel_id: UUID) -> HttpResponseBase:
    """Say something of a parcel; one named person sees to it, who answers on the page of that matter."""
    parcel = _one(token, parcel_id).parcel
    form = SayingForm(request.POST)
    if not form.is_valid():
        return redirect("portal_parcels")
    by = party_actor(token, form.cleaned_data["command_id"])
    try:
        if why := HELD_FOR.get(form.cleaned_data["about"]):
            disown_parcel(by=party_actor(token), site_id=token.site_id, parcel_id=parcel_id, why=why)
        asked = ask(by=by, site_id=token.site_id, need=NEED, words=_words(form, parcel))
    except Refusal as refusal:
        return _page(request, token, str(refusal), status=422)
    return redirect("portal_matter", asked.matter_id)


@party_only
@require_POST
def want_again(request: HttpRequest, token: PartyToken, parcel_id: UUID) -> HttpResponseBase:
    """Take back what was said of a parcel; whoever sees to it reads so."""
    one, form = _one(token, parcel_id), CommandForm(request.POST)
    if not form.is_valid():
        return redirect("portal_parcels")
    by = party_actor(token, form.cleaned_data["command_id"])
    try:
        want_parcel(by=by, site_id=token.site_id, parcel_id=parcel_id)
        if one.asked and one.may_be_taken_back:
            words = _("Parcel %(number)s: it is ours, we want it after all.") % {"number": one.parcel.number}
            say_on_matter(
                by=party_actor(token), site_id=token.site_id, matter_id=one.asked.matter.id, words=words
            )
    except Refusal as refusal:
        return _page(request, token, str(refusal), status=422)
    return redirect("portal_parcels")


def _one(token: PartyToken, parcel_id: UUID) -> OwnParcel:
    found = next((one for one in _own(token) if one.parcel.id == parcel_id), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, token: PartyToken, fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        **surroundings(own_party(token)), "parcels": _own(token), "command_id": new_id(), "fault": fault,
    }  # fmt: skip
    return render(request, "portal/parcels.html", context, status=status)


def _own(token: PartyToken) -> list[OwnParcel]:
    found = parcels_of_party(token.site_id, token.party_id, since=now() - SHOWN_AFTERWARDS)
    spoken_of = [one for one in visible_matters(token) if one.matter.need == NEED] if found else []
    return sorted((OwnParcel(one, _asked(one, spoken_of)) for one in found), key=lambda one: one.is_gone)


def _asked(parcel: Parcel, matters: Iterable[OwnMatter]) -> OwnMatter | None:
    said = (one for one in matters if not one.matter.settled_at and parcel.number in (one.words or ""))
    return next(said, None)


def _words(form: SayingForm, parcel: Parcel) -> str:
    said = {
        "not_mine": _("Parcel %(number)s: it is not ours."),
        "not_wanted": _("Parcel %(number)s: we do not want it, please send it back."),
        "ask": _("Parcel %(number)s: what is with it?"),
    }[form.cleaned_data["about"]]
    return said % {"number": parcel.number}
