"""How the arrivals desk takes a small form: one action, then the page again with what happened."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.web.access import actor_of

T = TypeVar("T")


class CommandForm(forms.Form):
    """A form that carries the id of the command it makes, so that a second tap changes nothing."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)


def perform(
    request: HttpRequest, form: forms.Form, action: Callable[[Actor], T], done: str | Callable[[T], str]
) -> bool:
    """Call `action` with the acting account if `form` is valid, and leave a message of what happened.

    `done`: the message, or what makes it from the outcome. Returns whether it was done. What cannot be read
    and what is refused are said in words.
    """
    if not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(request, " ".join([f"{label}:" if label else "", *map(str, errors)]).strip())
        return False
    command_id: UUID = form.cleaned_data["command_id"]
    try:
        outcome = action(actor_of(request, command_id))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done if isinstance(done, str) else done(outcome))
    return True
