"""Ledger, journal and room check: every disagreement is found, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yizhan.ledgers.queries.comparison import Comparison, compare

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def roomed(night: Night) -> Night:
    """Three pairs in 302, 303 and 402, each seen behind its door."""
    night.announce(expected=84, cohort="school")
    for number, name in ((21, "302"), (22, "303"), (23, "402")):
        night.count(number)
        night.house(number, name, reason="")
    night.minutes(10)
    return night


def checked(night: Night, **seen: int) -> Comparison:
    """Look into rooms and compare: `r302=2` is two people in 302."""
    for name, people in seen.items():
        night.check(name[1:], people)
    return compare(night.site)


def found(comparison: Comparison) -> list[tuple[str, str, str, list[str], list[int]]]:
    """Cause, both rooms, who is concerned by the record, how many were seen."""
    return [
        (
            one.cause.value,
            one.room,
            one.other_room,
            [who.tag for who in one.entered],
            [look.seen for look in one.looks],
        )
        for one in comparison.differences
    ]


def test_records_that_agree_leave_nothing_to_do(roomed: Night) -> None:
    comparison = checked(roomed, r302=2, r303=2, r402=2)
    assert found(comparison) == []
    assert (comparison.people, comparison.rooms_checked, comparison.rooms_unchecked) == (6, 3, [])


def test_a_move_that_was_not_entered_shows_both_rooms_and_names_people_rooms_and_entry(roomed: Night) -> None:
    from tests.stays.test_corrections import correct

    comparison = checked(roomed, r302=0, r305=2, r303=2, r402=2)
    assert found(comparison) == [("move_missing", "302", "305", ["021-A", "021-B"], [0, 2])]
    entry = comparison.differences[0].entered[0].sequence
    assert entry
    correct(roomed, entry, "305")
    assert found(compare(roomed.site)) == []


def test_one_seen_where_two_are_entered(roomed: Night) -> None:
    comparison = checked(roomed, r302=1, r303=2, r402=2)
    assert found(comparison) == [("count", "302", "", ["021-A", "021-B"], [1])]
    (look,) = comparison.differences[0].looks
    assert (look.by, look.at) == ("counter3", roomed.clock.now())


def test_rooms_entered_the_wrong_way_round_are_found_by_their_sizes(roomed: Night) -> None:
    from tests.intake.night import ADULT

    roomed.count(24, (ADULT,))
    roomed.house(24, "404", reason="")
    comparison = checked(roomed, r404=2, r402=1, r302=2, r303=2)
    assert found(comparison) == [("move_missing", "402", "404", ["023-A", "023-B"], [1, 2])]


def test_a_later_check_replaces_an_earlier_one(roomed: Night) -> None:
    checked(roomed, r302=1)
    roomed.minutes(5)
    assert found(checked(roomed, r302=2)) == []


def test_a_party_that_moved_properly_after_the_check_is_no_difference(roomed: Night) -> None:
    from tests.stays.test_rooming import move

    checked(roomed, r302=2)
    roomed.minutes(5)
    move(roomed, 21, "302", "305")
    comparison = compare(roomed.site)
    assert found(comparison) == []
    assert "305" in comparison.rooms_unchecked


def test_a_settled_difference_is_answered(roomed: Night) -> None:
    from yizhan.intake.actions.settle import settle_difference
    from yizhan.intake.enums import CountRound, SettlementKind

    checked(roomed, r302=1)
    settle_difference(
        by=roomed.by("head"), site_id=roomed.site.id, batch_id=roomed.batch_id, round=CountRound.ROOM,
        stay_id=roomed.stay("021-B").id, kind=SettlementKind.PRESENT, reason="was in the bathroom",
    )  # fmt: skip
    assert found(compare(roomed.site)) == []


def test_a_bed_changed_behind_the_journals_back_is_found(roomed: Night) -> None:
    from yizhan.places.models import Occupancy

    Occupancy.objects.filter(person_id=roomed.stay("021-A").person_id).update(room=roomed.room("305"))
    comparison = checked(roomed, r302=2, r303=2, r402=2)
    one = comparison.differences[0]
    assert (one.cause, one.room, one.in_journal, one.entered[0].tag) == ("tampered", "305", "302", "021-A")


def test_comparing_asks_the_same_number_of_queries_for_any_size(roomed: Night) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    checked(roomed, r302=2)
    with CaptureQueriesContext(connection) as few:
        compare(roomed.site)
    checked(roomed, r303=1, r402=0)
    with CaptureQueriesContext(connection) as many:
        compare(roomed.site)
    assert len(many) == len(few)
