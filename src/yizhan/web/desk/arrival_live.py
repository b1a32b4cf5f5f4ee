"""Parts of the arrivals desk that keep themselves current: a whole page, or just its changing part."""

import hashlib
import re
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from yizhan.core.actions import record_audit, record_glance
from yizhan.places.models import Site
from yizhan.web.access import actor_of

# An open page that keeps itself current is recorded anew after so long.
ONE_READING = timedelta(minutes=15)
# New in every answer, and no news.
_FRESH = re.compile(rb'<input type="hidden" name="(?:csrfmiddlewaretoken|command_id)" value="[^"]*">')


def unchanged(request: HttpRequest, version: str) -> HttpResponse | None:
    """Return 304 if `live.js` has the part of this `version` in this language already."""
    tag = _tag_of(version.encode() + (get_language() or "").encode())
    is_known = "X-Live" in request.headers and request.headers.get("If-None-Match") == tag
    return HttpResponseNotModified(headers={"ETag": tag}) if is_known else None


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, version: str = ""
) -> HttpResponse:
    """Answer a reader with the page, and `live.js` with its changing part, or 304 if nothing changed.

    A `version` that was made before the context stands for the content (see `unchanged`).
    """
    if "X-Live" not in request.headers:
        return render(request, page, {**context, "part": part})
    content = render_to_string(part, context, request).encode()
    stands_for = version.encode() + (get_language() or "").encode() if version else _FRESH.sub(b"", content)
    tag = _tag_of(stands_for)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(content, headers={"ETag": tag})


def record_reading(request: HttpRequest, site: Site, name: str, **subject: Any) -> None:
    """Record that a page about several people was read, also where only its changing part was asked for."""
    by = actor_of(request)
    if "X-Live" in request.headers:
        record_glance(by, name, site_id=site.id, within=ONE_READING, **subject)
    else:
        record_audit(by, name, site_id=site.id, **subject)


def _tag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
