"""What every reply carries."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "media-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send a policy without inline script or style, and keep pages with people on them out of caches.

    Server-Timing says how long the reply took here, so that a slow network is not taken for a slow server.
    """

    def add(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = get_response(request)
        response.setdefault("Server-Timing", f"app;dur={(perf_counter() - began) * 1000:.1f}")
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return add
