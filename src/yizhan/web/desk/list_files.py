"""The lists as files: PDF for the runners' hands, XLSX for the kitchen and the laboratory."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest

from yizhan.core.clock import now
from yizhan.places.models import Site
from yizhan.stays.queries.lists import meals_now, samples_now
from yizhan.stays.queries.muster import muster
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.list_pages import meal_called
from yizhan.web.paper.meals import label_facts, meal_facts, meal_sheets
from yizhan.web.paper.muster import muster_facts
from yizhan.web.paper.samples import sample_facts, sample_sheets, tube_facts
from yizhan.web.paper.sheets import workbook
from yizhan.web.paper.sizes import Grid, grids
from yizhan.web.paper.typesetting import typeset
from yizhan.web.paper.words import day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@posted("list.meals")
def meals_pdf(request: HttpRequest, site: Site, meal: str) -> FileResponse:
    """Return a meal's bags by floor as a PDF."""
    served, moment = meal_called(meal), now()
    facts = meal_facts(site, served, meals_now(site, by=actor_of(request)), moment)
    return pdf(typeset("meals", facts), f"{site.code}-{served.key}-{day(moment, site)}")


@posted("list.meals")
def meals_xlsx(request: HttpRequest, site: Site, meal: str) -> FileResponse:
    """Return a meal's bags as a workbook."""
    served = meal_called(meal)
    sheets = meal_sheets(site, served, meals_now(site, by=actor_of(request)))
    return xlsx(workbook(sheets), f"{site.code}-{served.key}-{day(now(), site)}")


@posted("list.meals")
def meal_labels_pdf(request: HttpRequest, site: Site, meal: str) -> FileResponse:
    """Return a label for each bag, or for each special one, in walking order."""
    served, moment = meal_called(meal), now()
    packed = meals_now(site, by=actor_of(request))
    of_all = request.GET.get("of") == "all"
    facts = label_facts(site, served, packed, grid_called("bags", request), moment, of_all=of_all)
    return pdf(typeset("bags", facts), f"{site.code}-{served.key}-labels-{day(moment, site)}")


@posted("list.samples")
def samples_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return the sampling round in walking order as a PDF."""
    moment = now()
    return pdf(
        typeset("samples", sample_facts(site, samples_now(site, by=actor_of(request)), moment)),
        f"{site.code}-samples-{day(moment, site)}",
    )


@posted("list.samples")
def samples_xlsx(request: HttpRequest, site: Site) -> FileResponse:
    """Return the sampling round as a workbook for the laboratory."""
    moment = now()
    return xlsx(
        workbook(sample_sheets(site, samples_now(site, by=actor_of(request)), moment)),
        f"{site.code}-samples-{day(moment, site)}",
    )


@posted("list.samples")
def tubes_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return one label a tube, in walking order, for the sheet of labels that is loaded."""
    moment = now()
    facts = tube_facts(site, samples_now(site, by=actor_of(request)), grid_called("tubes", request), moment)
    return pdf(typeset("labels", facts), f"{site.code}-tubes-{day(moment, site)}")


@posted("list.muster")
def muster_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return the fire muster, one sheet a floor."""
    return pdf(
        typeset("muster", muster_facts(site, muster(site, by=actor_of(request)))), f"{site.code}-muster"
    )


def pdf(contents: bytes, name: str) -> FileResponse:
    """Answer with a PDF that the browser shows."""
    return FileResponse(BytesIO(contents), content_type="application/pdf", filename=f"{name}.pdf")


def xlsx(contents: bytes, name: str) -> FileResponse:
    """Answer with a workbook that the browser saves."""
    return FileResponse(BytesIO(contents), content_type=XLSX, as_attachment=True, filename=f"{name}.xlsx")


def grid_called(kind: str, request: HttpRequest) -> Grid:
    """Return the sheet of labels that was asked for, else the default; 404 if there is no such sheet."""
    known = grids(kind)
    key = request.GET.get("grid") or next(iter(known))
    if key not in known:
        raise Http404
    return known[key]
