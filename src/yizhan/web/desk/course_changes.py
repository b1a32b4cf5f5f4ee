"""Changing courses: what is known now, the list of what follows, who proposed it, who signs it."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.refusals import Refusal
from yizhan.course.actions.changes import ChangeProposed, decline_change, propose_change, sign_change
from yizhan.course.models import Course
from yizhan.course.queries.board import outdated
from yizhan.course.queries.calendars import Calendars
from yizhan.course.queries.changes import ChangeView, Line, change_of, preview_change
from yizhan.course.rules import GivenFacts, Patch
from yizhan.places.models import Site
from yizhan.stays.models import Stay
from yizhan.stays.rules import parse_tag
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.course_forms import ChangeForm, ProposeForm, written_ids
from yizhan.web.templatetags.course_words import reason_words

CONFLICT = 409


@posted("course.set")
@require_GET
def correct(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask what is known now of one or several people, and show what would follow for each."""
    courses = _chosen(request, site)
    found: dict[str, object] = {"courses": courses, "tags": request.GET.get("tags", "")}
    if courses:
        form = _form(request, site, courses)
        found["form"] = form
        if form.is_bound and form.is_valid():
            found |= _shown(site, [row.stay_id for row in courses], form.patch())
    return render(request, "desk/course/correct.html", found)


@posted("course.set")
@require_GET
def again(request: HttpRequest, site: Site, protocol: str) -> HttpResponse:
    """Show what a newer text or ruling changes for those who are counted by the older one."""
    stay_ids = next((one.stay_ids for one in outdated(site) if one.protocol == protocol), ())
    if not stay_ids:
        return redirect("course", site.code)
    return render(request, "desk/course/correct.html", _shown(site, stay_ids, Patch()))


@posted("course.set")
@require_POST
def propose(request: HttpRequest, site: Site) -> HttpResponse:
    """Apply a list that was shown to whoever leaves sooner, and lay the rest before a second person."""
    form = ProposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Open the page again."))
        return redirect("course", site.code)
    said = form.cleaned_data
    try:
        done = propose_change(
            by=actor_of(request, said["command_id"]), site_id=site.id, stay_ids=said["stays"],
            patch=said["patch"], reason=said["reason"], authority=said["authority"],
            instead_of=said["instead_of"],
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        found = _shown(site, said["stays"], said["patch"]) | {"propose": form}
        return render(request, "desk/course/correct.html", found, status=CONFLICT)
    _tell(request, done)
    if done.waiting_id:
        return redirect("course_change", site.code, done.waiting_id)
    return redirect("course", site.code)


@posted("protocol.read")
@require_GET
def show(request: HttpRequest, site: Site, change_id: UUID) -> HttpResponse:
    """Show a list as it was proposed and as it would be now, for whoever signs it."""
    view = _change(site, change_id)
    found: dict[str, object] = {"change": view}
    if view.waits:
        lines = preview_change(site, view.before, view.patch)
        found |= _shown(site, list(view.before), view.patch, lines, view) | {"overtaken": _moved(view, lines)}
    else:
        tags = {stay.id: stay.tag for stay in Stay.objects.filter(id__in=view.before)}
        found["settled"] = [(tags.get(key, ""), at, view.after[key]) for key, at in view.before.items()]
    return render(request, "desk/course/change.html", found)


@posted("course.sign")
@require_POST
def sign(request: HttpRequest, site: Site, change_id: UUID) -> HttpResponse:
    """Sign a list as the second person."""
    perform(
        request, CommandForm(request.POST),
        lambda by: sign_change(by=by, site_id=site.id, change_id=change_id),
        _("Signed. It holds from now on."),
    )  # fmt: skip
    return redirect("course_change", site.code, change_id)


@posted("course.sign")
@require_POST
def decline(request: HttpRequest, site: Site, change_id: UUID) -> HttpResponse:
    """Do not agree to a list, or take one's own back."""
    perform(
        request, CommandForm(request.POST),
        lambda by: decline_change(by=by, site_id=site.id, change_id=change_id),
        _("Not agreed to. The due times stay as they were."),
    )  # fmt: skip
    return redirect("course_change", site.code, change_id)


def _shown(
    site: Site, stay_ids: Iterable[UUID], patch: Patch, lines: list[Line] | None = None,
    view: ChangeView | None = None,
) -> dict[str, object]:  # fmt: skip
    lines = preview_change(site, stay_ids, patch) if lines is None else lines
    initial: dict[str, object] = {
        "stays": written_ids(line.stay.id for line in lines),
        "patch": patch.model_dump_json(),
    }
    if view:
        initial |= {"reason": view.row.reason, "authority": view.row.authority, "instead_of": view.row.id}
    whys = {reason_words(line.why) for line in lines}
    return {
        "lines": lines, "same_why": whys.pop() if len(whys) == 1 else "",
        "propose": ProposeForm(initial=initial),
        "extends": any(line.extends and not line.stands for line in lines),
        "leaves_open": any(line.extends and line.after is None for line in lines),
    }  # fmt: skip


def _form(request: HttpRequest, site: Site, courses: list[Course]) -> ChangeForm:
    protocol = Calendars(site).protocol(courses[0].protocol)
    alike = len({row.protocol for row in courses}) == 1 and all(
        row.facts == courses[0].facts for row in courses
    )
    given = GivenFacts.model_validate(courses[0].facts)
    return ChangeForm(site, protocol, request.GET if "list" in request.GET else None, given, alike=alike)


def _chosen(request: HttpRequest, site: Site) -> list[Course]:
    """Return the courses of the people whose wristbands are in the address."""
    rows = Course.objects.filter(site=site, stay__ended_at=None).select_related("stay")
    wanted = [one for one in request.GET.get("tags", "").replace("，", ",").split(",") if one.strip()]
    numbers = {int(one) for one in wanted if one.strip().isdigit()}
    tags = {parse_tag(one) for one in wanted}
    return [
        row
        for row in rows.order_by("stay__band_number", "stay__band_letter")
        if row.stay.band_number in numbers or (row.stay.band_number, row.stay.band_letter) in tags
    ]


def _moved(view: ChangeView, lines: list[Line]) -> bool:
    """Tell whether the site is another than when the list was proposed."""
    return any(
        (line.before, line.after) != (view.before[line.stay.id], view.after[line.stay.id])
        for line in lines
        if not line.stands
    )


def _tell(request: HttpRequest, done: ChangeProposed) -> None:
    if done.applied:
        words = ngettext("Applied to %(n)d person.", "Applied to %(n)d people.", done.applied)
        messages.success(request, words % {"n": done.applied})
    if done.waiting:
        words = ngettext(
            "%(n)d person would be kept longer: a second person has to sign before the due time.",
            "%(n)d people would be kept longer: a second person has to sign before the due time.",
            done.waiting,
        )  # fmt: skip
        messages.warning(request, words % {"n": done.waiting})
    if done.standing:
        words = ngettext(
            "%(n)d person is due already: the old due time stands.",
            "%(n)d people are due already: the old due time stands.", done.standing,
        )  # fmt: skip
        messages.warning(request, words % {"n": done.standing})


def _change(site: Site, change_id: UUID) -> ChangeView:
    view = change_of(site.id, change_id)
    if view is None:
        raise Http404
    return view
