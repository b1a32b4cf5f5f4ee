"""The wishes that a night's rooms broke: worked out by hand, and beside the best in hindsight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override

from planner.placement import Floor, PartyProfile, Room, RoomShare, SiteState
from planner.placement.batch import Problem
from yizhan.command.rehearsal.figures import wishes_table
from yizhan.command.rehearsal.report import wishes_in_words
from yizhan.command.rehearsal.wishes import Rooming, rooming_at

if TYPE_CHECKING:
    from tests.intake.night import Night

LOW, HIGH = Floor("f3", "3F", 3), Floor("f4", "4F", 4)
# One after the other on each floor: a single, two twins, a family room of four.
ROOMS = tuple(
    Room(f"{floor.level}0{place}", f"{floor.level}0{place}", floor.id, "A", place, beds)
    for floor in (LOW, HIGH)
    for place, beds in enumerate((1, 2, 2, 4), start=1)
)
PARTIES = (
    PartyProfile.counted("001", adults=1),
    PartyProfile.counted("002", adults=1, children=1),
    PartyProfile.counted("003", adults=2, children=2),
)


def rooming(*names: str, rooms: tuple[Room, ...] = ROOMS) -> Rooming:
    """The three parties in these rooms; "" is none."""
    plan = {
        party.id: (RoomShare(name, tuple(one.label for one in party.members)),) if name else ()
        for party, name in zip(PARTIES, names, strict=True)
    }
    return Rooming(Problem(SiteState((LOW, HIGH), rooms, has_lift=True), PARTIES), plan)


def test_rooms_that_fit_on_one_floor_break_only_the_wish_not_to_open_it() -> None:
    wishes = rooming("301", "302", "304").wishes()
    assert (wishes.broken, wishes.units, wishes.score) == ({"floor_opened": 1}, 1, 10)


def test_beds_left_empty_and_a_second_floor_are_counted_one_by_one() -> None:
    # One in a twin leaves 1 bed, two in a family room leave 2; the four go up to the other floor.
    wishes = rooming("302", "304", "404").wishes()
    assert wishes.broken == {"floor_opened": 2, "spare_bed": 3}
    assert (wishes.units, wishes.score) == (5, 2 * 10 + 3 * 8)


def test_hard_rules_are_wishes_too() -> None:
    # Four in a twin lack 2 beds, at 30 000 each; one in a twin leaves one empty; two people have no room.
    wishes = rooming("303", "", "302").wishes()
    assert wishes.broken == {"room_too_small": 2, "no_room": 2, "spare_bed": 1, "floor_opened": 1}
    assert wishes.score == 2 * 30_000 + 2 * 200_000 + 8 + 10


def test_hindsight_knows_the_best_rooms_whatever_was_given() -> None:
    table = wishes_table(rooming("302", "304", "404"))
    assert (table["wishes_broken_units"], table["wishes_score"]) == (5, 44)
    assert table["clairvoyant_broken"] == {"floor_opened": 1}
    assert (table["clairvoyant_score"], table["clairvoyant_bound"]) == (10, 10)
    with override("en"):
        assert list(wishes_in_words(table)) == [
            "  Wishes broken: 5, weight 44. With hindsight at best 1, weight 10.",
            "    floor opened: 2 (with hindsight 1)",
            "    beds left empty: 3 (with hindsight 0)",
        ]


@pytest.mark.django_db
def test_rooms_are_judged_as_if_nobody_had_been_there_before(night: Night) -> None:
    from yizhan.people.enums import AgeGroup

    night.count(23)
    night.count(24, (AgeGroup.ADULT,))
    night.count(25, (AgeGroup.ADULT,))
    # The pair is alone in a family room of three beds or more; 24 in a twin; 25 waits.
    night.house(23, "301")
    night.house(24, "402")
    wishes = rooming_at(night.site.id).wishes()
    assert wishes.broken == {
        "accessible_kept": 1, "floor_opened": 2, "no_room": 1, "spare_bed": night.room("301").beds - 2 + 1,
    }  # fmt: skip


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=84)
        yield opened
