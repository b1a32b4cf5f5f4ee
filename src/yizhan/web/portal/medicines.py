"""A party's own medicines: what is left of them, what is got, and asking for more by a photograph."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.care.actions.medicines import count_own_medicine
from yizhan.care.actions.orders import ask_own_medicine
from yizhan.care.queries.medicines import MedicineNow, OrderNow, medicines_of, orders_of
from yizhan.core.actions import record_audit
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.attachments import keep_attachment
from yizhan.intake.queries.own_party import OwnMember, OwnParty, own_party
from yizhan.people.models import PartyToken
from yizhan.people.queries.spoken_for import spoken_for
from yizhan.web.portal.access import party_actor, party_only
from yizhan.web.portal.medicine_forms import CountForm, GetForm
from yizhan.web.portal.party import surroundings

MOST_ORDERS = 12


@dataclass(frozen=True, slots=True)
class OwnMedicines:
    """What one of the party takes, and what is or was got for them, the latest first."""

    member: OwnMember
    medicines: tuple[MedicineNow, ...]
    orders: tuple[OrderNow, ...]


@party_only
@require_GET
def medicines_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show what this phone's people take, for how long it lasts, and what is being got."""
    party = own_party(token)
    adults = sum(not member.child for member in party.members)
    context = {
        **surroundings(party), "spoken": _of_members(token, _spoken(token, party)),
        "asks_holder": token.holder_id is None and adults > 1,
    }  # fmt: skip
    return render(request, "portal/medicines/medicines.html", context)


@party_only
@require_POST
def count_medicine(request: HttpRequest, token: PartyToken, medicine_id: UUID) -> HttpResponseBase:
    """Keep how much of a medicine somebody says they have left."""
    if medicine_id not in _taken(token):
        raise Http404
    form = CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.fault)
        return redirect("portal_medicines")
    by = party_actor(token, form.cleaned_data["command_id"])
    try:
        count_own_medicine(
            by=by, site_id=token.site_id, medicine_id=medicine_id, left=form.cleaned_data["left"]
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. It is noted."))
    return redirect("portal_medicines")


@party_only
def get_medicine(request: HttpRequest, token: PartyToken) -> HttpResponseBase:
    """Ask for a medicine, more of one or another one, in words or by a photograph of the prescription."""
    party = own_party(token)
    spoken = _spoken(token, party)
    if not spoken:
        return redirect("portal_medicines")
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    chosen = request.POST.get("medicine") or request.GET.get("medicine", "")
    known = next((one for key, one in _taken(token).items() if str(key) == chosen), None)
    form = GetForm(spoken, known, *posted)
    if form.is_valid() and _asked(token, form):
        messages.success(request, _("Thank you. Who buys it and when it is handed over stands here."))
        return redirect("portal_medicines")
    context = {**surroundings(party), "form": form, "known": known}
    return render(request, "portal/medicines/get.html", context, status=422 if form.errors else 200)


def _spoken(token: PartyToken, party: OwnParty) -> list[OwnMember]:
    mine = spoken_for(token)
    return [member for member in party.members if member.stay.person_id in mine]


def _of_members(token: PartyToken, members: list[OwnMember]) -> list[OwnMedicines]:
    persons = [member.stay.person_id for member in members]
    taken, got = _taken(token).values(), orders_of(token.site_id, persons)
    return [
        OwnMedicines(
            member, tuple(one for one in taken if one.medicine.person_id == person_id),
            tuple(one for one in got if one.order.person_id == person_id)[:MOST_ORDERS],
        )
        for member, person_id in zip(members, persons, strict=True)
    ]  # fmt: skip


def _taken(token: PartyToken) -> dict[UUID, MedicineNow]:
    """Return what those take for whom this phone speaks, by the medicine's id; that it is read is audited."""
    mine = spoken_for(token)
    for person_id in mine:
        record_audit(
            party_actor(token), "care.read_own_medicines", site_id=token.site_id, person=str(person_id)
        )
    return {one.medicine.id: one for one in medicines_of(token.site_id, mine)}


def _asked(token: PartyToken, form: GetForm) -> bool:
    by = party_actor(token, form.cleaned_data["command_id"])
    photo = form.cleaned_data.get("photo")
    try:
        kept = None
        if photo:
            own = party_actor(token, form.cleaned_data["photo_id"])
            kept = keep_attachment(by=own, site_id=token.site_id, content=photo.read())
        ask_own_medicine(
            by=by, site_id=token.site_id, person_id=form.person_id, what=form.wanted,
            medicine_id=form.medicine_id, prescription_id=kept,
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
