"""Texts as people see them: whatever no eye can see is no part of them."""

import pytest

from yizhan.reading.shown import fold, visible


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("a\x00b", "ab"),
        ("\x00", ""),
        (" two\n lines\t", "two lines"),
        ("\u200b牛奶\u3000１L", "牛奶 1L"),
    ],
)
def test_marks_that_nobody_sees_are_left_out(typed: str, seen: str) -> None:
    assert visible(typed) == seen
    assert "\x00" not in fold(typed)
