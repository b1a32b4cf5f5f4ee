"""A row's name: in any script, of any length, as it was written."""

import re

from django.utils.translation import gettext_noop

from yizhan.reading.cells import Uncomputed
from yizhan.reading.findings import Finding, leave_out, offer, stands, write
from yizhan.reading.shown import fold
from yizhan.roster.reading import garbled
from yizhan.roster.reading.entries import Person
from yizhan.roster.reading.likeness import could_be_name
from yizhan.roster.reading.texts_of_row import Texts
from yizhan.roster.reading.words import words

LONGEST_NAME = 120
_HAN_GAP = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003134f])[ \u3000\u00a0]+(?=[\u3400-\u9fff\U00020000-\U0003134f])"
)
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u0000-\u0008\u000b-\u001f\u007f]"
)
_JOINERS = re.compile("[\u200c\u200d]")
_JOINED = re.compile("[\u0600-\u08ff\u0900-\u0dff]")
_TITLES = re.compile(r"\b(?:mr|mrs|ms|miss|mstr|chd|inf|dr)\.?$", re.IGNORECASE)


def shown(text: str) -> str:
    """Return a text as it was written, but for marks that nobody sees and spaces that only align."""
    if text.isascii():
        return " ".join(text.split()) if text else ""
    bare = _INVISIBLE.sub("", text)
    if not _JOINED.search(bare):
        bare = _JOINERS.sub("", bare)
    return _HAN_GAP.sub("", " ".join(bare.split()))


def read_name(texts: Texts, person: Person, findings: list[Finding]) -> None:
    """Read the name, whole or in two columns."""
    written = texts.get("name") or _joined(texts)
    if isinstance(written, Uncomputed):
        return
    person.name = shown(written)
    found = _fault(texts, person.name, written.strip(" "))
    if found:
        findings.append(found)


def surname(name: str) -> str:
    """Return the part of a name that a family shares: Chinese first, else the last word's."""
    bare = shown(name)
    if bare[:2] in words().double_surnames:
        return bare[:2]
    if bare[:1] and not bare[0].isascii() and len(bare) <= 4:
        return bare[:1]
    parts = fold_words(bare)
    return parts[-1] if parts else ""


def fold_words(name: str) -> list[str]:
    """Return the words of a name in small letters."""
    return re.findall(r"\w+", name.casefold())


def _joined(texts: Texts) -> str:
    family, given = texts.get("family_name").strip(), texts.get("given_name").strip()
    if family.isascii() and given.isascii():
        return f"{given} {family}".strip()
    return f"{family}{given}"


def _fault(texts: Texts, name: str, written: str) -> Finding | None:
    cell = texts.cell("name")
    if not name:
        template = gettext_noop("The name is missing. Ask the sender, or leave the row out.")
        return Finding("no_name", cell, template, answers=(write("name"), leave_out()))
    # A wrongly decoded text may hold marks that are taken off a name: what was written is asked.
    back = garbled.repaired(written)
    if back:
        return Finding(
            "garbled",
            cell,
            gettext_noop("“%(written)s” was decoded wrongly before it came; it probably says “%(meant)s”."),
            {"written": name, "meant": back},
            (offer("name", back), stands(), write("name"), leave_out()),
        )
    if garbled.is_lost(name):
        return _lost(cell, name)
    if len(name) > LONGEST_NAME:
        template = gettext_noop("The name has %(length)d characters; %(most)d can be kept. Write it shorter.")
        return Finding(
            "long_name",
            cell,
            template,
            {"length": len(name), "most": LONGEST_NAME},
            (write("name"), leave_out()),
        )
    if not could_be_name(name) and not _is_one_letter(name):
        template = gettext_noop("“%(written)s” is no usual name. Is it one?")
        return Finding("odd_name", cell, template, {"written": name}, (stands(), write("name"), leave_out()))
    return None


def _lost(cell: str, name: str) -> Finding:
    start = garbled.beginning(name)
    if start:
        template = gettext_noop(
            "“%(written)s” was decoded wrongly, its end is lost; it begins with “%(start)s”. Ask the sender."
        )
        return Finding(
            "garbled", cell, template, {"written": name, "start": start}, (write("name"), leave_out())
        )
    template = gettext_noop("Characters of “%(written)s” were lost before it came. Ask the sender.")
    return Finding("garbled", cell, template, {"written": name}, (write("name"), stands(), leave_out()))


def _is_one_letter(name: str) -> bool:
    return len(name) == 1 and name.isalpha() and fold(name) not in words().nobody
