"""Five questions to each post: asked at the desk, answered on a phone, seen where they are not understood."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.command.actions.questions import answer_question, ask_questions
from yizhan.command.queries.questions import own_questions, people_asked, results_at
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform


class AnswerForm(CommandForm):
    """Which of the choices was tapped."""

    choice = forms.IntegerField(min_value=0, max_value=20)


@posted("plan.rehearse")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show where the plan is not understood: by post, by question, and who has not answered."""
    found = {"result": results_at(site.id), "people": people_asked(site.id)}
    return page_or_part(request, "desk/questions/questions.html", "desk/questions/results_part.html", found)


@posted("plan.rehearse")
@require_POST
def ask(request: HttpRequest, site: Site) -> HttpResponse:
    """Put five questions to each post; the set bears the id of the command."""
    form = CommandForm(request.POST)
    perform(
        request, form,
        lambda by: ask_questions(by=by, site_id=site.id, set_id=by.command_id),
        _("Asked. Everybody finds the questions under “Questions” on their phone."),
    )  # fmt: skip
    return redirect("questions", site.code)


@posted("step.tick")
@require_GET
def mine(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the next question put to one's post, then what one answered."""
    asked = own_questions(site.id, account_of(request).id)
    following = next((one for one in asked if one.answer is None), None)
    answered = [one for one in asked if one.answer]
    found = {"following": following, "answered": answered, "asked": asked}
    return render(request, "desk/questions/mine.html", found)


@posted("step.tick")
@require_POST
def answer(request: HttpRequest, site: Site, question_id: UUID) -> HttpResponse:
    """Take an answer, and show at once whether it is right and why."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            answer_question(
                by=actor_of(request, said["command_id"]), site_id=site.id, question_id=question_id,
                choice=said["choice"],
            )  # fmt: skip
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("my_questions", site.code)
