"""The site's desk: what matters now, each figure with the way to where one acts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yizhan.intake.queries.tonight import tonight
from yizhan.places.models import Site
from yizhan.stays.queries.papers import papers_at
from yizhan.web.access import account_of, posted
from yizhan.web.desk.arrival_live import page_or_part


@posted("batch.read")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show tonight, and keep it current."""
    papers = papers_at(site.id)
    found = {
        "now": tonight(site, without=account_of(request).id), "may_count": "count.read",
        "may_read": "person.read", "papers": papers,
    }  # fmt: skip
    return page_or_part(request, "desk/arrival/tonight.html", "desk/arrival/tonight_part.html", found)
