"""The radio clerk's lines: every way of typing one fact is one fact, and nothing is guessed in silence."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.core.refusals import Refusal
from yizhan.health.enums import CareKind, TemperatureMethod
from yizhan.intake.enums import CountRound
from yizhan.intake.radio import (
    Found,
    Line,
    PartyOff,
    Rooming,
    RoomLooked,
    RoundDone,
    Temperature,
    is_undo,
    parse,
    vocabulary,
)
from yizhan.people.enums import AgeGroup

ADULT, CHILD = AgeGroup.ADULT, AgeGroup.CHILD
READING = Temperature(23, "B", Decimal("36.8"))
AGAIN = Temperature(23, "B", Decimal("38.1"), TemperatureMethod.EAR, at_rest=True, device="2")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("023-B 36.8", READING),
        ("23b 36.8", READING),
        ("23 b 36 8", READING),
        ("023-B 368", READING),
        ("０２３－Ｂ　３６．８", READING),
        ("023-b体温36点8", READING),
        ("023—B 36。8℃", READING),
        ("023-B 38.1 ear rest #2", AGAIN),
        ("023-B 38.1复测 耳温 设备2", AGAIN),
        ("023 2+1", PartyOff(23, (ADULT, ADULT, CHILD))),
        ("23 2大1小", PartyOff(23, (ADULT, ADULT, CHILD))),
        ("023 2 adults 1 child", PartyOff(23, (ADULT, ADULT, CHILD))),
        ("023 a+c", PartyOff(23, (ADULT, CHILD))),
        ("023 c+a w3", PartyOff(23, (CHILD, ADULT), 3)),
        ("023下车1小 第3波", PartyOff(23, (CHILD,), 3)),
        ("023 > 808", Rooming(23, (), "808")),
        ("023入住808", Rooming(23, (), "808")),
        ("023 to 808", Rooming(23, (), "808")),
        ("023-BA → 808", Rooming(23, ("A", "B"), "808")),
        ("023 > 808 because She cannot climb", Rooming(23, (), "808", "She cannot climb")),
        ("023到808：腿脚不便", Rooming(23, (), "808", "腿脚不便")),
        ("808 in 2", RoomLooked("808", 2)),
        ("808 有 2人", RoomLooked("808", 2)),
        ("808 2人", RoomLooked("808", 2)),
        ("808 empty", RoomLooked("808", 0)),
        ("808没人", RoomLooked("808", 0)),
        ("a-301 in 2", RoomLooked("A-301", 2)),
        ("023-A dialysis", Found(23, "A", CareKind.DIALYSIS)),
        ("023-a透析", Found(23, "A", CareKind.DIALYSIS)),
        ("023 孕20周", Found(23, "", CareKind.PREGNANT, 20)),
        ("023-A pregnant 20", Found(23, "A", CareKind.PREGNANT, 20)),
        ("done bus 84", RoundDone(CountRound.OFF_BUS, 84)),
        ("测温完 84人", RoundDone(CountRound.TEMPERATURE, 84)),
        ("下车完84", RoundDone(CountRound.OFF_BUS, 84)),
        ("Rooms done 84", RoundDone(CountRound.ROOM, 84)),
    ],
)
def test_line_means_one_fact(typed: str, meant: Line) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("", "radio_nothing", "023-B 36.8"),
        ("023", "radio_what", "023 2+1"),
        ("023 2", "radio_what", "808 in 2"),
        ("023-B", "radio_reading", "023-B 36.8"),
        ("023-A dialisis", "radio_word", "dialysis"),
        ("023 pregnent 12", "radio_word", "pregnant"),
        ("023 0+0", "radio_party", "1 to 12"),
        ("023 9+9", "radio_party", "1 to 12"),
        ("023-A dialysis 20", "radio_weeks", "pregnancy"),
        ("023-A pregnant 60", "radio_weeks", "1 to 45"),
        ("808 in", "radio_unclear", "808 in 2"),
        ("023-B 36.8 37.2", "radio_reading", "023-B 36.8"),
        ("undo", "radio_undo", "alone"),
        ("x" * 401, "radio_long", "one fact"),
    ],
)
def test_what_is_not_understood_is_said_with_what_is_meant(typed: str, code: str, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed)
    assert refused.value.code == code
    assert says in str(refused.value)


@pytest.mark.parametrize("typed", ["undo", " Undo ", "撤销", "撤回"])
def test_undo_is_a_line_of_its_own(typed: str) -> None:
    assert is_undo(typed)
    assert not is_undo(f"{typed} 023")


NUMBERS, LETTERS = st.integers(1, 9999), st.sampled_from("ABCDEFGHIJKL")
# A room whose name begins with a word of the radio is refused, as below.
ROOMS = st.from_regex(r"(?!TO|IN)[A-Z]{0,2}[1-9][0-9]{2,3}", fullmatch=True)
LINES: st.SearchStrategy[Line] = st.one_of(
    st.builds(
        Temperature, NUMBERS, LETTERS, st.decimals("30.0", "43.0", places=1),
        st.sampled_from(TemperatureMethod), st.booleans(), st.sampled_from(["", "2", "b7"]),
    ),
    st.builds(
        PartyOff, NUMBERS, st.lists(st.sampled_from([ADULT, CHILD]), min_size=1, max_size=12).map(tuple),
        st.none() | st.integers(1, 999),
    ),
    st.builds(Rooming, NUMBERS, st.sets(LETTERS, max_size=4).map(lambda some: tuple(sorted(some))), ROOMS),
    st.builds(RoomLooked, ROOMS, st.integers(0, 50)),
    st.builds(Found, NUMBERS, LETTERS | st.just(""), st.sampled_from(CareKind)),
    st.builds(Found, NUMBERS, LETTERS, st.just(CareKind.PREGNANT), st.integers(1, 45)),
    st.builds(RoundDone, st.sampled_from(CountRound), st.integers(0, 5000)),
)  # fmt: skip


@given(LINES)
def test_what_is_read_back_is_what_was_meant(line: Line) -> None:
    assert parse(line.text) == line
    assert len(line.text) <= 120


@given(LINES, st.sampled_from([str.lower, str.upper, lambda text: text.replace(" ", "   "), (
    lambda text: "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text)
)]))  # fmt: skip
def test_way_of_typing_makes_no_difference(line: Line, typed: object) -> None:
    assert callable(typed)
    again = parse(typed(line.text))
    assert again == line or again.text.upper() == line.text.upper()


@pytest.mark.parametrize("typed", ["001 > TO100", "001 > in100", "IN100 in 2", "TO100 in 2"])
def test_a_room_named_like_a_word_is_refused_and_never_misread(typed: str) -> None:
    with pytest.raises(Refusal):
        parse(typed)


WORDS = [word for means in (*vocabulary("zh").values(), *vocabulary("en").values()) for word in means]
PIECES = st.sampled_from([*WORDS, "023", "808", "-", "B", " ", "36.8", "+", ">", "#", ":", "，"])


@given(st.text(max_size=60) | st.lists(PIECES, max_size=8).map("".join))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    with suppress(Refusal):
        line = parse(typed)
        assert parse(line.text).text == line.text
