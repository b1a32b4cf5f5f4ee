"""Starting this program once more, for work that outlives a request."""

import os
import subprocess  # nosec
import sys
import threading
from pathlib import Path

from django.conf import settings

PROGRAM = "from yizhan.cli import main; raise SystemExit(main())"


def start_program(*arguments: str) -> None:
    """Start `yizhan` with arguments of our own, in a session of its own, and return at once."""
    environment = {
        **os.environ,
        "YIZHAN_HOME": str(settings.YIZHAN_HOME),
        "YIZHAN_KEYS": str(settings.YIZHAN_KEYS),
    }
    process = subprocess.Popen(  # noqa: S603 - this program, with ids of our own # nosec
        [sys.executable, "-c", PROGRAM, *arguments], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    # Somebody must wait for a child that ends, or its number stays taken.
    threading.Thread(target=process.wait, daemon=True, name=" ".join(arguments)).start()


def is_running(process: int, mark: str) -> bool:
    """Tell whether a process of this machine still does what its arguments name by `mark`.

    Another process may have got its number since, hence the mark.
    """
    command = Path(f"/proc/{process}/cmdline")
    if command.exists():
        return mark in command.read_bytes().decode(errors="replace")
    if Path("/proc/self").exists():
        return False
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True
