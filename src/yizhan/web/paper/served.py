"""The notice and the leaflet of every party, in its own language, with a slip to sign."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.duty.emergency import numbers_at
from yizhan.people.queries.identity import identities
from yizhan.places.models import Site
from yizhan.provision.rules import meals
from yizhan.stays.models import Stay
from yizhan.stays.papers import PAPERS, Paper, Tongue, paper_text
from yizhan.stays.queries.papers import PartyPapers, terms_facts
from yizhan.web.paper.words import headed, language, site_title

LOCALES: dict[Tongue, str] = {"zh": "zh-hans", "en": "en"}
AS_THEY_READ = "auto"


def papers_of(site: Site, stays: Iterable[Stay], tongue: Tongue) -> list[Paper]:
    """Return the notice and the leaflet of one party in one language."""
    return _filled(site, stays, tongue, _facts(site, tongue))


def served_facts(
    site: Site, doors: Sequence[PartyPapers], chosen: str, *, by: Actor, moment: datetime
) -> dict[str, Any]:
    """Return what the template `served` needs, one entry a party in walking order.

    `chosen` is "zh", "en" or "auto": as each party reads. Whoever does not read Chinese gets the
    Chinese original too, which is the one that binds. Names are opened, which is audited.
    """
    names = {
        person_id: identity.name
        for person_id, identity in identities(stay.person for door in doors for stay in door.people).items()
    }
    record_audit(by.tapping(), "stays.print_papers", site_id=site.id, parties=len(doors))
    title = headed(_("Notices and leaflets"), site)
    facts = {tongue: _facts(site, tongue) for tongue in LOCALES}
    return {
        "title": title,
        "lang": language(),
        "foot": f"{title} · {moment.astimezone(_zone(site)):%Y-%m-%d %H:%M}",
        "slip": [_slip(tongue) for tongue in LOCALES],
        "parties": [_party(site, door, chosen, facts, names) for door in doors],
    }


def _party(
    site: Site, door: PartyPapers, chosen: str, facts: dict[Tongue, dict[str, str]], names: dict[UUID, str]
) -> dict[str, Any]:
    read = door.language if chosen == AS_THEY_READ else chosen
    tongues: tuple[Tongue, ...] = ("en", "zh") if read == "en" else ("zh",)
    return {
        "room": door.room.name if door.room else "–",
        "number": door.tag,
        "people": [{"tag": stay.tag, "name": names.get(stay.person_id, "")} for stay in door.people],
        "sheets": [
            sheet
            for tongue in tongues
            for sheet in _sheets(site, _filled(site, door.people, tongue, facts[tongue]), tongue)
        ],
    }


def _filled(site: Site, stays: Iterable[Stay], tongue: Tongue, facts: dict[str, str]) -> list[Paper]:
    since = min(stay.started_at for stay in stays).astimezone(_zone(site))
    with override(LOCALES[tongue]):
        start = date_format(since, "DATETIME_FORMAT")
    return [paper_text(key, tongue, {**facts, "start": start}) for key in PAPERS]


def _sheets(site: Site, papers: Iterable[Paper], tongue: Tongue) -> list[dict[str, Any]]:
    with override(LOCALES[tongue]):
        heads = {"site": site_title(site), "room": _("Room"), "band": _("Wristband"), "for": _("For")}
    return [
        {
            "lang": tongue, "title": paper.title, "heads": heads,
            "sections": [{"title": one.title, "lines": one.lines} for one in paper.sections],
        }
        for paper in papers
    ]  # fmt: skip


def _slip(tongue: Tongue) -> dict[str, str]:
    with override(LOCALES[tongue]):
        return {
            "head": _("Slip of service: stays with the site"),
            "handed": _("Handed over"),
            "refused": _("Refused"),
            "signature": _("Signature"),
            "by": _("Served by"),
            "time": _("Date and time"),
            "why": _("If refused: why, and who saw it"),
        }


def _facts(site: Site, tongue: Tongue) -> dict[str, str]:
    numbers = numbers_at(site.timezone, site.code)
    with override(LOCALES[tongue]):
        served = _(", ").join(f"{meal.name(tongue)} {meal.at:%H:%M}" for meal in meals().values())
        name = site_title(site)
    return {
        **terms_facts(site, tongue), "site": name, "phone": site.phone, "group": site.chat_group,
        "meals": served, "ambulance": numbers.ambulance, "fire": numbers.fire, "police": numbers.police,
    }  # fmt: skip


def _zone(site: Site) -> ZoneInfo:
    return ZoneInfo(site.timezone)
