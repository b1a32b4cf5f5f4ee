"""Power loss under SQLite: every write and sync of a database is recorded, and played back up to any point.

SQLite writes through a table of functions (its VFS). Ours stands in front of the system's own, in this
process alone: it notes what is written and synced, in order, and passes everything on. What a disk keeps
when the power fails is what was synced, and of the rest what it likes: nothing, all, some, or half a page.
"""

from __future__ import annotations

import ctypes
import random
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATABASE, LOG, INDEX = "database", "database-wal", "database-shm"
SECTOR = 512
MAIN_DATABASE, WRITE_AHEAD_LOG = 0x100, 0x80000
FATES = ("lost", "kept", "some", "torn")


@dataclass(frozen=True, slots=True)
class Write:
    """Some bytes written into a file, which no sync has made lasting yet."""

    offset: int
    contents: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was made shorter, or longer with zeros."""

    size: int


Change = Write | Cut


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a file, or, with `change` None, that the file was synced."""

    name: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody was told that this is kept."""

    what: Any


@dataclass
class Trace:
    """What happened to the files, in order, with what was acknowledged in between."""

    events: list[Event | Acknowledged] = field(default_factory=list)

    def acknowledge(self, what: Any) -> None:
        """Note that from here on this may never be lost."""
        self.events.append(Acknowledged(what))


@contextmanager
def traced(trace: Trace) -> Iterator[None]:
    """Record everything that connections opened inside the block write; close them before its end."""
    tracer = _Tracer(trace)
    tracer.begin()
    try:
        yield
    finally:
        tracer.end()


@dataclass
class Disk:
    """The files as they last, in a folder too, and what was written to each since its last sync."""

    folder: Path
    lasting: dict[str, bytearray]
    pending: dict[str, list[Change]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, contents in self.lasting.items():
            (self.folder / name).write_bytes(contents)

    def take(self, event: Event) -> None:
        """Let one recorded event happen."""
        if event.change is not None:
            self.pending.setdefault(event.name, []).append(event.change)
            return
        for change in self.pending.pop(event.name, []):
            contents = self.lasting.setdefault(event.name, bytearray())
            _apply(contents, change)
            self._put(event.name, change)

    @contextmanager
    def failed(self, fate: str, chance: random.Random) -> Iterator[None]:
        """Show the folder as it is found after the power failed, and as it lasts again after the block."""
        touched = {name: _survivors(changes, fate, chance) for name, changes in self.pending.items()}
        for name, changes in touched.items():
            for change in changes:
                self._put(name, change)
        try:
            yield
        finally:
            for name, changes in touched.items():
                if changes:
                    self._restore(name, changes)

    def _put(self, name: str, change: Change) -> None:
        path = self.folder / name
        with path.open("r+b" if path.exists() else "w+b") as file:
            if isinstance(change, Cut):
                file.truncate(change.size)
            else:
                file.seek(change.offset)
                file.write(change.contents)

    def _restore(self, name: str, changes: list[Change]) -> None:
        lasting = self.lasting.get(name)
        if lasting is None:
            (self.folder / name).unlink(missing_ok=True)
            return
        shortest = min((one.size for one in changes if isinstance(one, Cut)), default=len(lasting))
        spans = [(one.offset, len(one.contents)) for one in changes if isinstance(one, Write)]
        with (self.folder / name).open("r+b") as file:
            file.truncate(min(shortest, len(lasting)))
            for start, length in [*spans, (shortest, len(lasting) - shortest)]:
                file.seek(start)
                file.write(lasting[start : start + length])
            file.truncate(len(lasting))


def _survivors(changes: list[Change], fate: str, chance: random.Random) -> list[Change]:
    """Return what of some unsynced changes reached the disk."""
    if fate == "lost":
        return []
    if fate == "kept":
        return changes
    some = [change for change in changes if chance.random() < 0.5]
    return [_torn(change, chance) for change in some] if fate == "torn" else some


def _torn(change: Change, chance: random.Random) -> Change:
    """Return the sectors of a write that came first, or a cut as it was."""
    if isinstance(change, Cut) or len(change.contents) <= SECTOR:
        return change
    return Write(change.offset, change.contents[: SECTOR * chance.randrange(len(change.contents) // SECTOR)])


def _apply(contents: bytearray, change: Change) -> None:
    if isinstance(change, Cut):
        contents[change.size :] = bytes(max(0, change.size - len(contents)))
        return
    if change.offset > len(contents):
        contents.extend(bytes(change.offset - len(contents)))
    contents[change.offset : change.offset + len(change.contents)] = change.contents


_OPEN = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p, c_int, POINTER(c_int))
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Methods(Structure):
    """`sqlite3_io_methods` up to its third version; what is not watched is passed on as it is."""

    _fields_ = (
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", _WRITE),
        ("truncate", _TRUNCATE), ("sync", _SYNC), *((f"other_{place}", c_void_p) for place in range(13)),
    )  # fmt: skip


class _File(Structure):
    """`sqlite3_file`: all that everybody may know of an open file are its methods."""

    _fields_ = (("methods", POINTER(_Methods)),)


class _Vfs(Structure):
    """`sqlite3_vfs` up to its third version."""

    _fields_ = (
        ("version", c_int), ("size", c_int), ("longest_path", c_int), ("next", c_void_p), ("name", c_char_p),
        ("own", c_void_p), ("open", _OPEN), *((f"other_{place}", c_void_p) for place in range(15)),
    )  # fmt: skip


class _Tracer:
    """A VFS in front of the system's own. Keeps everything alive that SQLite holds a pointer to."""

    def __init__(self, trace: Trace) -> None:
        import pysqlite3._sqlite3

        self._trace = trace
        self._sqlite = ctypes.CDLL(pysqlite3._sqlite3.__file__)
        self._sqlite.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._system = self._sqlite.sqlite3_vfs_find(None)
        self._names: dict[int, str] = {}
        self._tables: dict[int, tuple[_Methods, _Methods]] = {}
        self._vfs = _Vfs.from_buffer_copy(self._system.contents)
        self._vfs.name, self._vfs.next = b"traced", None
        self._vfs.open = self._open = _OPEN(self._on_open)
        self._watched = (_WRITE(self._on_write), _TRUNCATE(self._on_truncate), _SYNC(self._on_sync))

    def begin(self) -> None:
        """Let every connection that is opened from now on be watched."""
        assert self._sqlite.sqlite3_vfs_register(ctypes.byref(self._vfs), 1) == 0

    def end(self) -> None:
        """Let connections be opened as ever."""
        assert self._sqlite.sqlite3_vfs_register(self._system, 1) == 0
        assert self._sqlite.sqlite3_vfs_unregister(ctypes.byref(self._vfs)) == 0

    def _on_open(self, vfs: int, name: bytes, at: int, flags: int, out: Any) -> int:
        told: int = self._system.contents.open(vfs, name, at, flags, out)
        if told == 0 and flags & (MAIN_DATABASE | WRITE_AHEAD_LOG):
            file = _File.from_address(at)
            self._names[at] = LOG if flags & WRITE_AHEAD_LOG else DATABASE
            file.methods = ctypes.pointer(self._ours(file.methods))
        return told

    def _ours(self, theirs: Any) -> _Methods:
        """Return their table of methods with three of ours in it, made once for each of theirs."""
        address = ctypes.addressof(theirs.contents)
        if address not in self._tables:
            own = _Methods.from_buffer_copy(theirs.contents)
            own.write, own.truncate, own.sync = self._watched
            self._tables[address] = (own, theirs.contents)
        return self._tables[address][0]

    def _theirs(self, at: int) -> _Methods:
        ours = ctypes.addressof(_File.from_address(at).methods.contents)
        return next(theirs for own, theirs in self._tables.values() if ctypes.addressof(own) == ours)

    def _note(self, at: int, change: Change | None) -> None:
        self._trace.events.append(Event(self._names[at], change))

    def _on_write(self, at: int, contents: int, length: int, offset: int) -> int:
        self._note(at, Write(offset, ctypes.string_at(contents, length)))
        told: int = self._theirs(at).write(at, contents, length, offset)
        return told

    def _on_truncate(self, at: int, size: int) -> int:
        self._note(at, Cut(size))
        told: int = self._theirs(at).truncate(at, size)
        return told

    def _on_sync(self, at: int, flags: int) -> int:
        told: int = self._theirs(at).sync(at, flags)
        self._note(at, None)
        return told
