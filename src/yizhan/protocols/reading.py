"""Protocols from files: those shipped, and a site's own; what is wrong in a file is said, never guessed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from pydantic import ValidationError

from yizhan.core.clock import now
from yizhan.core.shipped import read_shipped
from yizhan.protocols.faults import Fault, FaultKind, fault_of, plain_errors
from yizhan.protocols.schema import Protocol, Source, Words
from yizhan.protocols.strict_yaml import BadYaml, read_strictly

LARGEST_FILE = 1_000_000
OWN_FOLDER = "protocols"

# Where a protocol names codes, and the group of words that must hold each of them.
_CODES: dict[str, str] = {
    "diseases": "diseases", "jurisdiction": "jurisdictions", "category": "categories", "release": "release",
    "exempt_if": "conditions", "entry": "conditions", "also": "also", "phases.*.also": "also",
    "phases.*.specimen": "specimens", "phases.*.days_if.*.condition": "conditions",
    "phases.*.early_end.needs": "conditions", "phases.*.temperature_windows.*.code": "windows",
    "depends_on.who": "conditions", "depends_on.needs": "conditions", "depends_on.positive": "conditions",
    "extend.trigger": "conditions", "alarm.symptoms": "symptoms",
}  # fmt: skip


class ReleaseWords(Words):
    """Words of a release code, and whether it is a condition, a task or a note."""

    role: str = "condition"


Vocabulary = dict[str, dict[str, Words]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Protocols by id with the file, the sources and the words each came with, and every fault found."""

    protocols: dict[str, Protocol]
    files: dict[str, str]
    sources: dict[str, dict[str, Source]]
    words: Vocabulary
    faults: tuple[Fault, ...]

    def sources_of(self, protocol: Protocol) -> list[tuple[str, Source]]:
        """Return the texts that a protocol was read in."""
        known = self.sources[self.files[protocol.id]]
        return [(key, known[key]) for key in protocol.source]

    def word(self, group: str, code: str, language: str) -> str:
        """Return the words of a code in a language; the code itself where a group does not hold it."""
        found = self.words[group].get(code)
        return found.in_language(language) if found else code


class NoSuchProtocol(LookupError):
    """No file holds a protocol of this id."""


def protocol(protocol_id: str) -> Protocol:
    """Return a protocol as its file has it, without rulings; raises NoSuchProtocol."""
    try:
        return shelf().protocols[protocol_id]
    except KeyError:
        raise NoSuchProtocol(protocol_id) from None


def protocols_in_force(day: date | None = None) -> list[Protocol]:
    """Return the protocols that are in force on a day (today by UTC if none is given)."""
    on = day or now().date()
    return [one for one in shelf().protocols.values() if one.in_force_on(on)]


def shelf() -> Shelf:
    """Return every protocol there is; files of the site's own are read again once they change."""
    return _shelf(tuple(_state(path) for path in own_files(own_folder())))


def own_folder() -> Path:
    """Return where the site's own files lie."""
    return Path(settings.YIZHAN_HOME) / OWN_FOLDER


def own_files(folder: Path) -> list[Path]:
    """Return the files of a folder that are read, by name."""
    return sorted(path for path in folder.glob("*.yaml") if path.is_file()) if folder.is_dir() else []


def read_beside_shipped(paths: Iterable[Path]) -> Shelf:
    """Return the shipped protocols with those of the files given, and what is wrong in these."""
    kept = shipped()
    found = Shelf(
        dict(kept.protocols), dict(kept.files), dict(kept.sources),
        {group: dict(words) for group, words in kept.words.items()}, (),
    )  # fmt: skip
    faults = [fault for path in paths for fault in _read_into(found, path.name, _content(path))]
    faults += _dangling(found, set(found.protocols) - set(kept.protocols))
    return Shelf(found.protocols, found.files, found.sources, found.words, tuple(faults))


@cache
def shipped() -> Shelf:
    """Return the protocols that come with the program; they hold no fault."""
    words: Vocabulary = {
        group: {code: _words(group, row) for code, row in rows.items()}
        for group, rows in read_shipped("yizhan.protocols", "words.yaml").items()
    }
    found = Shelf({}, {}, {}, words, ())
    folder = files("yizhan.protocols").joinpath("shipped")
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        faults = list(_read_into(found, path.name, path.read_bytes()))
        if faults:
            raise ValueError(f"{path.name} does not hold: {faults[0].kind} {faults[0].field}")
    return found


@lru_cache(maxsize=4)
def _shelf(states: tuple[tuple[Path, int, int], ...]) -> Shelf:
    return read_beside_shipped(path for path, _changed, _size in states)


def _state(path: Path) -> tuple[Path, int, int]:
    said = path.stat()
    return path, said.st_mtime_ns, said.st_size


def _content(path: Path) -> bytes | FaultKind:
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST_FILE else FaultKind.TOO_LARGE
    except OSError:
        return FaultKind.UNREADABLE


