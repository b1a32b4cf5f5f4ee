"""Two phones at once, on both databases: one release, one signature, one arrival."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from tests.leaving.going import DUE, Going, codes, entries
from yizhan.core.clock import running
from yizhan.core.refusals import Refusal
from yizhan.leaving.actions.early import sign_early
from yizhan.leaving.actions.releasing import release
from yizhan.leaving.models import Certificate

THREADS = 6


def race(going: Going, act: Callable[[], Any]) -> list[str]:
    """Do the same from several threads at once; returns "" for each that was done, or why it was refused."""
    barrier = threading.Barrier(THREADS)
    told: list[str] = []

    def once() -> None:
        with running(going.night.clock):
            barrier.wait(30)
            try:
                act()
                told.append("")
            except Refusal as refusal:
                told.append(refusal.code)
            finally:
                connection.close()

    threads = [threading.Thread(target=once) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return sorted(told)


def release_once(going: Going, stay_ids: tuple[UUID, ...]) -> None:
    """Release people by a tap of its own."""
    release(by=going.night.by("head"), site_id=going.night.site.id, stay_ids=stay_ids)


def test_double_release_and_double_signature_happen_once(committed_going: Going) -> None:
    going = committed_going
    going.begin()
    site_id = going.night.site.id
    early = going.propose_early("002-A")
    told = race(
        going, lambda: sign_early(by=going.night.by("post"), site_id=site_id, early_id=early.early_id)
    )
    assert told == ["", *["decided_already"] * (THREADS - 1)]
    going.set(DUE)
    for tag in ("001-A", "001-B", "002-B"):
        told = race(going, partial(release_once, going, going.ids(tag)))
        assert told == ["", *["left_already"] * (THREADS - 1)]
    assert entries("released") == Certificate.objects.count() == 3
    assert codes() == set()
