"""A run plays in a process of its own, below everybody else, and writes its result back by an action."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

from yizhan.command.actions.rehearsals import break_off_run, claim_run, end_run, note_progress
from yizhan.command.evening.casting import Casting
from yizhan.command.evening.facts import table
from yizhan.command.evening.picture import paint
from yizhan.command.models import RehearsalRun
from yizhan.command.queries.rehearsals import Run
from yizhan.core.actors import SYSTEM
from yizhan.core.programs import PROGRAM, start_program

GENTLE = 15
ENDS_WITHIN_S = 30
NOTED_EVERY_PERCENT = 10


def launch(run_id: UUID) -> None:
    """Start the process that plays a run, and return at once; it outlives this server's requests."""
    start_program("rehearse", "plan", str(run_id))


def perform(run_id: UUID) -> bool:
    """Play a run in this process; False if another one plays it, or if it was broken off."""
    os.nice(GENTLE)
    if not claim_run(by=SYSTEM, run_id=run_id, host=socket.gethostname(), process=os.getpid()).mine:
        return False
    run = Run(RehearsalRun.objects.select_related("plan").get(id=run_id), RehearsalRun.State.RUNNING)
    try:
        with _within(table()["limits_s"][run.row.kind]):
            result = _played(run)
    except TimeoutError:
        break_off_run(by=SYSTEM, run_id=run_id, fault="time")
        return False
    except Exception:
        break_off_run(by=SYSTEM, run_id=run_id, fault="fault")
        raise
    end_run(by=SYSTEM, run_id=run_id, result=result)
    return True


def _played(run: Run) -> dict[str, Any]:
    if run.row.kind == RehearsalRun.Kind.FULL:
        return _play_in_full(run)
    noted = [0]

    def progress(percent: int) -> None:
        if percent >= noted[0] + NOTED_EVERY_PERCENT:
            noted[0] = percent
            note_progress(by=SYSTEM, run_id=run.row.id, percent=percent)

    return paint(run.evening, run.changes, progress).model_dump(mode="json")


def _play_in_full(run: Run) -> dict[str, Any]:
    """Rehearse against a really running server, in yet another process with a database of its own."""
    with tempfile.TemporaryDirectory(prefix="yizhan-plan-") as folder:
        file = Path(folder) / "evening.json"
        file.write_text(Casting(evening=run.evening, changes=run.changes).model_dump_json(), encoding="utf-8")
        command = [sys.executable, "-c", PROGRAM, "rehearse", "first-night", "--json", "--evening", str(file)]
        process = subprocess.Popen(  # noqa: S603 - this program, with a file of our own
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            told, _errors = process.communicate()
        except BaseException:
            _end(process)
            raise
    if process.returncode not in (0, 1):
        raise RuntimeError(f"the full rehearsal ended with {process.returncode}")
    figures: dict[str, Any] = json.loads(told)
    return figures


def _end(process: "subprocess.Popen[str]") -> None:
    """Let a rehearsal put its own database away, and end it if it does not."""
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in the main thread when the time is over."""

    def over(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
