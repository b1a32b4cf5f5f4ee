"""Certificates and notices of release, both languages on one sheet each: nobody knows who will read them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from yizhan.leaving.papers import HomePaper, Tongue, home_paper, paper_word, phase_words
from yizhan.leaving.queries.papers import PaperView, number_of
from yizhan.people.enums import DocumentKind
from yizhan.places.models import Site
from yizhan.web.paper.typesetting import qr_svg
from yizhan.web.paper.words import headed, language, site_title

LOCALES: dict[Tongue, str] = {"zh": "zh-hans", "en": "en"}


def certificate_facts(site: Site, views: Iterable[PaperView], *, address: str) -> dict[str, Any]:
    """Return what the template `certificates` needs; `address` is where papers are verified, with its "/"."""
    title = headed(_("Certificates of release"), site)
    words = {name: {tongue: paper_word(name, tongue) for tongue in LOCALES} for name in ("seal", "check")}
    return {
        "title": title, "lang": language(), "foot": title, "words": words,
        "address": address.split("://", 1)[-1],
        "people": [_person(site, view, address) for view in views],
    }  # fmt: skip


def _person(site: Site, view: PaperView, address: str) -> dict[str, Any]:
    code = view.certificate.code
    facts = {tongue: _facts(site, view, tongue) for tongue in LOCALES}
    return {
        "number": number_of(view.certificate),
        "code": " ".join(code[n : n + 4] for n in range(0, len(code), 4)),
        "qr": qr_svg(f"{address}{code}/"),
        "tag": view.certificate.stay.tag,
        **{key: {tongue: _sheet(home_paper(key, tongue, said)) for tongue, said in facts.items()}
           for key in ("certificate", "notice")},
    }  # fmt: skip


def _sheet(paper: HomePaper) -> dict[str, Any]:
    return {"title": paper.title, "rows": paper.rows, "lines": paper.lines}


def _facts(site: Site, view: PaperView, tongue: Tongue) -> dict[str, str]:
    stay, handed = view.certificate.stay, view.hand_over
    zone = ZoneInfo(site.timezone)
    community = handed.community if handed else None
    visit = handed.first_visit_at if handed else None
    until = (stay.ended_at or view.certificate.issued_at).astimezone(zone)
    with override(LOCALES[tongue]):
        return {
            "site": site_title(site), "phone": site.phone, "tag": stay.tag, "name": view.identity.name,
            "document": _document(view), "days": str(view.days), "protocol": view.protocol_name(tongue),
            "since": _moment(stay.started_at.astimezone(zone), tongue), "until": _moment(until, tongue),
            "next": phase_words(handed.phase if handed else "", tongue),
            "community": str(community) if community else "",
            "community_phone": community.phone if community else "",
            "visit": _moment(visit.astimezone(zone), tongue) if visit else "",
        }  # fmt: skip


def _moment(at: datetime, tongue: Tongue) -> str:
    """Return a moment as a document writes it, in English without a.m. and p.m."""
    return date_format(at, "DATETIME_FORMAT") if tongue == "zh" else f"{at:%d %B %Y, %H:%M}"


def _document(view: PaperView) -> str:
    identity = view.identity
    kind = DocumentKind(identity.document_kind).label if identity.document_kind else ""
    return f"{kind} {identity.document_number}".strip() if identity.document_number else ""
