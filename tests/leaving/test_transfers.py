"""Transfers: who left one place is at the other, or on the way, and nowhere twice."""

from __future__ import annotations

from datetime import timedelta

from tests.course.watching import at, refused
from tests.leaving.going import Going, codes, entries
from yizhan.command.queries.verify import verify
from yizhan.core.ids import new_id
from yizhan.course.models import Course
from yizhan.leaving.actions.ordering import Way, call_off_transfer, order_transfer
from yizhan.leaving.actions.transferring import (
    accept_without_order,
    confirm_received,
    receive,
    record_refusal,
)
from yizhan.leaving.enums import Destination, PassengerState, RefusalOutcome
from yizhan.leaving.models import Passenger, TransferOrder
from yizhan.leaving.queries.transfers import may_return, order_view, orders_at, overdue_arrivals, talks_of
from yizhan.stays.models import Stay
from yizhan.stays.queries.present import present_at


def present(going: Going, *sites: object) -> list[int]:
    """How many people each site has, by its ledger."""
    return [len(present_at(site.id)) for site in sites]  # type: ignore[attr-defined]


def test_a_transfer_is_balanced_at_every_step(going: Going) -> None:
    going.begin()
    here, there = going.night.site, going.second_site()
    person = going.night.stay("001-A").person_id
    due = going.course("001-A").due_at
    order = going.order("001-A", "001-B", to=there)
    assert present(going, here, there) == [4, 0]
    assert codes() == set()
    going.let_go(order)
    assert present(going, here, there) == [2, 0]
    view = order_view(there.id, order.order_id)
    assert view
    assert [rider.tag for rider in view.on_the_way] == ["001-A", "001-B"]
    assert codes() == set()
    stay = going.receive(there, order)
    assert present(going, here, there) == [2, 2]
    assert (stay.person_id, stay.tag, stay.site_id) == (person, "031-A", there.id)
    assert Course.objects.get(stay=stay).due_at == due
    assert codes() == set()
    assert (entries("transferred"), entries("arrived")) == (2, 6)


def test_both_sides_say_their_own_part(going: Going) -> None:
    going.begin()
    there = going.second_site()
    order = going.order("001-A", to=there)
    assert refused(going.receive, there, order) == "moved_on"
    assert refused(going.let_go, order, by="nurse") == "not_permitted"
    assert refused(going.let_go, order, by="reception2") == "not_permitted"
    going.let_go(order)
    assert refused(going.let_go, order) == "moved_on"
    assert refused(going.receive, there, order, by="reception") == "not_permitted"
    going.receive(there, order)
    assert refused(going.receive, there, order) == "moved_on"


def test_an_arrival_that_does_not_come_is_an_alarm_at_both_sites(going: Going) -> None:
    there = going.second_site()
    order = going.order("001-A", to=there)
    going.let_go(order)
    sites = [going.night.site.id, there.id]
    going.night.minutes(74)
    assert overdue_arrivals(sites) == {}
    going.night.minutes(1)
    assert overdue_arrivals(sites) == dict.fromkeys(sites, 1)
    assert orders_at(there.id)[0].overdue
    going.receive(there, order)
    assert overdue_arrivals(sites) == {}


def test_a_number_that_another_party_wears_is_not_given_again(going: Going) -> None:
    there = going.second_site()
    first, second = going.order("001-A", to=there), going.order("002-A", to=there)
    going.let_go(first)
    going.let_go(second)
    going.receive(there, first, 31)
    assert refused(going.receive, there, second, 31) == "band_taken"
    assert going.receive(there, second, 32).tag == "032-A"


def test_to_hospital_and_back_keeps_person_and_due_time(going: Going) -> None:
    going.begin()
    site = going.night.site
    person, due = going.night.stay("001-A").person_id, going.course("001-A").due_at
    order = going.order("001-A")
    going.let_go(order)
    passengers = tuple(order.passengers.values())
    told = {"site_id": site.id, "order_id": order.order_id, "passenger_ids": passengers}
    assert refused(confirm_received, by=going.night.by("reception"), name="", **told) == "name_needed"
    confirm_received(by=going.night.by("reception"), name="Dr Li", **told)
    assert [tag for _, tag in may_return(site.id)] == ["001-A"]
    back = Way(
        origin_kind=Destination.HOSPITAL, origin_words="First Hospital", target_kind=Destination.SITE,
        target_id=site.id, leaves_at=going.night.clock.now(),
        expected_at=going.night.clock.now() + timedelta(hours=1),
    )  # fmt: skip
    returning = order_transfer(
        by=going.night.by("clerk"), site_id=site.id, order_id=new_id(), way=back, person_ids=(person,),
        reason="discharged",
    )  # fmt: skip
    going.let_go(returning)
    stay = going.receive(site, returning, 40, by="reception")
    assert (stay.person_id, Course.objects.get(stay=stay).due_at) == (person, due)
    assert may_return(site.id) == []
    assert codes() == set()


