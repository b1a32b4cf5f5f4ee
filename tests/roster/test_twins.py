"""Twins and equal names are never bound by themselves, whatever else is said of them."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.roster.matching import Record, Trust, match

NAMES = st.sampled_from(
    [("张伟", "zhang wei"), ("李子涵", "li zi han"), ("Anna Rossi", ""), ("买买提·艾力", "")]
)
DAYS = st.dates(date(1940, 1, 1), date(2022, 1, 1)).map("{:%Y%m%d}".format)
PHONES = st.sampled_from(["", "13800138000", "13800138001", "13912345678"])
NUMBERS = st.sampled_from(["", "110101201506060019", "110101201506060027"])


@st.composite
def people(draw: st.DrawFn, key: str) -> Record:
    """Somebody of whom anything may be known or not."""
    name, reading = draw(NAMES)
    phone, number = draw(PHONES), draw(NUMBERS)
    return Record(
        key, name, readings=(reading,) if reading else (), born=draw(DAYS | st.just("")),
        phones=(phone,) if phone else (), identifiers=(number,) if number else (),
        party=draw(st.sampled_from(["", "p"])),
    )  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(one=people("one"), other=people("other"), born=DAYS)
def test_equal_names_with_one_birth_date_are_never_sure(one: Record, other: Record, born: str) -> None:
    one = replace(one, born=born)
    other = replace(other, name=one.name, readings=one.readings, born=born)
    _is_never_sure(one, other)


@settings(max_examples=120, deadline=None)
@given(one=people("one"), other=people("other"))
def test_equal_names_without_a_birth_date_are_never_sure(one: Record, other: Record) -> None:
    _is_never_sure(one, replace(other, name=one.name, readings=one.readings, born=""))


@settings(max_examples=120, deadline=None)
@given(one=people("one"), other=people("other"), born=DAYS)
def test_twins_are_never_sure(one: Record, other: Record, born: str) -> None:
    _is_never_sure(replace(one, born=born, party="p"), replace(other, born=born, party="p"))


def _is_never_sure(one: Record, other: Record) -> None:
    theirs = [replace(record, key=f"R {record.key}") for record in (one, other)]
    for left, right in (([one, other], theirs), ([one], theirs), ([one, other], theirs[:1])):
        assert [pair for pair in match(left, right).pairs if pair.trust == Trust.SURE] == []
