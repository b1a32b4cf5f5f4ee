"""Who is still to be roomed: worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.night import ADULT, CHILD, Night
from yizhan.core.ids import new_id
from yizhan.intake.enums import Certainty, CountRound
from yizhan.intake.queries.expected import Expected, join_outlook, outlook_of, still_expected
from yizhan.stays.models import Stay

SIZES = st.dictionaries(st.integers(1, 6), st.integers(0, 30), max_size=4)


def test_counted_parties_leave_the_make_up() -> None:
    found = still_expected(
        {1: 6, 2: 36, 3: 2}, 84, {2: 10, 3: 1}, all_counted=False, certainty=Certainty.EXACT
    )
    assert found == Expected({1: 6, 2: 26, 3: 1}, 84 - 23, Certainty.EXACT, counted=23)


def test_more_pairs_than_announced_drop_the_smallest_parties_first() -> None:
    # 84 announced as 6 + 72 + 6; 40 pairs came, so 4 people are left: at most one of the threes.
    found = still_expected({1: 6, 2: 36, 3: 2}, 84, {2: 40}, all_counted=False)
    assert (found.by_size, found.people) == ({3: 1}, 4)


def test_closed_count_expects_nobody_more() -> None:
    found = still_expected({2: 5}, 10, {2: 3}, all_counted=True)
    assert found == Expected({}, 0, Certainty.EXACT, counted=6, all_counted=True)


def test_unknown_number_keeps_what_is_left_of_the_make_up() -> None:
    assert still_expected({4: 2}, None, {4: 1}, all_counted=False) == Expected({4: 1}, None, counted=4)
    assert still_expected({}, None, {2: 3}, all_counted=False) == Expected({}, None, counted=6)


@given(SIZES, st.integers(0, 200), SIZES)
def test_never_more_parties_than_people_left(
    make_up: dict[int, int], people: int, counted: dict[int, int]
) -> None:
    found = still_expected(make_up, people, counted, all_counted=False)
    assert found.people == max(people - sum(size * count for size, count in counted.items()), 0)
    assert sum(size * count for size, count in found.by_size.items()) <= found.people
    assert all(0 < count <= make_up[size] for size, count in found.by_size.items())


def test_outlook_weighs_doubt_by_people() -> None:
    batches = [Expected({2: 10}, 30, Certainty.EXACT), Expected({}, 10, Certainty.UNCERTAIN)]
    found = join_outlook(batches, [2, 3])
    assert found.by_size == {2: 11, 3: 1}
    assert found.people == 45
    assert found.unlisted_people == 20
    assert found.confidence == pytest.approx((35 + 10 * 0.6) / 45, abs=0.001)


def test_nothing_known_is_an_empty_outlook() -> None:
    assert (join_outlook([], []).people, join_outlook([], []).confidence) == (0, 1.0)
    assert join_outlook([Expected()], []).confidence == 0.3


def test_outlook_of_the_night_follows_the_counts(night: Night, django_assert_num_queries: object) -> None:
    night.announce(expected=84, certainty="exact", make_up={1: 6, 2: 36, 3: 2})
    assert outlook_of(night.site.id).by_size == {1: 6, 2: 36, 3: 2}
    night.count(1)
    night.count(2, (ADULT, CHILD, CHILD))
    night.house(1, "302")
    found = outlook_of(night.site.id)
    assert (found.by_size, found.people) == ({1: 6, 2: 35, 3: 2}, 84 - 2), "the three wait for a room"
    three = Stay.objects.get(site=night.site, band_number=2, band_letter="A").party_id
    found = outlook_of(night.site.id, rooming=three)
    assert (found.by_size, found.people) == ({1: 6, 2: 35, 3: 1}, 84 - 5)
    night.close(CountRound.OFF_BUS, 5)
    assert outlook_of(night.site.id, rooming=three).people == 0


def test_outlook_joins_batches_and_asks_a_constant_number_of_queries(
    night: Night, django_assert_num_queries: object
) -> None:
    night.announce(expected=10)
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert outlook_of(night.site.id).people == 10
    for _ in range(3):
        night.announce(batch_id=new_id(), expected=20)
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert outlook_of(night.site.id).people == 70
