"""XML read piece by piece, without entities and without anything from outside."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_noop

from yizhan.reading.archive import damaged
from yizhan.reading.cells import FileRefused

Attributes = dict[str, str]


def read_markup(
    chunks: Iterable[bytes],
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call back for each element, by its bare name; raises FileRefused for what is not plain XML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    names: dict[str, str] = {}

    def started(name: str, attributes: Attributes) -> None:
        local = names.get(name)
        if local is None:
            local = names[name] = name.rpartition(" ")[2]
        start(local, attributes)

    parser.StartElementHandler = started
    if end is not None:
        parser.EndElementHandler = _without_prefix(end, names)
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - the library takes it by place
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise damaged() from error


def attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute whatever its prefix, or ""."""
    for full, value in attributes.items():
        if full.rpartition(" ")[2] == name:
            return value
    return ""


def _without_prefix(end: Callable[[str], None], names: dict[str, str]) -> Callable[[str], None]:
    def ended(name: str) -> None:
        end(names[name])

    return ended


def _refuse_doctype(*_: Any) -> None:
    raise FileRefused(
        "document_type",
        gettext_noop("This file tries to draw in other files or to define its own signs. It is not opened."),
    )
