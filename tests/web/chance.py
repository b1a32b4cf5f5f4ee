"""Replies without what chance puts into them, for tests that look for something short in a whole page."""

from __future__ import annotations

import re
from typing import Any

_BY_CHANCE = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}', re.IGNORECASE
)


def without_chance(reply: Any) -> str:
    """The whole text of a reply, addresses and hidden fields included, but no id and no form's token.

    Any three letters stand in one of those sooner or later.
    """
    return _BY_CHANCE.sub("", reply.content.decode())
