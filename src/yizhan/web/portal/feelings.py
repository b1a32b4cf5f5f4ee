"""How somebody has been lately: a few questions for whoever wants to answer, while somebody can come."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yizhan.care.actions.screening import screen_self
from yizhan.care.enums import Instrument, NextStep
from yizhan.care.instruments import Questionnaire, explained, lead, offered_to, questionnaires, scale
from yizhan.care.queries.on_call import on_call_at
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.queries.own_party import OwnMember, OwnParty, own_party
from yizhan.people.identity import age_on
from yizhan.people.models import PartyToken
from yizhan.people.queries.spoken_for import spoken_for
from yizhan.web.portal.access import party_actor, party_only
from yizhan.web.portal.party import surroundings

DOORS = {
    Instrument.PHQ2: gettext_lazy("My mood: two questions"),
    Instrument.GAD2: gettext_lazy("Worry and unrest: two questions"),
    Instrument.PHQA: gettext_lazy("How I have been: nine questions"),
}


class QuestionsForm(forms.Form):
    """The items of one questionnaire, each answered from 0 to 3, and that they want to answer."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    wants = forms.BooleanField(
        error_messages={"required": gettext_lazy("Nobody has to answer. Tick this only if you want to.")}
    )

    def __init__(self, asked: Questionnaire, typed: Any = None) -> None:
        super().__init__(typed, initial={"command_id": new_id()})
        tongue = get_language() or ""
        grades = [(str(value), text.said(tongue)) for value, text in scale()]
        self._items = tuple(key for key, _text in asked.items)
        for key, text in asked.items:
            self.fields[key] = forms.ChoiceField(
                label=text.said(tongue), choices=grades, widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Tap one of the four, or leave the whole page.")},
            )  # fmt: skip

    @property
    def items(self) -> list[forms.BoundField]:
        """The questions in their order."""
        return [self[key] for key in self._items]

    @property
    def answers(self) -> dict[str, int]:
        """What was answered, by item."""
        return {key: int(self.cleaned_data[key]) for key in self._items}


@party_only
@require_GET
def feelings_page(request: HttpRequest, token: PartyToken, letter: str) -> HttpResponse:
    """Explain what is asked and why, and offer it while somebody is on call."""
    party, member = _own(token, letter)
    offered = _offered(member) if on_call_at(token.site_id) else ()
    context = {
        **surroundings(party), "member": member, "explained": explained().said(get_language() or ""),
        "doors": [(key, DOORS[key]) for key in offered], "is_asked": bool(_offered(member)),
    }  # fmt: skip
    return render(request, "portal/feelings/feelings.html", context)


@party_only
def questions_page(request: HttpRequest, token: PartyToken, letter: str, instrument: str) -> HttpResponseBase:
    """Ask the questions of one questionnaire; what follows is said as what happens, never as a diagnosis."""
    party, member = _own(token, letter)
    asked = _asked(member, instrument)
    if not on_call_at(token.site_id):
        return redirect("portal_feelings", letter)
    form = QuestionsForm(asked, request.POST if request.method == "POST" else None)
    if form.is_valid() and _kept(token, member, asked, form):
        return _after(request, asked, asked.next_step(form.answers), letter)
    tongue = get_language() or ""
    context = {
        **surroundings(party), "member": member, "form": form, "lead": lead().said(tongue),
        "explained": explained().said(tongue),
    }  # fmt: skip
    return render(request, "portal/feelings/questions.html", context, status=422 if form.errors else 200)


@party_only
@require_GET
def somebody_comes(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Say calmly that somebody comes now, and what helps until then; it tells nothing of why."""
    return render(request, "portal/feelings/somebody_comes.html", surroundings(own_party(token)))


def is_offered(token: PartyToken, member: OwnMember) -> bool:
    """Tell whether questions are asked of this member now: made for them, and somebody is on call."""
    return bool(_offered(member)) and bool(on_call_at(token.site_id))


def _own(token: PartyToken, letter: str) -> tuple[OwnParty, OwnMember]:
    """Return the party and who wears the letter, if this phone speaks for them; else it is not found."""
    party, mine = own_party(token), spoken_for(token)
    member = party.member(letter)
    if member is None or member.stay.person_id not in mine:
        raise Http404
    return party, member


def _offered(member: OwnMember) -> Sequence[Instrument]:
    born = member.identity.birth_date
    return offered_to(age_on(born, now().date()) if born else None, child=member.child)


def _asked(member: OwnMember, instrument: str) -> Questionnaire:
    """Return a questionnaire that is made for this member, a longer one included; else it is not found."""
    mine = set(_offered(member))
    mine |= {longer for key in mine if (longer := questionnaires()[key].longer)}
    found = next((one for key, one in questionnaires().items() if key == instrument and key in mine), None)
    if found is None:
        raise Http404
    return found


def _kept(token: PartyToken, member: OwnMember, asked: Questionnaire, form: QuestionsForm) -> bool:
    by = party_actor(token, form.cleaned_data["command_id"])
    try:
        screen_self(
            by=by, site_id=token.site_id, person_id=member.stay.person_id, instrument=asked.key,
            answers=form.answers, wants=form.cleaned_data["wants"],
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _after(request: HttpRequest, asked: Questionnaire, step: NextStep, letter: str) -> HttpResponseBase:
    if step == NextStep.NOW:
        return redirect("portal_somebody_comes")
    if step == NextStep.LONGER and asked.longer:
        messages.info(
            request, _("Thank you. If you like, there are a few more questions; you may also stop.")
        )
        return redirect("portal_questions", letter, asked.longer.value)
    said = {
        NextStep.TALK: _("Thank you. Somebody of the care team comes to talk with you today."),
        NextStep.DOCTOR: _("Thank you. A doctor comes to talk with you today."),
    }
    messages.success(request, said.get(step, _("Thank you for telling us. You can come back at any time.")))
    return redirect("portal_feelings", letter)
