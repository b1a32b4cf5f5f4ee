"""What is free on which night, and who cannot come."""

from planner.horizon import Free, Problem, Refusal, Room, Stay, forecast, refusals

ROOMS = [Room("a", 2, "twin"), Room("b", 1, "single", closed=frozenset({2})), Room("c", 1, "single")]
STAYS = [Stay("x", 0, 2), Stay("y", 1, 2), Stay("z", 0, 1)]
PROBLEM = Problem(3, ROOMS, STAYS)


def test_forecast_counts_rooms_and_beds_by_kind_and_night() -> None:
    nights = forecast(PROBLEM, {"x": "a", "y": "a", "z": "b"})
    assert nights == [
        {"twin": Free(0, 1), "single": Free(1, 1)},
        {"twin": Free(0, 0), "single": Free(2, 2)},
        {"twin": Free(0, 1), "single": Free(1, 1)},
    ]


def test_nobody_is_refused_when_all_have_a_bed() -> None:
    assert refusals(PROBLEM, {"x": "a", "y": "a", "z": "b"}) == []


def test_refusal_names_the_nights_that_lack_and_the_least_shift() -> None:
    problem = Problem(4, [Room("only", 1)], [Stay("x", 0, 2), Stay("y", 1, 2)])
    assert refusals(problem, {"x": "only", "y": "only"}) == [Refusal("y", "only", (1,), 1)]


def test_refusal_of_a_stay_that_no_room_may_take_has_no_way_out() -> None:
    problem = Problem(2, [Room("only", 1)], [Stay("x", 0, 1)], allowed=[[False]])
    assert refusals(problem, {}) == [Refusal("x", None, (), None)]


def test_as_few_as_possible_are_refused() -> None:
    problem = Problem(
        6, [Room("only", 1)], [Stay("long", 0, 6), Stay("p", 0, 2), Stay("q", 2, 2), Stay("r", 4, 2)]
    )
    plan = {stay.id: "only" for stay in problem.stays}
    assert [one.stay for one in refusals(problem, plan)] == ["long"]
