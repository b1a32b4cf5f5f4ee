"""Labels of tubes, and what goes with a box: nobody's name, since a laboratory needs none."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yizhan.health.codes import spoken
from yizhan.health.enums import Specimen, TubeSize
from yizhan.health.models import Tube
from yizhan.health.queries.tubes import BoxNow, TubeNow
from yizhan.places.models import Site
from yizhan.stays.queries.present import Present
from yizhan.web.paper.sheets import Cell, Column, Sheet
from yizhan.web.paper.sizes import Grid
from yizhan.web.paper.typesetting import qr_svg
from yizhan.web.paper.words import clock, day, headed, language


def label_facts(
    site: Site, tubes: Iterable[Tube], people: Mapping[UUID, Present], grid: Grid
) -> dict[str, Any]:
    """Return what the template `labels` needs; a label for one person names wristband and room."""
    return {
        "title": headed(_("Tube labels"), site),
        "lang": language(),
        "grid": grid.measures,
        "labels": [
            {
                "tag": spoken(tube.code),
                "room": _whose(tube, people),
                "note": f"{site.code.upper()} {day(tube.made_at, site)}",
                "qr": qr_svg(tube.code),
            }
            for tube in tubes
        ],
    }


def box_sheets(site: Site, box: BoxNow, moment_of: str) -> list[Sheet]:
    """Return the packing list of a box: its tubes, with an empty column for what the laboratory finds."""
    columns = [
        Column("#", 5), Column(_("Tube number"), 16), Column(_("Takes"), 16), Column(_("People"), 8),
        Column(_("Specimen"), 20), Column(_("Taken"), 16), Column(_("Result"), 14), Column("Ct", 10),
        Column(_("Reported at"), 18),
    ]  # fmt: skip
    rows = [_box_row(site, number, each) for number, each in enumerate(box.tubes, start=1)]
    title = _("%(site)s, box %(number)s, %(tubes)s tubes") % {
        "site": site.code.upper(), "number": box.box.number, "tubes": len(box.tubes),
    }  # fmt: skip
    return [Sheet(_("Box %(number)s") % {"number": box.box.number}, f"{title} · {moment_of}", columns, rows)]


def _box_row(site: Site, number: int, each: TubeNow) -> list[Cell]:
    taken = each.taken_at
    return [
        number, each.tube.code, str(TubeSize(each.tube.size).label), len(each.members),
        str(Specimen(each.tube.specimen).label),
        f"{day(taken, site)} {clock(taken, site)}" if taken else "", "", "", "",
    ]  # fmt: skip


def _whose(tube: Tube, people: Mapping[UUID, Present]) -> str:
    person = people.get(tube.meant_for_id) if tube.meant_for_id else None
    if person is None:
        return str(TubeSize(tube.size).label)
    return f"{person.room.name if person.room else '–'} · {person.tag}"
