"""Who needs particular attention, and looking in on them."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yizhan.duty.queries.people import crew_of
from yizhan.intake.actions.look_ins import look_in, name_look_in
from yizhan.intake.queries.attention import attention
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_live import page_or_part, record_reading
from yizhan.web.desk.arrival_submit import CommandForm, perform


class LookInForm(CommandForm):
    """That somebody looked in, and what was found."""

    found = forms.CharField(label=gettext_lazy("What was found"), max_length=300)


class NameForm(CommandForm):
    """Whose look-in it is."""

    account_id = forms.UUIDField(label=gettext_lazy("Who looks in"))


@posted("person.read")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show everybody who needs attention, the most urgent first."""
    parties = attention(site)
    record_reading(request, site, "intake.read_attention", parties=len(parties))
    crew = {member.account_id: member.display_name for member in crew_of(site.id)}
    found = {"parties": parties, "crew": sorted(crew.items(), key=lambda member: member[1])}
    return page_or_part(request, "desk/arrival/attention.html", "desk/arrival/attention_part.html", found)


@posted("person.read")
@require_POST
def looked_in(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Record a look-in."""
    form = LookInForm(request.POST)
    perform(
        request,
        form,
        lambda by: look_in(by=by, site_id=site.id, party_id=party_id, found=form.cleaned_data["found"]),
        _("Recorded. The next look-in is due from now on."),
    )
    return redirect("attention", site.code)


@posted("matter.settle")
@require_POST
def give(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Say whose look-in it is."""
    form = NameForm(request.POST)
    perform(
        request,
        form,
        lambda by: name_look_in(
            by=by, site_id=site.id, party_id=party_id, account_id=form.cleaned_data["account_id"]
        ),
        _("Named."),
    )
    return redirect("attention", site.code)
