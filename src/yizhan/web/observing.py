"""What is known of each request afterwards: a line in the log and a count, never whom it was about."""

import logging
from collections.abc import Callable
from secrets import token_hex
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from yizhan.people.models import Account
from yizhan.web.logs import REQUESTS, request_id, shown_path
from yizhan.web.metrics.counts import count_request

logger = logging.getLogger(REQUESTS)

# Asked every few seconds by pages and machines: counted, and not written down one by one.
NOTHING_NEW = frozenset({204, 304})
UNWRITTEN = frozenset({"healthz", "metrics", "i18n"})


def observed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, which its reply carries too, count it, and write it down."""

    def observe(request: HttpRequest) -> HttpResponse:
        began, known = perf_counter(), token_hex(8)
        token = request_id.set(known)
        try:
            response = get_response(request)
            response["X-Request-Id"] = known
            if not request.path.startswith("/static/"):
                _note(request, response.status_code, perf_counter() - began)
        finally:
            request_id.reset(token)
        return response

    return observe


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    view = match.view_name if match else ""
    count_request(view, status, seconds)
    if status in NOTHING_NEW or view in UNWRITTEN:
        return
    figures = {
        "method": request.method if match else "*", "path": shown_path(request), "view": view,
        "status": status, "ms": round(seconds * 1000, 1), "account": _account(request),
    }  # fmt: skip
    logger.info("request", extra={"figures": figures})


def _account(request: HttpRequest) -> str | None:
    """Return the id of the account, where the request needed to know it; asks the database nothing."""
    found = getattr(request, "_cached_user", None) or request.__dict__.get("user")
    return str(found.id) if type(found) is Account else None
