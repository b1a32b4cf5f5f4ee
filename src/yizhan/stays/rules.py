"""Shapes that every part of the product shares when it speaks of wristbands."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

BandNumber = Annotated[int, Field(ge=1, le=9999)]
BandLetter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
_TAG = re.compile(r"^\s*0*(\d{1,4})\s*[-－ ]?\s*([A-Za-z])\s*$")


def format_tag(number: int, letter: str = "") -> str:
    """Return a wristband as it is printed: 023-A, or 023 for the whole party."""
    return f"{number:03d}-{letter}" if letter else f"{number:03d}"


def parse_tag(text: str) -> tuple[int, str] | None:
    """Read a wristband as typed or scanned ("023-A", "23a"); None if it is not one."""
    found = _TAG.match(text)
    return (int(found[1]), found[2].upper()) if found and int(found[1]) else None


class RoomShare(BaseModel):
    """A room and which of the party go there; no letters means all who have no room yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    room_id: UUID
    letters: tuple[BandLetter, ...] = ()
