"""The token that opens the metrics from another machine: a file among the keys."""

from pathlib import Path
from secrets import compare_digest, token_urlsafe

from django.conf import settings

from yizhan.core.keys import write_once

NAME = "metrics"


def make_token(folder: Path) -> None:
    """Make the token in the folder of the keys, unless it is there."""
    if not (folder / NAME).exists():
        write_once(folder / NAME, token_urlsafe(32).encode())


def is_token(authorization: str) -> bool:
    """Tell whether a header `Authorization: Bearer …` brings this installation's token."""
    scheme, _, given = authorization.partition(" ")
    try:
        token = (Path(settings.YIZHAN_KEYS) / NAME).read_bytes()
    except OSError:
        return False
    return scheme == "Bearer" and compare_digest(given.strip().encode(), token)