def test_without_an_order_only_the_command_post_accepts(going: Going) -> None:
    going.begin()
    there = going.second_site()
    stay = going.night.stay("001-A")
    facts = {
        "site_id": there.id, "from_site_id": going.night.site.id, "order_id": new_id(),
        "person_ids": (stay.person_id,), "reason": "the bus brought them",
    }  # fmt: skip
    assert refused(accept_without_order, by=going.night.by("head"), **facts) == "not_permitted"
    assert (
        refused(accept_without_order, by=going.night.by("post"), **{**facts, "reason": ""}) == "reason_needed"
    )
    accept_without_order(by=going.night.by("post"), **facts)
    assert present(going, going.night.site, there) == [3, 0]
    assert TransferOrder.objects.get().accepted_without
    passenger = Passenger.objects.get()
    told = {"site_id": there.id, "order_id": facts["order_id"], "bands": {passenger.id: 31}}
    receive(by=going.night.by("reception2"), **told)
    assert present(going, going.night.site, there) == [3, 1]
    assert codes() == set()


def test_a_refusal_is_a_state_with_talk_papers_and_outcome(going: Going) -> None:
    order = going.order("001-A")
    (passenger_id,) = order.passengers.values()
    facts = {"site_id": going.night.site.id, "order_id": order.order_id, "passenger_id": passenger_id}
    refuse = {"talk": "Wants to wait for her son", "papers_handed": True}
    by = going.night.by
    assert refused(record_refusal, by=by("reception"), talk="", papers_handed=True,
                   outcome=RefusalOutcome.OPEN, **facts) == "talk_needed"  # fmt: skip
    record_refusal(by=by("reception"), outcome=RefusalOutcome.OPEN, **refuse, **facts)
    assert refused(going.let_go, order) == "moved_on"
    going.night.minutes(5)
    record_refusal(by=by("reception"), outcome=RefusalOutcome.AGREED, **refuse, **facts)
    passenger = Passenger.objects.get(id=passenger_id)
    talks = talks_of(passenger, by=by("head"))
    assert [(talk.outcome, talk.words) for talk in talks] == [
        ("open", refuse["talk"]), ("agreed", refuse["talk"])
    ]  # fmt: skip
    going.let_go(order)
    assert Passenger.objects.get(id=passenger_id).state == PassengerState.LEFT


def test_an_order_that_is_called_off_moves_nobody(going: Going) -> None:
    order = going.order("001-A", "001-B")
    facts = {"site_id": going.night.site.id, "order_id": order.order_id}
    assert call_off_transfer(by=going.night.by("clerk"), **facts).people == 2
    assert refused(going.let_go, order) == "moved_on"
    assert refused(call_off_transfer, by=going.night.by("clerk"), **facts) == "nobody_waits"
    assert present(going, going.night.site) == [4]


def test_nobody_is_on_two_orders_or_on_one_from_where_they_are_not(going: Going) -> None:
    there = going.second_site()
    going.order("001-A", to=there)
    assert refused(going.order, "001-A", to=there) == "ordered_already"
    going.begin("002-A")
    going.set(at("03-30", "09:00"))
    person = going.night.stay("002-A").person_id
    going.release("002-A")
    way = Way(
        origin_kind=Destination.SITE, origin_id=going.night.site.id, target_kind=Destination.SITE,
        target_id=there.id, leaves_at=going.night.clock.now(), expected_at=going.night.clock.now(),
    )  # fmt: skip
    told = refused(
        order_transfer, by=going.night.by("clerk"), site_id=going.night.site.id, order_id=new_id(), way=way,
        person_ids=(person,), reason="late",
    )  # fmt: skip
    assert told == "not_there_now"


def test_verification_finds_a_passenger_who_was_lost(going: Going) -> None:
    there = going.second_site()
    order = going.order("001-A", to=there)
    going.let_go(order)
    Passenger.objects.update(state=PassengerState.ORDERED, left_at=None, left_by=None, left_stay=None)
    assert "lost_on_the_way" in codes()


def test_verification_finds_an_arrival_on_which_nobody_was_let_go(going: Going) -> None:
    from yizhan.stays.actions.returning import Arriving, receive_on_order

    there = going.second_site()
    stay = going.night.stay("001-A")
    Stay.objects.filter(id=stay.id).update(ended_at=going.night.clock.now(), end_reason="transferred")
    receive_on_order(
        by=going.night.by("reception2"), site_id=there.id, order_id=new_id(),
        arriving=[Arriving(stay.person_id, stay.party_id, 31, "A")],
    )  # fmt: skip
    assert {"came_from_nowhere", "at_two_sites"} <= codes()
    assert not verify().clean


def test_whoever_is_released_is_on_no_order_any_more(going: Going) -> None:
    going.begin()
    order = going.order("001-A")
    going.set(at("03-30", "09:00"))
    going.release("001-A")
    assert Passenger.objects.get().state == PassengerState.CALLED_OFF
    assert refused(going.let_go, order) == "moved_on"
