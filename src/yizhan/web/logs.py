"""The server's log: one JSON object a line, and nobody's name, number, code or token in it.

What a stranger or a resident typed never gets in: of an address only the route is written, with its
ids; of an exception only its kind and the places it went through, since its words may hold a value.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

# The id of the request that is being answered, so that all lines about it can be found by it.
request_id: ContextVar[str] = ContextVar("request_id", default="")

HIDDEN = "*"
# Parts of an address that say nothing about a person; everything else is hidden, also what is new.
SHOWN = frozenset({"site_code", "meal", "day", "number", "version", "sequence", "letter"})
REQUESTS = "yizhan.requests"


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; figures that were handed over as `figures` stand beside the message."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if known := request_id.get():
            line["request"] = known
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            # Django's own words about a request quote its address.
            line |= {"message": "request failed", "method": request.method, "path": shown_path(request)}
            line["status"] = getattr(record, "status_code", None)
        else:
            line["message"] = record.getMessage()
        line |= getattr(record, "figures", {})
        if record.exc_info and record.exc_info[1]:
            line["fault"] = _without_words(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def shown_path(request: HttpRequest) -> str:
    """Return the address that was asked for as its route, with ids and hidden everything else."""
    match = request.resolver_match
    if match is None:
        return HIDDEN
    parts = {name: _shown(name, value) for name, value in match.kwargs.items()}
    route = str(match.route).lstrip("^").rstrip("$").replace("\\Z", "")
    for name, value in parts.items():
        for written in (f"<{name}>", *(f"<{kind}:{name}>" for kind in ("uuid", "slug", "str", "int"))):
            route = route.replace(written, value)
    return f"/{route}"


def _shown(name: str, value: Any) -> str:
    return str(value) if name in SHOWN or isinstance(value, UUID | int) else HIDDEN


def _without_words(error: BaseException) -> list[str]:
    """Return the kind of an exception and of those before it, each with the places it went through."""
    said: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        frames = traceback.extract_tb(step.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        said += [type(step).__qualname__, *reversed(places)]
        step = step.__cause__ or step.__context__
    return said
