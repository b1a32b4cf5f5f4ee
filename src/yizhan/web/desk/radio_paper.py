"""What is printed beforehand for when phones fail: tally sheets, and the plan of rooms."""

from django.http import FileResponse, Http404, HttpRequest

from yizhan.intake.enums import SheetKind
from yizhan.intake.queries.desk import rooms_in_order
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.list_files import pdf
from yizhan.web.paper.tally import plan_facts, tally_facts
from yizhan.web.paper.typesetting import typeset


@posted("line.relay")
def sheets_pdf(_request: HttpRequest, site: Site, sheet_kind: str) -> FileResponse:
    """Return numbered sheets of one kind as a PDF; nothing on them speaks of anybody."""
    if sheet_kind not in SheetKind.values:
        raise Http404
    facts = tally_facts(site, SheetKind(sheet_kind), rooms_in_order(site.id))
    return pdf(typeset("tally", facts), f"{site.code}-{sheet_kind}")


@posted("line.relay")
def plan_pdf(_request: HttpRequest, site: Site) -> FileResponse:
    """Return the plan on which rooms are given out by hand, as a PDF."""
    return pdf(typeset("plan", plan_facts(site, rooms_in_order(site.id))), f"{site.code}-plan")
