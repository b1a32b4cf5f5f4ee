"""Emergencies as the crew sees them through: the open ones, the past ones, and each one's thread."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.duty.actions.emergencies import LONGEST_WORDS, answer_emergency, close_emergency
from yizhan.duty.models import EmergencyEntry
from yizhan.duty.queries.emergencies import emergencies_between, emergency_of, open_emergencies
from yizhan.places.models import Site
from yizhan.web.access import account_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.emergency.page import guide

SHOWN = timedelta(days=7)
EVERYBODY, WHO_ENDS = "emergency.raise", "emergency.answer"


class EntryForm(CommandForm):
    """One line for the thread, at one tap."""

    kind = forms.ChoiceField(choices=EmergencyEntry.Kind.choices)
    words = forms.CharField(
        label=gettext_lazy("What there is to say"), max_length=LONGEST_WORDS, required=False
    )


class EndForm(CommandForm):
    """How it ended."""

    outcome = forms.CharField(label=gettext_lazy("How it ended"), max_length=LONGEST_WORDS)


@posted(EVERYBODY)
@require_GET
def show_all(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what is open, and what was raised in the last seven days."""
    past = emergencies_between(site.id, now() - SHOWN, now())
    context = {"open": open_emergencies(site.id), "past": [one for one in past if not one.is_open]}
    return page_or_part(request, "emergency/all.html", "emergency/all_part.html", context)


@posted(EVERYBODY)
@require_GET
def thread(request: HttpRequest, site: Site, matter_id: UUID) -> HttpResponse:
    """Show one emergency: who is coming, what to do, and every line of its thread."""
    emergency = emergency_of(site.id, matter_id)
    if emergency is None:
        raise Http404
    context = {
        **guide(site, emergency), "emergency": emergency, "command_id": new_id(),
        "me": account_of(request).id, "may_end": WHO_ENDS,
    }  # fmt: skip
    return page_or_part(request, "emergency/thread.html", "emergency/thread_part.html", context)


@posted(EVERYBODY)
@require_POST
def add(request: HttpRequest, site: Site, matter_id: UUID) -> HttpResponse:
    """Add a line to a thread."""
    form = EntryForm(request.POST)
    perform(
        request, form,
        lambda by: answer_emergency(
            by=by, site_id=site.id, emergency_id=matter_id, words=form.cleaned_data["words"],
            kind=EmergencyEntry.Kind(form.cleaned_data["kind"]),
        ),
        _("It stands in the thread."),
    )  # fmt: skip
    return redirect("emergency_thread", site.code, matter_id)


@posted(WHO_ENDS)
@require_POST
def end(request: HttpRequest, site: Site, matter_id: UUID) -> HttpResponse:
    """End an emergency by name."""
    form = EndForm(request.POST)
    perform(
        request, form,
        lambda by: close_emergency(
            by=by, site_id=site.id, emergency_id=matter_id, outcome=form.cleaned_data["outcome"]
        ),
        _("Ended, under your name."),
    )  # fmt: skip
    return redirect("emergency_thread", site.code, matter_id)
