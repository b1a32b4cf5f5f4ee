"""Questions about tonight's plan: put to each post, answered once by each person."""

import random
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.command.models import PlanAnswer, PlanQuestion, QuestionSet
from yizhan.command.queries.questions import asked_before, people_asked, told_tonight
from yizhan.command.questions import question_posts, questions_for
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.stays.actions.journal import lock_journal


class QuestionsAsked(Outcome):
    """The set, how many questions it holds, and how many people are asked."""

    site_id: UUID
    set_id: UUID
    questions: int
    people: int


class QuestionAnswered(Outcome):
    """The answer that stands, and whether it is right."""

    site_id: UUID
    question_id: UUID
    choice: int
    is_right: bool


@action("command.ask_questions", needs="plan.rehearse", online_only=True)
def ask_questions(*, by: Actor, site_id: UUID, set_id: UUID) -> QuestionsAsked:
    """Put five questions from tonight's plan to each post; asked again, they are other ones."""
    lock_journal(site_id)
    site = Site.objects.get(id=site_id)
    told = told_tonight(site)
    if told is None:
        raise Refusal(
            "nothing_to_ask",
            gettext_noop("Nobody is announced, so there is no plan to ask about. Announce a batch first."),
        )
    number = QuestionSet.objects.filter(site_id=site_id).count() + 1
    asked = QuestionSet.objects.create(
        id=set_id, site_id=site_id, number=number, asked_at=now(), asked_by_id=by.account_id
    )
    luck = random.Random(f"{site_id} {number}")  # noqa: S311 - an order of questions, not a secret
    before = asked_before(site_id)
    rows = [
        PlanQuestion(
            asked_in=asked, post=key, position=place, template=one.template, words=one.words,
            choices=list(one.choices), right=one.right, why=one.why,
        )
        for key, post in question_posts().items()
        for place, one in enumerate(questions_for(post, told, before.get(key, []), luck), start=1)
    ]  # fmt: skip
    PlanQuestion.objects.bulk_create(rows)
    return QuestionsAsked(
        site_id=site_id, set_id=set_id, questions=len(rows), people=len(people_asked(site_id))
    )


@action("command.answer_question", needs="step.tick", online_only=True)
def answer_question(*, by: Actor, site_id: UUID, question_id: UUID, choice: int) -> QuestionAnswered:
    """Answer one question of one's own post. The first answer stands."""
    lock_journal(site_id)
    question = PlanQuestion.objects.filter(id=question_id, asked_in__site_id=site_id).first()
    mine = {person.account_id: person.post.key for person in people_asked(site_id)}.get(by.account_id)
    if question is None or question.post != mine:
        raise Refusal(
            "not_asked", gettext_noop("This question was not put to your post. Open the page again.")
        )
    if not 0 <= choice < len(question.choices):
        raise Refusal("no_such_choice", gettext_noop("There is no such answer. Open the page again."))
    answer, _fresh = PlanAnswer.objects.get_or_create(
        question=question, account_id=by.account_id,
        defaults={
            "id": by.command_id, "choice": choice, "is_right": choice == question.right, "answered_at": now(),
        },
    )  # fmt: skip
    return QuestionAnswered(
        site_id=site_id, question_id=question.id, choice=answer.choice, is_right=answer.is_right
    )
