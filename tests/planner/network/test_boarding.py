"""Buses and entrances, worked out by hand."""

import pytest

from planner.network import Bus, Entrance, Hotel, Problem, Ride, Stop, explain, solve
from planner.network.boarding import Fleet, least_of_buses
from planner.placement import PartyProfile, SiteState
from tests.planner.hotel import corridor, site_of

TALL, SMALL = Bus("tall", 9, 3.6, 12.0), Bus("small", 4, 2.8, 7.0)
HIGH, LOW = Entrance("gate", 3.6, 12.0), Entrance("garage", 3.0, 8.0)


def rooms(*beds: int) -> SiteState:
    return site_of(corridor(list(beds)))


def hotel(name: str, site: SiteState, *entrances: Entrance) -> Hotel:
    return Hotel(name, name.upper(), site, entrances)


def party(name: str, people: int, cohort: str = "1") -> PartyProfile:
    return PartyProfile(name, PartyProfile.counted(name, adults=people).members, cohort)


def test_a_bus_of_just_the_height_and_length_fits() -> None:
    assert HIGH.admits(TALL)
    assert not Entrance("low", 3.59, 12.0).admits(TALL)
    assert not Entrance("short", 3.6, 11.9).admits(TALL)


def test_everybody_goes_where_the_bus_can_drive_in() -> None:
    low, high = hotel("low", rooms(2, 2), LOW), hotel("high", rooms(3, 3), LOW, HIGH)
    found = solve(Problem((low, high), (party("p", 2), party("q", 2)), (TALL,)), Stop(work=5))
    assert found.hotel_of == {"p": "high", "q": "high"}
    assert found.rides == (Ride("tall", "high", "gate", ("p", "q")),)
    assert found.objective == pytest.approx(
        {"bus_used": 3, "empty_seat": 0.5, "floor_opened": 10, "hotel_opened": 60, "spare_bed": 16}
    )
    assert found.proven
    assert "bus tall fits entrance gate of HIGH (clearance 3.6 m)" in [
        explain(one, "en") for one in found.reasons["p"]
    ]


def test_the_small_bus_opens_the_better_hotel() -> None:
    low, high = hotel("low", rooms(2, 2), LOW), hotel("high", rooms(3, 3), HIGH)
    found = solve(Problem((low, high), (party("p", 2), party("q", 2)), (TALL, SMALL)), Stop(work=5))
    assert found.rides == (Ride("small", "low", "garage", ("p", "q")),)
    assert found.proven


def test_cohorts_ride_apart() -> None:
    site = site_of(corridor([1], name="A"), corridor([1], name="B"))
    people = (party("p", 1, "1"), party("q", 1, "2"))
    one = solve(Problem((hotel("h", site, HIGH),), people, (TALL,)), Stop(work=5))
    assert one.relaxed == {"no_bus": 1}
    (stranded,) = set(one.hotel_of) - set(one.rides[0].parties)
    assert explain(one.reasons[stranded][-1], "en") == (
        "no seats are left in a bus that can enter H; lacking: 1"
    )
    two = solve(Problem((hotel("h", site, HIGH),), people, (TALL, SMALL)), Stop(work=5))
    assert two.relaxed == {}
    assert {ride.parties for ride in two.rides} == {("p",), ("q",)}


def test_a_party_rides_in_one_bus() -> None:
    buses = tuple(Bus(name, 2, 2.8, 7.0) for name in "ab")
    found = solve(Problem((hotel("h", rooms(3), HIGH),), (party("p", 3),), buses), Stop(work=5))
    assert found.rides == ()
    assert found.relaxed == {"no_bus": 3}


def test_a_bus_is_filled_to_the_last_seat_before_another_drives() -> None:
    people = (party("p", 3), party("q", 2), party("r", 2), party("s", 2))
    found = solve(Problem((hotel("h", rooms(3, 2, 2, 2), HIGH),), people, (TALL, SMALL)), Stop(work=5))
    assert [ride.bus for ride in found.rides] == ["tall"]
    assert "empty_seat" not in found.objective


def test_a_hotel_that_no_bus_can_enter_is_named_when_rooms_are_lacking() -> None:
    low, high = hotel("low", rooms(2, 2), LOW), hotel("high", rooms(2), HIGH)
    found = solve(Problem((low, high), (party("p", 2), party("q", 2)), (TALL,)), Stop(work=5))
    assert set(found.hotel_of.values()) == {"high"}
    (reasons,) = found.unplaced.values()
    assert [explain(one, "en") for one in reasons] == [
        "no room is left in any hotel; lacking: a room with beds for 2",
        "no bus can enter LOW, where 2 rooms are vacant",
    ]


def test_nobody_strands_where_only_few_seats_can_be_brought() -> None:
    """The low hotel fits better, and its one small bus takes two pairs of the three."""
    low, high = hotel("low", rooms(2, 2, 2), LOW), hotel("high", rooms(3, 3, 3), HIGH)
    people = tuple(party(name, 2) for name in "pqr")
    found = solve(Problem((low, high), people, (TALL, SMALL)), Stop(work=8))
    assert found.relaxed == {}


def test_whoever_is_alone_takes_the_car_and_pairs_the_seats_of_the_coach() -> None:
    """Four seats to one hotel with two rooms, and one seat to another with one room: only one way fits."""
    low, high = hotel("low", rooms(2), LOW), hotel("high", rooms(2, 2), HIGH)
    people = (party("single", 1), party("p", 2), party("q", 2))
    buses = (Bus("coach", 4, 3.6, 12.0), Bus("car", 1, 1.6, 5.0))
    found = solve(Problem((low, high), people, buses), Stop(work=5))
    assert found.hotel_of == {"single": "low", "p": "high", "q": "high"}
    assert found.relaxed == {}


def test_the_least_cost_of_buses_counts_each_cohort_apart() -> None:
    site = rooms(1, 1)
    people = (party("p", 1, "1"), party("q", 1, "2"))
    problem = Problem((hotel("h", site, HIGH),), people, (TALL, SMALL, SMALL2))
    assert least_of_buses(problem, 100) == pytest.approx(2 * (3 + 0.1 * 3))
    assert len(Fleet(problem).board({"p": 0, "q": 0}).rides) == 2


SMALL2 = Bus("small2", 4, 2.8, 7.0)
