"""The sampling round as a sheet, a workbook and tube labels."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from yizhan.health.queries.sampling import Sampled, SampleRound, SampleStop
from yizhan.places.models import Site
from yizhan.web.paper.sheets import Cell, Column, Sheet
from yizhan.web.paper.sizes import Grid
from yizhan.web.paper.typesetting import qr_svg
from yizhan.web.paper.words import clock, day, floor_title, headed, language


def title(site: Site) -> str:
    """Return the heading of the round."""
    return headed(_("Samples"), site)


def by_floor(round_: SampleRound) -> list[tuple[str, list[SampleStop]]]:
    """Return the stops under the names of their floors, in walking order."""
    return [(name, list(stops)) for name, stops in groupby(round_.stops, key=_floor_of)]


def remarks(person: Sampled) -> list[str]:
    """Return what the nurse must know before she knocks."""
    return [word for word, so in ((_("Child"), person.child), (_("Fever"), person.fever)) if so]


def sample_facts(site: Site, round_: SampleRound, moment: datetime) -> dict[str, Any]:
    """Return what the template `samples` needs."""
    printed = _("As of %(day)s %(time)s") % {"day": day(moment, site), "time": clock(moment, site)}
    return {
        "title": title(site),
        "lang": language(),
        "moment": printed,
        "foot": f"{title(site)} · {printed}",
        "total": round_.total,
        "fever": round_.fever,
        "words": {"samples": _("samples"), "fever": _("with fever")},
        "columns": [_("Room"), _("Wristband"), _("Remarks"), _("Sample taken")],
        "floors": [
            {
                "name": name,
                "rooms": [
                    {
                        "name": stop.room.name if stop.room else "–",
                        "people": [
                            {"tag": p.tag, "remarks": remarks(p), "fever": p.fever} for p in stop.people
                        ],
                    }
                    for stop in stops
                ],
            }
            for name, stops in by_floor(round_)
        ],
    }


def sample_sheets(site: Site, round_: SampleRound, moment: datetime) -> list[Sheet]:
    """Return one sheet in walking order, with the text that each tube's code holds."""
    columns = [
        Column("#", 5),
        Column(_("Floor")),
        Column(_("Room"), 12),
        Column(_("Wristband"), 12),
        Column(_("Remarks"), 18),
        Column(_("Tube"), 28),
        Column(_("Sample taken"), 10),
    ]
    people = [(stop, person) for stop in round_.stops for person in stop.people]
    rows: list[list[Cell]] = [
        [
            number,
            _floor_of(stop),
            stop.room.name if stop.room else "",
            person.tag,
            _(", ").join(remarks(person)),
            tube_code(site, person.tag, moment),
            "",
        ]
        for number, (stop, person) in enumerate(people, start=1)
    ]
    return [Sheet(_("Samples"), f"{title(site)} {day(moment, site)}", columns, rows)]


def tube_facts(site: Site, round_: SampleRound, grid: Grid, moment: datetime) -> dict[str, Any]:
    """Return what the template `labels` needs: one label a tube, in walking order."""
    note = f"{site.code.upper()} {day(moment, site)}"
    return {
        "title": title(site),
        "lang": language(),
        "grid": grid.measures,
        "labels": [
            {
                "tag": person.tag,
                "room": stop.room.name if stop.room else "–",
                "note": note,
                "qr": qr_svg(tube_code(site, person.tag, moment)),
            }
            for stop in round_.stops
            for person in stop.people
        ],
    }


def tube_code(site: Site, tag: str, moment: datetime) -> str:
    """Return what a tube's code holds: site, wristband and day, since a laboratory serves many sites."""
    return f"{site.code.upper()}/{tag}/{day(moment, site).replace('-', '')}"


def _floor_of(stop: SampleStop) -> str:
    return floor_title(stop.room.floor) if stop.room else str(_("Without a room"))
