"""The register of special care at the desk: who is on it, who seems to need it, one person's record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.care.actions.looks import look_in
from yizhan.care.actions.register import change_record, close_record, dismiss_suggestion, open_record
from yizhan.care.enums import CareNeed
from yizhan.care.queries.medicines import medicines_of
from yizhan.care.queries.register import RecordSeen, open_record_id, record_seen, register_of
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.places.models import Site
from yizhan.stays.models import Stay
from yizhan.stays.queries.special_care import suggested_for_care
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.care_forms import (
    BecauseForm,
    DismissForm,
    FindForm,
    LookForm,
    PlanForm,
    RecordForm,
    as_planned,
    first_thoughts,
)
from yizhan.web.desk.care_tags import tags_of

UNREADABLE = 422


@posted("care.read")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is to be looked in on first, and how many seem to need care and are not on the register."""
    on, by = register_of(site.id), actor_of(request)
    if "X-Live" not in request.headers:
        record_audit(by, "care.read_register", site_id=site.id, people=len(on))
    found = {
        "rows": on, "tags": tags_of(site, [one.record.person_id for one in on]),
        "due": sum(one.is_due for one in on), "worse": sum(one.is_worse for one in on),
        "suggested": len(suggested_for_care(site, by=by)),
    }  # fmt: skip
    return page_or_part(request, "desk/care/board.html", "desk/care/_board.html", found)


@posted("care.read")
@require_GET
def suggestions(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who seems to need special care, by registration, room check and observation."""
    found = suggested_for_care(site, by=actor_of(request))
    return render(request, "desk/care/suggestions.html", {"rows": found})


@posted("care.write")
@require_POST
def dismissed(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Say that somebody needs no special care for what was suggested."""
    form = DismissForm(request.POST)
    perform(
        request, form,
        lambda by: dismiss_suggestion(
            by=by, site_id=site.id, person_id=person_id,
            needs=tuple(CareNeed(need) for need in form.cleaned_data["needs"]),
        ),
        _("Not suggested again."),
    )  # fmt: skip
    return redirect("care_suggestions", site.code)


@posted("care.read")
@require_GET
def find(request: HttpRequest, site: Site) -> HttpResponse:
    """Lead from a wristband to the record, or to a new one."""
    form = FindForm(site, request.GET)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form["tag"].errors)))
        return redirect("care", site.code)
    known = open_record_id(site.id, form.cleaned_data["tag"])
    if known:
        return redirect("care_record", site.code, known)
    return redirect("care_records", site.code, form.cleaned_data["tag"])


@posted("care.write")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Put somebody on the register."""
    stay = Stay.objects.filter(site=site, person_id=person_id, ended_at=None).select_related("person").first()
    if stay is None:
        raise Http404
    begins = first_thoughts(request.GET.getlist("needs"), request.GET.get("from", ""))
    form = RecordForm(site, account_of(request), request.POST or None, **begins)
    if request.method == "POST" and perform(
        request, form,
        lambda by: open_record(by=by, site_id=site.id, person_id=person_id, **form.facts),
        _("On the register. The look-ins stand on the rounds from now on."),
    ):  # fmt: skip
        return redirect("care", site.code)
    record_audit(actor_of(request), "care.read_newcomer", site_id=site.id, person=str(person_id))
    context = {"form": form, "stay": stay, "back": reverse("care", args=[site.code])}
    return render(request, "desk/care/plan.html", context, status=_status(request))


@posted("care.read")
@require_GET
def record(request: HttpRequest, site: Site, record_id: UUID) -> HttpResponse:
    """Show one person's record: the plan, how they were found, what they take."""
    return _record_page(request, site, _seen(request, site, record_id))


@posted("care.write")
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, site: Site, record_id: UUID) -> HttpResponse:
    """Change what is planned for somebody; what was planned before stays in the course."""
    seen = _seen(request, site, record_id)
    form = PlanForm(site, account_of(request), request.POST or None, **as_planned(seen))
    if request.method == "POST" and perform(
        request, form,
        lambda by: change_record(by=by, site_id=site.id, record_id=record_id, **form.facts),
        _("Changed. Whoever knocks next sees it."),
    ):  # fmt: skip
        return redirect("care_record", site.code, record_id)
    back = reverse("care_record", args=[site.code, record_id])
    context = {"form": form, "stay": _stay(site, seen), "back": back, "seen": seen}
    return render(request, "desk/care/plan.html", context, status=_status(request))


@posted("care.look")
@require_POST
def looks(request: HttpRequest, site: Site, record_id: UUID) -> HttpResponse:
    """Record how somebody was found, on a visit or by telephone."""
    seen = _seen(request, site, record_id)
    form, person_id = LookForm(request.POST), seen.on.record.person_id
    return _done(
        request, site, seen, form,
        lambda by: look_in(by=by, site_id=site.id, person_id=person_id, **form.facts),
        _("Recorded. The next look-in counts from now."),
    )  # fmt: skip


@posted("care.write")
@require_POST
def closing(request: HttpRequest, site: Site, record_id: UUID) -> HttpResponse:
    """Take somebody off the register."""
    form = BecauseForm(request.POST)
    return _done(
        request, site, _seen(request, site, record_id), form,
        lambda by: close_record(
            by=by, site_id=site.id, record_id=record_id, because=form.cleaned_data["because"]
        ),
        _("Off the register. The record stays."),
    )  # fmt: skip


def _done(
    request: HttpRequest, site: Site, seen: RecordSeen, form: forms.Form, action: Callable[[Actor], object],
    words: str,
) -> HttpResponse:  # fmt: skip
    if perform(request, form, action, words):
        return redirect("care_record", site.code, seen.on.record.id)
    kept = form if isinstance(form, LookForm) else LookForm()
    return _record_page(request, site, seen, kept, status=UNREADABLE)


def _record_page(
    request: HttpRequest, site: Site, seen: RecordSeen, form: LookForm | None = None, status: int = 200
) -> HttpResponse:
    takes = medicines_of(site.id, [seen.on.record.person_id]) if _handles(request) else []
    context: dict[str, Any] = {
        "seen": seen,
        "stay": _stay(site, seen),
        "form": form or LookForm(),
        "medicines": takes,
    }
    return render(request, "desk/care/record.html", context, status=status)


def _handles(request: HttpRequest) -> bool:
    return "medicine.handle" in getattr(request, "yizhan_capabilities", frozenset())


def _seen(request: HttpRequest, site: Site, record_id: UUID) -> RecordSeen:
    """Open a record, which is audited; 404 if this site has none."""
    seen = record_seen(site.id, record_id)
    if seen is None:
        raise Http404
    record_audit(actor_of(request), "care.read_record", site_id=site.id, record=str(record_id))
    return seen


def _stay(site: Site, seen: RecordSeen) -> Stay | None:
    stays = Stay.objects.filter(site=site, person_id=seen.on.record.person_id).select_related("person")
    return stays.order_by("-started_at").first()


def _status(request: HttpRequest) -> int:
    return UNREADABLE if request.method == "POST" else 200
