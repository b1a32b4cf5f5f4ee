"""What a difference most likely comes from, by hand-worked cases over bare evidence."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from yizhan.core.ids import new_id
from yizhan.ledgers.comparing import against_list, by_numbers, by_wristbands
from yizhan.ledgers.enums import Cause, ListSource
from yizhan.ledgers.evidence import DoorFacts, Entered, Known, Line, Listing, Look

NOON = datetime(2022, 3, 20, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def person(tag: str, room: str, *, since: datetime = NOON - HOUR, until: datetime | None = None) -> Known:
    return Known(new_id(), Entered(tag, new_id(), 7), room, since, until)


def door(room: str, seen: int, inside: tuple[Known, ...] = (), left: tuple[Known, ...] = ()) -> DoorFacts:
    here = tuple(one.entered for one in inside)
    gone = tuple(one.entered for one in left)
    return DoorFacts(Look(room, seen, NOON, "counter"), here, here, len(here), gone)


def read(room: str, *tags: str, inside: tuple[Known, ...] = (), unread: int = 0) -> DoorFacts:
    here = tuple(one.entered for one in inside)
    look = Look(room, len(tags) + unread, NOON, "nurse", frozenset(tags))
    return DoorFacts(look, here, here, len(here))


def wristbands(doors: list[DoorFacts], *people: Known) -> list[tuple[Cause, str, str, list[str]]]:
    found = by_wristbands(doors, {one.entered.tag: one for one in people})
    return [(one.cause, one.room, one.other_room, [who.tag for who in one.entered]) for one in found]


def listing(*lines: tuple[str, UUID | None, str], whole: bool = False) -> Listing:
    return Listing(new_id(), ListSource.HOTEL, NOON, whole, tuple(Line(*line) for line in lines))


def test_a_release_entered_for_the_wrong_room_names_both_people_and_both_rooms() -> None:
    released, really_gone = person("011-A", "801", until=NOON - HOUR), person("012-A", "810")
    (found,) = by_numbers([door("801", 1, left=(released,)), door("810", 0, (really_gone,)), door("802", 0)])
    assert (found.cause, found.room, found.other_room) == (Cause.WRONG_RELEASE, "810", "801")
    assert [who.tag for who in found.entered] == ["011-A", "012-A"]


def test_without_anybody_released_the_same_picture_is_a_forgotten_move() -> None:
    (found,) = by_numbers([door("801", 1), door("810", 0, (person("012-A", "810"),))])
    assert (found.cause, found.room, found.other_room) == (Cause.MOVE_MISSING, "810", "801")


def test_three_rooms_that_could_fit_are_told_apart_by_nobody() -> None:
    one, two = person("001-A", "801"), person("002-A", "802")
    found = by_numbers([door("801", 0, (one,)), door("802", 0, (two,)), door("803", 1)])
    assert [(one.cause, one.room) for one in found] == [
        (Cause.RELEASE_MISSING, "801"), (Cause.RELEASE_MISSING, "802"), (Cause.COUNT, "803"),
    ]  # fmt: skip


def test_somebody_released_who_is_still_seen_alone_is_a_wrong_release() -> None:
    (found,) = by_numbers([door("801", 1, left=(person("011-A", "801", until=NOON - HOUR),))])
    assert (found.cause, [who.tag for who in found.entered]) == (Cause.WRONG_RELEASE, ["011-A"])


def test_a_list_that_agrees_says_nothing() -> None:
    one = person("001-A", "801")
    assert list(against_list([one], listing(("2", one.person_id, "801"), whole=True))) == []


def test_two_people_in_each_others_rooms_are_wristbands_mixed_up() -> None:
    one, two = person("001-A", "801"), person("002-A", "802")
    (found,) = against_list([one, two], listing(("2", one.person_id, "802"), ("3", two.person_id, "801")))
    assert (found.cause, [who.tag for who in found.entered]) == (Cause.MIXED_UP, ["001-A", "002-A"])
    assert [(cited.row, cited.room) for cited in found.cited] == [("2", "802"), ("3", "801")]


def test_a_list_older_than_a_move_is_not_held_against_it() -> None:
    moved = person("001-A", "801", since=NOON + HOUR)
    assert list(against_list([moved], listing(("2", moved.person_id, "700")))) == []


def test_each_kind_of_line_has_its_cause() -> None:
    wrong, twice, gone = (
        person("001-A", "801"),
        person("002-A", "802"),
        person("003-A", "803", until=NOON - HOUR),
    )
    later, missing = person("004-A", "804", until=NOON + HOUR), person("005-A", "805")
    found = against_list(
        [wrong, twice, gone, later, missing],
        listing(
            ("2", wrong.person_id, "900"), ("3", twice.person_id, "802"), ("4", twice.person_id, "901"),
            ("5", gone.person_id, "803"), ("6", None, "902"), ("7", later.person_id, "804"), whole=True,
        ),
    )  # fmt: skip
    said = {(one.cause, one.room, one.other_room) for one in found}
    assert said == {
        (Cause.STRANGER, "902", ""), (Cause.DOUBLE, "802", "901"), (Cause.LIST_BEHIND, "803", ""),
        (Cause.WRONG_ROOM, "801", "900"), (Cause.RELEASE_MISSING, "805", ""),
    }  # fmt: skip


def test_rooms_whose_wristbands_agree_say_nothing() -> None:
    one, two = person("001-A", "801"), person("001-B", "801")
    assert wristbands([read("801", "001-A", "001-B", inside=(one, two)), read("802")], one, two) == []


def test_a_wristband_in_another_room_is_a_move_though_the_numbers_agree() -> None:
    moved, gone = person("001-A", "801"), person("002-A", "802")
    doors = [read("801", inside=(moved,)), read("802", "001-A", inside=(gone,))]
    assert wristbands(doors, moved, gone) == [
        (Cause.MOVE_MISSING, "801", "802", ["001-A"]), (Cause.COUNT, "802", "", ["002-A"]),
    ]  # fmt: skip


def test_a_wristband_of_somebody_released_names_both_rooms() -> None:
    released, really_gone = person("011-A", "801", until=NOON - HOUR), person("012-A", "810")
    doors = [read("801", "011-A"), read("810", inside=(really_gone,))]
    assert wristbands(doors, released, really_gone) == [
        (Cause.WRONG_RELEASE, "810", "801", ["011-A", "012-A"])
    ]


def test_two_parties_in_each_others_rooms_are_one_difference() -> None:
    one, two = person("001-A", "801"), person("002-A", "802")
    doors = [read("801", "002-A", inside=(one,)), read("802", "001-A", inside=(two,))]
    assert wristbands(doors, one, two) == [(Cause.MIXED_UP, "801", "802", ["001-A", "002-A"])]


def test_somebody_without_a_readable_band_explains_who_was_not_read() -> None:
    one, two = person("001-A", "801"), person("001-B", "801")
    assert wristbands([read("801", "001-A", inside=(one, two), unread=1)], one, two) == []
    assert wristbands([read("801", "001-A", inside=(one, two))], one, two) == [
        (Cause.COUNT, "801", "", ["001-B"])
    ]


def test_a_band_that_nobody_wears_is_somebody_unknown() -> None:
    assert wristbands([read("801", "777-A")]) == [(Cause.STRANGER, "801", "", [])]
