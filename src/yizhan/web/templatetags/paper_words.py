"""How templates speak of the papers that are served."""

from django import template

from yizhan.stays.queries.papers import Papers, PartyPapers
from yizhan.web.paper.words import language

register = template.Library()


@register.filter
def owed_people(papers: Papers) -> int:
    """Return how many people have not been served."""
    return papers.count()


@register.filter
def served_people(papers: Papers) -> int:
    """Return how many people were handed the papers, or refused them."""
    return papers.people - papers.count()


@register.filter
def with_outcome(papers: Papers, outcome: str) -> int:
    """Return with how many people it ended so."""
    return papers.count(outcome)


@register.filter
def owed_letters(door: PartyPapers) -> str:
    """Return the letters of those at a door who have not been served."""
    return "".join(one.stay.band_letter for one in door.owed)


@register.filter
def served_letters(door: PartyPapers) -> str:
    """Return the letters of those at a door who were served, or refused."""
    return "".join(one.stay.band_letter for one in door.addressees if one.outcome)


@register.filter
def in_tongue(row: dict[str, str]) -> str:
    """Return the words of a row of data in the reader's language."""
    return row[language()]
