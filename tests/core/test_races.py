"""Deliveries of one command that race, on both databases: one effect, one answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection

from tests.core.sending import account, count_command, may_do_anything, undo_command
from yizhan.command.queries.verify import verify
from yizhan.core.clock import running
from yizhan.core.commands import Envelope, Reply, submit
from yizhan.core.models import CommandReceipt, WaitingCommand
from yizhan.duty.models import Matter
from yizhan.intake.models import HeadcountMark

if TYPE_CHECKING:
    from tests.intake.night import Night

ROUNDS = 8
THREADS = 4


def race(night: Night, envelopes: list[Envelope]) -> list[Reply]:
    """Submit every command from a thread of its own, all at once."""
    barrier = threading.Barrier(len(envelopes))
    replies: list[Reply | BaseException] = []

    def deliver(envelope: Envelope) -> None:
        with running(night.clock):
            barrier.wait(30)
            try:
                replies.append(submit(envelope, account(night), may_do_anything))
            except BaseException as error:  # noqa: BLE001 - shown by the test's own thread
                replies.append(error)
            finally:
                connection.close()

    run_all([partial(deliver, envelope) for envelope in envelopes])
    assert [reply for reply in replies if not isinstance(reply, Reply)] == []
    return [reply for reply in replies if isinstance(reply, Reply)]


def run_all(tasks: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def test_one_command_delivered_at_once_is_accepted_everywhere(committed_night: Night) -> None:
    for number in range(1, ROUNDS + 1):
        count = count_command(committed_night, number)
        replies = race(committed_night, [count] * THREADS)
        assert [reply.status for reply in replies] == ["accepted"] * THREADS
        assert len({str(reply.result) for reply in replies}) == 1
    assert HeadcountMark.objects.count() == ROUNDS
    assert verify().clean


def test_one_conflict_delivered_at_once_is_one_matter(committed_night: Night) -> None:
    committed_night.count(1)
    for _ in range(ROUNDS):
        replies = race(committed_night, [count_command(committed_night, 1)] * THREADS)
        assert Counter((reply.status, reply.code) for reply in replies) == {
            ("conflict", "band_used_twice"): THREADS
        }
    assert Matter.objects.filter(kind=Matter.Kind.SYNC_CONFLICT).count() == ROUNDS
    assert verify().clean


def test_two_commands_race_for_one_wristband_and_one_wins(committed_night: Night) -> None:
    for number in range(1, ROUNDS + 1):
        replies = race(committed_night, [count_command(committed_night, number) for _ in range(THREADS)])
        assert sorted(reply.status for reply in replies) == ["accepted"] + ["conflict"] * (THREADS - 1)
    assert verify().clean


def test_command_and_what_waits_for_it_race_and_none_is_left(committed_night: Night) -> None:
    undone = []
    for number in range(1, ROUNDS + 1):
        count = count_command(committed_night, number)
        undo = undo_command(committed_night, count.id)
        undone.append(undo.id)
        race(committed_night, [count, undo, undo, count])
    assert not WaitingCommand.objects.exists()
    assert CommandReceipt.objects.filter(id__in=undone, status="accepted").count() == ROUNDS
    assert verify().clean
