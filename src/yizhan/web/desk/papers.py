"""Serving the papers at the desk: who has not been served, printing them, what the authority has told us."""

from uuid import UUID

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.clock import now
from yizhan.places.models import Site
from yizhan.stays.actions.papers import Terms, serve_papers, set_paper_terms
from yizhan.stays.enums import PaperOutcome
from yizhan.stays.papers import refusal_reasons
from yizhan.stays.queries.papers import PartyPapers, papers_at, terms_of
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.list_files import pdf
from yizhan.web.desk.sheaf import sheaf
from yizhan.web.paper.served import AS_THEY_READ, served_facts
from yizhan.web.paper.typesetting import typeset

CONFLICT = 409
SAME_IN_ENGLISH = gettext_lazy("The same in English")


class ServiceForm(CommandForm):
    """What became of the papers at one door; without letters, for everybody who has to be served."""

    outcome = forms.ChoiceField(choices=PaperOutcome.choices)
    letters = forms.CharField(max_length=26, required=False)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=100, required=False)
    witness = forms.CharField(label=gettext_lazy("Who saw it"), max_length=60, required=False)


class PrintForm(forms.Form):
    """Which papers are printed."""

    whose = forms.ChoiceField(
        choices=[("owed", gettext_lazy("Not served yet")), ("all", gettext_lazy("All"))]
    )
    tongue = forms.ChoiceField(
        choices=[
            (AS_THEY_READ, gettext_lazy("As each party reads")),
            ("zh", gettext_lazy("Chinese")),
            ("en", gettext_lazy("English")),
        ]
    )


class TermsForm(CommandForm):
    """What the authority has told the site; what is left empty is printed as not known."""

    authority = forms.CharField(label=gettext_lazy("Authority that decided"), max_length=200, required=False)
    authority_en = forms.CharField(label=SAME_IN_ENGLISH, max_length=200, required=False)
    basis = forms.CharField(label=gettext_lazy("Legal basis, with articles"), max_length=400, required=False)
    basis_en = forms.CharField(label=SAME_IN_ENGLISH, max_length=400, required=False)
    end = forms.CharField(
        label=gettext_lazy("Until when, or how it will be set"), max_length=400, required=False
    )
    end_en = forms.CharField(label=SAME_IN_ENGLISH, max_length=400, required=False)
    review = forms.CharField(label=gettext_lazy("To whom one can appeal"), max_length=200, required=False)
    review_en = forms.CharField(label=SAME_IN_ENGLISH, max_length=200, required=False)


@posted("paper.serve")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who has not been served, room by room, and who has."""
    papers = papers_at(site.id)
    found = {
        "papers": papers, "owed": sheaf(request, papers.owed),
        "served": sheaf(request, papers.served, "served"),
        "reasons": refusal_reasons().values(), "print": PrintForm(), "terms": terms_of(site.id),
    }  # fmt: skip
    return page_or_part(request, "desk/lists/papers.html", "desk/lists/papers_part.html", found)


@posted("paper.serve")
@require_POST
def serve(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Record that papers were handed over or refused, or take a mistaken entry back."""
    form = ServiceForm(request.POST)
    perform(
        request, form,
        lambda by: serve_papers(
            by=by, site_id=site.id, party_id=party_id, outcome=PaperOutcome(form.cleaned_data["outcome"]),
            letters=tuple(form.cleaned_data["letters"]), reason=form.cleaned_data["reason"],
            witness=form.cleaned_data["witness"],
        ),
        _("Recorded."),
    )  # fmt: skip
    return redirect("papers", site.code)


@posted("paper.serve")
@require_GET
def papers_pdf(request: HttpRequest, site: Site) -> HttpResponse | FileResponse:
    """Return the papers as one PDF in walking order; names are on them, so printing is audited."""
    form = PrintForm(request.GET)
    doors = _chosen(site, form)
    if not doors:
        return redirect("papers", site.code)
    facts = served_facts(site, doors, form.cleaned_data["tongue"], by=actor_of(request), moment=now())
    return pdf(typeset("served", facts), f"{site.code}-notices")


@posted("site.manage")
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, site: Site) -> HttpResponse:
    """Write down what the authority has told the site."""
    known = terms_of(site.id)
    names = list(Terms.model_fields)
    form = TermsForm(
        request.POST or None, initial={name: getattr(known, name) for name in names} if known else None
    )
    if form.is_bound and perform(
        request, form,
        lambda by: set_paper_terms(
            by=by, site_id=site.id, terms=Terms(**{name: form.cleaned_data[name] for name in names})
        ),
        _("Written down. Papers printed from now on say it."),
    ):  # fmt: skip
        return redirect("papers", site.code)
    return render(
        request, "desk/lists/paper_terms.html", {"form": form, "known": known},
        status=CONFLICT if form.is_bound else 200,
    )  # fmt: skip


def _chosen(site: Site, form: PrintForm) -> tuple[PartyPapers, ...]:
    if not form.is_valid():
        return ()
    papers = papers_at(site.id)
    return papers.owed if form.cleaned_data["whose"] == "owed" else papers.doors
