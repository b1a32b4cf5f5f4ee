"""What a site's plan adds up to."""

from django import template
from django.utils.translation import get_language

from yizhan.command.rules import SitePlan, team_templates

register = template.Library()


@register.filter
def rooms_in(plan: SitePlan) -> int:
    """Return how many rooms a plan has."""
    return sum(len(floor.rooms) for floor in plan.floors)


@register.filter
def beds_in(plan: SitePlan) -> int:
    """Return how many beds a plan has."""
    return sum(room.beds for floor in plan.floors for room in floor.rooms)


@register.filter
def teams_in(plan: SitePlan) -> list[str]:
    """Return what the teams of a plan are called."""
    english = (get_language() or "").startswith("en")
    return [team.en if english else team.zh for team in team_templates(plan.teams)]
