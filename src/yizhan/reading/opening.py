"""Opening what somebody brought, by what it is and not by what it is called."""

from pathlib import Path

from django.utils.translation import gettext_noop

from yizhan.reading.archive import ARCHIVE, Archive
from yizhan.reading.cells import Book, FileRefused
from yizhan.reading.compound import is_compound
from yizhan.reading.limits import limits
from yizhan.reading.old_workbook import read_old_workbook
from yizhan.reading.texts import read_text
from yizhan.reading.workbook import read_workbook

_EMPTY_ARCHIVE = b"PK\x05\x06"
_WEB_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
_OTHERS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"Rar!": "RAR", b"7z\xbc\xaf": "7z"}
_START = 512


def contents_of(path: Path) -> bytes:
    """Return a file's bytes; raises FileRefused if it is not there, no plain file, or too large."""
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:
        size = None
    if size is None:
        raise FileRefused("no_file", gettext_noop("There is no file %(path)s."), path=path)
    check_size(size)
    return path.read_bytes()


def check_size(size: int) -> None:
    """Refuse a file by its size in bytes, before it is read."""
    if size > limits().file_bytes:
        raise FileRefused(
            "too_large_file",
            gettext_noop("This file has %(size)d MB; a roster may have %(most)d. Bring the list alone."),
            size=-(-size // 2**20),
            most=limits().file_bytes // 2**20,
        )


def open_book(contents: bytes) -> Book:
    """Return the sheets of a workbook or the rows of a text; raises FileRefused."""
    check_size(len(contents))
    if not contents.strip():
        raise FileRefused("empty", gettext_noop("There is nothing in this file."))
    if contents.startswith((ARCHIVE, _EMPTY_ARCHIVE)):
        return _from_archive(contents)
    if is_compound(contents):
        return read_old_workbook(contents)
    _refuse_others(contents)
    return read_text(contents)


def _from_archive(contents: bytes) -> Book:
    archive = Archive(contents)
    if archive.has("xl/workbook.bin"):
        raise FileRefused("xlsb", gettext_noop("This is a binary workbook (.xlsb). Save it again as .xlsx."))
    if not archive.has("xl/workbook.xml"):
        raise FileRefused(
            "archive",
            gettext_noop("This is an archive, no workbook. Unpack it, and bring the list itself."),
        )
    return read_workbook(contents)


def _refuse_others(contents: bytes) -> None:
    start = contents[:_START].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_WEB_PAGES):
        raise FileRefused(
            "web_page",
            gettext_noop("This is a web page under another name. Open it in a spreadsheet, save as .xlsx."),
        )
    for sign, kind in _OTHERS.items():
        if contents.startswith(sign):
            raise FileRefused(
                "other_kind",
                gettext_noop("This is a %(kind)s file. Bring a list of people: .xlsx, .xls, .csv or text."),
                kind=kind,
            )
