from decimal import Decimal
from pathlib import Path

import pytest

from yizhan.command.plans import BadPlan, entrance_from, equal_floors, levels_from, read_plan


@pytest.mark.parametrize(
    ("text", "levels"), [("3-5", [3, 4, 5]), ("1,2,5-7", [1, 2, 5, 6, 7]), ("4", [4]), (" 2 - 3 ", [2, 3])]
)
def test_levels(text: str, levels: list[int]) -> None:
    assert levels_from(text) == levels


@pytest.mark.parametrize("text", ["", "x", "5-3", "1,1", "1-", "1-999"])
def test_no_levels(text: str) -> None:
    with pytest.raises(BadPlan):
        levels_from(text)


def test_equal_floors_name_rooms_after_their_storey() -> None:
    floors = equal_floors([3, 12], 2, 3)
    assert [[room.name for room in floor.rooms] for floor in floors] == [["301", "302"], ["1201", "1202"]]
    assert {(room.kind, room.beds) for floor in floors for room in floor.rooms} == {("family", 3)}


@pytest.mark.parametrize(
    ("text", "clearance"),
    [("Gate=3.2", Decimal("3.2")), ("Gate=3.20m", Decimal("3.20")), ("Gate=?", None), ("Gate", None)],
)
def test_entrance(text: str, clearance: Decimal | None) -> None:
    entrance = entrance_from(text)
    assert (entrance.name, entrance.clearance_m) == ("Gate", clearance)


def test_entrance_with_words_for_a_height() -> None:
    with pytest.raises(BadPlan, match="low"):
        entrance_from("Gate=low")


def test_plan_that_is_none(tmp_path: Path) -> None:
    for content in ("- a list", "{unclosed", ""):
        (tmp_path / "plan.yaml").write_text(content)
        with pytest.raises(BadPlan):
            read_plan(tmp_path / "plan.yaml")
    with pytest.raises(BadPlan):
        read_plan(tmp_path / "none.yaml")
