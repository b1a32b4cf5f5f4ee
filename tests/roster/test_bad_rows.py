"""Bad rows and what each must get: lines 10 to 25 of the list of bad rosters (24 stands in test_rosters)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.roster.looking import codes, decide, names, read
from tests.roster.rosters import (
    HEADINGS,
    LI,
    WANG,
    old_workbook,
    part_of,
    people,
    resident,
    with_parts,
    workbook,
)
from yizhan.reading.findings import Decision


def test_line_10_the_same_number_and_name_twice_is_one_person_with_both_rows() -> None:
    reading = read(
        people(("王芳", "女", WANG), ("李雷", "男", None), ("王 芳", None, WANG.lower(), None, "13800138000"))
    )
    assert reading.rows == 3
    assert len(reading.accepted) == 3
    one, _ = reading.people
    assert (one.key, one.same) == ("2", ("4",))
    assert one.person.phone == "13800138000"


def test_line_11_the_same_number_under_two_names_holds_both() -> None:
    contents = people(("王芳", "女", WANG), ("李雷", None, WANG), ("赵四", "男", LI[:-1] + LI[-1]))
    found = codes(read(contents))
    assert found["C2"] == found["C3"] == "same_number"
    decided = decide(contents, {"same_number@C2": Decision("stands", why="card seen"),
                                "same_number@C3": Decision("without")})  # fmt: skip
    assert {entry.person.name: entry.person.numbers for entry in decided.people}["李雷"] == ()


def test_line_12_a_wrong_check_digit_is_held_and_stands_with_a_reason() -> None:
    wrong = WANG[:-1] + ("1" if WANG[-1] != "1" else "2")
    contents = people(("王芳", "女", wrong), ("李雷", "男", "110105491231003"))
    reading = read(contents)
    assert codes(reading) == {"C2": "wrong_number"}
    assert names(reading) == ["李雷"]
    decided = decide(contents, {"wrong_number@C2": Decision("stands", why="card seen at the door")})
    first = next(decided.people).person
    assert (first.numbers, first.document_note) == ((wrong,), "card seen at the door")


def test_line_12_fifteen_digits_are_accepted() -> None:
    (one,) = read(people(("李雷", None, "110105491231003"))).people
    assert (one.person.birth_date, str(one.person.sex)) == (date(1949, 12, 31), "male")


@pytest.mark.parametrize("written", ["1.1E+17", "1.10105E+17", 110105199003074510.0, "110105199003074000"])
def test_line_13_lost_digits_are_rejected_and_said(written: str | float) -> None:
    reading = read(people(("王芳", None, written), ("李雷", "男", None)))
    assert [(entry.row.number, entry.findings[0].cell) for entry in reading.rejected] == [(2, "C2")]
    assert "lost" in str(reading.rejected[0].findings[0])
    assert names(reading) == ["李雷"]


def test_line_13_a_number_kept_whole_by_its_program_is_not_lost() -> None:
    contents = people(("王芳", None, 777))
    whole = resident("11010519900307453")
    assert whole.isdigit()
    sheet = part_of(contents, "xl/worksheets/sheet1.xml").replace(b"777", whole.encode())
    (one,) = read(with_parts(contents, xl__worksheets__sheet1_dot_xml=sheet)).people
    assert one.person.numbers == (whole,)


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X",
        "110105\u200b19491231\u00a0002X",
    ],
)
def test_line_14_how_a_number_is_written_does_not_matter(written: str) -> None:
    (one,) = read(people(("王芳", "女", written))).people
    assert one.person.numbers == ("11010519491231002X",)


def test_line_15_swapped_columns_are_found_and_asked_about() -> None:
    rows = [(f"138{number:08d}", name) for number, name in enumerate(["王芳", "李雷", "韩梅", "赵四"])]
    contents = people(*rows, headings=("姓名", "手机"))
    reading = read(contents)
    assert [entry.findings[0].code for entry in reading.held] == ["columns"] * 4
    group = reading.held[0].findings[0].group_question
    swapped = decide(contents, {group: Decision("by_content")})
    assert names(swapped) == ["王芳", "李雷", "韩梅", "赵四"]
    assert next(swapped.people).person.phone == "13800000000"
    kept = decide(contents, {group: Decision("as_headed")})
    assert {entry.findings[0].code for entry in kept.held} == {"odd_name"}


def test_line_15_number_and_telephone_swapped() -> None:
    rows = [("王芳", "13800000001", WANG), ("李雷", "13800000002", LI)]
    reading = read(people(*rows, headings=("姓名", "身份证号", "手机")))
    assert {entry.findings[0].code for entry in reading.held} == {"columns"}
    assert len(reading.held) == 2


@pytest.mark.parametrize(
    ("written", "born"), [(44682, date(2022, 5, 1)), (33000, date(1990, 5, 7)), (60001, None)]
)
def test_line_16_serial_numbers_become_days(written: int, born: date | None) -> None:
    contents = people(("王芳", "女", None, written), ("李雷", "男", None, "1990-01-01", "13800000001"))
    found = {entry.person.name: entry.person.birth_date for entry in read(contents).entries}
    assert found["王芳"] == born


def test_line_16_days_counted_from_1904() -> None:
    contents = workbook([("姓名", "出生日期"), ("王芳", 31538)], options={"date_1904": True})
    assert next(read(contents).people).person.birth_date == date(1990, 5, 7)
    old = old_workbook([("姓名", "出生日期"), ("王芳", 31538)], from_1904=True)
    assert next(read(old).people).person.birth_date == date(1990, 5, 7)


def test_line_16_a_day_with_several_meanings_is_asked_about() -> None:
    contents = people(("王芳", "女", None, "5/4/22"), ("李雷", "男", None, "25/12/1990"))
    reading = read(contents)
    assert codes(reading) == {"D2": "ambiguous_date"}
    offered = {answer.key for answer in reading.held[0].findings[0].answers}
    assert {"use:2022-04-05", "use:2022-05-04", "use:2005-04-22"} <= offered
    grown = people(("王芳", "女", None, "5/4/82"))
    assert codes(read(grown)) == {"D2": "ambiguous_date"}
    decided = decide(grown, {"ambiguous_date@D2": Decision("use:1982-05-04")})
    assert next(decided.people).person.birth_date == date(1982, 5, 4)


def test_line_16_the_number_decides_what_the_date_leaves_open() -> None:
    number = resident("11010520220504002")
    assert next(read(people(("王芳", "女", number, "5/4/22"))).people).person.birth_date == date(2022, 5, 4)


def test_line_17_contradictions_are_held() -> None:
    contents = people(("王芳", "男", LI, "1990-03-07"), ("李雷", "女", LI.replace("0", "0"), None))
    reading = read(people(("王芳", "男", LI, "1990-03-07")))
    assert codes(reading) == {"B2": "sex_differs", "D2": "birth_date_differs"}
    decided = decide(people(("王芳", "男", LI, "1990-03-07")),
                     {"sex_differs@B2": Decision("number"),
                      "birth_date_differs@D2": Decision("number")})  # fmt: skip
    one = next(decided.people).person
    assert (str(one.sex), one.birth_date) == ("female", date(1985, 6, 12))
    assert read(contents).held


def test_line_18_invisible_marks_are_ignored_and_the_raw_text_is_kept() -> None:
    written = "王\u200b芳\u202e\ufeff"
    one, other = read(
        people((written, "女", WANG), ("王芳", "女", WANG[:6] + "\u00a0" + WANG[6:] + "\u200f"))
    ).accepted
    assert (one.person.name, one.row.cells[0]) == ("王芳", written)
    assert other.stands_in == "2"


@pytest.mark.parametrize("separator", ["·", "•", "‧", "．"])
def test_line_19_every_separator_is_one_key_and_shown_as_written(separator: str) -> None:
    written = f"买买提{separator}艾力"
    reading = read(people(("买买提·艾力", "女", WANG), (written, "女", WANG)))
    assert [entry.person.name for entry in reading.accepted] == ["买买提·艾力", written]
    assert len(names(reading)) == 1


LONG = "Adolph Blaine Charles David Earl Frederick Gerald Hubert Irv"
SCRIPTS = ("李", LONG, "Иван Петров-Водкин", "محمد علي", "ئابدۇرېھىم ئۆتكۈر", "𠮷㛃")


def test_line_20_names_of_every_length_and_script_are_accepted() -> None:
    assert len(LONG) == 60
    assert names(read(people(*[(name, "男") for name in SCRIPTS]))) == list(SCRIPTS)


def test_line_21_documents_are_typed_and_checked_each_by_its_own_rule() -> None:
    permit, card = resident("81000019900307451"), resident("93110019900307451")
    rows = [("一", None, "E12345678", "passport"), ("二", None, "H12345678", "hkmt_permit"),
            ("三", None, "M1234567801", "hkmt_permit"), ("四", None, permit, "residence_permit"),
            ("五", None, card, "foreigner_card"), ("六", None, "USA110012345678", "foreigner_card"),
            ("七", None, resident("83000019900307452"), "residence_permit")]  # fmt: skip
    reading = read(people(*[row[:3] for row in rows]))
    found = {
        entry.person.name: [kind.value for kind, _ in entry.person.documents] for entry in reading.people
    }
    assert found == {name: [kind] for name, _, _, kind in rows}
    wrong = read(people(("四", None, permit[:-1] + ("1" if permit[-1] != "1" else "2"))))
    assert codes(wrong) == {"C2": "wrong_number"}


def test_line_21_eight_digits_are_a_permit_where_the_list_says_so() -> None:
    headings = ("姓名", "证件类型", "证件号码")
    (one,) = read(people(("林", "台胞证", "12345678"), headings=headings)).people
    assert [kind.value for kind, _ in one.person.documents] == ["hkmt_permit"]
    assert codes(read(people(("林", None, "12345678"), headings=headings))) == {"C2": "odd_number"}


def test_line_22_a_child_without_a_document_comes_with_its_guardian() -> None:
    contents = people(("王芳", "女", WANG, None, None, "1"),
                      ("王芳之子", "男", None, "2022-05-01", None, "1"),
                      ("小明", "男", None, "2018-01-01"))  # fmt: skip
    reading = read(contents)
    mother, child = reading.people
    assert child.person.guardian == "王芳"
    assert child.person.temporary_number.startswith("T-")
    assert mother.person.temporary_number == ""
    assert codes(reading) == {"A4": "no_guardian"}
    decided = decide(contents, {"no_guardian@A4": Decision("write", text="李老师")})
    assert [entry.person.guardian for entry in decided.people][-1] == "李老师"


def test_line_23_twins_are_never_merged_and_a_warning_is_shown() -> None:
    one, other = resident("11010520180506121"), resident("11010520180506123")
    reading = read(people(("王大双", "男", one, None, None, "1"), ("王小双", "男", other, None, None, "1")))
    assert names(reading) == ["王大双", "王小双"]
    assert [notice.code for notice in reading.notices] == ["twins"]
    without = read(people(("王芳", "女", WANG, None, None, "1"),
                          ("王大双", "男", None, "2018-05-06", None, "1"),
                          ("王小双", "男", None, "2018-05-06", None, "1")))  # fmt: skip
    assert [notice.code for notice in without.notices] == ["twins"]
    assert len(names(without)) == 3


def test_line_23_the_same_name_and_day_without_a_number_is_asked_about() -> None:
    contents = people(("王芳", "女", None, "1990-01-01"), ("王芳", "女", None, "1990-01-01"))
    assert codes(read(contents)) == {"A3": "same_person"}
    assert len(names(decide(contents, {"same_person@A3": Decision("same")}))) == 1
    assert len(names(decide(contents, {"same_person@A3": Decision("two")}))) == 2


def test_line_25_titles_hidden_rows_totals_and_other_sheets_are_counted_named_and_asked() -> None:
    rows = [("某校隔离人员名单",), HEADINGS, ("王芳", "女", WANG), ("李雷", "男", None), ("合计", "2人"),
            ("制表人：赵四",)]  # fmt: skip
    contents = workbook(
        rows, [("姓名", "手机"), ("孙七", "13600000009")], names=("一班", "二班"),
        touch=lambda _, page: page.set_row(3, None, None, {"hidden": True}),
    )  # fmt: skip
    reading = read(contents)
    assert codes(reading) == {
        "A1": "title",
        "A4": "hidden",
        "A5": "total",
        "A6": "closing",
        "二班!A2": "sheet",
    }
    assert reading.rows == 6
    assert "二班" in str(reading.held[-1].findings[0])
    decided = decide(contents, {
        "title@@title": Decision("leave_out"), "hidden@@": Decision("take"), "hidden@A4": Decision("take"),
        "total@A5": Decision("leave_out"), "closing@A6": Decision("leave_out"),
        "sheet@@二班": Decision("sheet"),
    })  # fmt: skip
    assert names(decided) == ["王芳", "李雷", "孙七"]
    assert (len(decided.held), len(decided.rejected)) == (0, 3)


def test_line_25_two_rows_of_headings_are_read_as_one() -> None:
    rows = [("序号", "基本信息", "", "联系方式", ""), ("", "姓名", "性别", "手机", "微信"),
            ("1", "王芳", "女", "13800000001", "x"), ("姓名", "姓名", "性别", "手机", "微信"),
            ("2", "李雷", "男", "13800000002", "y")]  # fmt: skip
    reading = read(workbook(rows))
    assert [(entry.person.name, entry.person.phone) for entry in reading.people] == [
        ("王芳", "13800000001"), ("李雷", "13800000002")
    ]  # fmt: skip
    assert sorted(codes(reading).values()) == ["headings", "title"]


def test_line_25_hidden_rows_of_an_old_workbook() -> None:
    rows = [("姓名", "性别"), ("王芳", "女"), ("李雷", "男")]
    reading = read(old_workbook(rows, hidden=frozenset({3})))
    assert codes(reading) == {"A3": "hidden"}
    assert names(reading) == ["王芳"]
