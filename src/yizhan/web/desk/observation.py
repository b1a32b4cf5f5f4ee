"""Today's board of observation, and the course of one person's health."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.health.actions.observations import observe, withdraw_observation
from yizhan.health.queries.course_chart import health_course
from yizhan.health.queries.fever_path import open_fevers
from yizhan.health.queries.today import today
from yizhan.places.models import Floor, Occupancy, Site
from yizhan.stays.models import Stay
from yizhan.stays.queries.lists import site_day
from yizhan.stays.queries.present import Wearer, wearers_at
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part, record_reading
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.observation_faces import Watched, board_of
from yizhan.web.desk.observation_forms import ObserveForm
from yizhan.web.desk.observation_picture import chart_of


@posted("health.read")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who has no temperature this morning or evening, who has fever, who has symptoms."""
    present = wearers_at(site.id)
    _audit(request, site, len(present))
    stays = {one.person_id: one for one in present}
    fevers = [
        (path, stays[path.case.person_id]) for path in open_fevers(site.id) if path.case.person_id in stays
    ]
    found = {"board": board_of(present, today(site, stays)), "fevers": fevers}
    return page_or_part(request, "desk/observation/board.html", "desk/observation/_board.html", found)


@posted("health.read")
@require_GET
def floor(request: HttpRequest, site: Site, floor_id: UUID) -> HttpResponse:
    """Show everybody on one floor with the day's temperatures."""
    found = Floor.objects.filter(site=site, id=floor_id).first()
    if found is None:
        raise Http404
    here = [one for one in wearers_at(site.id) if one.room and one.room.floor_id == floor_id]
    _audit(request, site, len(here))
    so_far = today(site, [one.person_id for one in here])
    people = [Watched(one, so_far.people[one.person_id]) for one in sorted(here, key=_by_door)]
    context = {"floor": found, "people": people, "spans": so_far.spans}
    return page_or_part(request, "desk/observation/floor.html", "desk/observation/_floor.html", context)


@posted("health.read")
@require_GET
def person(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Show the course of one person's health: chart, lines, fever, treatment elsewhere."""
    return _person_page(request, site, person_id, ObserveForm())


@posted("health.observe")
@require_POST
def observed(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Record what somebody said on the telephone, or what was found on a visit."""
    form = ObserveForm(request.POST)
    done = perform(
        request,
        form,
        lambda by: observe(by=by, site_id=site.id, person_id=person_id, **form.facts),
        _("Recorded."),
    )
    if not done:
        return _person_page(request, site, person_id, form, status=422)
    return redirect("health_course", site.code, person_id)


@posted("health.observe")
@require_POST
def withdrawn(request: HttpRequest, site: Site, person_id: UUID, observation_id: UUID) -> HttpResponse:
    """Let a wrong entry count no more."""
    perform(
        request, CommandForm(request.POST),
        lambda by: withdraw_observation(by=by, site_id=site.id, observation_id=observation_id),
        _("Taken back. It stands in the course, struck through."),
    )  # fmt: skip
    return redirect("health_course", site.code, person_id)


def _person_page(
    request: HttpRequest, site: Site, person_id: UUID, form: ObserveForm, status: int = 200
) -> HttpResponse:
    stay = (
        Stay.objects.filter(site=site, person_id=person_id)
        .select_related("person")
        .order_by("-started_at")
        .first()
    )
    if stay is None:
        raise Http404
    record_audit(actor_of(request), "health.read_course", site_id=site.id, person=str(person_id))
    course = health_course(person_id)
    room = Occupancy.objects.filter(person_id=person_id, ended_at=None).select_related("room").first()
    context = {
        "stay": stay, "room": room.room if room else None, "course": course, "form": form,
        "chart": chart_of(site, course, site_day(site)), "lines": course.lines[::-1],
    }  # fmt: skip
    return render(request, "desk/observation/person.html", context, status=status)


def _audit(request: HttpRequest, site: Site, people: int) -> None:
    record_reading(request, site, "health.read_today", people=people)


def _by_door(one: Wearer) -> tuple[int, str]:
    return one.room.position if one.room else 0, one.tag
