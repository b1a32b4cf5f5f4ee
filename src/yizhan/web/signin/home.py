"""Where somebody stands after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yizhan.course.queries.board import people_without_course
from yizhan.course.queries.due import past_due_at
from yizhan.duty.queries.postings import capabilities_of, sites_of
from yizhan.health.queries.tubes import late_at
from yizhan.leaving.queries.transfers import overdue_arrivals
from yizhan.people.models import Account
from yizhan.places.models import Site
from yizhan.web.access import account_of, signed_in
from yizhan.web.desk.arrival_live import page_or_part

# Who may not read what is announced has no use for the desk, and works on the phone.
DESK_NEEDS = "batch.read"


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the only site of the account, or let it choose."""
    account = account_of(request)
    sites = list(sites_of(account.id))
    if len(sites) == 1:
        return redirect(front_door(account, sites[0]))
    site_ids = [site.id for site in sites]
    past, without, late = past_due_at(site_ids), people_without_course(site_ids), late_at(site_ids)
    astray = overdue_arrivals(site_ids)
    doors = [
        (
            site, front_door(account, site), past.get(site.id), without.get(site.id, 0), late.get(site.id, 0),
            astray.get(site.id, 0),
        )
        for site in sites
    ]  # fmt: skip
    return page_or_part(request, "signin/home.html", "signin/_doors.html", {"doors": doors})


def front_door(account: Account, site: Site) -> str:
    """Return the address of the desk, or of the phone app for whoever works only there."""
    on_desk = DESK_NEEDS in capabilities_of(account.id, site.id)
    return reverse("tonight" if on_desk else "field", args=[site.code])
