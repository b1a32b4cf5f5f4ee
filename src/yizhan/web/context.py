"""What every page knows about its surroundings."""

from typing import Any

from django.http import HttpRequest

from yizhan.core import clock
from yizhan.core.models import Installation
from yizhan.core.prepared import Prepared
from yizhan.web.access import capabilities_here
from yizhan.web.signin.passkeys import passkeys_work

_rehearsal = Prepared(lambda: Installation.objects.filter(kind=Installation.Kind.REHEARSAL))


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return the site in the address, what the reader may do there, and whether this is a rehearsal."""
    return {
        "site": getattr(request, "yizhan_site", None),
        "can": capabilities_here(request),
        "rehearsal": bool(_rehearsal()),
        "moment": clock.now(),
        "passkeys_work": passkeys_work(request),
    }
