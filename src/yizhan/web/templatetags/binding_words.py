"""Why two people may be one, in the reader's language: a sign and a few words for each reason."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from yizhan.people.enums import Sex
from yizhan.roster.matching import Trust
from yizhan.roster.queries.binding import Choice, Line, Question

register = template.Library()

FOR, HARDLY, AGAINST = "is-ok", "is-warn", "is-bad"
REASONS = {
    "name.same": (FOR, _("same name")),
    "name.order": (FOR, _("same name, other order")),
    "name.sound": (FOR, _("name in pinyin equal")),
    "name.homophone": (HARDLY, _("name sounds the same, written otherwise")),
    "name.near": (HARDLY, _("one letter of the name differs")),
    "name.part": (HARDLY, _("only a part of the name")),
    "name.other": (AGAINST, _("another name")),
    "born.same": (FOR, _("same birth date")),
    "born.swapped": (HARDLY, _("birth day and month swapped")),
    "born.near": (HARDLY, _("one digit of the birth date differs")),
    "born.part": (HARDLY, _("birth date agrees in part")),
    "born.other": (AGAINST, _("another birth date")),
    "identifier.same": (FOR, _("same document number")),
    "identifier.near": (HARDLY, _("one digit of the number differs")),
    "identifier.party": (HARDLY, _("document number of another of the party")),
    "identifier.other": (AGAINST, _("another document number")),
    "phone.same": (FOR, _("same telephone")),
    "phone.near": (HARDLY, _("one digit of the telephone differs")),
    "phone.party": (HARDLY, _("same phone as another of the party")),
    "phone.other": (HARDLY, _("another telephone")),
    "sex.other": (AGAINST, _("sex differs")),
    "company.same": (FOR, _("others of the party fit")),
    "room.same": (FOR, _("same room")),
    "room.near": (HARDLY, _("room nearly the same")),
    "room.other": (HARDLY, _("another room")),
    "make_up.same": (FOR, _("same make-up of the party")),
    "make_up.near": (HARDLY, _("make-up of the party differs a little")),
    "make_up.other": (HARDLY, _("another make-up of the party")),
    "address.same": (FOR, _("same address")),
    "address.near": (FOR, _("address nearly the same")),
    "address.other": (HARDLY, _("another address")),
    "school.same": (FOR, _("same school")),
    "school.near": (FOR, _("school nearly the same")),
    "school.other": (HARDLY, _("another school")),
    "twin": (AGAINST, _("twin or same name")),
    "only_one": (HARDLY, _("the only one of that age on both sides")),
    "order": (HARDLY, _("by order only")),
}
TRUSTS = {
    Trust.SURE: ("is-ok", _("sure")),
    Trust.LIKELY: ("is-info", _("likely")),
    Trust.ASK: ("is-warn", _("ask")),
}
FIELDS = {
    "name": _("name"),
    "sex": _("sex"),
    "birth_date": _("birth date"),
    "document_number": _("document number"),
    "phone": _("telephone"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A sign, which colours it, and its words."""

    sign: str
    words: str


@register.filter
def chips(codes: tuple[str, ...]) -> list[Chip]:
    """Return reasons in words."""
    return [Chip(sign, str(words)) for sign, words in (REASONS[code] for code in codes)]


@register.filter
def trust_chip(trust: Trust) -> Chip:
    """Return how far a proposal may be trusted, in a word."""
    sign, words = TRUSTS[trust]
    return Chip(sign, str(words))


@register.filter
def pair_value(line: Line) -> str:
    """Return a pair as its form sends it."""
    reasons = ",".join(line.reasons)
    return f"{line.listed.row.id}:{line.counted.stay.id}:{line.trust.value}:{reasons}"


@register.filter
def all_pairs(questions: list[Question]) -> list[str]:
    """Return the pairs of the first choices of many questions."""
    return [pair_value(line) for question in questions for line in question.choices[0].lines]


@register.filter
def choice_pairs(choices: tuple[Choice, ...]) -> list[str]:
    """Return the pairs of all choices of one question."""
    return [pair_value(line) for choice in choices for line in choice.lines]


@register.filter
def is_open(line: Line) -> bool:
    """Tell whether only the order put these two beside each other, so that somebody has to choose."""
    return "order" in line.reasons


@register.filter
def field_word(field: str) -> str:
    """Return what a field is called."""
    return str(FIELDS[field])


@register.filter
def said(value: Any) -> str:
    """Return a field's value as it is read."""
    return str(value.label) if isinstance(value, Sex) else str(value)