def _words(group: str, row: Any) -> Words:
    return (ReleaseWords if group == "release" else Words).model_validate(row)


def _read_into(shelf: Shelf, name: str, content: bytes | FaultKind) -> Iterator[Fault]:
    """Put what a file holds on the shelf; a protocol with a fault stays off it, the others do not."""
    if isinstance(content, FaultKind):
        yield Fault(name, content)
        return
    try:
        table = read_strictly(content)
    except BadYaml as bad:
        yield Fault(name, FaultKind.NOT_YAML, line=bad.line, said=bad.said)
        return
    if not isinstance(table, dict) or not isinstance(table.get("protocols"), list):
        yield Fault(name, FaultKind.NO_PROTOCOLS)
        return
    for key in sorted(set(map(str, table)) - {"sources", "words", "protocols"}):
        yield Fault(name, FaultKind.EXTRA, field=key)
    yield from _add_words(shelf, name, table.get("words") or {})
    yield from _add_sources(shelf, name, table.get("sources") or {})
    for place, row in enumerate(table["protocols"], start=1):
        yield from _add_protocol(shelf, name, row, place)


def _add_words(shelf: Shelf, name: str, groups: Any) -> Iterator[Fault]:
    for group, rows in groups.items() if isinstance(groups, dict) else [("", None)]:
        if group not in shelf.words or not isinstance(rows, dict):
            yield Fault(name, FaultKind.NO_SUCH_GROUP, field=f"words.{group}", said=", ".join(shelf.words))
            continue
        for code, row in rows.items():
            try:
                shelf.words[group].setdefault(str(code), _words(group, row))
            except ValidationError as wrong:
                yield from (fault_of(name, "", one, f"words.{group}.{code}") for one in wrong.errors())


def _add_sources(shelf: Shelf, name: str, rows: Any) -> Iterator[Fault]:
    shelf.sources[name] = {}
    for key, row in rows.items() if isinstance(rows, dict) else [("", None)]:
        try:
            shelf.sources[name][str(key)] = Source.model_validate(row)
        except ValidationError as wrong:
            yield from (fault_of(name, "", one, f"sources.{key}") for one in wrong.errors())


def _add_protocol(shelf: Shelf, name: str, row: Any, place: int) -> Iterator[Fault]:
    said = row.get("id") if isinstance(row, dict) else None
    called = said if isinstance(said, str) else f"#{place}"
    try:
        one = Protocol.model_validate(row)
    except ValidationError as wrong:
        yield from (fault_of(name, called, error) for error in plain_errors(wrong))
        return
    faults = [*_unknown_codes(shelf, name, one)]
    if one.id in shelf.protocols:
        faults.append(Fault(name, FaultKind.TWICE, one.id, "id", said=shelf.files[one.id]))
    if not faults:
        shelf.protocols[one.id] = one
        shelf.files[one.id] = name
    yield from faults


def _unknown_codes(shelf: Shelf, name: str, one: Protocol) -> Iterator[Fault]:
    for key in one.source:
        if key not in shelf.sources[name]:
            yield Fault(name, FaultKind.NO_SUCH_SOURCE, one.id, "source", said=key)
    said = one.model_dump(mode="json")
    for path, group in _CODES.items():
        for field, code in _at(said, path.split(".")):
            if code not in shelf.words[group]:
                yield Fault(name, FaultKind.NO_SUCH_WORD, one.id, field, said=code, group=group)


def _at(value: Any, path: list[str], field: str = "") -> Iterator[tuple[str, str]]:
    """Return the codes at a path of a protocol's fields, each with its own place; "*" is every row."""
    if value is None:
        return
    if isinstance(value, list):
        rest = path[1:] if path[:1] == ["*"] else path
        for number, one in enumerate(value, start=1):
            yield from _at(one, rest, f"{field}[{number}]")
    elif path:
        yield from _at(value[path[0]], path[1:], f"{field}.{path[0]}" if field else path[0])
    else:
        yield field, value


def _dangling(shelf: Shelf, new: set[str]) -> list[Fault]:
    """Take off the shelf what leads to a protocol that is not there, until nothing does."""
    faults: list[Fault] = []
    while True:
        lost = [
            Fault(shelf.files[name], FaultKind.NO_SUCH_PROTOCOL, name, field, said=target)
            for name in sorted(new & set(shelf.protocols))
            for field, target in leads_to(shelf.protocols[name])
            if target not in shelf.protocols
        ]
        if not lost:
            return faults
        faults += lost
        for fault in lost:
            shelf.protocols.pop(fault.protocol, None)


def leads_to(one: Protocol) -> list[tuple[str, str]]:
    """Return the protocols that a protocol names, with the field that names each."""
    named = [
        ("extend.to_protocol", one.extend.to_protocol if one.extend else None),
        ("depends_on.to_protocol", one.depends_on.to_protocol if one.depends_on else None),
    ]
    return [(field, target) for field, target in named if target]
