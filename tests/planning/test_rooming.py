"""Rooms for everybody who waits, and what if: worked by hand on a few rooms of the county hotel."""

from django.utils import translation

from tests.intake.night import ADULT, CHILD, Night
from tests.planning.planned import answered, approve, name_of, plan, rooms, shut, tick
from yizhan.planning.enums import Use
from yizhan.planning.wording import plan_text


def test_families_get_the_rooms_with_just_their_beds(night: Night) -> None:
    shut(night, "301", "302", "309")
    night.count(1, (ADULT,))
    night.count(2, (ADULT, CHILD))
    night.count(3, (ADULT, CHILD, CHILD, CHILD))
    answer = answered(plan(night, Use.ROOMING, expected=False))
    assert {step.tag: rooms(night, step) for step in answer.steps} == {
        "001": "309",
        "002": "302",
        "003": "301",
    }
    assert answer.proven
    assert answer.without_room == 0
    assert [step.broken for step in answer.steps] == [(), (), ()]
    assert all(step.party_id and not step.origin for step in answer.steps)


def test_who_finds_no_room_is_named_with_what_is_lacking(night: Night) -> None:
    shut(night, "302")
    night.count(1)
    night.count(2)
    found = plan(night, Use.ROOMING, expected=False)
    answer = answered(found)
    assert sorted(rooms(night, step) for step in answer.steps) == ["", "302"]
    assert answer.without_room == 2
    assert answer.relaxed["no_room"] == 2
    text = plan_text(found)
    assert "no room" in text
    assert "with 2 beds" in text


def test_those_announced_get_rooms_beside_those_who_wait(night: Night) -> None:
    night.count(1)
    answer = answered(plan(night, Use.ROOMING))
    assert sum(step.people for step in answer.steps) == 84
    assert [step.tag for step in answer.steps if step.party_id] == ["001"]
    assert answer.without_room == 0


def test_a_lost_wing_moves_just_its_people(night: Night) -> None:
    night.count(1)
    night.count(2)
    night.house(1, "302")
    night.house(2, "405")
    wing = tuple(night.site.rooms.filter(name__in=["301", "302", "303", "304"]).values_list("id", flat=True))
    answer = answered(plan(night, Use.WHAT_IF, expected=False, lost=wing))
    (step,) = answer.steps
    assert (step.tag, [name_of(night, room) for room in step.origin]) == ("001", ["302"])
    assert step.rooms
    assert not set(step.rooms) & set(wing)
    assert step.broken == ()


def test_of_a_party_with_a_late_member_those_who_have_the_lost_room_move(night: Night) -> None:
    night.count(1)
    night.house(1, "302")
    night.measure("001-C")
    lost = tuple(night.site.rooms.filter(name="302").values_list("id", flat=True))
    found = plan(night, Use.WHAT_IF, expected=False, lost=lost)
    (step,) = [step for step in answered(found).steps if step.origin]
    assert [share.letters for share in step.shares] == [("A", "B")]
    approve(night, found.row.id)
    tick(night, found.row.id, answered(found).steps.index(step))
    assert night.room("302").state == "dirty"


def test_thirty_people_more_lack_rooms_and_the_rooms_are_named(night: Night) -> None:
    shut(night, "302", "303", "304")
    found = plan(night, Use.WHAT_IF, expected=False, more=30)
    answer = answered(found)
    # The rules make 3 alone, 12 pairs and 1 of three of them; three in a twin room are less harm than none.
    assert sorted(step.people for step in answer.steps) == [1] * 3 + [2] * 12 + [3]
    assert answer.without_room == 30 - 7
    assert [why.code for step in answer.steps for why in step.broken] == ["room_too_small"]
    assert any(why.code == "room_lacking" for why in answer.whole)
    assert "To keep every rule" in plan_text(found)
    with translation.override("zh-hans"):
        assert "还差" in plan_text(found)


def test_reasons_name_floors_in_the_language_of_the_reader(night: Night) -> None:
    night.count(1)
    with translation.override("zh-hans"):
        found = plan(night, Use.ROOMING, expected=False)
    english = plan_text(found)
    assert "Floor 3 is still empty" in english
    with translation.override("zh-hans"):
        assert "Floor" not in plan_text(found)
