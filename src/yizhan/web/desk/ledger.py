"""The master ledger now and at any past hour, on screen, as a workbook and on paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yizhan.core.actions import record_audit
from yizhan.core.clock import now
from yizhan.course.queries.due import due_by_person
from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Site
from yizhan.stays.queries.ledger import LedgerLine, ledger_at
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.ledger_forms import HourForm
from yizhan.web.desk.list_files import pdf, xlsx
from yizhan.web.desk.sheaf import sheaf
from yizhan.web.paper.ledger import LedgerPaper, ledger_facts
from yizhan.web.paper.sheets import Column, Sheet, workbook
from yizhan.web.paper.typesetting import typeset
from yizhan.web.templatetags.desk_nav import site_datetime


@posted("ledger.read")
@require_GET
def ledger_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is where, or was at the hour asked for; names only when asked, and audited."""
    form = HourForm(site, request.GET)
    found = ledger_at(site, _hour(form))
    lines = sheaf(request, found.lines)
    context = {"form": form, "ledger": found, "lines": lines, "past": bool(form.cleaned_data.get("at")),
               "names": _named(_identities(request, site, lines.rows))}  # fmt: skip
    return render(request, "desk/ledger/ledger.html", context, status=200 if form.is_valid() else 422)


@posted("ledger.read")
@require_GET
def ledger_xlsx(request: HttpRequest, site: Site) -> FileResponse:
    """Return the ledger as a workbook; names only when asked, and audited."""
    found = ledger_at(site, _hour(HourForm(site, request.GET)))
    names = _named(_identities(request, site, found.lines))
    at = site_datetime(found.at, site)
    columns = [
        Column(_("Room"), 10), Column(_("Floor"), 10), Column(_("Wristband"), 10), Column(_("Age group"), 10),
        *([Column(_("Name"), 16)] if names else []), Column(_("In the room since"), 16), Column(_("Day"), 6),
        Column(_("Cohort"), 18), Column(_("Registered"), 12),
    ]  # fmt: skip
    rows = [_row(line, names, site) for line in found.lines]
    title = _("Master ledger, %(site)s, as of %(at)s") % {"site": site.name, "at": at}
    return xlsx(
        workbook([Sheet(_("Ledger"), title, columns, rows)]), f"{site.code}-ledger-{at}".replace(" ", "-")
    )


@posted("ledger.read")
@require_GET
def ledger_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return the ledger to be signed and filed; names and particulars only when asked, and audited."""
    found = ledger_at(site, _hour(HourForm(site, request.GET)))
    due = due_by_person(site.id, [line.person_id for line in found.lines])
    paper = LedgerPaper(found, due, _identities(request, site, found.lines))
    at = site_datetime(found.at, site)
    return pdf(typeset("ledger", ledger_facts(site, paper)), f"{site.code}-ledger-{at}".replace(" ", "-"))


def _row(line: LedgerLine, names: dict[UUID, str], site: Site) -> list[str | int]:
    place = line.place
    return [
        place.room if place else _("no room"), line.floor, line.tag, str(AgeGroup(line.age_group).label),
        *([names.get(line.person_id, "")] if names else []),
        site_datetime(place.since, site) if place else "", line.day, line.cohort,
        _("yes") if line.registered else _("no"),
    ]  # fmt: skip


def _hour(form: HourForm) -> datetime:
    return (form.cleaned_data.get("at") if form.is_valid() else None) or now()


def _identities(request: HttpRequest, site: Site, lines: Sequence[LedgerLine]) -> dict[UUID, Identity]:
    """Open the particulars of everybody in these lines for those who may; each reading is audited."""
    if "names" not in request.GET or "person.read" not in getattr(request, "yizhan_capabilities", ()):
        return {}
    known = identities(Person.objects.filter(id__in=[line.person_id for line in lines]))
    persons = [str(person_id) for person_id in known]
    record_audit(actor_of(request), "web.read_names", site_id=site.id, persons=persons)
    return dict(known)


def _named(known: Mapping[UUID, Identity]) -> dict[UUID, str]:
    return {person_id: identity.name for person_id, identity in known.items()}
