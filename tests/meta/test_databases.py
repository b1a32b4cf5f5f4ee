import threading

import pytest
from django.db import connection, transaction

from yizhan.core.append_only import missing_triggers
from yizhan.core.clock import now
from yizhan.core.models import Installation


def open_installation() -> Installation:
    return Installation.objects.create(kind=Installation.Kind.LIVE, created_at=now())


@pytest.mark.parametrize("run", [1, 2])
def test_db_is_empty_at_the_start_of_each_test(db: None, run: int) -> None:
    assert Installation.objects.count() == 0
    open_installation()


@pytest.mark.parametrize("run", [1, 2])
def test_committed_db_is_the_tests_own_and_seen_by_its_threads(committed_db: None, run: int) -> None:
    assert Installation.objects.count() == 0
    open_installation()
    assert not transaction.get_connection().in_atomic_block
    seen: list[int] = []

    def look() -> None:
        seen.append(Installation.objects.count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


def test_copies_keep_their_triggers(committed_db: None) -> None:
    assert missing_triggers() == []
