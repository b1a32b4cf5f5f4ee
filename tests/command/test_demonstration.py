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


@pytest.mark.parametrize("hour", ["19:00", "00:10"])
def test_families_there_need_what_people_need(db: None, hour: str) -> None:
    from yizhan.care.models import CareRecord, Medicine
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.clock import FixedClock, running
    from yizhan.duty.queries.matters_board import closed_at, late_at, of_site, to_confirm
    from yizhan.duty.queries.matters_reading import reader_at
    from yizhan.places.models import Site
    from yizhan.provision.models import OrderDay, OrderLine, Parcel

    now = datetime.fromisoformat(f"2026-03-16T{hour}").replace(tzinfo=SHANGHAI)
    with running(FixedClock(now)):
        head, site = load_demonstration(lived_in=True), Site.objects.get()
        reader = reader_at(head, site.id)
        boards = {
            "site": of_site(reader, site.id).rows, "late": late_at(reader, site.id).rows,
            "to confirm": to_confirm(reader, site.id).rows, "closed": closed_at(reader, site.id),
        }  # fmt: skip
        asked = {board: {row.matter.need for row in rows} for board, rows in boards.items()}
    assert {"heating", "medicine", "stationery", "meal_wish"} <= asked["site"]
    assert asked["late"] >= {"heating"}
    assert (asked["to confirm"], asked["closed"]) == ({"online_class"}, {"quilt"})
    assert (CareRecord.objects.count(), Medicine.objects.count()) == (1, 1)
    assert sorted(Parcel.objects.values_list("held_for", flat=True)) == ["", "", "forbidden", "unknown"]
    assert OrderDay.objects.get().closes_at > now
    cents = [line.quantity * line.price_cents for line in OrderLine.objects.all()]
    assert sum(cents) == 4 * 550 + 2 * 499 + 2990 + 2 * 1560


def test_the_demonstration_of_an_empty_house_stays_empty(db: None) -> None:
    from yizhan.command.demonstration import load_demonstration
    from yizhan.stays.models import Stay

    head = load_demonstration()
    assert load_demonstration(lived_in=True) == head
    assert not Stay.objects.exists()
