"""A working note on paper: the text as it was kept, and who signed it when."""

from typing import Any

from django.utils.translation import gettext as _

from yizhan.command.models import WorkingNote
from yizhan.command.note_text import title
from yizhan.places.models import Site
from yizhan.web.paper.words import clock, day, language


def note_facts(site: Site, note: WorkingNote) -> dict[str, Any]:
    """Return what the template `note` needs, in the reader's language; Chinese where there is no English."""
    text = note.en if language() == "en" and note.en else note.zh
    heading = title(site, note.day)
    who = {
        "who": note.written_by.display_name,
        "at": f"{day(note.written_at, site)} {clock(note.written_at, site)}",
    }
    signed = _("Signed by %(who)s, %(at)s") if note.signed else _("Draft by %(who)s, %(at)s: not signed")
    return {
        "title": heading, "lang": language(), "foot": heading,
        "version": _("Version %(version)s") % {"version": note.version}, "signed": signed % who,
        "digest": f"SHA-256 {note.digest}", "by-hand": _("Signature by hand, if wanted"),
        "lines": [_line(line) for line in text.splitlines() if line.strip()],
    }  # fmt: skip


def _line(text: str) -> dict[str, str]:
    if text[:1].isdigit():
        return {"kind": "heading", "text": text}
    return {"kind": "inner" if text.startswith("  ") else "item", "text": text.strip()}
