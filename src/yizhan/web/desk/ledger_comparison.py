"""Where the records disagree: a queue to be worked off, by what it most likely comes from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yizhan.ledgers.queries.comparison import compare
from yizhan.places.models import Site
from yizhan.web.access import posted


@posted("ledger.read")
@require_GET
def comparison_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show every difference with the evidence of all sides."""
    return render(request, "desk/ledger/comparison.html", {"comparison": compare(site)})
