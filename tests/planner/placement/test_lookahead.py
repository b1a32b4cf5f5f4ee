"""Serving the largest first, checked against trying everything."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from planner.placement import Outlook, default_rules
from planner.placement.lookahead import Lookahead, RoomNeed, expected_parties, unserved


def test_unserved_counts_by_size() -> None:
    assert unserved({4: 1, 2: 1}, [(3, 2), (2, 1), (1, 1)]) == [1, 0, 1]
    assert unserved({}, [(2, 3)]) == [3]
    assert unserved({5: 2}, []) == []


@given(st.lists(st.integers(1, 4), max_size=4), st.lists(st.integers(1, 4), max_size=5))
def test_unserved_leaves_as_few_people_as_the_best_assignment(beds: list[int], sizes: list[int]) -> None:
    demand = [(size, sizes.count(size)) for size in sorted(set(sizes), reverse=True)]
    left = unserved({one: beds.count(one) for one in beds}, demand)
    people = sum(size * count for (size, _), count in zip(demand, left, strict=True))
    padded = beds + [0] * len(sizes)
    best = min(
        sum(size for size, room in zip(sizes, order, strict=False) if room < size)
        for order in set(permutations(padded, len(sizes)))
    )
    assert people == best


def test_lookahead_need_names_the_largest_kind_that_loses() -> None:
    lookahead = Lookahead(Outlook({3: 2, 2: 1}), {4: 2, 2: 1}, default_rules())
    assert lookahead.need_of(4) == RoomNeed(3.0, 3, 2)
    assert lookahead.need_of(2) == RoomNeed(2.0, 2, 1)
    assert lookahead.need_of(6) == RoomNeed()


def test_lookahead_party_that_no_room_can_hold_keeps_nothing_back() -> None:
    assert Lookahead(Outlook({9: 2}), {4: 2}, default_rules()).need_of(4) == RoomNeed()
    assert Lookahead(Outlook({9: 2}), {4: 2}, default_rules()).larger_than(2) == (0, 0)


def test_expected_parties_fills_up_people_without_a_known_party() -> None:
    assert expected_parties(Outlook({3: 2}, people=6), default_rules()) == [(3, 2.0)]
    filled = dict(expected_parties(Outlook({3: 2}, people=106), default_rules()))
    assert {size: round(count, 2) for size, count in filled.items()} == {3: 4.67, 2: 42.0, 1: 8.0}
