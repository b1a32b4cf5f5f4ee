"""Why not the room that somebody has in mind: judged with everybody else where the plan puts them."""

import pytest

from tests.intake.night import ADULT, CHILD, Night
from tests.planning.planned import approve, ask, name_of, plan, view
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.planning.actions.plans import claim_plan, end_plan
from yizhan.planning.answering import Answer, Step
from yizhan.planning.enums import Use
from yizhan.planning.queries.why_not import why_not_there
from yizhan.planning.reasons import whys
from yizhan.planning.wording import sentence
from yizhan.stays.rules import RoomShare


def test_a_room_that_is_too_small_says_so_by_its_floor_and_name(night: Night) -> None:
    night.count(1, (ADULT, CHILD))
    made = plan(night, Use.ROOMING, expected=False)
    found = why_not_there(night.site, made, "1", "808")
    assert found is not None
    assert not found.is_better
    assert "808 has beds for 1, not for 2; missing: 1" in [sentence(why) for why in whys(found.reasons)]


def test_a_room_that_the_plan_gives_to_others_is_taken(night: Night) -> None:
    night.count(1, (ADULT, CHILD))
    night.count(2, (ADULT, CHILD))
    made = plan(night, Use.ROOMING, expected=False)
    theirs = name_of(night, next(step for step in made.steps if step.tag == "002").rooms[0])
    found = why_not_there(night.site, made, "001", theirs)
    assert found is not None
    assert "room_occupied" in [reason.code for reason in found.reasons]


def test_after_the_approval_it_is_judged_as_before(night: Night) -> None:
    night.count(1, (ADULT, CHILD))
    night.count(2, (ADULT, CHILD))
    made = plan(night, Use.ROOMING, expected=False)
    before = why_not_there(night.site, made, "1", "808")
    approve(night, made.row.id)
    after = why_not_there(night.site, view(night, made.row.id), "1", "808")
    assert before
    assert after
    assert [one.code for one in after.reasons] == [one.code for one in before.reasons]


@pytest.mark.parametrize(("tag", "room"), [("9", "808"), ("1", "9999"), ("", "")])
def test_nobody_and_nowhere_are_said(night: Night, tag: str, room: str) -> None:
    night.count(1, (ADULT, CHILD))
    assert why_not_there(night.site, plan(night, Use.ROOMING, expected=False), tag, room) is None


def test_parties_that_go_to_another_hotel_are_not_judged_here(night: Night) -> None:
    plan_id = ask(night, Use.ROOMING)
    claim_plan(by=SYSTEM, plan_id=plan_id, host="", process=1)
    elsewhere = Step(
        party_id=None, tag="≈1", people=2, site_id=new_id(), shares=(RoomShare(room_id=new_id()),)
    )
    end_plan(by=SYSTEM, plan_id=plan_id, answer=Answer(steps=(elsewhere,)))
    assert why_not_there(night.site, view(night, plan_id), "1", "808") is None
