"""Parcels from the gate to the door, and none that waits unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.provision.grocer import clock
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night
    from yizhan.provision.models import Parcel


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 in 305 and 002 in 306; it is nine in the morning."""
    night.announce(expected=4)
    for number, room in ((1, "305"), (2, "306")):
        night.count(number)
        night.house(number, room)
    clock(night, "09:00")
    return night


def receive(hotel: Night, number: str, room: str = "", **more: Any) -> UUID:
    from yizhan.provision.actions.parcels import receive_parcel

    room_id = hotel.room(room).id if room else None
    return receive_parcel(
        by=hotel.by("reception"), site_id=hotel.site.id, number=number, room_id=room_id, **more
    ).parcel_id


def check(hotel: Night, parcel_id: UUID, held_for: str = "") -> None:
    from yizhan.provision.actions.parcels import check_parcel

    check_parcel(by=hotel.by("reception"), site_id=hotel.site.id, parcel_id=parcel_id, held_for=held_for)


def disinfect(hotel: Night, *parcel_ids: UUID) -> int:
    from yizhan.provision.actions.parcels import disinfect_parcels

    done = disinfect_parcels(by=hotel.by("hotel"), site_id=hotel.site.id, parcel_ids=parcel_ids)
    return done.parcels


def steps(hotel: Night) -> list[tuple[str, str]]:
    from yizhan.provision.queries.parcels import Step, step_of, waiting_parcels

    found = [(one.number, step_of(one).value) for one in waiting_parcels(hotel.site.id)]
    asked = [(one.number, step.value) for step in Step for one in waiting_parcels(hotel.site.id, step)]
    assert sorted(found) == sorted(asked)
    return found


def stored(parcel_id: UUID) -> Parcel:
    from yizhan.provision.models import Parcel

    return Parcel.objects.get(id=parcel_id)


def ready(hotel: Night, number: str, room: str) -> UUID:
    parcel_id = receive(hotel, number, room)
    check(hotel, parcel_id)
    disinfect(hotel, parcel_id)
    return parcel_id


def hand(hotel: Night, room: str, **more: Any) -> tuple[int, int]:
    from yizhan.provision.actions.parcels import hand_over_parcels

    done = hand_over_parcels(by=hotel.by("hotel"), site_id=hotel.site.id, room_id=hotel.room(room).id, **more)
    return done.handed, done.back


def test_a_parcel_goes_step_by_step_and_nothing_is_skipped(hotel: Night) -> None:
    first = receive(hotel, "sf1001", "305")
    hotel.minutes(1)
    second = receive(hotel, "SF1002", looks="large, blue")
    assert steps(hotel) == [("SF1001", "check"), ("SF1002", "whose")]
    check(hotel, first)
    assert steps(hotel)[0] == ("SF1001", "disinfect")
    assert hand(hotel, "305") == (0, 0)
    assert (disinfect(hotel, first, second), disinfect(hotel, first, second)) == (2, 0)
    assert steps(hotel)[0] == ("SF1001", "carry")
    assert hand(hotel, "305") == (1, 0)
    assert stored(first).delivered_by_id == hotel.crew["hotel"]
    assert steps(hotel) == [("SF1002", "whose")]


def test_a_number_scanned_again_is_one_parcel_that_learns_its_room(hotel: Night) -> None:
    from yizhan.provision.models import Parcel

    first = receive(hotel, "YT77")
    assert receive(hotel, " yt77 ", "306") == first
    assert Parcel.objects.get().party_id == hotel.stay("002-A").party_id


def test_what_is_held_goes_nowhere_until_it_is_let_go(hotel: Night) -> None:
    from yizhan.provision.actions.parcels import address_parcel

    parcel_id = receive(hotel, "JD1")
    check(hotel, parcel_id, "unknown")
    disinfect(hotel, parcel_id)
    assert steps(hotel) == [("JD1", "held")]
    address_parcel(
        by=hotel.by("reception"), site_id=hotel.site.id, parcel_id=parcel_id, room_id=hotel.room("305").id
    )
    assert steps(hotel) == [("JD1", "carry")]
    check(hotel, parcel_id, "forbidden")
    assert hand(hotel, "305") == (0, 0)
    with pytest.raises(Refusal, match="no such reason"):
        check(hotel, parcel_id, "ugly")


