"""What a party was told, and what it says of the site: thanks at any time, two questions when it leaves."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yizhan.core.refusals import Refusal
from yizhan.duty.emergency import numbers_at
from yizhan.intake.queries.own_party import own_party
from yizhan.notices.actions.sending import note_read
from yizhan.notices.actions.voices import answer_survey, say_thanks
from yizhan.notices.queries.reading import told_to_party
from yizhan.notices.queries.voices import own_answer
from yizhan.notices.templates import survey
from yizhan.people.models import PartyToken
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.portal.access import party_actor, party_only, party_or_left
from yizhan.web.portal.party import surroundings


class ThanksForm(CommandForm):
    """A few words of thanks."""

    words = forms.CharField(
        label=gettext_lazy("Your words"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
    may_quote = forms.BooleanField(
        label=gettext_lazy("You may show these words to others, without my name"), required=False
    )


class SurveyForm(CommandForm):
    """Two questions, each answered from 1 to 5, and words for whoever likes."""

    words = forms.CharField(
        label=gettext_lazy("What should be better?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    may_quote = forms.BooleanField(
        label=gettext_lazy("You may show these words to others, without my name"), required=False
    )

    def __init__(self, *sent: object, **options: object) -> None:
        super().__init__(*sent, **options)  # type: ignore[arg-type]  # handed on as it came
        tongue = "zh" if (get_language() or "zh").startswith("zh") else "en"
        grades = [(str(key), f"{one['sign']} {one[tongue]}") for key, one in sorted(survey().scale.items())]
        questions = {
            key: forms.ChoiceField(label=words[tongue], choices=grades, widget=forms.RadioSelect)
            for key, words in survey().questions.items()
        }
        self.fields = {"command_id": self.fields["command_id"], **questions, **self.fields}

    @property
    def questions(self) -> list[forms.BoundField]:
        """The two questions."""
        return [self[key] for key in survey().questions]


@party_only
@require_GET
def notices_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show a party what it was told, the latest first; opening the page is reading it."""
    told = told_to_party(token.site_id, token.party_id)
    fresh = [one.recipient.id for one in told if one.is_new]
    if fresh:
        note_read(by=party_actor(token), site_id=token.site_id, recipient_ids=fresh)
    return render(request, "portal/notices.html", {**surroundings(own_party(token)), "told": told})


@party_or_left
@require_http_methods(["GET", "POST"])
def thanks_page(request: HttpRequest, token: PartyToken) -> HttpResponseBase:
    """Take a party's thanks."""
    form = ThanksForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            say_thanks(
                by=party_actor(token, said["command_id"]), site_id=token.site_id, voice_id=said["command_id"],
                words=said["words"], may_quote=said["may_quote"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. It reaches those who look after you."))
            return redirect("portal_thanks")
    return _page(request, token, "portal/thanks.html", form)


@party_or_left
@require_http_methods(["GET", "POST"])
def survey_page(request: HttpRequest, token: PartyToken) -> HttpResponseBase:
    """Ask whoever leaves two questions; answered again, the last answer counts."""
    form = SurveyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        grades = {key: int(said[key]) for key in survey().questions}
        try:
            answer_survey(
                by=party_actor(token, said["command_id"]), site_id=token.site_id, words=said["words"],
                may_quote=said["may_quote"], **grades,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your answers are counted without your name."))
            return redirect("portal_survey")
    return _page(request, token, "portal/survey.html", form)


def _page(request: HttpRequest, token: PartyToken, template: str, form: forms.Form) -> HttpResponse:
    site = Site.objects.get(id=token.site_id)
    found = {
        "site": site, "form": form, "emergency_numbers": numbers_at(site.timezone, site.code),
        "answered": own_answer(site.id, token.party_id),
    }  # fmt: skip
    return render(request, template, found, status=422 if form.errors else 200)
