"""A page that also opens as a sheet over the room map, and what it answers when its form is sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from yizhan.places.models import Site

CONFLICT = 409


def is_sheet(request: HttpRequest) -> bool:
    """Tell whether the room map asks, to show the answer in its dialog."""
    return "X-Sheet" in request.headers


def sheet(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """Render a template as a whole page, or as the inside of a dialog when the room map asks."""
    layout = "desk/map/sheet.html" if is_sheet(request) else "base.html"
    return render(request, template, {**context, "layout": layout}, status=status)


def done(request: HttpRequest, site: Site, message: str) -> HttpResponse:
    """Say what happened: to the room map as JSON, otherwise with a message on the map's page."""
    if is_sheet(request):
        return JsonResponse({"message": message})
    messages.success(request, message)
    return redirect("map", site.code)
