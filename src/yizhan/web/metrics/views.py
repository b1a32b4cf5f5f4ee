"""`/metrics`: for this machine itself, or for whoever brings the installation's token."""

from collections.abc import Iterator
from ipaddress import ip_address

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse

import yizhan
from yizhan.web.access import anyone
from yizhan.web.health import faults
from yizhan.web.metrics import counts
from yizhan.web.metrics.gauges import gauges
from yizhan.web.metrics.text import CONTENT_TYPE, Sample, exposition, histogram
from yizhan.web.metrics.token import is_token

# Whoever is behind a proxy on this machine seems to be this machine.
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Proto", "Via")


@anyone
def metrics(request: HttpRequest) -> HttpResponse:
    """Return all figures; for strangers there is nothing at this address."""
    if not (_is_this_machine(request) or is_token(request.headers.get("Authorization", ""))):
        raise Http404
    return HttpResponse(exposition(_samples()), content_type=CONTENT_TYPE)


def _is_this_machine(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _samples() -> Iterator[Sample]:
    found = faults()
    yield Sample("yizhan_information", 1, {"version": yizhan.__version__, "database": connection.vendor})
    yield Sample("yizhan_ready", not found)
    for fault in found:
        yield Sample("yizhan_fault", 1, {"fault": fault})
    yield from _counted()
    if "database" not in found:
        yield from gauges()


def _counted() -> Iterator[Sample]:
    sums = counts.shared.sums()
    for place, status in enumerate(counts.TAPS, start=counts.FIRST_TAP):
        yield Sample("yizhan_taps_total", sums[place], {"status": status})
    lags = sums[counts.FIRST_LAG : counts.LAG_SUM]
    yield from histogram("yizhan_tap_lag_seconds", counts.LAGS_S, lags, sums[counts.LAG_SUM], {})
    for view, place in counts.views().items():
        first = counts.FIRST_VIEW + place * counts.VIEW_WIDTH
        yield from _of_view(view, sums[first : first + counts.VIEW_WIDTH])


def _of_view(view: str, figures: list[float]) -> Iterator[Sample]:
    by_status, rest = figures[: len(counts.STATUSES)], figures[len(counts.STATUSES) :]
    if not any(by_status):
        return
    for status, count in zip(counts.STATUSES, by_status, strict=True):
        if count:
            yield Sample("yizhan_requests_total", count, {"view": view, "status": status})
    yield from histogram("yizhan_request_seconds", counts.DURATIONS_S, rest[:-1], rest[-1], {"view": view})
