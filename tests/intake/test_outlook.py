"""What an announcement means for the site: worked by hand."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.intake.night import Night
from yizhan.core.ids import new_id
from yizhan.intake.queries.outlook import batch_outlook, capacity, parties_of
from yizhan.intake.rules import VehicleFacts

COUNTY = {4: 6, 2: 40, 1: 8}
RECORDED = {1: 6, 2: 36, 3: 2}
MORE = Decimal("1.2")


def test_recorded_make_up_fits_the_county_hotel() -> None:
    found = capacity(COUNTY, RECORDED)
    assert (found.people, found.rooms_needed, found.rooms_free) == (84, 44, 54)
    assert found.beds_left == 6 * 4 + 40 * 2 + 8 - 84
    assert (found.unserved, found.people_without_room) == ({}, 0)


def test_families_that_do_not_fit_are_named_by_size() -> None:
    # 6 rooms of four beds for 7 fours and 1 five: the five finds none, six fours do, one does not;
    # 40 twins take 40 of 42 pairs; the singles have rooms of their own.
    found = capacity(COUNTY, {5: 1, 4: 7, 2: 42, 1: 3})
    assert found.unserved == {5: 1, 4: 1, 2: 2}
    assert found.people_without_room == 5 + 4 + 4
    assert found.beds_left == 112 - (5 + 28 + 84 + 3)


def test_twenty_percent_more_scales_the_make_up_and_loses_nobody() -> None:
    # 101 people: 2 threes (2.4), 43 pairs (43.2) and 7 alone (7.2) are 99; the two left come as a pair.
    found = parties_of(101, RECORDED, MORE)
    assert found == {3: 2, 2: 44, 1: 7}
    assert sum(size * count for size, count in found.items()) == 101


def test_fewer_people_than_the_make_up_drop_small_parties_first() -> None:
    assert parties_of(80, RECORDED) == {3: 2, 2: 36, 1: 2}


def test_unknown_make_up_is_assumed_as_recorded_elsewhere() -> None:
    # Shares .08 alone, .84 in pairs, .08 in threes: 7 alone, 2 threes, 71 left: 35 pairs and one more alone.
    assert parties_of(84, {}) == {3: 2, 2: 35, 1: 8}
    assert parties_of(0, {}) == {}
    assert parties_of(1, {}) == {1: 1}


@given(
    st.integers(0, 1200),
    st.dictionaries(st.integers(1, 8), st.integers(0, 60), max_size=4),
    st.sampled_from([Decimal("0.8"), Decimal(1), MORE]),
)
def test_parties_always_add_up_to_the_people(people: int, make_up: dict[int, int], multiple: Decimal) -> None:
    found = parties_of(people, make_up, multiple)
    assert sum(size * count for size, count in found.items()) == people
    assert all(size >= 1 and count > 0 for size, count in found.items())


def test_first_night_at_once(night: Night) -> None:
    coach = {"seats": 45, "height_m": Decimal("3.5")}
    night.announce(
        words="84, may be off", expected=84, certainty="uncertain",
        eta=night.clock.now() + timedelta(minutes=30),
        vehicles=(
            VehicleFacts(plate="small", seats=19, height_m=Decimal("2.7")),
            VehicleFacts(plate="coach 2", **coach),
            VehicleFacts(plate="coach 3", **coach),
        ),
    )  # fmt: skip
    found = batch_outlook(night.batch)
    assert [(c.vehicle.plate, c.missing_m) for c in found.conflicts] == [
        ("coach 2", Decimal("0.3")),
        ("coach 3", Decimal("0.3")),
    ]
    assert found.questions == 1, "nobody has measured the side gate"
    assert [(kind.beds, kind.free, kind.taken) for kind in found.rooms] == [(4, 6, 0), (2, 40, 0), (1, 8, 0)]
    assert [(c.percent, c.people, c.people_without_room) for c in found.capacities] == [
        (-20, 67, 0),
        (0, 84, 0),
        (20, 101, 0),
    ]
    assert [c.seats_left for c in found.capacities] == [109 - 67, 109 - 84, 109 - 101]
    # 90 meals, 96 quilts, 300 wristbands and 20 suits (12 are needed) stand in the store.
    assert [(n.item.key, n.missing) for n in found.missing] == []
    assert [(n.item.key, n.needed, n.missing) for n in found.capacities[2].supplies if n.missing] == [
        ("quilt", 101, 5),
        ("meal", 101, 11),
    ]


def test_rooms_are_measured_with_everybody_who_comes_before_and_waits(night: Night) -> None:
    night.announce(expected=10, make_up={2: 5}, eta=night.clock.now() + timedelta(minutes=30))
    later = night.announce(
        batch_id=new_id(), expected=6, make_up={3: 2}, eta=night.clock.now() + timedelta(minutes=300)
    )
    night.count(1)
    first = batch_outlook(night.batch)
    assert first.now is not None
    assert (first.people_before, first.waiting, first.now.parties) == (0, 2, {2: 5})
    second = batch_outlook(type(night.batch).objects.get(id=later))
    assert second.now is not None
    assert (second.people_before, second.waiting, second.now.parties) == (8, 2, {3: 2, 2: 5})
    # A fifth more of 10 is 12, of whom 2 have come; of 6 it is 7. With the 2 who wait: 19.
    assert second.capacities[2].people == 19
    assert [n.needed for n in second.now.supplies if n.item.key == "meal"] == [16]


def test_unknown_number_gives_no_figures_and_no_fault(night: Night) -> None:
    night.announce(words="people come this afternoon", certainty="unknown")
    found = batch_outlook(night.batch)
    assert (found.capacities, found.now, found.missing) == ((), None, [])


def test_outlook_asks_a_constant_number_of_queries(night: Night, django_assert_num_queries: object) -> None:
    night.announce(expected=84)
    batch = night.batch
    with django_assert_num_queries(10):  # type: ignore[operator]
        batch_outlook(batch)
    for _ in range(3):
        night.announce(batch_id=new_id(), expected=20, vehicles=(VehicleFacts(seats=30),))
    with django_assert_num_queries(10):  # type: ignore[operator]
        batch_outlook(batch)
