"""Contacts of a case at the desk, their new due times, and the report upward."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.cases.actions.tracing import decide_contacts, propose_due_times
from yizhan.core.actions import record_audit
from yizhan.places.models import Site
from yizhan.web.access import actor_of, capabilities_here, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.case import found_case
from yizhan.web.desk.case_faces import ContactsFace, DueTimesFace
from yizhan.web.desk.case_forms import ContactsForm, DueTimesForm, SentForm
from yizhan.web.desk.case_report import drafts_of

CONFLICT = 409


@posted("health.read")
@require_GET
def contacts(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Show everybody whom the record shows near the person, each with why; the reading is audited."""
    days = request.GET.get("days", "")
    face = ContactsFace(found_case(site, positive_id), int(days) if days.isdecimal() else None)
    return _contacts_page(request, site, face, ContactsForm(initial={"days": face.days}))


@posted("case.lead")
@require_POST
def decisions(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Decide who of them is a contact."""
    form = ContactsForm(request.POST)
    days = form.cleaned_data["days"] if form.is_valid() else None
    face = ContactsFace(found_case(site, positive_id), days)
    done = perform(
        request, form,
        lambda by: decide_contacts(
            by=by, site_id=site.id, case_id=positive_id, lookback_days=face.days,
            decisions=form.decisions(face.choices),
        ),
        _("Decided. Now look at their new due times."),
    )  # fmt: skip
    if not done:
        return _contacts_page(request, site, face, form, status=CONFLICT)
    return redirect("case", site.code, positive_id)


@posted("course.set")
@require_http_methods(["GET", "POST"])
def due_times(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Show what follows for each contact, and propose it."""
    initial = {"reason": _("Contact inside the site, found from the record")}
    form = DueTimesForm(request.POST or None, initial=initial)
    face = DueTimesFace(found_case(site, positive_id), form)
    if form.is_bound and perform(
        request, form,
        lambda by: propose_due_times(
            by=by, site_id=site.id, case_id=positive_id, reason=form.cleaned_data["reason"],
            authority=form.cleaned_data["authority"],
        ),
        _("Proposed. Whoever is kept longer needs a second person's signature before the old due time."),
    ):  # fmt: skip
        return redirect("case", site.code, positive_id)
    record_audit(actor_of(request), "cases.read_due_times", site_id=site.id, case=str(positive_id))
    status = CONFLICT if form.is_bound else 200
    return render(request, "desk/cases/due_times.html", {"face": face, "form": form}, status=status)


@posted("health.read")
@require_GET
def report(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Show the draft of the report upward in both languages; a name only to whoever may read names."""
    view, named = found_case(site, positive_id), "person.read" in capabilities_here(request)
    record_audit(actor_of(request), "cases.read_report", site_id=site.id, case=str(positive_id), named=named)
    found = {"view": view, "drafts": drafts_of(site, view, named=named), "form": SentForm()}
    return render(request, "desk/cases/report.html", found)


def _contacts_page(
    request: HttpRequest, site: Site, face: ContactsFace, form: ContactsForm, status: int = 200
) -> HttpResponse:
    case = face.view.case
    record_audit(
        actor_of(request), "cases.read_contacts", site_id=site.id, case=str(case.id), people=len(face.choices)
    )
    ticked = set(request.POST.getlist("contact")) if form.is_bound else None
    found = {"face": face, "form": form, "ticked": ticked}
    return render(request, "desk/cases/contacts.html", found, status=status)
