"""What entries amount to, worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.stays.queries.fold import Fold, Span
from yizhan.stays.queries.journal import is_same_moment

if TYPE_CHECKING:
    from tests.intake.night import Night

EVENING = datetime(2022, 3, 16, 11, 0, tzinfo=UTC)


def at(minutes: int) -> str:
    return (EVENING + timedelta(minutes=minutes)).isoformat()


def fold(*entries: tuple[int, str, dict[str, Any]]) -> Fold:
    """Fold entries given as minute, kind and facts."""
    folded = Fold()
    for sequence, (minute, kind, facts) in enumerate(entries, start=1):
        folded.apply(sequence, {"kind": kind, "at": at(minute), **facts})
    return folded


def arrived(person: str, party: str = "p1", tag: str = "") -> dict[str, str]:
    return {"stay": f"stay {person}", "person": person, "party": party, "tag": tag or f"001-{person}"}


def placed(*persons: str, room: str = "301", **more: Any) -> dict[str, Any]:
    return {"party": "p1", "placed": {room: list(persons)}, **more}


def test_fold_follows_a_party_through_rooms() -> None:
    folded = fold(
        (0, "arrived", arrived("A")),
        (1, "arrived", arrived("B")),
        (2, "roomed", placed("A", "B")),
        (9, "moved", placed("B", room="302", came_from="301")),
    )
    assert {person: folded.room_of(person) for person in folded.present} == {"A": "301", "B": "302"}
    assert list(folded.spans()) == [
        Span(at(2), None, "301", "A", 3),
        Span(at(2), at(9), "301", "B", 3),
        Span(at(9), None, "302", "B", 4),
    ]
    assert folded.oddities == []


def test_struck_out_stay_leaves_its_room() -> None:
    folded = fold(
        (0, "arrived", arrived("A")),
        (2, "roomed", placed("A")),
        (5, "voided", {"stay": "stay A", "person": "A", "tag": "001-A"}),
    )
    assert folded.present == {}
    assert folded.room_of("A") == ""
    assert list(folded.spans()) == [Span(at(2), at(5), "301", "A", 2)]
    assert folded.visits["stay A"].until == at(5)


def left(person: str, **more: Any) -> dict[str, Any]:
    return {"stay": f"stay {person}", "person": person, "tag": f"001-{person}", **more}


@pytest.mark.parametrize("kind", ["released", "transferred"])
def test_whoever_leaves_is_in_no_room_and_the_band_can_be_worn_again(kind: str) -> None:
    folded = fold(
        (0, "arrived", arrived("A")),
        (2, "roomed", placed("A")),
        (5, kind, left("A")),
        (9, "arrived", {**arrived("B", tag="001-A"), "order": "o1"}),
    )
    assert list(folded.present) == ["B"]
    assert list(folded.spans()) == [Span(at(2), at(5), "301", "A", 2)]
    assert folded.visits["stay A"].until == at(5)
    assert {sequence: facts["kind"] for sequence, facts in folded.departures.items()} == {3: kind}
    assert [facts["order"] for facts in folded.handed_on] == ["o1"]
    assert folded.oddities == []


def test_departure_that_is_struck_out_never_was() -> None:
    entries = ((0, "arrived", arrived("A")), (2, "roomed", placed("A")), (5, "released", left("A")))
    back = fold(*entries, (7, "reinstated", left("A", corrects=3, room="301")))
    assert list(back.spans()) == [Span(at(2), None, "301", "A", 2)]
    assert back.present["A"].until is None
    assert back.departures == {}
    roomless = fold(*entries, (7, "reinstated", left("A", corrects=3)))
    assert list(roomless.spans()) == [Span(at(2), at(5), "301", "A", 2)]
    assert back.oddities == roomless.oddities == []


def test_correction_repaints_the_time_it_names_only() -> None:
    folded = fold(
        (0, "arrived", arrived("A")),
        (2, "roomed", placed("A")),
        (10, "moved", placed("A", room="302", came_from="301")),
        (
            20,
            "corrected",
            placed("A", room="401", since=at(4), until=at(10), corrects=2),
        ),
    )
    assert list(folded.spans()) == [
        Span(at(2), at(4), "301", "A", 2),
        Span(at(4), at(10), "401", "A", 4),
        Span(at(10), None, "302", "A", 3),
    ]


def test_correction_to_the_present_replaces_what_follows() -> None:
    correction = placed("A", room="", since=at(1), corrects=2)
    folded = fold((0, "arrived", arrived("A")), (2, "roomed", placed("A")), (20, "corrected", correction))
    assert list(folded.spans()) == []
    assert folded.room_of("A") == ""


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([(0, "arrived", arrived("A")), (1, "arrived", arrived("A"))], "arrived_twice"),
        ([(0, "arrived", arrived("A")), (1, "arrived", arrived("B", tag="001-A"))], "band_worn_twice"),
        ([(0, "roomed", placed("A"))], "not_present"),
        ([(0, "arrived", arrived("A")), (1, "roomed", placed("A")), (2, "roomed", placed("A"))],
         "in_another_bed"),
        ([(0, "arrived", arrived("A")), (1, "moved", placed("A", came_from="302"))], "in_another_bed"),
        ([(0, "voided", {"stay": "stay A", "person": "A", "tag": "001-A"})], "not_present"),
        ([(0, "arrived", arrived("A")), (1, "corrected", placed("A", since=at(0), corrects=9))],
         "corrects_nothing"),
        ([(0, "arrived", arrived("A")), (1, "released", left("A")), (2, "released", left("A"))],
         "not_present"),
        ([(0, "transferred", left("A"))], "not_present"),
        ([(0, "arrived", arrived("A")), (1, "reinstated", left("A", corrects=1))], "corrects_nothing"),
        ([(0, "arrived", arrived("A")), (1, "released", left("A")),
          (2, "arrived", arrived("B", tag="001-A")), (3, "reinstated", left("A", corrects=2))],
         "band_worn_twice"),
    ],
)  # fmt: skip
def test_entry_that_does_not_follow_is_odd(entries: list[Any], code: str) -> None:
    assert code in {oddity.code for oddity in fold(*entries).oddities}


@pytest.mark.parametrize("facts", [{}, {"person": "A"}, {"placed": 7, "party": "p1"}])
def test_entry_that_lacks_something_cannot_be_folded(facts: dict[str, Any]) -> None:
    with pytest.raises((LookupError, TypeError, AttributeError)):
        fold((0, "roomed", facts))
    with pytest.raises(ValueError, match="of kind danced"):
        fold((0, "danced", {}))


def test_correction_that_names_its_time_in_another_zone_paints_the_same_moments() -> None:
    correction = placed(
        "A", room="401", since="2022-03-16T19:04:00+08:00", until="2022-03-16T11:10:00Z", corrects=2
    )
    folded = fold((0, "arrived", arrived("A")), (2, "roomed", placed("A")), (20, "corrected", correction))
    assert list(folded.spans()) == [
        Span(at(2), at(4), "301", "A", 2),
        Span(at(4), at(10), "401", "A", 3),
        Span(at(10), None, "301", "A", 2),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2022-03-16T11:00:00+00:00", "2022-03-16T11:00:00+00:00", True),
        ("2022-03-16T11:00:00.12+00:00", "2022-03-16T11:00:00.120000+00:00", True),
        ("2022-03-16T19:00:00+08:00", "2022-03-16T11:00:00+00:00", True),
        ("2022-03-16T11:00:00+08:00", "2022-03-16T11:00:00+00:00", False),
        ("2022-03-16T11:00:01+00:00", "2022-03-16T11:00:00+00:00", False),
    ],
)
def test_moments_are_the_same_in_whatever_zone_they_are_written(one: str, other: str, same: bool) -> None:
    assert is_same_moment(one, other) is same


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(days=3)])
def test_clock_that_is_set_back_stops_nobody_and_the_books_agree(night: Night, back: timedelta) -> None:
    from yizhan.command.queries.verify import verify_site
    from yizhan.stays.actions.rooming import move_party

    night.count(1)
    night.house(1, "302")
    night.clock.set(night.clock.now() - back)
    move_party(
        by=night.by("clerk"), site_id=night.site.id, party_id=night.stay("001-A").party_id, reason="quieter",
        from_room_id=night.room("302").id, to_room_id=night.room("402").id,
    )  # fmt: skip
    assert verify_site(night.site).faults == ()
