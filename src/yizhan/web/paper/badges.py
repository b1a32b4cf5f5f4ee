"""Badges of the crew: large letters over the suit, and a code that a shared phone reads without network."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from yizhan.duty.badges import statement
from yizhan.duty.queries.badges import BadgeInForce
from yizhan.places.models import Site
from yizhan.web.paper.typesetting import qr_svg
from yizhan.web.paper.words import clock, day, headed, site_title
from yizhan.web.templatetags.roles import team_name


def badge_facts(site: Site, badges: Iterable[BadgeInForce]) -> dict[str, Any]:
    """Return what the template `badges` needs; what stands in small letters is Chinese."""
    return {
        "title": headed(_("Badges"), site),
        "zh": _words(site, "zh-hans"),
        "badges": [_badge(site, held) for held in badges],
    }


def _badge(site: Site, held: BadgeInForce) -> dict[str, str]:
    badge = held.badge
    said = statement(
        site_code=site.code, number=badge.number, ends_at=badge.ends_at, account_id=badge.account_id,
        role=held.role.key, name=held.name,
    )  # fmt: skip
    return {
        "name": held.name,
        "role": held.role.zh,
        "role_en": held.role.en,
        "team": team_name(held.posting.team),
        "number": f"{badge.number[:3]} {badge.number[3:]}",
        "until": f"{day(badge.ends_at, site)} {clock(badge.ends_at, site)}",
        "qr": qr_svg(said),
    }


def _words(site: Site, code: str) -> dict[str, str]:
    with override(code):
        return {"site": site_title(site), "until": _("good until")}
