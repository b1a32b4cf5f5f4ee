"""The next days, counted by hand: who leaves when, what is free, and who finds no room."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from planner import horizon
from planner.placement import default_rules
from tests.course.conftest import protocols  # noqa: F401 - the fixture
from tests.course.watching import Watching
from tests.intake.night import ADULT, Night
from tests.planning.planned import answered, give, plan, rooms, shut
from yizhan.planning.answering import Held
from yizhan.planning.answering import Night as FreeNight
from yizhan.planning.enums import Use
from yizhan.planning.uses.dated import ELSEWHERE
from yizhan.planning.wording import plan_text

# The clock of the night stands at 19:00 on 16 March in Shanghai.
TODAY = date(2022, 3, 16)


def test_rooms_are_free_again_the_night_after_they_were_left(night: Night) -> None:
    shut(night, "302", "303", "304")
    night.site.rooms.filter(name="304").update(state="dirty")
    night.count(1)
    night.house(1, "302")
    answer = answered(plan(night, **days(3)))
    # 302 is left on the 19th and disinfected that night; 304 is disinfected tonight.
    assert [(night.day.day, night.rooms, night.beds) for night in answer.nights] == [
        (16, 1, 2), (17, 2, 4), (18, 2, 4), (19, 2, 4),
    ]  # fmt: skip
    assert [night.leaving for night in answer.nights] == [0, 0, 0, 2]
    assert (answer.steps, answer.refused, answer.held) == ((), (), ())
    assert answer.proven


def test_ten_nights_instead_of_fourteen_free_rooms_four_days_sooner(night: Night) -> None:
    shut(night, "302", "303")
    came(night, 1, datetime(2022, 3, 10, 11, 0, tzinfo=UTC), "302")
    found = plan(night, **days(14, instead=10))
    answer = answered(found)
    assert len(answer.nights) == len(answer.nights_instead) == 15
    assert day_of_leaving(answer.nights) == date(2022, 3, 24)
    assert day_of_leaving(answer.nights_instead) == date(2022, 3, 20)
    assert rooms_on(answer.nights, date(2022, 3, 24)) == 1
    assert rooms_on(answer.nights, date(2022, 3, 25)) == 2
    assert rooms_on(answer.nights_instead, date(2022, 3, 20)) == 1
    assert rooms_on(answer.nights_instead, date(2022, 3, 21)) == 2
    text = plan_text(found)
    assert "Stays of 14 nights:" in text
    assert "March 20: rooms free 1, beds 2 (Twin 1); leaving 2, coming 0" in text
    with translation.override("zh-hans"):
        assert "3月20日" in plan_text(found)


def test_who_is_over_the_time_is_named_and_leaves_today(night: Night) -> None:
    shut(night, "302", "303")
    came(night, 1, datetime(2022, 3, 5, 11, 0, tzinfo=UTC), "302")
    came(night, 2, datetime(2022, 3, 6, 11, 0, tzinfo=UTC), "303")
    answer = answered(plan(night, **days(10)))
    # The second one is due today and is not over the time.
    assert answer.held == (Held(tag="001", people=2, since=date(2022, 3, 5), due=date(2022, 3, 15)),)
    assert [night.leaving for night in answer.nights][:2] == [4, 0]
    assert [night.rooms for night in answer.nights][:2] == [0, 2]


def test_who_has_a_course_leaves_when_it_ends_whatever_is_asked(night: Night, protocols: None) -> None:  # noqa: F811
    shut(night, "302", "303")
    night.count(1)
    night.house(1, "302")
    night.count(2)
    night.house(2, "303")
    party = Watching(night)
    # Due on the 30th, a fortnight from tonight; of the other party only one has a course.
    party.begin("001-A", "001-B", "002-A")
    answer = answered(plan(night, **days(3, instead=20)))
    assert [(one.day.day, one.leaving) for one in answer.nights if one.leaving] == [(19, 2), (30, 2)]
    assert [(one.day.day, one.leaving) for one in answer.nights_instead if one.leaving] == [(30, 2), (5, 2)]


def test_the_day_of_arrival_is_that_of_the_sites_calendar(night: Night) -> None:
    shut(night, "302")
    # 17:30 of the 9th in London is half past one on the 10th in Shanghai.
    came(night, 1, datetime(2022, 3, 9, 17, 30, tzinfo=UTC), "302")
    assert day_of_leaving(answered(plan(night, **days(14))).nights) == date(2022, 3, 24)


def test_those_announced_come_on_their_day_and_keep_their_room(night: Night) -> None:
    shut(night, "302", "303")
    came(night, 1, datetime(2022, 3, 4, 11, 0, tzinfo=UTC), "302")
    announce_pair(night, datetime(2022, 3, 18, 1, 0, tzinfo=UTC))
    answer = answered(plan(night, **days(14, expected=True)))
    (step,) = answer.steps
    assert (step.tag, step.people, step.party_id, step.day) == ("≈1", 2, None, date(2022, 3, 18))
    assert rooms(night, step) in {"302", "303"}
    assert [night.arriving for night in answer.nights][:4] == [0, 0, 2, 0]
    # 302 is left on the 18th and would be disinfected that night: the newcomers get 303.
    assert rooms(night, step) == "303"
    assert [night.rooms for night in answer.nights][:5] == [1, 1, 0, 1, 1]


def test_who_finds_no_room_is_told_which_nights_lack_and_how_long_to_wait(night: Night) -> None:
    shut(night, "302")
    came(night, 1, datetime(2022, 3, 4, 11, 0, tzinfo=UTC), "302")
    announce_pair(night, datetime(2022, 3, 16, 14, 0, tzinfo=UTC))
    found = plan(night, **days(14, expected=True))
    (refused,) = answered(found).refused
    # 302 is left on the 18th and free from the night of the 19th on.
    assert (refused.tag, refused.people, refused.day, refused.shift) == ("≈1", 2, TODAY, 3)
    assert refused.short == (date(2022, 3, 16), date(2022, 3, 17), date(2022, 3, 18))
    assert answered(found).relaxed == {"no_room": 2}
    assert "3 nights later there is one." in plan_text(found)


def test_a_party_larger_than_every_room_has_to_go_elsewhere(night: Night) -> None:
    shut(night, "302")
    night.revise(1, expected=3, cohort="school", make_up={3: 1})
    found = plan(night, **days(14, expected=True))
    (refused,) = answered(found).refused
    assert (refused.people, refused.short, refused.shift) == (3, (), None)
    assert "no room has so many beds. They have to go elsewhere." in plan_text(found)


def test_fewest_people_are_refused_not_fewest_parties(night: Night) -> None:
    shut(night, "301", "302")
    night.revise(1, expected=7, cohort="school", make_up={1: 1, 2: 1, 4: 1})
    answer = answered(plan(night, **days(14, expected=True)))
    assert {step.people: rooms(night, step) for step in answer.steps} == {1: "", 2: "302", 4: "301"}
    assert [one.people for one in answer.refused] == [1]


def test_nobody_is_refused_for_whom_a_room_stayed_free(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(problem: horizon.Problem, stop: horizon.Stop, seed: int) -> horizon.Result:
        return horizon.Result({stay.id: ELSEWHERE for stay in problem.stays}, {}, 0.0, 0)

    monkeypatch.setattr(horizon, "solve", give_up)
    shut(night, "302", "303")
    night.revise(1, expected=6, cohort="school", make_up={2: 3})
    answer = answered(plan(night, **days(14, expected=True)))
    assert sorted(rooms(night, step) for step in answer.steps) == ["", "302", "303"]
    assert len(answer.refused) == 1
    assert answer.objective["no_room"] == 2 * default_rules().hard["no_room"].weight
    assert not answer.proven


def test_who_waits_needs_a_room_tonight_and_nothing_of_it_is_carried_out(night: Night) -> None:
    shut(night, "302")
    night.count(1)
    found = plan(night, **days(14))
    (step,) = answered(found).steps
    assert (step.tag, step.party_id, rooms(night, step), step.day) == ("001", None, "302", TODAY)
    assert not found.can_be_approved


def test_a_party_in_two_rooms_and_two_parties_in_one_are_counted_once(night: Night) -> None:
    shut(night, "302", "303", "304")
    night.count(1, (ADULT, ADULT, ADULT))
    give(night, 1, ("302", "AB"), ("303", "C"))
    night.count(2, (ADULT,))
    night.count(3, (ADULT,))
    give(night, 2, ("304", ""))
    give(night, 3, ("304", ""), reason="sisters", knowing=("room_occupied",))
    answer = answered(plan(night, **days(5)))
    assert [night.leaving for night in answer.nights] == [0, 0, 0, 0, 0, 5]
    assert [night.rooms for night in answer.nights] == [0] * 6


def test_a_forecast_looks_thirty_nights_ahead_at_most(night: Night) -> None:
    assert len(answered(plan(night, **days(60))).nights) == 30


def days(nights: int, *, expected: bool = False, **more: Any) -> dict[str, Any]:
    """A question: the next days with stays of so many nights."""
    return {"use": Use.DAYS, "days": nights, "expected": expected, **more}


def came(night: Night, number: int, at: datetime, room: str) -> None:
    """Count a pair at another moment and give it a room."""
    present = night.clock.now()
    night.clock.set(at)
    night.count(number)
    night.house(number, room)
    night.clock.set(present)


def announce_pair(night: Night, eta: datetime) -> None:
    """Say that one pair of the batch is still to come, after the one that came."""
    night.revise(1, expected=4, cohort="school", make_up={2: 2}, eta=eta)


def day_of_leaving(nights: Sequence[FreeNight]) -> date:
    """The day on which people leave."""
    (day,) = (night.day for night in nights if night.leaving)
    return day


def rooms_on(nights: Sequence[FreeNight], day: date) -> int:
    """Free rooms in the night after a day."""
    (found,) = (night.rooms for night in nights if night.day == day)
    return found
