"""The page that leads a phone to trust our authority, and the authority's certificate as files."""

import plistlib
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from yizhan.core.authority import Authority, find_authority
from yizhan.web.access import anyone
from yizhan.web.middleware import POLICY
from yizhan.web.qr import qr_picture
from yizhan.web.trust.systems import is_in_chat, systems_for

FILE = "yizhan-authority"
CRT, PROFILE = "application/x-x509-ca-cert", "application/x-apple-aspen-config"


@anyone
def trust_page(request: HttpRequest) -> HttpResponse:
    """Show what to tap on this phone, the fingerprint to compare, and whether it worked."""
    authority, browser = _authority(), request.headers.get("User-Agent", "")
    secure = _secure_addresses(request)
    context = {
        "fingerprint": authority.fingerprint.split(":"),
        "systems": systems_for(browser, get_language() or ""),
        "in_chat": is_in_chat(browser),
        "secure": secure,
        "plain": settings.PLAIN_AT,
        "picture": qr_picture(settings.PLAIN_AT) if settings.PLAIN_AT else "",
        "phone_app": reverse("field_sites", urlconf="yizhan.config.urls"),
    }
    response = render(request, "trust/page.html", context)
    # The check asks the secure side, which is another origin for whoever came by plain HTTP.
    reached = " ".join(["connect-src 'self'", *secure])
    response["Content-Security-Policy"] = POLICY.replace("connect-src 'self'", reached)
    return response


@anyone
def authority_certificate(request: HttpRequest) -> HttpResponse:
    """Return the authority's certificate as Android, HarmonyOS and Windows take it."""
    return _file(_authority().der, CRT, "crt")


@anyone
def authority_profile(request: HttpRequest) -> HttpResponse:
    """Return the certificate as a profile for iOS; installed again it replaces itself."""
    authority = _authority()
    title = authority.certificate.subject.rfc4514_string().removeprefix("CN=")
    root = {
        "PayloadType": "com.apple.security.root", "PayloadVersion": 1, "PayloadDisplayName": title,
        "PayloadIdentifier": "yizhan.authority.root", "PayloadContent": authority.der,
        "PayloadUUID": _uuid(authority, "root"), "PayloadCertificateFileName": f"{FILE}.cer",
    }  # fmt: skip
    profile = {
        "PayloadType": "Configuration", "PayloadVersion": 1, "PayloadDisplayName": title,
        "PayloadIdentifier": "yizhan.authority", "PayloadUUID": _uuid(authority, "profile"),
        "PayloadContent": [root],
    }  # fmt: skip
    return _file(plistlib.dumps(profile), PROFILE, "mobileconfig")


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say where the rest is; a phone that does not trust it yet would see only a warning there."""
    return render(request, "trust/not_here.html", {"secure": _secure_addresses(request)}, status=404)


def _authority() -> Authority:
    found = find_authority(Path(settings.YIZHAN_KEYS)) if settings.SECURE_AT else None
    if found is None:
        raise Http404
    return found


def _secure_addresses(request: HttpRequest) -> list[str]:
    """Return where the secure side is reached, the name by which this phone came first."""
    came_by = split_domain_port(request.get_host())[0]
    return sorted(settings.SECURE_AT, key=lambda address: urlsplit(address).hostname != came_by.strip("[]"))


def _uuid(authority: Authority, part: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{authority.fingerprint}/{part}")).upper()


def _file(contents: bytes, kind: str, ending: str) -> HttpResponse:
    named = {"Content-Disposition": f'attachment; filename="{FILE}.{ending}"'}
    return HttpResponse(contents, content_type=kind, headers=named)
