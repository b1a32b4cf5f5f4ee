"""Beginning courses: whom, under which protocol, by which facts; then the list, and only then it applies."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yizhan.core.refusals import Refusal
from yizhan.course.queries.calendars import Calendars, Worked
from yizhan.course.rules import GivenFacts
from yizhan.intake.models import BatchRevision
from yizhan.places.models import Site
from yizhan.protocols.facts import Anchor
from yizhan.stays.models import Stay
from yizhan.stays.queries.room_map import site_day
from yizhan.web.access import posted
from yizhan.web.desk.course_forms import BeginForm, FactsForm, written_ids

SHOWN = 60


@posted("course.set")
@require_GET
def begin(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask whom and under which protocol, then for what it counts from, then show what would follow."""
    stays = list(Stay.objects.filter(site=site, ended_at=None, course=None))
    asked = request.GET if "who" in request.GET else None
    form = BeginForm(stays, asked, site_day(site), request.GET.get("cohort", ""))
    found: dict[str, object] = {"form": form, "nobody": not stays}
    if asked is not None and form.is_valid():
        found |= _facts(request, site, form)
    return render(request, "desk/course/begin.html", found)


def _facts(request: HttpRequest, site: Site, form: BeginForm) -> dict[str, object]:
    calendars, chosen = Calendars(site), form.chosen()
    protocol = calendars.protocol(form.cleaned_data["protocol"])
    sent = request.GET if "list" in request.GET else None
    facts = FactsForm(site, protocol, sent, _announced(site, chosen))
    found: dict[str, object] = {"facts": facts, "protocol": protocol, "people": len(chosen)}
    if sent is None or not facts.is_valid():
        return found
    given = facts.given()
    try:
        lines = [(stay, calendars.of(protocol.id, given.of_stay(stay.started_at))) for stay in chosen]
    except Refusal as refusal:
        facts.add_error(None, str(refusal))
        return found
    return found | _list(lines, given)


def _list(lines: list[tuple[Stay, Worked]], given: GivenFacts) -> dict[str, object]:
    dues = sorted({worked.due_at for _, worked in lines if worked.due_at})
    return {
        "lines": lines[:SHOWN], "more": max(len(lines) - SHOWN, 0), "given": given.model_dump_json(),
        "stays": written_ids(stay.id for stay, _ in lines), "first": dues[0] if dues else None,
        "last": dues[-1] if dues else None,
    }  # fmt: skip


def _announced(site: Site, stays: list[Stay]) -> GivenFacts | None:
    """Return the day of exposure that was announced for a cohort, at noon; nobody knows the hour."""
    cohorts = {stay.cohort for stay in stays}
    said = BatchRevision.objects.filter(
        batch__site=site, cohort__in=cohorts, exposed_on__isnull=False
    ).order_by("-announced_at")
    latest = said.first() if cohorts != {""} else None
    if latest is None or latest.exposed_on is None:
        return None
    noon = datetime.combine(latest.exposed_on, datetime.min.time().replace(hour=12), ZoneInfo(site.timezone))
    return GivenFacts(anchors={Anchor.LAST_EXPOSURE: noon})
