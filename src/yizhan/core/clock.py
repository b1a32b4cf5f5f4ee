"""The only source of the present moment, so that a rehearsal can run a night in minutes."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Something that tells an aware UTC time."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...


class WallClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is set; for tests and for replays."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def set(self, moment: datetime) -> None:
        """Move the clock to `moment`, forwards or backwards."""
        self._moment = moment.astimezone(UTC)


class FileClock:
    """A clock that follows a file: the wall clock plus the offset in seconds that stands there.

    A rehearsal writes the file and the server under rehearsal reads it, so that no request can
    ever move the clock. Only a database marked as a rehearsal is served with it.
    """

    _OFFSET = struct.Struct("<d")

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        (offset,) = self._OFFSET.unpack(self._path.read_bytes())
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + offset, UTC)

    def set(self, moment: datetime) -> None:
        """Make `now()` continue from `moment`; replaces the file in one step."""
        offset = moment.timestamp() - datetime.now(UTC).timestamp()
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(self._OFFSET.pack(offset))
        fresh.replace(self._path)


_default: Clock = WallClock()
_override: ContextVar[Clock | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the present moment in UTC, from whichever clock is in force."""
    return (_override.get() or _default).now()


def install(clock: Clock) -> None:
    """Make `clock` the clock of this process."""
    global _default  # noqa: PLW0603 - one clock per process is the point
    _default = clock


@contextmanager
def running(clock: Clock) -> Iterator[Clock]:
    """Use `clock` inside the block, in this thread or task only."""
    token = _override.set(clock)
    try:
        yield clock
    finally:
        _override.reset(token)
