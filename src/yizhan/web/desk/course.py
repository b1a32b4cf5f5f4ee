"""The board of courses: who is due out, who has no course, what waits for a signature, who is past due."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.course.actions.begin import begin_course
from yizhan.course.queries.board import open_courses, outdated, without_course
from yizhan.course.queries.changes import changes_at, unsigned
from yizhan.course.queries.courses import course_of, courses_of_party, obligations_of, records_of
from yizhan.course.queries.due import due_list, due_per_day, past_due, past_due_at
from yizhan.places.models import Site
from yizhan.stays.queries.room_map import site_day
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.course_forms import BeginAllForm
from yizhan.web.desk.course_picture import days_of

DAYS_AHEAD = 14


@posted("protocol.read")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show today's due out, the coming days, and everything that waits for somebody."""
    today = site_day(site)
    found = {
        "past": past_due(site.id), "today": due_list(site, today, today),
        "tomorrow": due_list(site, today + timedelta(days=1), today + timedelta(days=1)),
        "days": due_per_day(site, DAYS_AHEAD), "without": without_course(site), "open": open_courses(site.id),
        "unsigned": unsigned(site.id), "outdated": outdated(site),
    }  # fmt: skip
    return page_or_part(request, "desk/course/board.html", "desk/course/_board.html", found)


@posted("protocol.read")
@require_GET
def day(request: HttpRequest, site: Site, day: str) -> HttpResponse:
    """Show who is due out on a day."""
    try:
        on = site_day(site).fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    return render(request, "desk/course/day.html", {"day": on, "lines": due_list(site, on, on)})


@posted("protocol.read")
@require_GET
def alarm(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the strip of whoever is past due, and nothing where nobody is."""
    found = {"past": past_due_at([site.id]).get(site.id)}
    return page_or_part(request, "desk/alarm.html", "desk/course/_strip.html", found)


@posted("person.read")
@require_GET
def person(request: HttpRequest, site: Site, stay_id: UUID) -> HttpResponse:
    """Show the days of one person: what was and is due and why, until when, and who decided it."""
    course = course_of(stay_id)
    if course is None or course.stay.site_id != site.id:
        raise Http404
    by, person_id = actor_of(request), course.stay.person_id
    record_audit(by, "course.read_person", site_id=site.id, person=str(person_id))
    obligations = obligations_of(person_id)
    party = courses_of_party(site.id, course.stay.party_id)
    found = {
        "course": course, "days": days_of(course, obligations, site), "records": records_of(stay_id),
        "party": party if len(party) > 1 else [],
    }  # fmt: skip
    return render(request, "desk/course/person.html", found)


@posted("protocol.read")
@require_GET
def changes(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the latest changes and what became of them."""
    return render(request, "desk/course/changes.html", {"changes": changes_at(site.id)})


@posted("course.set")
@require_POST
def begin_all(request: HttpRequest, site: Site) -> HttpResponse:
    """Put the people of a list that was shown under a protocol."""
    form = BeginAllForm(request.POST)
    if form.is_valid():
        people = len(form.cleaned_data["stays"])
        done = ngettext("%(people)d course begun.", "%(people)d courses begun.", people) % {"people": people}
        said = form.cleaned_data
        perform(
            request, form,
            lambda by: begin_course(
                by=by, site_id=site.id, stay_ids=said["stays"], protocol=said["protocol"], given=said["given"]
            ), done,
        )  # fmt: skip
    else:
        messages.error(request, _("Open the page again."))
    return redirect("course", site.code)
