"""Parts of the arrivals desk that keep themselves current: a whole page, or just its changing part."""

import hashlib
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string

# New in every answer, and no news.
_FRESH = re.compile(rb'<input type="hidden" name="(?:csrfmiddlewaretoken|command_id)" value="[^"]*">')


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer a reader with the page, and `live.js` with its changing part, or 304 if nothing changed."""
    if "X-Live" not in request.headers:
        return render(request, page, {**context, "part": part}, status=status)
    content = render_to_string(part, context, request).encode()
    tag = f'"{hashlib.sha256(_FRESH.sub(b"", content)).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(content, headers={"ETag": tag})
