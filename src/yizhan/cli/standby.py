"""Copies made again and again, so that another machine can take over with the last of them."""

import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection

from yizhan.cli.backup import keep_keys, write_copy
from yizhan.cli.manifest import BadBackup, copies_in

STAMP = "%Y%m%dT%H%M%SZ"
LOOKS_AGAIN_S = 0.25


class Series:
    """A folder of copies, the newest of which is never older than `every` seconds of changes."""

    def __init__(self, folder: Path, keys: Path, every: float, keep: int, try_every: float) -> None:
        self._folder = folder
        self._keys = keys
        self._every = every
        self._keep = max(keep, 1)
        self._try_every = try_every
        self._took = 0.0
        self._copied = ""
        self._tried_at = 0.0

    def run(self) -> int:
        """Go on until Ctrl-C; a copy that failed is said, and made again at the next turn."""
        # A shell's background job is born deaf to Ctrl-C, and a service is told to end by the other.
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, _end)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for rest in self._folder.glob("*.partial"):
            shutil.rmtree(rest, ignore_errors=True)
        print(
            f"{self._folder}: a copy at least every {self._every:g} s while anything changes; Ctrl-C ends it"
        )
        try:
            while True:
                began = time.monotonic()
                self.turn()
                time.sleep(self._pause(time.monotonic() - began))
        except KeyboardInterrupt:
            return 0

    def turn(self) -> None:
        """Copy once if anything changed, prune, and now and then prove that a copy can be restored."""
        try:
            if (change := _change_now()) != self._copied:
                self._copy()
                self._copied = change
            self._prune()
            if self._try_every and time.monotonic() - self._tried_at >= self._try_every:
                self._try_newest()
        except (BadBackup, OSError, DatabaseError) as error:
            print(f"{datetime.now(UTC):{STAMP}} NO COPY: {error}", file=sys.stderr, flush=True)
            connection.close()

    def _copy(self) -> None:
        began = time.monotonic()
        target = self._folder / f"{datetime.now(UTC):{STAMP}}"
        if target.exists():
            return
        keep_keys(self._keys)
        manifest = write_copy(target, thorough=False)
        self._took = time.monotonic() - began
        size = sum(stored.bytes for stored in manifest.stored.values())
        print(f"{target.name}: {size:,} bytes in {self._took:.1f} s", flush=True)
        if 2 * self._took > self._every:
            loss = f"{2 * self._took:.0f} s may be lost, not {self._every:g}"
            print(f"A copy takes {self._took:.0f} s: up to {loss}.", file=sys.stderr, flush=True)

    def _pause(self, spent: float) -> float:
        """Return how long to wait: what stands now must lie in a whole copy within `every` seconds."""
        return max(self._every - self._took - spent, LOOKS_AGAIN_S)

    def _prune(self) -> None:
        for old in copies_in(self._folder)[self._keep :]:
            shutil.rmtree(old, ignore_errors=True)

    def _try_newest(self) -> None:
        """Restore the newest copy aside in a process of its own, and verify it there."""
        newest = copies_in(self._folder)[:1]
        if not newest or connection.vendor != "sqlite":
            return
        self._tried_at = time.monotonic()
        program = "from yizhan.cli import main; raise SystemExit(main())"
        command = [
            sys.executable,
            "-c",
            program,
            "restore",
            "--try",
            str(newest[0]),
            "--keys",
            str(self._keys),
        ]
        tried = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own program
        if tried.returncode:
            raise BadBackup(
                f"{newest[0].name} does not verify:\n{tried.stdout[-2000:]}{tried.stderr[-2000:]}"
            )
        print(f"{newest[0].name}: restored aside and verified", flush=True)


def _end(*_: object) -> None:
    raise KeyboardInterrupt


def _change_now() -> str:
    """Return a text that is another whenever the database was written to since."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA data_version")
        else:
            cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return str(cursor.fetchone()[0])
