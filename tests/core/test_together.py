"""Taps that share a commit: each has its own answer, and none is told it is saved before it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import translation

from yizhan.core import together
from yizhan.core.actions import record_audit
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.core.refusals import Refusal
from yizhan.core.together import decide_together
from yizhan.intake.models import HeadcountMark

if TYPE_CHECKING:
    from tests.intake.night import Night

Work = Callable[[], Any]
SECONDS = 20


class Crowd:
    """Works that come while another one is being done, each from a thread of its own."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self._threads: list[threading.Thread] = []
        self._others_wait = threading.Event()

    def leads(self, work: Work) -> None:
        """The first work; it takes until all others have queued up behind it."""
        begun = threading.Event()

        def first() -> Any:
            begun.set()
            assert self._others_wait.wait(SECONDS)
            return work()

        self._bring("first", first)
        assert begun.wait(SECONDS)

    def follows(self, name: str, work: Work, *, language: str = "en") -> None:
        """One more work, which waits."""
        queue = together._queues[self]
        before = len(queue._waiting)
        self._bring(name, work, language)
        while len(queue._waiting) == before:
            assert self._threads[-1].is_alive()

    def decided(self) -> dict[str, Any]:
        """Let them all be decided; returns what each was answered."""
        self._others_wait.set()
        for thread in self._threads:
            thread.join(SECONDS)
            assert not thread.is_alive()
        return self.answers

    def _bring(self, name: str, work: Work, language: str = "en") -> None:
        def bring() -> None:
            translation.activate(language)
            try:
                self.answers[name] = decide_together(self, work)
            except BaseException as fault:  # noqa: BLE001 - the answer of this test
                self.answers[name] = fault
            finally:
                connection.close()

        self._threads.append(threading.Thread(target=bring))
        self._threads[-1].start()


def note(name: str) -> str:
    """Write one row, as an action does."""
    with transaction.atomic():
        record_audit(SYSTEM.tapping(), name)
    return name


def noted() -> set[str]:
    return set(
        AuditEvent.objects.filter(action__in=("first", "second", "third")).values_list("action", flat=True)
    )


def test_those_who_wait_are_saved_by_one_commit(committed_db: None) -> None:
    commits: list[int] = []
    crowd = Crowd()

    def counted(name: str) -> str:
        transaction.on_commit(lambda: commits.append(threading.get_ident()))
        return note(name)

    crowd.leads(lambda: counted("first"))
    crowd.follows("second", lambda: counted("second"))
    crowd.follows("third", lambda: counted("third"))
    assert noted() == set()
    assert crowd.decided() == {"first": "first", "second": "second", "third": "third"}
    assert noted() == {"first", "second", "third"}
    assert len(commits) == 3
    assert len(set(commits)) == 1


def test_a_refusal_is_its_own_askers_and_takes_nothing_with_it(committed_db: None) -> None:
    def refused() -> None:
        with transaction.atomic():
            note("second")
            raise Refusal("no", "No.")

    crowd = Crowd()
    crowd.leads(lambda: note("first"))
    crowd.follows("second", refused)
    crowd.follows("third", lambda: note("third"))
    answers = crowd.decided()
    assert isinstance(answers["second"], Refusal)
    assert (answers["first"], answers["third"], noted()) == ("first", "third", {"first", "third"})


def test_when_the_common_commit_fails_each_is_decided_by_itself(committed_night: Night) -> None:
    """A row that points nowhere is found out at the commit only."""

    def points_nowhere() -> None:
        with transaction.atomic():
            HeadcountMark.objects.create(
                id=new_id(), batch_id=new_id(), round=3, room_id=new_id(), people=1,
                tapped_at=committed_night.clock.now(), counted_by_id=new_id(),
            )  # fmt: skip

    crowd = Crowd()
    crowd.leads(lambda: note("first"))
    crowd.follows("second", points_nowhere)
    crowd.follows("third", lambda: note("third"))
    answers = crowd.decided()
    assert isinstance(answers["second"], IntegrityError)
    assert (answers["first"], answers["third"], noted()) == ("first", "third", {"first", "third"})
    assert AuditEvent.objects.filter(action="first").count() == 1


def test_when_the_database_fails_nobody_is_told_that_it_is_saved(committed_db: None) -> None:
    def fails() -> None:
        raise OperationalError("disk full")

    crowd = Crowd()
    crowd.leads(lambda: note("first"))
    crowd.follows("second", fails)
    crowd.follows("third", lambda: note("third"))
    answers = crowd.decided()
    assert isinstance(answers["second"], OperationalError)
    assert (answers["first"], answers["third"], noted()) == ("first", "third", {"first", "third"})


def test_a_savepoint_that_cannot_be_given_up_saves_nothing_of_the_turn(committed_db: None) -> None:
    tries: list[str] = []

    def breaks_the_first_time() -> str:
        tries.append("second")
        if len(tries) == 1:
            transaction.set_rollback(True)
        return note("second") if len(tries) > 1 else "second"

    crowd = Crowd()
    crowd.leads(lambda: note("first"))
    crowd.follows("second", breaks_the_first_time)
    assert crowd.decided() == {"first": "first", "second": "second"}
    assert noted() == {"first", "second"}


def test_a_leader_that_is_ended_leaves_the_others_an_answer(committed_db: None) -> None:
    def is_ended() -> None:
        note("second")
        raise SystemExit

    crowd = Crowd()
    crowd.leads(lambda: note("first"))
    crowd.follows("second", is_ended)
    answers = crowd.decided()
    assert noted() == set()
    assert isinstance(answers["second"], OperationalError)
    assert decide_together(crowd, lambda: note("third")) == "third"


def test_each_work_speaks_the_language_of_its_own_asker(committed_db: None) -> None:
    crowd = Crowd()
    crowd.leads(translation.get_language)
    crowd.follows("second", translation.get_language, language="zh-hans")
    assert crowd.decided() == {"first": "en", "second": "zh-hans"}
