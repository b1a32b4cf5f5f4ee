"""The steps of a case as the desk takes them: one form, one action, then the screen again."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.cases.actions.rooms import clear_rooms, order_hospital, seal_rooms
from yizhan.cases.actions.steps import reopen_step, report_sent, set_apart, tell_relatives, waive_step
from yizhan.cases.enums import ApartHow, StepKind
from yizhan.core.actors import Actor
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.case import case_page, found_case
from yizhan.web.desk.case_forms import (
    ApartForm,
    ClearedForm,
    HospitalForm,
    ReasonForm,
    RelativesForm,
    SealForm,
    SentForm,
)

UNREADABLE = 409


@posted("case.lead")
@require_POST
def apart(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Say that the person is apart."""
    form = ApartForm(request.POST)

    def act(by: Actor) -> object:
        how = ApartHow(form.cleaned_data["how"])
        return set_apart(by=by, site_id=site.id, case_id=positive_id, how=how)

    return _step(request, site, positive_id, StepKind.APART, form, act, _("Set apart."))


@posted("transfer.order")
@require_POST
def transfer(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Write the transfer order to hospital; it bears the id of the command."""
    form = HospitalForm(site, request.POST)

    def act(by: Actor) -> object:
        said = form.cleaned_data
        return order_hospital(
            by=by, site_id=site.id, case_id=positive_id, order_id=said["command_id"], way=form.way,
            reason=said["reason"],
        )  # fmt: skip

    done = _("Ordered. Tell the hospital; say on the order when they are in the vehicle.")
    return _step(request, site, positive_id, StepKind.TRANSFER, form, act, done)


@posted("case.lead")
@require_POST
def relatives(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Record the person's wish, and who was told."""
    form = RelativesForm(request.POST)

    def act(by: Actor) -> object:
        said = form.cleaned_data
        return tell_relatives(
            by=by, site_id=site.id, case_id=positive_id, wanted=said["wanted"] == "yes", told=said["told"]
        )

    return _step(request, site, positive_id, StepKind.RELATIVES, form, act, _("Recorded."))


@posted("case.lead")
@require_POST
def sealed(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Seal the empty rooms that were ticked."""
    form = SealForm(request.POST)

    def act(by: Actor) -> object:
        rooms = form.cleaned_data["room"]
        return seal_rooms(by=by, site_id=site.id, case_id=positive_id, room_ids=rooms)

    done = _("Sealed. Nobody is given the room before it is cleared here.")
    return _step(request, site, positive_id, StepKind.SEALED, form, act, done)


@posted("case.lead")
@require_POST
def cleared(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Say who disinfected the sealed rooms."""
    form = ClearedForm(request.POST)

    def act(by: Actor) -> object:
        who = form.cleaned_data["disinfected_by"]
        return clear_rooms(by=by, site_id=site.id, case_id=positive_id, disinfected_by=who)

    done = _("Cleared. The room can be given again.")
    return _step(request, site, positive_id, StepKind.CLEARED, form, act, done)


@posted("case.lead")
@require_POST
def sent(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Say to whom the report upward was sent."""
    form = SentForm(request.POST)

    def act(by: Actor) -> object:
        return report_sent(by=by, site_id=site.id, case_id=positive_id, sent_to=form.cleaned_data["sent_to"])

    return _step(
        request, site, positive_id, StepKind.REPORT, form, act, _("Marked as sent, under your name.")
    )


@posted("case.lead")
@require_POST
def waivers(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Say why a step is not needed."""
    form = ReasonForm(request.POST)

    def act(by: Actor) -> object:
        said = form.cleaned_data
        step = StepKind(said["step"])
        return waive_step(by=by, site_id=site.id, case_id=positive_id, step=step, reason=said["reason"])

    return _after(request, site, positive_id, form, act, _("Not needed, under your name."))


@posted("case.lead")
@require_POST
def reopenings(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Take back that a step is done or not needed."""
    form = ReasonForm(request.POST)

    def act(by: Actor) -> object:
        said = form.cleaned_data
        step = StepKind(said["step"])
        return reopen_step(by=by, site_id=site.id, case_id=positive_id, step=step, reason=said["reason"])

    return _after(request, site, positive_id, form, act, _("Open again."))


def _step(
    request: HttpRequest, site: Site, positive_id: UUID, kind: StepKind, form: CommandForm,
    act: Callable[[Actor], object], done: str,
) -> HttpResponse:  # fmt: skip
    found_case(site, positive_id)
    if perform(request, form, act, done):
        return redirect("case", site.code, positive_id)
    return case_page(request, site, positive_id, status=UNREADABLE, **{kind: form})


def _after(
    request: HttpRequest, site: Site, positive_id: UUID, form: ReasonForm, act: Callable[[Actor], object],
    done: str,
) -> HttpResponse:  # fmt: skip
    form.fields["step"].required = True
    perform(request, form, act, done)
    return redirect("case", site.code, positive_id)
