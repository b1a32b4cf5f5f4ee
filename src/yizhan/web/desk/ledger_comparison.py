"""Where ledger, journal and room check disagree: a queue to be worked off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yizhan.intake.queries.comparison import compare
from yizhan.places.models import Site
from yizhan.web.access import posted


@posted("ledger.read")
@require_GET
def comparison_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show every disagreement with the evidence of both sides."""
    return render(request, "desk/ledger/comparison.html", {"comparison": compare(site)})
