"""One member's own health: results and observations, and how they say they are today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.refusals import Refusal
from yizhan.health.actions.observations import Observed, report_self
from yizhan.health.enums import Mood, ObservedBy, ResultValue, TubeState
from yizhan.health.queries.course_chart import HealthCourse, Line, health_course
from yizhan.health.queries.person_samples import PersonSample, samples_of
from yizhan.health.rules import symptoms, temperature_rules
from yizhan.intake.queries.own_party import OwnMember, OwnParty, own_party
from yizhan.people.models import PartyToken
from yizhan.people.queries.spoken_for import spoken_for
from yizhan.web.portal.access import party_actor, party_only
from yizhan.web.portal.feelings import is_offered
from yizhan.web.portal.forms import ReportForm
from yizhan.web.portal.party import surroundings

MOST_LINES = 42


@dataclass(frozen=True, slots=True)
class OwnResult:
    """A sample as the person it was taken of reads it; `result` is empty while it is awaited.

    A pool in which something was found says nothing of one of its people: `sampled_again`.
    """

    taken_at: datetime
    pool: bool
    result: str
    promised_at: datetime | None
    late: bool

    @property
    def sampled_again(self) -> bool:
        """Whether only a new sample tells."""
        positive_pool = self.pool and self.result == ResultValue.POSITIVE
        return positive_pool or self.result in (ResultValue.INCONCLUSIVE, ResultValue.SPOILT)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """How somebody was at a moment; `own` if they said so themselves. Notes of the crew are not shown."""

    at: datetime
    value_c: Decimal | None
    high: bool
    words: tuple[str, ...]
    own: bool


@party_only
@require_GET
def health_page(request: HttpRequest, token: PartyToken, letter: str) -> HttpResponse:
    """Show one member's own results and observations, and ask how they are."""
    party, member = _own(token, letter)
    return _page(request, token, party, member, ReportForm())


@party_only
@require_POST
def report(request: HttpRequest, token: PartyToken, letter: str) -> HttpResponseBase:
    """Keep how somebody says they are."""
    party, member = _own(token, letter)
    form = ReportForm(request.POST)
    if form.is_valid():
        by = party_actor(token, form.cleaned_data["command_id"])
        try:
            said = report_self(by=by, site_id=token.site_id, person_id=member.stay.person_id, **form.facts)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _answer(request, said, form)
            return redirect("portal_health", letter)
    return _page(request, token, party, member, form, status=422)


def _page(
    request: HttpRequest, token: PartyToken, party: OwnParty, member: OwnMember, form: ReportForm,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    person_id = member.stay.person_id
    record_audit(party_actor(token), "health.read_own", site_id=party.site.id, person=str(person_id))
    context = {
        **surroundings(party), "member": member, "form": form, "lines": _lines(health_course(person_id)),
        "results": [_result(one) for one in samples_of([person_id])],
        "asks_feelings": is_offered(token, member),
    }  # fmt: skip
    return render(request, "portal/health.html", context, status=status)


def _own(token: PartyToken, letter: str) -> tuple[OwnParty, OwnMember]:
    """Return the party and who wears the letter, if this phone shows their health; else it is not found."""
    party, mine = own_party(token), spoken_for(token)
    member = party.member(letter)
    if member is None or member.stay.person_id not in mine:
        raise Http404
    return party, member


def _result(sample: PersonSample) -> OwnResult:
    tube, gone = sample.tube, sample.tube.hand_over
    return OwnResult(
        sample.member.taken_at, tube.pool, tube.result.value if tube.result else "",
        gone.promised_at if gone else None, tube.state == TubeState.LATE,
    )  # fmt: skip


def _lines(course: HealthCourse) -> list[OwnLine]:
    """Return what stands, the latest first: what was entered by mistake is nothing of theirs."""
    said = [_line(line) for line in course.lines if not line.withdrawn]
    known = {line.at for line in said if line.value_c is not None}
    fever = temperature_rules().fever_c
    bare = [
        OwnLine(point.at, point.value_c, point.value_c >= fever, (), point.own)
        for point in course.points
        if point.at not in known
    ]
    return sorted([*said, *bare], key=lambda line: line.at, reverse=True)[:MOST_LINES]


def _line(line: Line) -> OwnLine:
    own = line.observation.source == ObservedBy.SELF
    words = (*line.symptom_names, line.mood_name, line.note if own else "")
    return OwnLine(line.observation.taken_at, line.value_c, line.is_high, tuple(filter(None, words)), own)


def _answer(request: HttpRequest, said: Observed, form: ReportForm) -> None:
    """Say what happens now with what was told."""
    rings = any(symptoms()[code].rings != "no" for code in form.facts["symptoms"])
    if said.fever or rings:
        messages.warning(
            request, _("Thank you. The doctor knows now. Stay in your room; somebody comes to you.")
        )
    elif form.facts["mood"] == Mood.DISTRESSED:
        messages.warning(
            request, _("Thank you for saying so. You need not wait: call the front desk, day or night.")
        )
    else:
        messages.success(request, _("Thank you. It is noted."))
