"""The shapes of the API."""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, create_model

from yizhan.core.actions import registered
from yizhan.core.commands import Envelope


class ReplyOut(Schema):
    """What became of one command."""

    id: UUID
    status: Literal["accepted", "conflict", "waiting", "refused"]
    result: dict[str, Any] = {}
    code: str = ""
    message: str = ""


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


def command_union() -> Any:
    """Return one schema for every registered action, told apart by `action`."""
    envelopes = [
        create_model(
            f"{act.facts.__name__.removesuffix('Facts')}Command",
            __base__=Envelope,
            action=(Literal[name], ...),  # type: ignore[valid-type] - the literal is the action's name
            facts=(act.facts, ...),
        )
        for name, act in sorted(registered().items())
    ]
    return Annotated[reduce(or_, envelopes), Field(discriminator="action")]
