"""Names are found by how they are read aloud."""

import pytest

from yizhan.people.names import MOST_READINGS, readings


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单雨桐", "shanyutong", "syt"),
        ("曾国", "zengguo", "zg"),
        ("解静", "xiejing", "xj"),
        ("仇明", "qiuming", "qm"),
        ("区伟", "ouwei", "ow"),
        ("任丽", "renli", "rl"),
        ("查海燕", "zhahaiyan", "zhy"),
    ],
)
def test_readings_read_a_surname_as_a_surname_first(name: str, pinyin: str, initials: str) -> None:
    assert readings(name)[0] == (pinyin, initials)


def test_readings_keep_the_everyday_reading_too() -> None:
    assert ("danyutong", "dyt") in readings("单雨桐")


def test_readings_ignore_the_dot_of_a_name() -> None:
    assert readings("买买提·艾力") == readings("买买提艾力")
    assert ("maimaitiaili", "mmtal") in readings("买买提•艾力")


def test_readings_leave_other_scripts_as_they_are() -> None:
    assert readings("Ali") == [("ali", "ali")]
    assert readings("Пушкин") == [("пушкин", "пушкин")]


def test_readings_are_few() -> None:
    assert 1 < len(readings("曾单解仇区任查朴盖乐")) <= MOST_READINGS
    assert readings("") == []
    assert readings(" · ") == []
