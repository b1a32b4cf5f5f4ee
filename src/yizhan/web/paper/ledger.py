"""The master ledger (人员总台账) on paper: everybody at the site at one hour, to be signed and filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity, age_on
from yizhan.places.models import Site
from yizhan.stays.queries.ledger import FloorTotal, Ledger, LedgerLine
from yizhan.web.paper.words import clock, day, headed, language

# How wide each column is beside the others.
NUMBER, SHORT, NAME, WIDE = 0.5, 0.8, 1.1, 1.5


@dataclass(frozen=True, slots=True)
class LedgerPaper:
    """What stands on the sheets: due times by person, and particulars of those whose names were asked for."""

    ledger: Ledger
    due: Mapping[UUID, datetime]
    known: Mapping[UUID, Identity]


def ledger_facts(site: Site, paper: LedgerPaper) -> dict[str, Any]:
    """Return what the template `ledger` needs; without particulars, people stand there by wristband."""
    title, ledger = headed(_("Master ledger"), site), paper.ledger
    columns = _columns(named=bool(paper.known))
    rows = [
        _cells(number, line, paper, site, named=bool(paper.known))
        for number, line in enumerate(ledger.lines, start=1)
    ]
    return {
        "title": title, "foot": title, "lang": language(),
        "as_of": _("As of %(at)s") % {"at": f"{day(ledger.at, site)} {clock(ledger.at, site)}"},
        "columns": [word for word, _share in columns], "shares": [share for _word, share in columns],
        "rows": rows,
        "floor_columns": [_("Floor"), _("People"), _("Children"), _("Rooms"), _("Not registered")],
        "floors": [
            *map(_floor, ledger.floors),
            [
                _("Total"), str(ledger.people), str(ledger.seen["child"]), str(ledger.rooms),
                str(ledger.unregistered),
            ],
        ],
        "signed": [_("Kept by"), _("Checked by"), _("Site head")],
    }  # fmt: skip


def _floor(one: FloorTotal) -> list[str]:
    figures = (one.people, one.children, one.rooms, one.unregistered)
    return [one.label or _("no room"), *map(str, figures)]


def _columns(*, named: bool) -> list[tuple[str, float]]:
    particulars = [
        (_("Name"), NAME), (_("Sex"), NUMBER), (_("Age"), NUMBER), (_("Phone"), WIDE)
    ] if named else [(_("Age group"), SHORT)]  # fmt: skip
    return [
        (pgettext("of a line", "No."), NUMBER), (_("Room"), SHORT), (_("Wristband"), SHORT), *particulars,
        (_("Cohort"), WIDE), (pgettext("when", "Arrived"), NAME), (_("In the room since"), NAME),
        (_("Day"), NUMBER), (_("Due out"), NAME), (_("Remarks"), SHORT),
    ]  # fmt: skip


def _cells(number: int, line: LedgerLine, paper: LedgerPaper, site: Site, *, named: bool) -> list[str]:
    place, due = line.place, paper.due.get(line.person_id)
    particulars = _particulars(line, paper, site) if named else [str(AgeGroup(line.age_group).label)]
    return [
        str(number), place.room if place else _("no room"), line.tag, *particulars, line.cohort,
        _moment(line.arrived, site), _moment(place.since, site) if place else "", str(line.day),
        _moment(due, site) if due else "", "" if line.registered else _("not registered"),
    ]  # fmt: skip


def _particulars(line: LedgerLine, paper: LedgerPaper, site: Site) -> list[str]:
    known = paper.known.get(line.person_id)
    if known is None:
        return ["", "", str(AgeGroup(line.age_group).label), ""]
    today = paper.ledger.at.astimezone(ZoneInfo(site.timezone)).date()
    born = known.birth_date
    age = str(age_on(born, today)) if born and born <= today else str(AgeGroup(line.age_group).label)
    return [known.name, str(known.sex.label) if known.sex else "", age, known.phone]


def _moment(moment: datetime, site: Site) -> str:
    return f"{moment.astimezone(ZoneInfo(site.timezone)):%m-%d %H:%M}"
