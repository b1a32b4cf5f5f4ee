"""Cards for the rooms and wristbands, both languages at once: nobody knows yet who will read them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from yizhan.duty.emergency import numbers_at
from yizhan.places.models import Site
from yizhan.stays.models import RoomCard
from yizhan.stays.rules import format_tag
from yizhan.web.paper.sizes import Grid
from yizhan.web.paper.typesetting import qr_svg
from yizhan.web.paper.words import headed, language, site_title

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def card_facts(site: Site, cards: Iterable[RoomCard], *, address: str, size: str) -> dict[str, Any]:
    """Return what the template `cards` needs; `address` is the residents' front door, ending in "/"."""
    return {
        "title": headed(_("Room cards"), site),
        "format": size,
        "phone": site.phone,
        "emergency_number": numbers_at(site.timezone, site.code).ambulance,
        "address": address.split("://", 1)[-1],
        "zh": _sentences(site, "zh-hans"),
        "en": _sentences(site, "en"),
        "cards": [
            {
                "room": card.room.name,
                "code": f"{card.code[:5]} {card.code[5:]}",
                "qr": qr_svg(f"{address}{card.code}/"),
            }
            for card in cards
        ],
    }


def wristband_facts(site: Site, numbers: range, letters: int, grid: Grid) -> dict[str, Any]:
    """Return what the template `wristbands` needs: every number with letters from A on."""
    tags = [format_tag(number, letter) for number in numbers for letter in LETTERS[:letters]]
    return {
        "title": headed(_("Wristbands"), site),
        "lang": language(),
        "grid": grid.measures,
        "site": site.name,
        "phone": site.phone,
        "words": {"clasp": _("Stick here")},
        "bands": [{"tag": tag, "qr": qr_svg(tag)} for tag in tags],
    }


def _sentences(site: Site, code: str) -> dict[str, str]:
    with override(code):
        return {
            "site": site_title(site),
            "register": _("Scan to register"),
            "typed": _("If it does not scan, type"),
            "scan": _("Scan this code with your phone"),
            "band": _("Enter the number on your wristband"),
            "write": _("Say who is in your party"),
            "emergency": _("Emergency"),
        }
