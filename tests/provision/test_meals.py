"""Bags by floor and room: one a person, in walking order, and nothing guessed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.people.identity import Identity
from yizhan.provision.enums import Diet

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.provision.queries.meals import Bags, MealList


def seven(night: Night) -> MealList:
    from yizhan.stays.queries.lists import meals_now

    return meals_now(night.site, by=night.by("kitchen"))


def say(night: Night, tag: str, **particulars: Any) -> None:
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute

    facts = MemberFacts(stay_id=night.stay(tag).id, identity=Identity(**particulars))
    register_person(by=night.by("clerk"), site_id=night.site.id, facts=facts, route=RegistrationRoute.CALL)


def flag(night: Night, tag: str, *, of_party: bool = False) -> None:
    from yizhan.health.actions.care import flag_care
    from yizhan.health.enums import CareKind

    stay = night.stay(tag)
    person_id = None if of_party else stay.person_id
    flag_care(
        by=night.by("nurse"), site_id=night.site.id, party_id=stay.party_id, person_id=person_id,
        kind=CareKind.INFANT_FEEDING,
    )  # fmt: skip


def packed(bags: Bags) -> dict[tuple[str, bool], int]:
    return {(portion.diet.value, portion.child): count for portion, count in bags.portions.items()}


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 (adult, child) in 402, 002 (adult, two children) in 301, 003 in 309, 004 in the lobby."""
    from tests.intake.night import ADULT, CHILD

    night.announce(expected=8)
    for number, make_up in ((1, (ADULT, CHILD)), (2, (ADULT, CHILD, CHILD)), (3, (ADULT,)), (4, (ADULT,))):
        night.count(number, make_up)
    for number, room in ((1, "402"), (2, "301"), (3, "309")):
        night.house(number, room)
    return night


def test_bags_are_one_a_person_in_walking_order(hotel: Night) -> None:
    listed = seven(hotel)
    assert [(floor.floor.name, floor.bags.total, floor.bags.children) for floor in listed.floors] == [
        ("3", 4, 2),
        ("4", 2, 1),
    ]
    assert [(door.room.name, door.bags.total) for door in listed.floors[0].rooms] == [("301", 3), ("309", 1)]
    assert (listed.bags.total, listed.bags.children, listed.waiting.total) == (7, 3, 1)


def test_unknown_diets_are_ordinary_and_counted_as_unknown(hotel: Night) -> None:
    listed = seven(hotel)
    assert listed.bags.special == []
    assert listed.bags.unknown == 7
    say(hotel, "003-A", diet="ordinary")
    assert seven(hotel).bags.unknown == 6


def test_special_diets_come_from_what_was_registered(hotel: Night) -> None:
    say(hotel, "002-A", diet="halal")
    say(hotel, "002-B", diet="halal")
    say(hotel, "004-A", diet="no peanuts")
    listed = seven(hotel)
    (first, _) = listed.floors[0].rooms
    assert packed(first.bags) == {("halal", False): 1, ("halal", True): 1, ("ordinary", True): 1}
    assert [(p.diet, p.child, p.words, n) for p, n in listed.bags.special] == [
        (Diet.ORDINARY, False, "no peanuts", 1),
        (Diet.HALAL, False, "", 1),
        (Diet.HALAL, True, "", 1),
    ]
    assert listed.bags.unknown == 4


def test_what_makes_somebody_ill_is_left_out_of_their_bag(hotel: Night) -> None:
    from yizhan.provision.words import special_words

    say(hotel, "002-A", allergies=("peanuts", "milk"))
    say(hotel, "002-B", diet="halal", allergies=("peanuts",))
    listed = seven(hotel)
    assert special_words(listed.floors[0].rooms[0].bags) == [
        "Ordinary, WITHOUT Milk, Peanuts ×1", "Halal, child, WITHOUT Peanuts ×1",
    ]  # fmt: skip
    assert listed.bags.unknown == 5


def test_infants_are_found_by_birth_date_by_diet_and_by_flag(hotel: Night) -> None:
    say(hotel, "001-B", birth_date=date(2021, 6, 1))
    say(hotel, "002-B", diet="infant")
    flag(hotel, "002-C")
    listed = seven(hotel)
    infants = Counter({portion.diet: count for portion, count in listed.bags.special})
    assert infants == {Diet.INFANT: 3}
    assert (listed.bags.total, listed.bags.children, listed.bags.unknown) == (7, 0, 4)


def test_an_infant_nobody_has_told_apart_is_asked_about_and_not_guessed(hotel: Night) -> None:
    flag(hotel, "001-A", of_party=True)
    flag(hotel, "002-A")
    doors = {door.room.name: door for floor in seven(hotel).floors for door in floor.rooms}
    assert {name for name, door in doors.items() if door.ask_infant} == {"301", "402"}
    assert seven(hotel).bags.special == []


def test_sums_agree_on_every_level(hotel: Night) -> None:
    from yizhan.provision.queries.meals import united

    say(hotel, "002-A", diet="halal")
    listed = seven(hotel)
    assert united(door.bags for floor in listed.floors for door in floor.rooms) == united(
        floor.bags for floor in listed.floors
    )
    assert united([*(floor.bags for floor in listed.floors), listed.waiting]) == listed.bags


def test_reading_diets_is_audited_without_a_name(hotel: Night) -> None:
    from yizhan.core.models import AuditEvent

    seven(hotel)
    event = AuditEvent.objects.get(action="stays.read_diets")
    assert event.actor == f"account:{hotel.crew['kitchen']}"
    assert event.subject == {"people": 7}


def test_number_of_queries_does_not_grow_with_the_house(hotel: Night, django_assert_num_queries: Any) -> None:
    from tests.intake.night import PAIR

    say(hotel, "001-A", diet="halal")
    with django_assert_num_queries(11):
        seven(hotel)
    for number, room in ((5, "501"), (6, "502"), (7, "503")):
        hotel.count(number, PAIR)
        hotel.house(number, room)
    with django_assert_num_queries(11):
        assert seven(hotel).bags.total == 13
