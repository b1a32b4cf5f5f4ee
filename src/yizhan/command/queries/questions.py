"""What was asked of whom, and where tonight's plan is not understood."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from yizhan.command.models import PlanAnswer, PlanQuestion, QuestionSet
from yizhan.command.queries.evening import tonights_evening
from yizhan.command.questions import QuestionPost, Told, post_of, question_posts
from yizhan.duty.queries.people import crew_of
from yizhan.intake.queries.countdown import StepState, chains
from yizhan.intake.rules import StepTemplate, step_templates
from yizhan.places.models import Site


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """Somebody posted to the site who is asked, and at which post."""

    account_id: UUID
    name: str
    post: QuestionPost


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question with how many answered it, how many rightly, and the choices that were taken wrongly."""

    question: PlanQuestion
    answered: int
    right: int
    wrong_choices: dict[int, int]

    @property
    def wrong(self) -> int:
        """How many answered wrongly."""
        return self.answered - self.right


@dataclass(slots=True)
class PostResult:
    """A post with its questions, and who of it has not answered everything yet."""

    post: QuestionPost
    questions: list[QuestionResult]
    people: int
    silent: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Wrong answers over all questions."""
        return sum(one.wrong for one in self.questions)

    @property
    def understood(self) -> bool:
        """Whether everybody has answered, and everything rightly."""
        return not self.wrong and not self.silent


@dataclass(frozen=True, slots=True)
class SetResult:
    """The latest questions and what came of them, post by post; those not understood come first."""

    asked: QuestionSet
    posts: list[PostResult]

    @property
    def answers(self) -> int:
        """How many answers came in."""
        return sum(one.answered for post in self.posts for one in post.questions)

    @property
    def due(self) -> int:
        """How many answers there will be when everybody has answered."""
        return sum(len(post.questions) * post.people for post in self.posts)

    @property
    def wrong(self) -> int:
        """How many are wrong."""
        return sum(post.wrong for post in self.posts)


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question put to somebody, and their answer if they gave one."""

    question: PlanQuestion
    answer: PlanAnswer | None


def told_tonight(site: Site) -> Told | None:
    """Return what questions are made from, or None while nobody is announced; eleven queries."""
    evening = tonights_evening(site)
    if evening is None:
        return None
    steps: dict[str, list[tuple[StepTemplate, datetime]]] = defaultdict(list)
    templates = step_templates()
    for step in (step for chain in chains(site.id)[:1] for step in chain.steps):
        template = templates.get(step.step.key)
        if template and step.state != StepState.DONE:
            steps[template.team].append((template, step.due_at))
    return Told(site, evening, dict(steps))


def people_asked(site_id: UUID) -> list[PersonAsked]:
    """Return who is posted to the site and asked, each once, at their first post; one query."""
    found: dict[UUID, PersonAsked] = {}
    for member in crew_of(site_id):
        post = post_of(member.role.key, member.team.key if member.team else "")
        if post is not None:
            found.setdefault(member.account_id, PersonAsked(member.account_id, member.display_name, post))
    return list(found.values())


def asked_before(site_id: UUID) -> dict[str, list[str]]:
    """Return the templates that each post was asked at the site, the oldest first; one query."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = PlanQuestion.objects.filter(asked_in__site_id=site_id).order_by("asked_in__number", "position")
    for post, template in rows.values_list("post", "template"):
        found[post].append(template)
    return found


def latest_set(site_id: UUID) -> QuestionSet | None:
    """Return the questions that were asked last; one query."""
    return QuestionSet.objects.filter(site_id=site_id).select_related("asked_by").order_by("-number").first()


def results_at(site_id: UUID) -> SetResult | None:
    """Return what came of the latest questions; four queries."""
    asked = latest_set(site_id)
    if asked is None:
        return None
    answers: dict[UUID, list[PlanAnswer]] = defaultdict(list)
    for answer in PlanAnswer.objects.filter(question__asked_in=asked):
        answers[answer.question_id].append(answer)
    rows: dict[str, list[PlanQuestion]] = defaultdict(list)
    for question in PlanQuestion.objects.filter(asked_in=asked):
        rows[question.post].append(question)
    people = people_asked(site_id)
    found = [
        _post_result(post, rows[key], answers, [one for one in people if one.post.key == key])
        for key, post in question_posts().items()
        if rows[key]
    ]
    return SetResult(asked, sorted(found, key=lambda one: (not one.people, -one.wrong, not one.silent)))


def own_questions(site_id: UUID, account_id: UUID) -> list[OwnQuestion]:
    """Return the latest questions put to somebody's post, with their own answers; four queries."""
    asked = latest_set(site_id)
    mine = next((one.post for one in people_asked(site_id) if one.account_id == account_id), None)
    if asked is None or mine is None:
        return []
    questions = list(PlanQuestion.objects.filter(asked_in=asked, post=mine.key))
    given = PlanAnswer.objects.filter(question__in=questions, account_id=account_id)
    answers = {answer.question_id: answer for answer in given}
    return [OwnQuestion(question, answers.get(question.id)) for question in questions]


def _post_result(
    post: QuestionPost, questions: list[PlanQuestion], answers: dict[UUID, list[PlanAnswer]],
    people: Iterable[PersonAsked],
) -> PostResult:  # fmt: skip
    asked = {person.account_id: person.name for person in people}
    results = [_result(one, [row for row in answers[one.id] if row.account_id in asked]) for one in questions]
    silent = [
        name
        for account_id, name in asked.items()
        if any(account_id not in {row.account_id for row in answers[one.id]} for one in questions)
    ]
    return PostResult(post, results, len(asked), silent)


def _result(question: PlanQuestion, answers: list[PlanAnswer]) -> QuestionResult:
    wrong: dict[int, int] = defaultdict(int)
    for answer in answers:
        if not answer.is_right:
            wrong[answer.choice] += 1
    return QuestionResult(question, len(answers), sum(answer.is_right for answer in answers), dict(wrong))
