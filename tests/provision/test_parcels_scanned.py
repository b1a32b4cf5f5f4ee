"""Parcels by scanning: a number is enough, whatever phone sent it first, and nothing is skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.provision.test_parcels import hotel, receive, steps, stored  # noqa: F401 - the fixture
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night


def scan(hotel: Night, name: str, number: str, **more: Any) -> Any:  # noqa: F811
    from yizhan.provision.actions import parcels

    facts = {"numbers": (number,)} if name == "disinfect_parcels" else {"number": number}
    return getattr(parcels, name)(by=hotel.by("reception"), site_id=hotel.site.id, **facts, **more)


def test_four_scans_bring_a_parcel_to_its_door_and_a_fifth_changes_nothing(hotel: Night) -> None:  # noqa: F811
    room_id = hotel.room("305").id
    scan(hotel, "receive_parcel", "sf1", room_id=room_id)
    for refused, passing in (("looked through", "check_parcel"), ("disinfected", "disinfect_parcels")):
        with pytest.raises(Refusal, match=f"not {refused} yet"):
            scan(hotel, "hand_over_parcel", "SF1")
        scan(hotel, passing, "SF1")
    done = scan(hotel, "hand_over_parcel", "SF1")
    moment = stored(done.parcel_id).delivered_at
    hotel.minutes(5)
    assert scan(hotel, "hand_over_parcel", "SF1").again
    assert (stored(done.parcel_id).delivered_at, steps(hotel)) == (moment, [])


def test_a_step_that_comes_before_the_arrival_takes_the_parcel_in(hotel: Night) -> None:  # noqa: F811
    scanned_at = hotel.clock.now()
    early = hotel.by("reception")
    hotel.minutes(10)
    checked = scan(hotel, "check_parcel", "YT1").parcel_id
    assert stored(checked).received_at == hotel.clock.now()
    assert steps(hotel) == [("YT1", "whose")]
    told = late_arrival(hotel, early, "YT1")
    assert told.again
    assert stored(checked).received_at == scanned_at
    assert steps(hotel) == [("YT1", "disinfect")]


def late_arrival(hotel: Night, early: Any, number: str) -> Any:  # noqa: F811
    """The arrival of a phone that was without network; its tap is older than what the site knows."""
    from yizhan.provision.actions.parcels import receive_parcel

    return receive_parcel(by=early, site_id=hotel.site.id, number=number, room_id=hotel.room("306").id)


def test_what_is_held_or_nobodys_is_not_handed_over(hotel: Night) -> None:  # noqa: F811
    scan(hotel, "receive_parcel", "JD1")
    with pytest.raises(Refusal, match="Nobody has said whose parcel JD1 is"):
        scan(hotel, "hand_over_parcel", "JD1")
    scan(hotel, "check_parcel", "JD1", held_for="unknown")
    scan(hotel, "disinfect_parcels", "JD1")
    with pytest.raises(Refusal, match="JD1 is held"):
        scan(hotel, "hand_over_parcel", "JD1")
    scan(hotel, "address_parcel", "JD1", party_id=hotel.stay("001-A").party_id)
    assert steps(hotel) == [("JD1", "carry")]
    assert stored(scan(hotel, "hand_over_parcel", "JD1").parcel_id).delivered_at is not None


def test_a_parcel_of_somebody_who_is_in_no_room_is_refused(hotel: Night) -> None:  # noqa: F811
    hotel.count(3)
    with pytest.raises(Refusal, match="in no room here"):
        scan(hotel, "receive_parcel", "ZT3", party_id=hotel.stay("003-A").party_id)


def call(hotel: Night, tag: str, name: str) -> None:  # noqa: F811
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    facts = MemberFacts(stay_id=hotel.stay(tag).id, identity=Identity(name=name))
    register_person(by=hotel.by("clerk"), site_id=hotel.site.id, facts=facts, route=RegistrationRoute.CALL)


@pytest.fixture
def named(hotel: Night) -> Night:  # noqa: F811
    """001-A in 305 is called Zhang Wei."""
    call(hotel, "001-A", "\u5f20\u4f1f")
    return hotel


def found(named: Night, text: str) -> list[str]:
    from yizhan.intake.queries.addressees import parties_about
    from yizhan.provision.queries.parcels import found_parcels

    parties = parties_about(text, site=named.site, by=named.by("reception"))
    return [one.number for one in found_parcels(named.site.id, text, parties)]


@pytest.mark.parametrize("text", ["\u5f20\u4f1f", "zhangwei", "zw", "001", "001-a", "305", "4711", "sf47"])
def test_a_parcel_is_found_by_what_is_known_of_it(named: Night, text: str) -> None:
    receive(named, "SF4711", "305")
    receive(named, "SF9999", "306")
    assert found(named, text) == ["SF4711"]


def test_what_is_gone_is_found_after_what_waits_and_a_search_by_name_is_audited(named: Night) -> None:
    from yizhan.core.models import AuditEvent
    from yizhan.provision.actions.parcels import refuse_parcel

    first, second = receive(named, "A11", "305"), receive(named, "A12", "305")
    refuse_parcel(by=named.by("hotel"), site_id=named.site.id, parcel_id=second, refused_for="left")
    assert found(named, "zw") == ["A11", "A12"]
    assert stored(first).delivered_at is None
    seen = AuditEvent.objects.filter(action="intake.find_addressees").last()
    assert seen is not None
    assert seen.subject["persons"] == [str(named.stay("001-A").person_id)]
    count = AuditEvent.objects.count()
    assert found(named, "A11") == ["A11"]
    assert AuditEvent.objects.count() == count


def ask(hotel: Night, path: str, **sent: str) -> str:  # noqa: F811
    from tests.web.test_lists import client_of
    from yizhan.core.ids import new_id

    client = client_of(hotel, "reception")
    sent = {"command_id": str(new_id()), **sent}
    return client.post(f"/s/{hotel.site.code}/parcels/{path}", sent, follow=True).content.decode()


def test_the_desks_scanner_stays_in_its_step_and_shows_what_was_scanned(named: Night) -> None:
    page = ask(named, "arrivals/", number="sf77", whose="zw")
    assert ("Taken in. Scan the next one." in page, "SF77" in page, "305" in page) == (True, True, True)
    page = ask(named, "checks/", number="SF77")
    assert 'action="/s/county/parcels/checks/"' in page
    ask(named, "disinfections/scanned/", number="SF77")
    page = ask(named, "hand-overs/", number="SF77")
    assert "Given out. Scan the next one." in page
    assert steps(named) == []
    refused = "Nobody has said whose parcel ZZ1 is. Give it a room first."
    assert refused in ask(named, "hand-overs/", number="ZZ1")


def test_names_that_several_bear_are_asked_for_by_room(named: Night) -> None:
    call(named, "002-A", "\u5f20\u4f1f")
    page = ask(named, "arrivals/", number="SF88", whose="zw")
    assert "Several are meant, in rooms 305, 306." in page
    assert steps(named) == []
    assert "No parcel is known by that." in ask(named, "found/", text="sf8")
