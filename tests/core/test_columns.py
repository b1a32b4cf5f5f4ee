"""Ids and moments as texts: the same on both databases, and what Python makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from yizhan.core.columns import Digits, Moment
from yizhan.core.ids import new_id
from yizhan.core.models import WaitingCommand

EVENING = datetime(2022, 3, 16, 11, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment",
    [
        EVENING,
        EVENING + timedelta(microseconds=1),
        EVENING + timedelta(microseconds=120_000),
        EVENING.astimezone(timezone(timedelta(hours=8))),
    ],
)
def test_columns_are_read_as_entries_write_them(moment: datetime) -> None:
    command = new_id()
    WaitingCommand.objects.create(
        id=command, waits_for=new_id(), actor_kind="account", envelope={}, received_at=moment
    )
    found = WaitingCommand.objects.values_list(Digits("id"), Moment("received_at")).get()
    assert found == (command.hex, moment.astimezone(UTC).isoformat())


@pytest.mark.django_db
def test_nothing_stays_nothing() -> None:
    WaitingCommand.objects.create(
        id=new_id(), waits_for=new_id(), actor_kind="account", envelope={}, received_at=EVENING
    )
    assert WaitingCommand.objects.values_list(Digits("actor_id"), flat=True).get() is None
