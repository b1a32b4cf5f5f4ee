"""The shell of the phone app. It holds nothing about anybody, so that a phone may keep it."""

import json
import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie

from yizhan.duty.emergency import numbers_at
from yizhan.duty.queries.postings import capabilities_of, sites_of
from yizhan.places.models import Site
from yizhan.web.access import account_of, anyone, posted, signed_in
from yizhan.web.field.sharing import shared_or_posted
from yizhan.web.field.shell import shell_files, shell_version, worker_source

# What every phone's posting gives: whoever may tick a step may open the app.
FIELD = "step.tick"
SLUG = re.compile(r"[-\w]{1,30}", re.ASCII)


@shared_or_posted(FIELD)
@ensure_csrf_cookie
def app(request: HttpRequest, site: Site) -> HttpResponse:
    """Return the shell; everything else is drawn from what the phone holds."""
    numbers = numbers_at(site.timezone, site.code)
    return render(request, "field/app.html", {"site": site, "version": shell_version(), "numbers": numbers})


@posted(FIELD)
def enter(request: HttpRequest, site: Site) -> HttpResponse:
    """Lead somebody who had to sign in again back into the app; never answered from a phone's cache."""
    return redirect("field", site.code)


@signed_in
def choose_site(request: HttpRequest) -> HttpResponse:
    """Open the app of the one site of a posting, or ask which."""
    account = account_of(request)
    sites = [site for site in sites_of(account.id) if FIELD in capabilities_of(account.id, site.id)]
    if len(sites) == 1:
        return redirect("field", sites[0].code)
    return render(request, "field/sites.html", {"sites": sites})


@anyone
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker with the list of files it keeps; another version is another text."""
    shell = {
        "version": shell_version(),
        "files": [*shell_files(), reverse("i18n"), reverse("emergency_guide"), reverse("field_cards")],
        "scope": reverse("field_sites"),
    }
    source = f"self.SHELL = {json.dumps(shell)};\n{worker_source()}"
    return HttpResponse(
        source, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@anyone
def manifest(request: HttpRequest) -> JsonResponse:
    """Return what a phone needs to install the app; `?site=` names where it opens."""
    code = request.GET.get("site", "")
    start = reverse("field", args=[code]) if SLUG.fullmatch(code) else reverse("field_sites")
    icons = [
        {
            "src": static(f"yizhan/field/icon-{side}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }
        for side in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "id": start, "start_url": start, "scope": reverse("field_sites"), "name": _("Yizhan phone"),
            "short_name": _("Yizhan"), "lang": get_language(), "display": "standalone", "orientation": "any",
            "background_color": "#ffffff", "theme_color": "#ffffff", "icons": icons,
        },
        content_type="application/manifest+json",
    )  # fmt: skip
