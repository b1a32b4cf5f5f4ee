"""Cards and interpreters at the desk: to be looked through, printed, and telephoned."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yizhan.care.actions.interpreters import add_interpreter, remove_interpreter
from yizhan.care.cards import cards
from yizhan.care.queries.interpreters import interpreters_of
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import CommandForm, perform

UNREADABLE = 422


def _choices() -> list[tuple[str, str]]:
    return [(one["key"], one["name"]) for one in cards()["languages"]]


class InterpreterForm(CommandForm):
    """Somebody who interprets by telephone."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=_choices, widget=forms.CheckboxSelectMultiple
    )
    hours = forms.CharField(label=gettext_lazy("At which hours"), max_length=60, required=False)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        said = self.cleaned_data
        return {
            "name": said["name"], "phone": said["phone"], "languages": tuple(said["languages"]),
            "hours": said["hours"],
        }  # fmt: skip


@posted("care.read")
@require_http_methods(["GET", "POST"])
def shelf(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the sentences in one language, ready to be printed, and who can be called to interpret."""
    form = InterpreterForm(request.POST or None)
    if request.method == "POST" and perform(
        request, form, lambda by: add_interpreter(by=by, site_id=site.id, **form.facts), _("Written down.")
    ):
        return redirect("care_cards", site.code)
    own = "en" if (get_language() or "").startswith("en") else "zh"
    tongues = {one["key"]: one for one in cards()["languages"]}
    others = [one for key, one in tongues.items() if key != own]
    theirs = tongues.get(request.GET.get("language", ""), others[0])
    groups = [
        (group[own], [(tongues[own]["sentences"][key], theirs["sentences"][key]) for key in group["cards"]])
        for group in cards()["groups"]
    ]
    names = {key: one["name"] for key, one in tongues.items()}
    able = [(one, [names.get(key, key) for key in one.languages]) for one in interpreters_of(site.id)]
    context = {"groups": groups, "theirs": theirs, "tongues": others, "form": form, "interpreters": able}
    status = UNREADABLE if request.method == "POST" else 200
    return render(request, "desk/care/cards.html", context, status=status)


@posted("care.write")
@require_POST
def removal(request: HttpRequest, site: Site, interpreter_id: UUID) -> HttpResponse:
    """Take an interpreter off the list."""
    perform(
        request, CommandForm(request.POST),
        lambda by: remove_interpreter(by=by, site_id=site.id, interpreter_id=interpreter_id),
        _("Off the list."),
    )  # fmt: skip
    return redirect("care_cards", site.code)
