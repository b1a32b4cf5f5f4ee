"""`yizhan import-roster`."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yizhan.cli.language import speak

if TYPE_CHECKING:
    from yizhan.roster.reading.entries import Entry
    from yizhan.roster.reading.reading import Reading

EXAMPLES = """examples:
  yizhan import-roster list.xlsx --preview           what would be read, and what would be asked
  yizhan import-roster list.xlsx --preview --json    the same for programs; nothing is written
  yizhan import-roster - --preview < pasted.txt      pasted text
  yizhan import-roster list.xls --site county        brings it in; what is held waits on the page Rosters
  yizhan import-roster list.csv --preview --column name=B --column phone=D

Read are .xlsx, .xls, text with commas, semicolons or tabs (UTF-8, UTF-16, GB18030), and pasted text. Columns
are recognised by their headings, Chinese or English, and by what stands in them.
exit status: 0 read, 1 refused by a rule of the site, 2 the file as a whole is refused, or bad usage"""
DONE, REFUSED, UNREADABLE = 0, 1, 2
PASTED = "-"
FIELDS = ("name", "family_name", "given_name", "sex", "birth_date", "document_number", "document_kind",
          "phone", "party", "room", "guardian", "guardian_phone", "relation", "address", "school", "language",
          "diet", "medicines", "illness", "pregnancy", "needs", "other")  # fmt: skip


def add_arguments(parser: ArgumentParser) -> None:
    """Which file, and whether it is only shown."""
    parser.add_argument("file", metavar="FILE", help="the roster; - reads pasted text from standard input")
    parser.add_argument("--preview", action="store_true", help="show what would be read; nothing is written")
    parser.add_argument("--json", action="store_true", help="with --preview: print it as JSON")
    parser.add_argument("--site", metavar="CODE", help="bring the roster in at this site")
    parser.add_argument(
        "--column", action="append", default=[], type=column_said, metavar="FIELD=LETTER",
        help="what a column holds, such as name=B, where it was not recognised rightly",
    )  # fmt: skip


def column_said(text: str) -> tuple[int, str]:
    """Return a column's number and its field from such as name=B."""
    from yizhan.reading.cells import column_number  # noqa: PLC0415 - only where it is said

    name, _, letters = text.partition("=")
    if name not in FIELDS:
        raise ArgumentTypeError(f"“{name}” is none of {', '.join(FIELDS)}")
    try:
        return column_number(letters), name
    except ValueError as error:
        raise ArgumentTypeError(f"“{letters}” is no column; write its letter, such as B") from error


def run(options: Namespace) -> int:
    """Preview a roster, or bring it in at a site."""
    if options.preview == bool(options.site) or (options.json and not options.preview):
        print("Choose --preview, or --site CODE to bring the roster in; --json goes with --preview.",
              file=sys.stderr)  # fmt: skip
        return UNREADABLE
    if options.preview:
        _speak_alone()
    from yizhan.reading.cells import FileRefused  # noqa: PLC0415 - after the language

    try:
        contents = contents_said(options.file)
        return _preview(options, contents) if options.preview else _bring_in(options, contents)
    except FileRefused as refused:
        print(refused, file=sys.stderr)
        return UNREADABLE


def _speak_alone() -> None:
    """Know both languages without a site, a database or keys: a preview needs and makes none of them."""
    import django  # noqa: PLC0415 - a preview's own, smaller Django
    from django.conf import settings  # noqa: PLC0415

    import yizhan  # noqa: PLC0415

    if not settings.configured:
        settings.configure(USE_I18N=True, LOCALE_PATHS=[Path(yizhan.__file__).parent / "locale"])
        django.setup()
    speak()


def contents_said(name: str) -> bytes:
    """Return the bytes of a file or of what is pasted; raises FileRefused."""
    from yizhan.reading.limits import limits  # noqa: PLC0415 - only when a file is read
    from yizhan.reading.opening import contents_of  # noqa: PLC0415

    if name == PASTED:
        return sys.stdin.buffer.read(limits().file_bytes + 1)
    return contents_of(Path(name))


def as_json(reading: "Reading") -> dict[str, Any]:
    """Return a reading as programs take it: every row counted once, people once each."""
    return {
        "rows": reading.rows,
        "accepted": len(reading.accepted),
        "held": [_row_as_json(entry) for entry in reading.held],
        "rejected": [_row_as_json(entry) for entry in reading.rejected],
        "people": [_person_as_json(entry) for entry in reading.people],
    }


