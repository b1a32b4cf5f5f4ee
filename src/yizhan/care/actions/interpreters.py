"""Interpreters who can be called."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.care.cards import card_files
from yizhan.care.models import Interpreter
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.people.phones import normal_phone

Tongues = Annotated[tuple[Annotated[str, Field(max_length=8)], ...], Field(min_length=1, max_length=20)]


class InterpreterKept(Outcome):
    """The interpreter."""

    site_id: UUID
    interpreter_id: UUID


@action("care.add_interpreter", needs="care.write", online_only=True)
def add_interpreter(
    *, by: Actor, site_id: UUID, name: Annotated[str, Field(min_length=1, max_length=60)],
    phone: Annotated[str, Field(min_length=3, max_length=30)], languages: Tongues,
    hours: Annotated[str, Field(max_length=60)] = "",
) -> InterpreterKept:  # fmt: skip
    """Write down somebody who interprets by telephone; the phones of the crew show them with the cards."""
    if not {f"{language}.yaml" for language in languages} <= set(card_files()):
        raise Refusal("no_such_language", gettext_noop("There are no cards in this language."))
    made = Interpreter.objects.create(
        id=new_id(), site_id=site_id, name=name.strip(), phone=normal_phone(phone), hours=hours.strip(),
        languages=list(dict.fromkeys(languages)), added_at=now(), added_by_id=by.account_id,
    )  # fmt: skip
    return InterpreterKept(site_id=site_id, interpreter_id=made.id)


@action("care.remove_interpreter", needs="care.write", online_only=True)
def remove_interpreter(*, by: Actor, site_id: UUID, interpreter_id: UUID) -> InterpreterKept:
    """Take somebody off the list of interpreters."""
    rows = Interpreter.objects.filter(id=interpreter_id, site_id=site_id, removed_at=None)
    if not rows.update(removed_at=now(), removed_by_id=by.account_id):
        raise Refusal("no_such_interpreter", gettext_noop("This interpreter is off the list already."))
    return InterpreterKept(site_id=site_id, interpreter_id=interpreter_id)
