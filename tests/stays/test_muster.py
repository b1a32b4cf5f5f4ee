"""The fire muster: everybody once, who must be carried, and until when the paper counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.health.enums import CareKind
from yizhan.people.identity import Identity
from yizhan.stays.queries.muster import AGED, SMALL_CHILD

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.stays.queries.muster import Muster, MusterDoor


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """001 (adult, child) in 402, 002 (adult, two children) in 301, 003 (adult) in the lobby."""
    from tests.intake.night import ADULT, CHILD, open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        night.announce(expected=6)
        for number, make_up in ((1, (ADULT, CHILD)), (2, (ADULT, CHILD, CHILD)), (3, (ADULT,))):
            night.count(number, make_up)
        night.house(1, "402")
        night.house(2, "301")
        yield night


def alarm(night: Night) -> Muster:
    from yizhan.stays.queries.muster import muster

    return muster(night.site, by=night.by("hotel"))


def door(night: Night, name: str) -> MusterDoor:
    (found,) = [door for floor in alarm(night).floors for door in floor.doors if door.room.name == name]
    return found


def flag(night: Night, tag: str, kind: CareKind, *, of_party: bool = False) -> None:
    from yizhan.health.actions.care import flag_care

    stay = night.stay(tag)
    person_id = None if of_party else stay.person_id
    flag_care(
        by=night.by("nurse"), site_id=night.site.id, party_id=stay.party_id, person_id=person_id, kind=kind
    )


def born(night: Night, tag: str, day: date) -> None:
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute

    facts = MemberFacts(stay_id=night.stay(tag).id, identity=Identity(birth_date=day))
    register_person(by=night.by("clerk"), site_id=night.site.id, facts=facts, route=RegistrationRoute.CALL)


def test_muster_has_everybody_once(hotel: Night) -> None:
    now = alarm(hotel)
    inside = [p.tag for floor in now.floors for d in floor.doors for p in d.people]
    assert inside == ["002-A", "002-B", "002-C", "001-A", "001-B"]
    assert [p.tag for p in now.elsewhere] == ["003-A"]
    assert [(floor.floor.name, floor.people) for floor in now.floors] == [("3", 3), ("4", 2)]
    assert now.people == 6


def test_muster_names_who_must_be_carried_and_why(hotel: Night) -> None:
    flag(hotel, "001-A", CareKind.OXYGEN)
    flag(hotel, "001-A", CareKind.INSULIN)
    born(hotel, "001-A", date(1952, 3, 16))
    born(hotel, "002-C", date(2019, 3, 17))
    assert [p.carried for p in door(hotel, "402").people] == [("oxygen", AGED), ()]
    assert [p.carried for p in door(hotel, "301").people] == [(), (), (SMALL_CHILD,)]
    assert alarm(hotel).carried == 2


@pytest.mark.parametrize(
    ("day", "carried"),
    [
        (date(1952, 3, 17), ()),
        (date(1952, 3, 16), (AGED,)),
        (date(2019, 3, 16), ()),
        (date(2019, 3, 17), (SMALL_CHILD,)),
    ],
)
def test_muster_judges_ages_on_the_sites_own_day(hotel: Night, day: date, carried: tuple[str, ...]) -> None:
    born(hotel, "003-A", day)
    assert alarm(hotel).elsewhere[0].carried == carried


def test_muster_counts_one_for_a_need_of_somebody_not_told_apart(hotel: Night) -> None:
    flag(hotel, "002-A", CareKind.DEPENDENT, of_party=True)
    assert door(hotel, "301").somebody == ("dependent",)
    assert (door(hotel, "301").carried, alarm(hotel).carried) == (1, 1)


def test_muster_on_paper_counts_for_an_hour(hotel: Night) -> None:
    now = alarm(hotel)
    assert now.valid_until - now.taken_at == timedelta(hours=1)


def test_reading_the_muster_is_audited(hotel: Night) -> None:
    from yizhan.core.models import AuditEvent

    alarm(hotel)
    event = AuditEvent.objects.get(action="stays.read_muster")
    assert (event.actor, event.subject) == (f"account:{hotel.crew['hotel']}", {"people": 6})


def test_number_of_queries_does_not_grow_with_the_house(hotel: Night, django_assert_num_queries: Any) -> None:
    born(hotel, "001-A", date(1990, 3, 7))
    with django_assert_num_queries(7):
        alarm(hotel)
    hotel.count(4)
    hotel.house(4, "502")
    with django_assert_num_queries(7):
        assert alarm(hotel).people == 8
