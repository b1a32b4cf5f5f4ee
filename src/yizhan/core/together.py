"""Taps that wait for each other share one transaction, and one wait for the disk.

A commit waits until the disk has everything, on a busy disk longer than all other work of a tap
under the writer's lock, and at one site writers take turns. So the tap whose turn it
is also decides those that have queued up behind it, each in a savepoint of its own, and commits
them all at once. Nobody has an answer before that commit; a crash before it loses taps that nobody
was told are saved. If the common commit fails, each tap is decided again by itself.
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from contextvars import copy_context
from threading import Event, Lock
from typing import Any, Generic, TypeVar

from django.db import DatabaseError, Error, IntegrityError, OperationalError, connection, transaction
from django.utils import translation

R = TypeVar("R")

# A turn takes some 2 ms for each tap: others wait for it, in this process and in the next.
MOST_TOGETHER = 16


class _Tap(Generic[R]):
    """Work that waits for its turn, to be done as in the thread that brought it."""

    def __init__(self, work: Callable[[], R]) -> None:
        self._work = work
        self._context = copy_context()
        self._language = translation.get_language()
        self._result: R
        self._fault: Exception | None = None
        self.is_done = False
        self.woken = Event()

    def attempt(self) -> None:
        """Do the work; raises when the database itself failed, which ends the whole transaction."""
        try:
            self._result = self._context.run(self._in_its_language)
            self._fault = None
        except IntegrityError as fault:
            self._fault = fault
        except Error as fault:
            self._fault = fault
            raise
        except Exception as fault:  # noqa: BLE001 - raised again by `answer`, in the thread that asked
            self._fault = fault

    def give_up(self) -> None:
        """Nothing of it is saved: whoever brought it may bring it again."""
        self._fault = OperationalError("the program stopped before this was saved")

    def answer(self) -> R:
        """Return or raise what came of it."""
        if self._fault is not None:
            raise self._fault
        return self._result

    def _in_its_language(self) -> R:
        with translation.override(self._language):
            return self._work()


class _Queue:
    """Taps in the order in which they came; the first of them leads until its group is committed."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: list[_Tap[Any]] = []
        self._is_led = False

    def decide(self, tap: _Tap[R]) -> R:
        with self._guard:
            self._waiting.append(tap)
            leads, self._is_led = not self._is_led, True
        if not leads:
            tap.woken.wait()
        if not tap.is_done:
            self._lead()
        return tap.answer()

    def _lead(self) -> None:
        taken: list[_Tap[Any]] = []
        try:
            self._decide_together(taken)
        except Error:
            for tap in taken:
                _decide_alone(tap)
        except BaseException:
            for tap in taken:
                tap.give_up()
            raise
        finally:
            self._hand_over(taken)

    def _decide_together(self, taken: list[_Tap[Any]]) -> None:
        with transaction.atomic():
            # Taken one after the other, so that those who come meanwhile need not wait for the next turn.
            while (tap := self._next(taken)) is not None:
                tap.attempt()
            if transaction.get_rollback():
                raise DatabaseError("a savepoint could not be given up; nothing of this turn stands")

    def _next(self, taken: list[_Tap[Any]]) -> _Tap[Any] | None:
        with self._guard:
            if not self._waiting or len(taken) == MOST_TOGETHER:
                return None
            taken.append(self._waiting.pop(0))
            return taken[-1]

    def _hand_over(self, taken: list[_Tap[Any]]) -> None:
        with self._guard:
            woken = list(taken)
            if self._waiting:
                woken.append(self._waiting[0])
            else:
                self._is_led = False
        for tap in taken:
            tap.is_done = True
        for tap in woken:
            tap.woken.set()


_queues: dict[Hashable, _Queue] = {}
_making = Lock()


def decide_together(lane: Hashable, work: Callable[[], R]) -> R:
    """Do `work`, which changes the database, in one transaction with what else waits in its lane.

    A lane is what writers take turns at: works of one lane never wait for a lock of another's.
    `work` undoes its own changes when it raises, and can be called again after a failed commit.
    Inside a transaction that already runs, the work is simply done.
    """
    if connection.in_atomic_block:
        return work()
    with _making:
        queue = _queues.setdefault(lane, _Queue())
    return queue.decide(_Tap(work))


def _decide_alone(tap: _Tap[Any]) -> None:
    with suppress(Error):  # kept with the tap: whoever asked is told
        tap.attempt()
