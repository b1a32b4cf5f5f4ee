"""Telephone numbers become one form, and nothing that was written is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.people.phones import is_phone, normal_phone


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("138\u200b00138000", "13800138000"),
        ("(010) 8888-8888", "01088888888"),
        ("+86 10 8888 8888", "+861088888888"),
        ("+44 20 7946 0000", "+442079460000"),
        ("8304", "8304"),
        ("ask the teacher", "ask the teacher"),
        ("", ""),
    ],
)
def test_normal_phone_has_one_form(written: str, stored: str) -> None:
    assert normal_phone(written) == stored


@given(st.text(max_size=40))
def test_normal_phone_is_normal_already(text: str) -> None:
    assert normal_phone(normal_phone(text)) == normal_phone(text)


@pytest.mark.parametrize("text", ["13800138000", "19900000000", "010-88888888", "+442079460000"])
def test_is_phone_accepts_what_can_be_called(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize("text", ["12800138000", "8304", "ask the teacher", "138001380001380013800"])
def test_is_phone_doubts_the_rest(text: str) -> None:
    assert not is_phone(text)
