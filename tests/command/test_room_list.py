from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from yizhan.command.room_list import BadRoomList, read_room_list
from yizhan.command.rules import FloorPlan
from yizhan.command.sheets import UnreadableFile, cell_name

CHINESE = ["楼层", "房号", "床位", "房型", "分机"]
ENGLISH = ["Floor", "Room", "Beds", "Kind", "Extension"]


def sheet(path: Path, *rows: list[object]) -> Path:
    """Write rows as a spreadsheet."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def rooms(floors: list[FloorPlan]) -> list[tuple[str, int, str, str, int, str]]:
    """Return every room with its floor, in the order of the plan."""
    return [
        (floor.name, floor.level, room.name, room.kind, room.beds, room.extension)
        for floor in floors
        for room in floor.rooms
    ]


def faults_of(path: Path) -> list[str]:
    with pytest.raises(BadRoomList) as bad:
        read_room_list(path)
    return bad.value.faults


@pytest.mark.parametrize("heading", [CHINESE, ENGLISH])
def test_hotels_list_is_read_as_it_is(tmp_path: Path, heading: list[str]) -> None:
    path = sheet(
        tmp_path / "rooms.xlsx",
        ["云溪宾馆房间表"],
        heading,
        [3, 8829, 2, "标间", 8301],
        [3, 8830, 4, "家庭房", ""],
        [],
        ["4F", "A-1", "", "单人间", "8401"],
    )
    assert rooms(read_room_list(path)) == [
        ("3", 3, "8829", "twin", 2, "8301"),
        ("3", 3, "8830", "family", 4, ""),
        ("4F", 4, "A-1", "single", 1, "8401"),
    ]


def test_floor_is_never_read_from_the_rooms_number(tmp_path: Path) -> None:
    path = text(tmp_path / "rooms.csv", "房号,楼层,床位\n8829,3,2\n301,,2\n")
    assert faults_of(path) == ["B3: the floor is missing; it is not read from the room's number"]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("floor,room,beds\n3,301,2\n", "utf-8"),
        ("楼层;房号;床位数\n3;301;2\n", "utf-8-sig"),
        ("楼层\t房号\t床位\n3\t301\t2张\n", "gb18030"),
        ("楼层,房号,床位\n3,301,2\n", "utf-16"),
        ("floor,room,beds\n３,301,２\n", "utf-8"),
    ],
)
def test_text_in_any_usual_form(tmp_path: Path, content: str, encoding: str) -> None:
    found = rooms(read_room_list(text(tmp_path / "rooms.csv", content, encoding)))
    assert [(level, name, kind, beds) for _, level, name, kind, beds, _ in found] == [(3, "301", "twin", 2)]


@pytest.mark.parametrize(
    ("floor", "level"), [("3", 3), ("3楼", 3), ("12层", 12), ("3F", 3), ("B1", -1), ("-2", -2), (" 5 ", 5)]
)
def test_storeys(tmp_path: Path, floor: str, level: int) -> None:
    (found,) = read_room_list(text(tmp_path / "rooms.csv", f"floor,room,beds\n{floor},301,2\n"))
    assert found.level == level


def test_named_floor_needs_its_level(tmp_path: Path) -> None:
    path = text(tmp_path / "rooms.csv", "楼层,房号,床位\n东楼,301,2\n")
    assert faults_of(path) == ["A2: the floor “东楼” says no storey; write a number, or add a column “level”"]
    (found,) = read_room_list(text(path, "楼层,层高,房号,床位\n东楼,3,301,2\n"))
    assert (found.name, found.level) == ("东楼", 3)


def test_beds_tell_the_kind_and_the_kind_the_beds(tmp_path: Path) -> None:
    path = text(
        tmp_path / "rooms.csv", "floor,room,beds,kind\n3,1,1,\n3,2,2,\n3,3,3,\n3,4,,single\n3,5,,twin\n"
    )
    found = [(name, kind, beds) for _, _, name, kind, beds, _ in rooms(read_room_list(path))]
    assert found == [
        ("1", "single", 1),
        ("2", "twin", 2),
        ("3", "family", 3),
        ("4", "single", 1),
        ("5", "twin", 2),
    ]


def test_every_fault_names_its_cell_and_nothing_is_used(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "rooms.xlsx",
        CHINESE,
        [3, 301, 2, "", ""],
        [3, "", 2, "", ""],
        [3, 302, "", "", ""],
        [3, 303, "two", "", ""],
        [3, 304, 2, "阁楼", ""],
        [3, 301, 2, "", ""],
        [3, 305, 21, "", ""],
        [3, "x" * 21, 2, "", ""],
    )
    assert faults_of(path) == [
        "B3: the room's number is missing",
        "C4: the number of beds is missing",
        "C5: “two” is no number of beds from 1 to 20",
        "D6: the kind “阁楼” is not known; write single, twin or family, or leave it empty",
        "B7: the room “301” stands in B2 already",
        "C8: “21” is no number of beds from 1 to 20",
        "B9: the name is longer than 20 characters",
    ]


def test_floor_has_one_level(tmp_path: Path) -> None:
    path = text(tmp_path / "rooms.csv", "floor,level,room,beds\nA,3,301,2\nA,4,401,2\n")
    assert faults_of(path) == ["A3: the floor “A” was at level 3 before"]


def test_missing_heading_and_missing_rooms_are_said(tmp_path: Path) -> None:
    assert "No heading was found" in faults_of(text(tmp_path / "rooms.csv", "3,301,2\n"))[0]
    assert faults_of(text(tmp_path / "rooms.csv", "floor,room\n")) == [
        "There are no rooms below the heading in row 1."
    ]


def test_large_and_damaged_files_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (70 * 2**20))
    damaged = text(tmp_path / "damaged.xlsx", "no spreadsheet")
    empty = tmp_path / "empty.xlsx"
    with ZipFile(empty, "w") as archive:
        archive.writestr("nothing", "")
    for path, said in (
        (bomb, "too large"),
        (damaged, "damaged"),
        (empty, "cannot be read"),
        (tmp_path / "no.csv", "no file"),
    ):
        with pytest.raises(UnreadableFile, match=said):
            read_room_list(path)


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A7"), (2, "C7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")]
)
def test_cells_are_named_as_spreadsheets_do(column: int, name: str) -> None:
    assert cell_name(column, 7) == name
