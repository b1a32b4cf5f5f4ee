"""Care packs: one for everybody who comes, out of the store in the same moment, back if it was a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.provision.store import faults, receive, shelf
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night
    from yizhan.provision.actions.packs import PacksGiven

PACK = {"toiletries": 1, "tissue": 1, "slippers": 1, "water": 2, "letter": 1}


@pytest.fixture
def hotel(night: Night) -> Night:
    """001, two people, in 305; 002, one adult, still downstairs. The store has three packs."""
    night.announce(expected=4)
    night.count(1)
    night.house(1, "305")
    night.count(2, ("adult",))
    for item, each in PACK.items():
        receive(night, item, 3 * each)
    return night


def who(hotel: Night, *tags: str) -> list[UUID]:
    return [hotel.stay(tag).person_id for tag in tags]


def give(hotel: Night, people: list[UUID], kind: str = "arrival", **more: Any) -> PacksGiven:
    from yizhan.provision.actions.packs import give_pack

    return give_pack(by=hotel.by("reception"), site_id=hotel.site.id, kind=kind, person_ids=people, **more)


def owed(hotel: Night, kind: str = "arrival") -> tuple[list[str], list[tuple[str, list[str]]]]:
    from yizhan.provision.queries.packs import owed_packs
    from yizhan.provision.stock_rules import packs

    found = owed_packs(hotel.site.id, packs()[kind])
    doors = [
        (door.room.name, [one.tag for one in door.people]) for floor in found.floors for door in floor.doors
    ]
    return [one.tag for one in found.lobby], doors


def stock(hotel: Night) -> dict[str, int]:
    return {item: shelf(hotel, item).on_hand for item in PACK}


def test_everybody_who_comes_is_owed_one_and_gets_it_once(hotel: Night) -> None:
    assert owed(hotel) == (["002-A"], [("305", ["001-A", "001-B"])])
    done = give(hotel, who(hotel, "001-A", "002-A"))
    assert (done.given, done.before, done.lacking) == (2, 0, 0)
    assert stock(hotel) == PACK
    again = give(hotel, who(hotel, "001-A", "001-B"))
    assert (again.given, again.before) == (1, 1)
    assert (owed(hotel), set(stock(hotel).values())) == (([], []), {0})
    hotel.count(3, ("adult",))
    assert owed(hotel)[0] == ["003-A"], "who comes late is owed one too"
    assert faults(hotel.site.id) == []


def test_too_few_articles_are_refused_or_go_out_as_far_as_they_reach(hotel: Night) -> None:
    from yizhan.provision.models import PackGiven

    people = who(hotel, "001-A", "001-B")
    hotel.count(3, ("adult", "adult"))
    everybody = [*people, *who(hotel, "003-A", "003-B")]
    with pytest.raises(Refusal) as refused:
        give(hotel, everybody)
    assert (refused.value.code, PackGiven.objects.count()) == ("not_enough", 0)
    done = give(hotel, everybody, partly=True)
    assert (done.given, done.lacking) == (4, sum(PACK.values()))
    lacking = PackGiven.objects.values_list("lacking", flat=True)
    assert sorted(map(len, lacking)) == [0, 0, 0, 5]
    assert (set(stock(hotel).values()), faults(hotel.site.id)) == ({0}, [])


def test_a_pack_by_mistake_goes_back_into_the_store_once(hotel: Night) -> None:
    from yizhan.provision.actions.packs import withdraw_pack
    from yizhan.provision.models import PackGiven

    before = stock(hotel)
    give(hotel, who(hotel, "001-A"))
    facts = {"site_id": hotel.site.id, "pack_id": PackGiven.objects.get().id, "reason": "wrong room"}
    assert withdraw_pack(by=hotel.by("reception"), **facts).back == sum(PACK.values())
    assert (stock(hotel), faults(hotel.site.id)) == (before, [])
    assert "001-A" in owed(hotel)[1][0][1]
    with pytest.raises(Refusal, match="taken back already"):
        withdraw_pack(by=hotel.by("reception"), **facts)
    assert give(hotel, who(hotel, "001-A")).given == 1


def test_what_may_be_asked_for_again_is_given_again_and_owed_to_nobody(hotel: Night) -> None:
    from yizhan.provision.models import PackGiven

    receive(hotel, "pads", 10)
    receive(hotel, "underwear", 10)
    assert owed(hotel, "women") == ([], [])
    people = who(hotel, "001-A")
    assert (give(hotel, people, "women").given, give(hotel, people, "women").given) == (1, 1)
    assert sorted(PackGiven.objects.values_list("turn", flat=True)) == [1, 2]
    assert shelf(hotel, "pads").on_hand == 6


def test_age_says_who_is_offered_a_pack_for_infants_or_the_elderly(hotel: Night) -> None:
    from datetime import date

    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    for tag, born in (("001-A", date(1950, 1, 1)), ("001-B", date(2021, 12, 1)), ("002-A", date(1990, 1, 1))):
        facts = MemberFacts(stay_id=hotel.stay(tag).id, identity=Identity(name="x", birth_date=born))
        register_person(
            by=hotel.by("clerk"), site_id=hotel.site.id, facts=facts, route=RegistrationRoute.CALL
        )
    assert owed(hotel, "elderly") == ([], [("305", ["001-A"])])
    assert owed(hotel, "infant") == ([], [("305", ["001-B"])])


def test_who_is_not_here_gets_nothing(hotel: Night) -> None:
    from yizhan.core.ids import new_id

    with pytest.raises(Refusal, match="not at this site"):
        give(hotel, [new_id()])
    with pytest.raises(Refusal, match="no such care pack"):
        give(hotel, who(hotel, "001-A"), "gold")


def test_a_round_hands_packs_over_at_doors_and_no_empty_store_stops_it(hotel: Night) -> None:
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.models import RoundTask
    from yizhan.provision.actions.order_delivery import HandedLine
    from yizhan.provision.actions.packs import hand_packs_at_door
    from yizhan.provision.packs_round import items
    from yizhan.provision.queries.packs import rooms_without_packs

    room = hotel.room("305")
    one, two = who(hotel, "001-A", "001-B")
    assert rooms_without_packs(hotel.site.id) == [room.id]
    assert [item.id for item in items(hotel.site.id, [room.id])[room.id]] == [one, two]
    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["packs"], floors=[room.floor_id],
        planned_at=hotel.clock.now(),
    )  # fmt: skip
    start_round(by=hotel.by("hotel"), site_id=hotel.site.id, round_id=planned.round_id)
    lines = (HandedLine(line_id=one, quantity=1), HandedLine(line_id=two, quantity=0))
    facts = {"site_id": hotel.site.id, "room_id": room.id, "round_id": planned.round_id, "lines": lines}
    assert hand_packs_at_door(by=hotel.by("hotel"), **facts).given == 1
    assert (RoundTask.objects.get().state, owed(hotel)[1]) == ("done", [("305", ["001-B"])])
    give(hotel, who(hotel, "002-A"), partly=True)
    hotel.count(3, ("adult",))
    give(hotel, who(hotel, "003-A"))
    assert set(stock(hotel).values()) == {0}
    assert rooms_without_packs(hotel.site.id) == [], "a site without packs walks no round for them"
    late = hand_packs_at_door(by=hotel.by("hotel"), site_id=hotel.site.id, room_id=room.id)
    assert (late.given, late.lacking, faults(hotel.site.id)) == (1, sum(PACK.values()), [])
