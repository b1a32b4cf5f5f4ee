"""What is done about a mind in crisis, at the desk: each change is a resource of the thread."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.care.actions.crisis import (
    call_for_crisis,
    keep_wishes,
    note_crisis,
    offer_watch,
    set_watch,
    take_watch,
    watch_look,
)
from yizhan.care.actions.crisis_readers import (
    decline_crisis_end,
    name_reader,
    propose_crisis_end,
    sign_crisis_end,
    unname_reader,
)
from yizhan.care.enums import Consent, ThreadKind
from yizhan.core.actors import Actor
from yizhan.places.models import Site
from yizhan.web.access import account_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.crisis import UNREADABLE, seen_or_404, thread_page
from yizhan.web.desk.crisis_forms import (
    CallForm,
    LookForm,
    NoteForm,
    ReaderForm,
    WatchForm,
    WishesForm,
    WordsForm,
)

Change = Callable[..., object]


def _done(
    request: HttpRequest, site: Site, crisis_id: UUID, form: forms.Form, change: Change, words: str
) -> HttpResponse:
    """Carry out a change of a thread that its author is named to; 404 for everybody else."""
    seen = seen_or_404(request, site, crisis_id)

    def act(by: Actor) -> object:
        return change(by=by, site_id=site.id, crisis_id=crisis_id)

    if perform(request, form, act, words):
        return redirect("crisis", site.code, crisis_id)
    return thread_page(request, site, seen, UNREADABLE)


@posted("care.protected")
@require_POST
def looks(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Record that somebody looked in."""
    form = LookForm(request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: watch_look(words=form.cleaned_data["words"], **who),
        _("Looked in. The next one counts from now."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def watch(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Say how often somebody looks in."""
    form = WatchForm(request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: set_watch(minutes=form.cleaned_data["minutes"], **who), _("The watch is set."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def offers(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Ask somebody to take the watch over."""
    form = ReaderForm(site, request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: offer_watch(account_id=form.account_id, **who),
        _("Asked. The watch stays with you until they say yes."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def acceptance(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Take the watch."""
    return _done(
        request, site, crisis_id, CommandForm(request.POST), take_watch, _("You have the watch."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def notes(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Write down what was done."""
    form = NoteForm(request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: note_crisis(
            kind=ThreadKind(form.cleaned_data["kind"]), words=form.cleaned_data["words"], **who
        ),
        _("Written down."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def wishes(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Write down whom the person wants called."""
    form = WishesForm(request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: keep_wishes(
            words=form.cleaned_data["words"], consent=Consent(form.cleaned_data["consent"]), **who
        ),
        _("Written down."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def calls(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Write down who was called."""
    form = CallForm(request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: call_for_crisis(
            words=form.cleaned_data["words"], imminent=form.cleaned_data["imminent"], **who
        ),
        _("Written down."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def readers(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Name somebody to the thread."""
    form = ReaderForm(site, request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: name_reader(account_id=form.account_id, **who), _("Named to this thread."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def removal(request: HttpRequest, site: Site, crisis_id: UUID, account_id: UUID) -> HttpResponse:
    """Let somebody read the thread no more; whoever takes themselves out is led to their list."""
    answer = _done(
        request, site, crisis_id, CommandForm(request.POST),
        lambda **who: unname_reader(account_id=account_id, **who), _("Reads this thread no more."),
    )  # fmt: skip
    gone = account_id == account_of(request).id and answer.status_code != UNREADABLE
    return redirect("crises", site.code) if gone else answer


@posted("care.protected")
@require_POST
def proposal(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Propose that the crisis is over."""
    form = WordsForm(request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: propose_crisis_end(because=form.cleaned_data["words"], **who),
        _("Proposed. The watch goes on until a second person has signed."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def refusal(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """Say that the crisis is not over."""
    form = WordsForm(request.POST)
    return _done(
        request, site, crisis_id, form,
        lambda **who: decline_crisis_end(because=form.cleaned_data["words"], **who), _("The watch goes on."),
    )  # fmt: skip


@posted("care.protected")
@require_POST
def signature(request: HttpRequest, site: Site, crisis_id: UUID) -> HttpResponse:
    """End the crisis by the second signature."""
    return _done(
        request, site, crisis_id, CommandForm(request.POST), sign_crisis_end,
        _("Ended by two. The thread stays with those who are named to it."),
    )  # fmt: skip
