"""Names: who has not registered, the calls to remind them, and entry by a clerk on the call."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.intake.actions.registration import MemberFacts, log_call, register_person
from yizhan.intake.queries.findings import find_people, member_of
from yizhan.intake.queries.own_party import OwnMember
from yizhan.intake.queries.registered import registered
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_person import ClerkForm
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.sheaf import sheaf

CONFLICT = 409


class SearchForm(forms.Form):
    """A name, pinyin, initials, document, telephone or wristband."""

    text = forms.CharField(max_length=120)


class CallForm(CommandForm):
    """A call to a room, and whether somebody answered."""

    party_id = forms.UUIDField()
    room_id = forms.UUIDField()
    answered = forms.BooleanField(required=False)


@posted("person.read")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who has not registered, room by room."""
    progress = registered(site)
    found = {"progress": progress, "asked": sheaf(request, progress.to_ask)}
    return page_or_part(request, "desk/arrival/names.html", "desk/arrival/names_part.html", found)


@posted("person.read")
@require_POST
def search(request: HttpRequest, site: Site) -> HttpResponse:
    """Find people; what is looked for stays out of the address and out of every log."""
    form = SearchForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    found = {"text": text, "people": find_people(text, site=site, by=actor_of(request)) if text else []}
    return render(request, "desk/arrival/found.html", found)


@posted("person.register")
@require_POST
def call(request: HttpRequest, site: Site) -> HttpResponse:
    """Record a reminder call."""
    form = CallForm(request.POST)
    answered = form.is_valid() and form.cleaned_data["answered"]
    said = _("Recorded: answered.") if answered else _("Recorded: no answer.")
    perform(
        request,
        form,
        lambda by: log_call(
            by=by,
            site_id=site.id,
            party_id=form.cleaned_data["party_id"],
            room_id=form.cleaned_data["room_id"],
            answered=answered,
        ),
        said,
    )
    return redirect("names", site.code)


@posted("person.register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, site: Site, stay_id: UUID) -> HttpResponse:
    """Write down one person's particulars; what is known is shown to be completed."""
    member = member_of(stay_id, site=site, by=actor_of(request))
    if member is None:
        raise Http404
    form = ClerkForm(request.POST if request.method == "POST" else None, member=member)
    if request.method == "POST" and form.is_valid() and _save(request, site, member, form):
        return redirect("names", site.code)
    status = CONFLICT if form.is_bound else 200
    return render(request, "desk/arrival/person.html", {"form": form, "member": member}, status=status)


def _save(request: HttpRequest, site: Site, member: OwnMember, form: ClerkForm) -> bool:
    facts = MemberFacts(
        stay_id=member.stay.id,
        identity=form.identity,
        relation=form.to_children,
        age_group=form.cleaned_data["age_group"],
    )
    said = _("%(tag)s is registered.") % {"tag": member.stay.tag}
    return perform(
        request,
        form,
        lambda by: register_person(by=by, site_id=site.id, facts=facts, route=form.cleaned_data["route"]),
        said,
    )
