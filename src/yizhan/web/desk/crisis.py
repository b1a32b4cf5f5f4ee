"""Protected threads at the desk: one's own list, one thread, the look-in that was missed."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.care.actions.crisis import open_crisis
from yizhan.care.actions.crisis_readers import break_in
from yizhan.care.actions.on_call import go_on_call, leave_call
from yizhan.care.queries.crisis import CrisisSeen, crises_of, crisis_seen, ended_crises_of, missed_looks
from yizhan.care.queries.on_call import on_call_at
from yizhan.places.models import Site
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.care_tags import tags_of
from yizhan.web.desk.crisis_forms import (
    MINUTES,
    CallForm,
    HoursForm,
    NoteForm,
    OpenForm,
    ReaderForm,
    WishesForm,
    WordsForm,
)

UNREADABLE = 422


@posted("care.protected")
@require_http_methods(["GET", "POST"])
def threads(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the threads that one is named to, and who is on call; open another one."""
    account = account_of(request)
    form = OpenForm(site, request.POST or None)
    if request.method == "POST" and perform(
        request, form,
        lambda by: open_crisis(
            by=by, site_id=site.id, person_id=form.cleaned_data["tag"], words=form.cleaned_data["words"],
            watch_minutes=form.cleaned_data["minutes"],
        ),
        _("Open. Whoever is on call is named to it, and nobody else reads it."),
    ):  # fmt: skip
        return redirect("crises", site.code)
    own, over = crises_of(site.id, account.id), ended_crises_of(site.id, account.id)
    context = {
        "rows": own, "over": over, "form": form, "hours": HoursForm(), "on_call": on_call_at(site.id),
        "tags": tags_of(site, [one.crisis.person_id for one in [*own, *over]]), "me": account,
    }  # fmt: skip
    status = UNREADABLE if request.method == "POST" else 200
    return render(request, "desk/care/threads.html", context, status=status)


@posted("care.protected")
@require_POST
def on_call(request: HttpRequest, site: Site) -> HttpResponse:
    """Be on call from now on."""
    form = HoursForm(request.POST)
    perform(
        request, form,
        lambda by: go_on_call(by=by, site_id=site.id, hours=form.cleaned_data["hours"]),
        _("You are on call."),
    )  # fmt: skip
    return redirect("crises", site.code)


@posted("care.protected")
@require_POST
def off_call(request: HttpRequest, site: Site) -> HttpResponse:
    """Be on call no longer."""
    form = CommandForm(request.POST)
    perform(request, form, lambda by: leave_call(by=by, site_id=site.id), _("You are on call no longer."))
    return redirect("crises", site.code)


@posted("care.protected")
@require_GET
def thread(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Show one thread to somebody who is named to it; for everybody else there is none."""
    return thread_page(request, site, seen_or_404(request, site, crisis_id))


@posted("care.protected")
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Name oneself to a thread whose look-in nobody answers; one's name and reason stand in it."""
    rings = [one for one in missed_looks(site.id, account_of(request).id) if one.crisis_id == crisis_id]
    if not rings:
        raise Http404
    if rings[0].named:
        return redirect("crisis", site.code, crisis_id)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and perform(
        request, form,
        lambda by: break_in(by=by, site_id=site.id, crisis_id=crisis_id, words=form.cleaned_data["words"]),
        _("You are named to this thread. Go there now."),
    ):  # fmt: skip
        return redirect("crisis", site.code, crisis_id)
    status = UNREADABLE if request.method == "POST" else 200
    return render(request, "desk/care/entry.html", {"missed": rings[0], "form": form}, status=status)


@posted("care.protected")
@require_GET
def alarm(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the strip of look-ins that nobody made, and nothing where there is none."""
    found = {"missed": missed_looks(site.id, account_of(request).id)}
    return page_or_part(request, "desk/alarm.html", "desk/care/_missed.html", found)


def seen_or_404(request: HttpRequest, site: Site, crisis_id: UUID) -> CrisisSeen:
    """Open a thread for whoever is named to it, which is audited; 404 for everybody else."""
    seen = crisis_seen(site.id, crisis_id, by=actor_of(request))
    if seen is None:
        raise Http404
    return seen


def thread_page(request: HttpRequest, site: Site, seen: CrisisSeen, status: int = 200) -> HttpResponse:
    """Return the page of a thread with its forms."""
    person_id = seen.now.crisis.person_id
    context = {
        "seen": seen, "tag": tags_of(site, [person_id]).get(person_id, ""), "me": account_of(request),
        "note": NoteForm(auto_id="note_%s"), "call": CallForm(auto_id="call_%s"),
        "wish": WishesForm(auto_id="wish_%s", initial={
            "words": seen.wishes, "consent": seen.now.crisis.consent,
        }),
        "reader": ReaderForm(site), "watch_choices": MINUTES,
    }  # fmt: skip
    return render(request, "desk/care/thread.html", context, status=status)
