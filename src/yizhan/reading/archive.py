"""A workbook's archive, opened without trusting what it says of itself."""

import io
import stat
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext_noop

from yizhan.reading.cells import FileRefused
from yizhan.reading.limits import limits

CHUNK = 1 << 16
ARCHIVE = b"PK\x03\x04"
NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".docx", ".pptx", ".7z", ".rar", ".gz")
ENCRYPTED = 0x1


class Archive:
    """The parts of a workbook by name; nothing is ever written to the disk."""

    def __init__(self, contents: bytes) -> None:
        try:
            self._zip = ZipFile(io.BytesIO(contents))
        except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise damaged() from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        self._unpacked = 0
        _check(self._zip.infolist(), len(contents))

    def has(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name in self._parts

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give a part piece by piece, counting what really comes out; raises FileRefused."""
        if name not in self._parts:
            raise damaged()
        first = True
        try:
            with self._zip.open(self._parts[name]) as part:
                while chunk := part.read(CHUNK):
                    if first and chunk.startswith(ARCHIVE):
                        raise _nested(name)
                    first = False
                    self._count(len(chunk))
                    yield chunk
        except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise damaged() from error
        except Exception as error:
            # zlib's own error has no public base but Exception.
            if type(error).__module__ == "zlib":
                raise damaged() from error
            raise

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > limits().unpacked_bytes:
            raise _too_large()


def damaged() -> FileRefused:
    """Return the refusal of a workbook that cannot be read to its end."""
    return FileRefused(
        "damaged",
        gettext_noop("This workbook is damaged or is none. Open it in a spreadsheet and save it as .xlsx."),
    )


def _check(parts: list[ZipInfo], packed: int) -> None:
    """Refuse by the directory alone, before anything is unpacked."""
    rule = limits()
    if len(parts) > rule.parts or len({part.filename for part in parts}) < len(parts):
        raise damaged()
    # Parts that share their bytes multiply what comes out.
    if sum(part.compress_size for part in parts) > packed:
        raise damaged()
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > rule.unpacked_bytes:
        raise _too_large()


def _check_part(part: ZipInfo) -> None:
    rule, name = limits(), part.filename
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise FileRefused(
            "hostile_names",
            gettext_noop("A part of this file would be written elsewhere (%(name)s). It is not opened."),
            name=name[:60],
        )
    if stat.S_ISLNK(part.external_attr >> 16):
        raise FileRefused(
            "symbolic_link",
            gettext_noop("This file holds a link to another file (%(name)s). It is not opened."),
            name=name[:60],
        )
    if name.lower().endswith(NESTED):
        raise _nested(name)
    if part.flag_bits & ENCRYPTED:
        raise locked()
    if part.file_size > max(rule.unpacked_free_bytes, rule.unpacked_times * part.compress_size):
        raise _too_large()


def locked() -> FileRefused:
    """Return the refusal of a workbook under a password."""
    return FileRefused(
        "password", gettext_noop("This workbook is locked with a password. Ask the sender for one without.")
    )


def _nested(name: str) -> FileRefused:
    return FileRefused(
        "nested_archive",
        gettext_noop("There is another file packed inside (%(name)s). Unpack it, and bring the list itself."),
        name=name[:60],
    )


def _too_large() -> FileRefused:
    return FileRefused(
        "too_large",
        gettext_noop("This file unpacks to more than a list of people can need. It is not opened."),
    )
