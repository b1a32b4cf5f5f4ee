"""One question of the residents' page with its label, hint and what is wrong with the answer."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect

register = template.Library()

# Widgets whose choices are tapped, each in a box of its own.
CHOSEN = (RadioSelect, CheckboxSelectMultiple)


@register.inclusion_tag("portal/answer.html")
def answer(field: BoundField, label: str, hint: str = "", **attributes: str) -> dict[str, Any]:
    """Render a question; `attributes` tell the phone which keyboard to show."""
    if field.errors:
        attributes["aria-invalid"] = "true"
    if hint:
        attributes["aria-describedby"] = f"{field.auto_id}_helptext"
    return {
        "field": field, "label": label, "hint": hint, "choices": isinstance(field.field.widget, CHOSEN),
        "widget": field.as_widget(attrs=dict(attributes)),
    }  # fmt: skip