def test_what_went_back_has_a_reason_and_stays_away(hotel: Night) -> None:
    from yizhan.provision.actions.parcels import refuse_parcel

    parcel_id = receive(hotel, "ZT9", "305")
    facts = {"site_id": hotel.site.id, "parcel_id": parcel_id}
    refuse_parcel(by=hotel.by("reception"), **facts, refused_for="not_wanted")
    assert (steps(hotel), stored(parcel_id).refused_for) == ([], "not_wanted")
    with pytest.raises(Refusal, match="gone already"):
        check(hotel, parcel_id)


def test_the_round_confirms_each_parcel_and_what_comes_down_waits(hotel: Night) -> None:
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.models import RoundTask
    from yizhan.provision.actions.order_delivery import HandedLine
    from yizhan.provision.parcels_round import items

    one, two = ready(hotel, "A01", "305"), ready(hotel, "A02", "305")
    room_id = hotel.room("305").id
    assert {item.words for item in items(hotel.site.id, [room_id])[room_id]} == {"A01", "A02"}
    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["parcels"], floors=[hotel.room("305").floor_id],
        planned_at=hotel.clock.now(),
    )  # fmt: skip
    start_round(by=hotel.by("hotel"), site_id=hotel.site.id, round_id=planned.round_id)
    lines = (HandedLine(line_id=one, quantity=1), HandedLine(line_id=two, quantity=0))
    assert hand(hotel, "305", round_id=planned.round_id, lines=lines) == (1, 1)
    assert RoundTask.objects.get().state == "done"
    assert steps(hotel) == [("A02", "carry")]


def test_a_parcel_follows_its_party_to_another_room(hotel: Night) -> None:
    from yizhan.provision.queries.parcels import rooms_with_parcels
    from yizhan.stays.actions.rooming import move_party

    ready(hotel, "B01", "305")
    move_party(
        by=hotel.by("clerk"), site_id=hotel.site.id, party_id=hotel.stay("001-A").party_id, reason="test",
        from_room_id=hotel.room("305").id, to_room_id=hotel.room("307").id,
    )  # fmt: skip
    assert rooms_with_parcels(hotel.site.id) == [hotel.room("307").id]


def test_what_waits_too_long_is_counted_and_pages_take_the_same_queries(hotel: Night) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yizhan.provision.queries.parcels import Step, counts_at, overdue_at, waiting_parcels, with_rooms

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            with_rooms(list(waiting_parcels(hotel.site.id)))
            counts_at(hotel.site.id)
        return len(seen)

    receive(hotel, "C01", "305")
    few = queries()
    receive(hotel, "C02", "306")
    receive(hotel, "C03")
    assert queries() == few
    assert counts_at(hotel.site.id)[Step.CHECK] == 2
    assert overdue_at(hotel.site.id) == 0
    hotel.minutes(24 * 60 + 1)
    assert overdue_at(hotel.site.id) == 3


def test_the_database_keeps_moments_with_who_it_was(hotel: Night) -> None:
    from django.db import IntegrityError, transaction

    from yizhan.provision.models import Parcel

    parcel_id = receive(hotel, "D01", "305")
    moment = hotel.clock.now()
    for wrong in ({"checked_at": moment}, {"delivered_at": moment}, {"refused_for": "left"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Parcel.objects.filter(id=parcel_id).update(**wrong)


def test_the_desk_takes_in_scanned_parcels_and_only_who_handles_them(hotel: Night) -> None:
    from tests.web.test_lists import client_of
    from yizhan.core.ids import new_id

    base = f"/s/{hotel.site.code}/parcels/"
    sent = {"command_id": str(new_id()), "number": "E01", "whose": "305", "sender": "SF"}
    page = client_of(hotel, "reception").post(f"{base}arrivals/", sent, follow=True).content.decode()
    assert "Taken in. Scan the next one." in page
    assert "to look through" in page
    assert "305" in page
    scanned = {**sent, "command_id": str(new_id())}
    twice = client_of(hotel, "reception").post(f"{base}arrivals/", scanned, follow=True).content.decode()
    assert "This one was taken in before" in twice
    wrong = {"command_id": str(new_id()), "number": "E02", "whose": "999"}
    refused = client_of(hotel, "reception").post(f"{base}arrivals/", wrong, follow=True).content.decode()
    assert "No room, no wristband and nobody here is called that." in refused
    for name, status in (("hotel", 200), ("kitchen", 403), ("nurse", 403)):
        assert client_of(hotel, name).get(base).status_code == status
    for asked in ("?step=check", "?step=nonsense", "?step=gone", "?scan=hand_over&last=E01", "?page=7"):
        assert client_of(hotel, "hotel").get(base + asked).status_code == 200
