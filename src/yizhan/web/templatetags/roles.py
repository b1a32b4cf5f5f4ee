"""Names of roles and teams in the reader's language."""

from django import template
from django.utils.translation import get_language

from yizhan.duty.models import Team
from yizhan.duty.rules import roles

register = template.Library()


@register.filter
def role_name(key: str) -> str:
    """Return what a role is called."""
    role = roles().get(key)
    if role is None:
        return key
    return role.en if _in_english() else role.zh


@register.filter
def team_name(team: Team | None) -> str:
    """Return what a team is called; nothing for none."""
    if team is None:
        return ""
    return team.name_en if _in_english() and team.name_en else team.name


def _in_english() -> bool:
    return (get_language() or "").startswith("en")
