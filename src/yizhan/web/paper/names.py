"""Labels with names on them, in any script and of any length, never cut."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from yizhan.places.models import Site
from yizhan.roster.reading.entries import Entry
from yizhan.web.paper.sizes import Grid
from yizhan.web.paper.words import headed, language


def name_label_facts(site: Site, entries: Iterable[Entry], grid: Grid) -> dict[str, Any]:
    """Return what the template `names` needs: one label a person, in the order of the list."""
    return {
        "title": headed(_("Name labels"), site),
        "lang": language(),
        "grid": grid.measures,
        "labels": [{"name": entry.person.name, "note": _note(entry)} for entry in entries],
    }


def _note(entry: Entry) -> str:
    """What tells two of one name apart: the birth date, and the row of the list."""
    born = entry.person.birth_date.isoformat() if entry.person.birth_date else ""
    return " · ".join(filter(None, (born, _("row %(row)s") % {"row": entry.key})))
