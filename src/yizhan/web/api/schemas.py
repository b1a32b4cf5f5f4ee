"""The shapes of the API."""

from typing import Any, Literal
from uuid import UUID

from ninja import Schema


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

