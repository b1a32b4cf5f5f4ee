"""Questions in the reader's language."""

from django import template
from django.utils.translation import get_language

from yizhan.command.models import PlanQuestion
from yizhan.command.questions import QuestionPost

register = template.Library()


@register.filter
def tongue(words: dict[str, str]) -> str:
    """Return a text in the reader's language."""
    return words["en" if (get_language() or "").startswith("en") else "zh"]


@register.filter
def asked_post(post: QuestionPost) -> str:
    """Return what a post that is asked is called."""
    return post.name(get_language() or "zh")


@register.filter
def right_choice(question: PlanQuestion) -> str:
    """Return the right answer."""
    return tongue(question.choices[question.right])


@register.filter
def choice_at(question: PlanQuestion, place: int) -> str:
    """Return the choice at a place."""
    return tongue(question.choices[place])
