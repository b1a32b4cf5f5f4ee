"""The shapes of the API."""

from functools import cache
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from yizhan.core.actions import registered


class ReplyOut(Schema):
    """What became of one command."""

    id: UUID
    status: Literal["accepted", "conflict", "waiting", "refused"]
    result: dict[str, Any] = {}
    code: str = ""
    message: str = ""


class ActionOut(Schema):
    """An action: the capability it needs, whether it may wait in a phone's queue, and its shapes."""

    name: str
    about: str
    needs: str
    online_only: bool
    facts: dict[str, Any]
    result: dict[str, Any]


class HeadOut(Schema):
    """The signed end of a site's journal; keep it: it proves later that no tail was cut."""

    site_id: UUID
    sequence: int
    hash: str
    signature: str


class Problem(Schema):
    """Why a request could not be answered."""

    code: str
    message: str


# What any operation may answer in place of its result.
PROBLEMS: dict[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 422, 503), Problem)


@cache
def describe_actions() -> list[ActionOut]:
    """Describe every action that a posting can open, in order of names."""
    return [
        ActionOut(
            name=name,
            about=(act.__doc__ or "").strip(),
            needs=act.rule.needs,
            online_only=act.rule.online_only,
            facts=act.facts.model_json_schema(),
            result=act.outcome.model_json_schema(),
        )
        for name, act in sorted(registered().items())
        if act.rule.needs
    ]
