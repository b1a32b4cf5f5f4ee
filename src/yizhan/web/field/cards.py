"""The cards for a door without a common language: one file that the phone keeps, and a page at the desk."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from yizhan.care.cards import cards
from yizhan.web.access import anyone


@anyone
def card_file(request: HttpRequest) -> JsonResponse:
    """Return every sentence in every language, and whether a machine may translate others; nobody's data."""
    return JsonResponse(
        {**cards(), "machine": bool(settings.YIZHAN_TRANSLATOR)}, json_dumps_params={"ensure_ascii": False}
    )
