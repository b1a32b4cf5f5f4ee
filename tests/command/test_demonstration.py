"""The demonstration that somebody lives in: what its head, a resident and the command post can look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("hour", "results"), [("19:00", 1), ("10:00", 0), ("03:00", 0)])
def test_families_live_there_under_a_protocol_that_two_accounts_ruled_on(
    db: None, hour: str, results: int
) -> None:
    from yizhan.command.demonstration import load_demonstration, residents_way
    from yizhan.command.queries.verify import verify
    from yizhan.core.clock import FixedClock, running
    from yizhan.course.models import Course
    from yizhan.course.queries.due import past_due
    from yizhan.health.models import Result
    from yizhan.leaving.queries.board import leaving_board
    from yizhan.places.models import Site
    from yizhan.protocols.models import Ruling

    now = datetime.fromisoformat(f"2026-03-16T{hour}").replace(tzinfo=SHANGHAI)
    with running(FixedClock(now)):
        load_demonstration(lived_in=True)
        site, ruling = Site.objects.get(), Ruling.objects.get()
        assert ruling.signature.accepted
        assert ruling.set_by_id != ruling.signature.signed_by_id
        morning = now.replace(hour=9, minute=0)
        dues = [morning + timedelta(days=days) for days in (1, 1, 2, 2, 3, 3)]
        assert sorted(course.due_at for course in Course.objects.all() if course.due_at) == dues
        assert past_due(site.id) == []
        board = leaving_board(site)
        assert [day.people for day in board.days] == [0, 2, 2, 2]
        assert Result.objects.count() == 2 * results
        assert residents_way() is not None
        report = verify()
        assert [*report.faults, *(fault for one in report.sites for fault in one.faults)] == []


def test_the_demonstration_of_an_empty_house_stays_empty(db: None) -> None:
    from yizhan.command.demonstration import load_demonstration
    from yizhan.stays.models import Stay

    head = load_demonstration()
    assert load_demonstration(lived_in=True) == head
    assert not Stay.objects.exists()
