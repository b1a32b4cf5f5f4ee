"""The draft of the report upward, from what the record knows of a case."""

from datetime import datetime
from zoneinfo import ZoneInfo

from yizhan.cases.enums import StepKind
from yizhan.cases.queries.cases import CaseNow
from yizhan.cases.queries.contacts import window_of
from yizhan.cases.queries.decisions import decisions_of
from yizhan.cases.rules import LANGUAGES, contact_rules, report_lines
from yizhan.core.clock import now
from yizhan.health.codes import spoken
from yizhan.health.models import TubeMember
from yizhan.people.queries.identity import identity_of
from yizhan.places.models import Occupancy, Site
from yizhan.stays.models import Stay

CLOCK = "%Y-%m-%d %H:%M"


def drafts_of(site: Site, view: CaseNow, *, named: bool) -> list[tuple[str, str]]:
    """Return the draft in each language; whose name it is stands there only where `named`."""
    facts = _facts(site, view) | {"name": identity_of(view.case.person).name if named else ""}
    return [
        (language, report_lines(language, facts | {"site": _site_name(site, language)}))
        for language in LANGUAGES
    ]


def _facts(site: Site, view: CaseNow) -> dict[str, object]:
    zone = ZoneInfo(site.timezone)

    def clock(moment: datetime | None) -> str:
        return f"{moment.astimezone(zone):{CLOCK}}" if moment else ""

    def done(kind: StepKind) -> str:
        step = view.step(kind)
        return "" if step.is_open or step.outcome == "waived" else clock(step.at)

    case, result, going = view.case, view.case.result, view.passenger
    sampled = TubeMember.objects.filter(tube__results=result, person_id=case.person_id).first()
    inside = Occupancy.objects.filter(room__site=site, person_id=case.person_id).order_by("-started_at")
    last = inside.select_related("room").first()
    counting = [person_id for person_id, row in decisions_of(case).items() if row.included]
    here = Stay.objects.filter(site=site, person_id__in=counting, ended_at=None).count()
    days = view.step(StepKind.CONTACTS).facts.get("days", contact_rules().lookback_days)
    return {
        "now": clock(now()), "tag": view.tag, "room": last.room.name if last else "–",
        "sampled": clock(sampled.taken_at) if sampled else "",
        "tube": spoken(result.tube.code) if result else "",
        "reported": clock(result.reported_at) if result else "", "ct": result.ct if result else "",
        "apart": done(StepKind.APART), "ordered": done(StepKind.TRANSFER),
        "hospital": going.order.target_words if going else "", "left": clock(going.left_at) if going else "",
        "decided": done(StepKind.CONTACTS), "contacts": len(counting), "here": here,
        "gone": len(counting) - here, "since": clock(window_of(case, days).since),
        "sealed": done(StepKind.SEALED), "cleared": done(StepKind.CLEARED),
        "present": Stay.objects.filter(site=site, ended_at=None).count(),
    }  # fmt: skip


def _site_name(site: Site, language: str) -> str:
    return site.name_en if language == "en" and site.name_en else site.name