def _preview(options: Namespace, contents: bytes) -> int:
    from yizhan.roster.reading.reading import read_roster  # noqa: PLC0415 - after the language

    today = datetime.now().astimezone().date()
    reading = read_roster(contents, today=today, columns=dict(options.column))
    for notice in reading.notices:
        print(f"⚠ {notice.cell}: {notice}", file=sys.stderr)
    if options.json:
        # Without indentation, which takes many times as long for a hundred thousand people.
        print(json.dumps(as_json(reading), ensure_ascii=False))
    else:
        print("\n".join(_in_words(reading)))
    return DONE


def _row_as_json(entry: "Entry") -> dict[str, Any]:
    return {"row": entry.row.number, "cell": entry.findings[0].cell, "reason": reason(entry)}


def reason(entry: "Entry") -> str:
    """Return everything that is open about a row in one sentence after another."""
    first = entry.findings[0].cell
    return " ".join(
        str(finding) if finding.cell == first else f"{finding.cell}: {finding}" for finding in entry.findings
    )


def _person_as_json(entry: "Entry") -> dict[str, Any]:
    person = entry.person
    identifiers = [{"kind": kind.value, "number": number} for kind, number in person.documents]
    if person.temporary_number:
        identifiers.append({"kind": "temporary", "number": person.temporary_number})
    shown: dict[str, Any] = {
        "row": entry.row.number,
        "name": person.name,
        "sex": person.sex.value if person.sex else None,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "identifiers": identifiers,
        "phone": person.phone or None,
        "party": person.party or None,
        "needs": list(person.needs),
    }
    return shown | ({"rows": [entry.key, *entry.same]} if entry.same else {})


def _in_words(reading: "Reading") -> Iterator[str]:
    from django.utils.translation import gettext as _  # noqa: PLC0415 - after the language

    figures = {
        "rows": reading.rows,
        "accepted": len(reading.accepted),
        "held": len(reading.held),
        "rejected": len(reading.rejected),
    }
    yield _("%(rows)d rows read = %(accepted)d accepted + %(held)d held + %(rejected)d rejected") % figures
    yield from _listed(_("Held"), reading.held)
    yield from _listed(_("Rejected"), reading.rejected)
    yield ""
    for entry in reading.people:
        person = entry.person
        cells = (
            ", ".join((entry.key, *entry.same)),
            person.name,
            str(person.sex.label) if person.sex else "",
            person.birth_date.isoformat() if person.birth_date else "",
            " ".join(person.numbers) or person.temporary_number,
            person.phone,
            person.party,
            "; ".join(person.needs),
        )
        yield "\t".join(cells)


def _listed(title: str, entries: Iterable["Entry"]) -> Iterator[str]:
    lines = [f"  {entry.findings[0].cell}\t{reason(entry)}" for entry in entries]
    return iter([f"\n{title}", *lines] if lines else [])


def _bring_in(options: Namespace, contents: bytes) -> int:
    from yizhan.cli.database import prepare  # noqa: PLC0415 - only where something is written

    prepare()
    speak()
    from django.utils.translation import gettext as _  # noqa: PLC0415 - after prepare()

    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.core.refusals import Refusal  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415
    from yizhan.roster.actions.rosters import import_roster, receive_roster  # noqa: PLC0415

    site = Site.objects.filter(code=options.site).first()
    if site is None:
        print(_("There is no site “%(code)s”.") % {"code": options.site}, file=sys.stderr)
        return REFUSED
    name = "" if options.file == PASTED else Path(options.file).name
    try:
        received = receive_roster(
            by=SYSTEM, site_id=site.id, contents=contents, name=name, columns=dict(options.column)
        )
        made = import_roster(by=SYSTEM, site_id=site.id, roster_id=received.roster_id)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    if not made.changed:
        print(_("This roster was brought in before: nothing has changed."))
    figures = {"rows": made.read, "accepted": made.accepted, "held": made.held, "rejected": made.rejected}
    print(_("%(rows)d rows read = %(accepted)d accepted + %(held)d held + %(rejected)d rejected") % figures)
    print(_("%(people)d people came onto the roster.") % {"people": made.people})
    return DONE
