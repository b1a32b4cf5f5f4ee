"""An evening's flow on cases worked by hand, and what a plan changes in it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from yizhan.command.evening import flow
from yizhan.command.evening.casting import Casting, cast, lanes_of
from yizhan.command.evening.facts import posts, span, value
from yizhan.command.evening.flow import Luck, Played, parties_by_vehicle, play
from yizhan.command.evening.picture import paint
from yizhan.command.evening.plan import (
    CopiedEntrance,
    CopiedRoom,
    CopiedVehicle,
    Evening,
    PlanChanges,
    settle,
)
from yizhan.command.rehearsal.facts import first_night
from yizhan.places.enums import RoomKind

YARD, SIDE = UUID(int=1), UUID(int=2)
ONE_EACH = dict.fromkeys(("bus", "thermometer", "reception", "lift", "corridor"), 1)
STEADY = {
    "leave_bus": 30.0,
    "next_wave": 10.0,
    "temperature": 12.0,
    "proposal": 20.0,
    "way_up": 180.0,
    "room_check": 60.0,
}


class SteadyLuck(Luck):
    """Every step takes what it always takes."""

    def takes(self, step: str, number: int) -> float:  # noqa: ARG002 - the same for everybody
        return STEADY[step]


def evening(**more: Any) -> Evening:
    """One minibus with three pairs, at a yard that lets it in, unless said otherwise."""
    facts: dict[str, Any] = {
        "taken_at": datetime(2022, 3, 16, 11, tzinfo=UTC), "eta": None, "people": 6, "parties": {2: 3},
        "vehicles": (minibus(),), "entrances": (yard(),), "rooms": rooms(6), "posts": ONE_EACH,
    }  # fmt: skip
    return Evening(**{**facts, **more})


def minibus(**more: Any) -> CopiedVehicle:
    return CopiedVehicle(
        **{"key": "1.1", "name": "minibus", "seats": 19, "people": 6, "height_m": 2.7, **more}
    )


def coach(key: str = "1.2", people: int = 2) -> CopiedVehicle:
    return CopiedVehicle(key=key, name=f"coach {key}", seats=45, people=people, height_m=3.5)


def yard() -> CopiedEntrance:
    return CopiedEntrance(id=YARD, name="yard", clearance_m=3.2)


def rooms(count: int) -> tuple[CopiedRoom, ...]:
    return tuple(
        CopiedRoom(name=f"30{number}", floor="3", level=3, beds=2, kind=RoomKind.TWIN)
        for number in range(count)
    )


def played(given: Evening, **changes: Any) -> Played:
    return play(given, settle(given, PlanChanges(**changes)), SteadyLuck(0))


def test_three_pairs_pass_as_worked_by_hand() -> None:
    parties = played(evening()).parties
    # Each pair: 10 s until its wave is called, 30 s to step down; 24 s at the thermometer, 20 s at reception.
    assert [one.done["bus"] for one in parties] == [40, 80, 120]
    assert [one.done["thermometer"] for one in parties] == [64, 104, 144]
    assert [one.done["reception"] for one in parties] == [84, 124, 164]
    # Two pairs make four: they go up together at 124 s and are up at 304; the third waits for the guide.
    assert [(one.begun["lift"], one.done["lift"]) for one in parties] == [(124, 304), (124, 304), (304, 484)]
    assert [one.done["corridor"] for one in parties] == [364, 424, 544]


def test_a_second_guide_takes_the_third_pair_as_soon_as_the_lift_is_back() -> None:
    last = played(evening(), posts={"lift": 2}).parties[-1]
    assert last.begun["lift"] == 124 + 70


def test_a_coach_too_high_stands_until_the_sign_is_down_and_holds_up_who_comes_behind() -> None:
    given = evening(people=8, parties={2: 4}, vehicles=(minibus(), coach()))
    ahead = played(given)
    assert [(one.vehicle, one.missing_m, one.waited_s) for one in ahead.blocked] == [("1.2", 0.3, 2400)]
    behind = played(given, order=("1.2", "1.1"))
    assert {one.since["bus"] for one in behind.parties} == {2400}
    cleared = played(given, cleared=(YARD,))
    assert cleared.blocked == []
    assert {one.since["bus"] for one in cleared.parties} == {0}


def test_an_entrance_that_fits_is_taken_by_itself_and_one_can_be_sent_there() -> None:
    side = CopiedEntrance(id=SIDE, name="side", clearance_m=4.0)
    given = evening(people=2, parties={2: 1}, vehicles=(coach(),), entrances=(yard(), side))
    assert played(given).blocked == []
    assert played(given, routes={"1.2": YARD}).blocked[0].entrance == str(YARD)


def test_everybody_is_seated_once_and_rooms_that_are_too_small_are_told() -> None:
    given = evening(people=9, parties={1: 2, 2: 2, 3: 1}, vehicles=(minibus(people=5), coach(people=4)))
    seated = parties_by_vehicle(given)
    sizes = sorted(party.size for parties in seated.values() for party in parties)
    assert sizes == [1, 1, 2, 2, 3]
    assert played(given).unroomed == 1
    assert played(evening(rooms=rooms(2))).unroomed == 1


def test_nobody_overtakes_and_no_post_serves_more_than_stand_there() -> None:
    given = evening(
        people=84, parties={1: 6, 2: 36, 3: 2}, vehicles=(minibus(people=84, seats=84),), rooms=rooms(54)
    )
    for seed in range(3):
        parties = play(given, settle(given, PlanChanges(posts={"thermometer": 2})), Luck(seed)).parties
        assert sum(one.size for one in parties) == 84
        for post, at_once in (("thermometer", 2), ("reception", 1), ("corridor", 1)):
            spans = sorted((one.begun[post], one.done[post]) for one in parties)
            assert all(one.begun[post] >= one.since[post] for one in parties)
            for place, (begun, _done) in enumerate(spans):
                assert sum(done > begun for _begun, done in spans[:place]) < at_once


def test_picture_names_the_jam_and_what_would_help() -> None:
    given = evening(people=8, parties={2: 4}, vehicles=(minibus(), coach()), rooms=rooms(6))
    shown = paint(given, PlanChanges())
    assert [one.missing_m for one in shown.blocked] == [0.3]
    best = shown.helps[0]
    assert (best.kind, best.entrance) == ("cleared", str(YARD))
    tried = paint(given, PlanChanges(cleared=(YARD,)))
    assert shown.last_room_min - tried.last_room_min == pytest.approx(best.minutes, abs=0.15)
    assert tried.in_rooms[-1] == 8
    assert shown == paint(given, PlanChanges()), "the same plan meets the same luck"


def test_only_what_differs_is_a_change_and_unknown_keys_are_forgotten() -> None:
    given = evening()
    tonight = settle(given, PlanChanges())
    assert settle(given, PlanChanges(order=("9.9",), routes={"9.9": YARD}, cleared=(SIDE,))) == tonight
    assert PlanChanges(wave_people=4, posts={}).names == ["wave_people"]
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        PlanChanges(posts={"lift": 0})


def test_steps_take_what_they_take_in_the_recorded_night() -> None:
    taken = first_night().assumed["takes"]
    shared = {step: tuple(map(float, taken[step])) for step in STEADY if step in taken}
    assert shared == {step: span(step) for step in shared}
    assert len(shared) == 5
    assert all(row["source"] for row in flow_facts())
    assert value("draws") == 15


def flow_facts() -> list[dict[str, Any]]:
    from yizhan.command.evening.facts import table

    rows = [*table()["takes"].values(), *table()["settings"].values()]
    return rows + [row for row in table().values() if isinstance(row, dict) and "value" in row]


def test_full_rehearsal_is_cast_with_the_evenings_people_vehicles_and_lanes() -> None:
    given = evening(
        people=84,
        parties={2: 42},
        posts={**ONE_EACH, "bus": 2, "thermometer": 3, "reception": 2, "corridor": 2, "lift": 5},
    )
    casting = Casting(evening=given, changes=PlanChanges(wave_people=6))
    facts = cast(casting, first_night())
    assert lanes_of(casting.settings) == 2
    assert facts.reported["off_the_bus_together"] == 6
    assert -(-84 // facts.assumed["one_lane_for_people"]) == 2
    assert facts.assumed["guides_in_a_lane"] == 2
    assert facts.assumed["vehicles"] == [{"plate": "minibus", "seats": 19, "height_m": 2.7, "length_m": None}]
    assert first_night().reported["announced"] == 84, "the recorded night is not changed"
    assert set(posts()) == set(ONE_EACH)
    assert flow.LOWEST_LEVEL == 1
