"""Questionnaires at the desk: asked of whoever wants to answer, and what is to be done next."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.care.actions.screening import follow_screening, screen
from yizhan.care.enums import Instrument
from yizhan.care.instruments import explained, lead, licence, questionnaires
from yizhan.care.queries.on_call import on_call_at
from yizhan.care.queries.screening import screenings_to_follow
from yizhan.core.actions import record_audit
from yizhan.places.models import Site
from yizhan.stays.models import Stay
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.care_tags import tags_of
from yizhan.web.desk.crisis_forms import WordsForm
from yizhan.web.desk.screening_forms import AnswersForm, WhomForm

UNREADABLE = 422


@posted("care.protected")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show whom somebody talks with next; choose whom to ask, while somebody is on call."""
    chosen = WhomForm(site, request.GET if "tag" in request.GET else None)
    if chosen.is_bound and chosen.is_valid():
        return redirect(
            "screening_ask", site.code, chosen.cleaned_data["tag"], chosen.cleaned_data["instrument"]
        )
    rows = screenings_to_follow(site.id, by=actor_of(request))
    context = {
        "rows": rows, "form": chosen, "on_call": on_call_at(site.id), "licence": licence(),
        "tags": tags_of(site, [one.screening.person_id for one in rows]),
    }  # fmt: skip
    return render(request, "desk/care/screenings.html", context)


@posted("care.protected")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, site: Site, person_id: UUID, instrument: str) -> HttpResponse:
    """Ask one questionnaire, explained and of one's own will."""
    stay = Stay.objects.filter(site=site, person_id=person_id, ended_at=None).first()
    if stay is None or instrument not in Instrument.values:
        raise Http404
    asked = questionnaires()[Instrument(instrument)]
    form = AnswersForm(asked, request.POST or None)
    if request.method == "POST" and perform(
        request, form,
        lambda by: screen(by=by, site_id=site.id, person_id=person_id, instrument=asked.key, **form.facts),
        _("Kept. What follows stands on the list; if it brings somebody at once, it rings."),
    ):  # fmt: skip
        return redirect("screenings", site.code)
    record_audit(actor_of(request), "care.read_questionnaire", site_id=site.id, person=str(person_id))
    language = get_language() or "zh"
    context = {
        "form": form, "stay": stay, "asked": asked, "explained": explained().said(language),
        "lead": lead().said(language), "on_call": on_call_at(site.id),
    }  # fmt: skip
    status = UNREADABLE if request.method == "POST" else 200
    return render(request, "desk/care/ask.html", context, status=status)


@posted("care.protected")
@require_POST
def followed(request: HttpRequest, site: Site, screening_id: UUID) -> HttpResponse:
    """Say that somebody did what a questionnaire led to."""
    form = WordsForm(request.POST)
    perform(
        request, form,
        lambda by: follow_screening(
            by=by, site_id=site.id, screening_id=screening_id, words=form.cleaned_data["words"]
        ),
        _("Done, under your name."),
    )  # fmt: skip
    return redirect("screenings", site.code)
