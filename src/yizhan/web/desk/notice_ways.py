"""By which ways notices leave this site: chat groups, quiet hours, and how each of the crew is reached."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yizhan.notices.actions.addresses import end_group, keep_group, keep_own_way, set_quiet_hours
from yizhan.notices.enums import Way, Whom
from yizhan.notices.queries.following import outbox
from yizhan.notices.queries.ways import chat_groups, open_ways, quiet_at
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.notice_forms import GroupForm, OwnWayForm, QuietForm, places_of, who_is_in

CONFLICT = 409


@posted("notice.send")
@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the chat groups and quiet hours; keep another group."""
    form = GroupForm(site, request.POST or None)
    if form.is_bound and _group_kept(request, site, form):
        return redirect("notice_ways", site.code)
    quiet = quiet_at(site.id)
    names = {key: name for rows in places_of(site).values() for key, name in rows}
    found = {
        "form": form, "groups": [(one, who_is_in(one, names)) for one in chat_groups(site.id)],
        "open": open_ways(), "outbox": outbox(site.id), "own_ways": (Way.MAIL, Way.SMS),
        "quiet": QuietForm(initial={"since": quiet.since, "until": quiet.until}),
    }  # fmt: skip
    return render(request, "desk/notices/ways.html", found, status=CONFLICT if form.is_bound else 200)


@posted("notice.send")
@require_POST
def quiet_hours(request: HttpRequest, site: Site) -> HttpResponse:
    """Set the site's quiet hours."""
    form = QuietForm(request.POST)
    perform(
        request, form,
        lambda by: set_quiet_hours(
            by=by, site_id=site.id, since=form.cleaned_data["since"], until=form.cleaned_data["until"]
        ),
        _("Set, for everything that is written from now on."),
    )  # fmt: skip
    return redirect("notice_ways", site.code)


@posted("notice.send")
@require_POST
def group_ends(request: HttpRequest, site: Site, address_id: UUID) -> HttpResponse:
    """Use a group's bot no longer."""
    form = CommandForm(request.POST)
    done = _("Nothing is said in this group any more.")
    perform(request, form, lambda by: end_group(by=by, site_id=site.id, address_id=address_id), done)
    return redirect("notice_ways", site.code)


@posted("matter.read")
@require_POST
def own(request: HttpRequest, site: Site) -> HttpResponse:
    """Keep the mailbox or number of whoever is signed in."""
    form = OwnWayForm(request.POST)
    perform(
        request, form,
        lambda by: keep_own_way(by=by, way=Way(form.cleaned_data["way"]), to=form.cleaned_data["to"]),
        _("Kept. Only notices are sent there."),
    )  # fmt: skip
    return redirect("notices_mine", site.code)


def _group_kept(request: HttpRequest, site: Site, form: GroupForm) -> bool:
    said = form.cleaned_data if form.is_valid() else {}
    return perform(
        request, form,
        lambda by: keep_group(
            by=by, site_id=site.id, way=Way(said["way"]), name=said["name"], hook=said["hook"],
            secret=said["secret"], serves=Whom(said["serves"]), places=said["places"],
        ),
        _("Kept. Send a short notice into it to see that it works."),
    )  # fmt: skip
