"""Bad rosters and what each must get, line by line: hand-made files, hand-worked answers."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.roster.rosters import (
    HEADINGS,
    LI,
    TODAY,
    WANG,
    old_workbook,
    part_of,
    people,
    resident,
    text,
    with_parts,
    workbook,
)
from yizhan.roster.reading.cells import FileRefused
from yizhan.roster.reading.findings import Decision
from yizhan.roster.reading.reading import Reading, read_roster


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def read(contents: bytes, **decisions: Decision) -> Reading:
    """Read what a real file holds; every row must be counted once."""
    reading = read_roster(contents, today=TODAY, decisions=decisions)
    assert reading.rows == len(reading.accepted) + len(reading.held) + len(reading.rejected)
    return reading


def decide(contents: bytes, decisions: dict[str, Decision]) -> Reading:
    return read_roster(contents, today=TODAY, decisions=decisions)


def codes(reading: Reading) -> dict[str, str]:
    """What is open, by the cell it is asked about."""
    return {finding.cell: finding.code for entry in reading.entries for finding in entry.findings}


def names(reading: Reading) -> list[str]:
    return [entry.person.name for entry in reading.people]


def refused(contents: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read_roster(contents, today=TODAY)
    assert str(caught.value)
    return caught.value.code


def test_line_1_merged_cells_are_filled_down_and_marked() -> None:
    rows = [("王芳", "女", WANG, None, "13800000001", "7"), ("王小", "男", None, "2018-05-06", None, None)]
    contents = workbook([HEADINGS, *rows], touch=lambda _, page: page.merge_range("F2:F3", "7"))
    mother, child = read(contents).people
    assert (mother.person.party, child.person.party) == ("7", "7")
    assert child.person.filled == ("party",)
    assert mother.person.filled == ()


def test_line_1_a_merged_name_or_number_is_asked_about() -> None:
    rows = [("王芳", "女", WANG, None, "1", "7"), (None, "男", None, "1980-05-06", None, "7")]
    merged = workbook([HEADINGS, *rows], touch=lambda _, page: page.merge_range("A2:A3", "王芳"))
    found = codes(read(merged))
    assert found["A2"] == "merged"
    assert "A3" in found
    number = workbook([HEADINGS, *rows], touch=lambda _, page: page.merge_range("C2:C3", WANG))
    assert codes(read(number))["C2"] == "merged"


@pytest.mark.parametrize(
    "written",
    ["=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","press")', "+1+1", "-2+3", "@SUM(1)", "\t=1"],
)
def test_line_2_what_looks_like_a_formula_stays_text_and_is_escaped_again(written: str) -> None:
    from yizhan.web.paper.rosters import held_sheets
    from yizhan.web.paper.sheets import workbook as export

    contents = people(
        ("王芳", "女", WANG, None, None, written), ("李雷", "未知的", None, None, None, written)
    )
    reading = read(contents)
    assert next(reading.people).person.party == written.strip()
    made = export(held_sheets("list", reading))
    assert b"<f>" not in part_of(made, "xl/worksheets/sheet1.xml")
    assert b"quotePrefix" not in part_of(made, "xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in part_of(made, "xl/styles.xml")
    assert names(read(('姓名,户号\r\n王芳,"' + written.replace('"', '""') + '"\r\n').encode())) == ["王芳"]


def test_line_3_a_formula_without_a_saved_result_is_held_with_its_address() -> None:
    contents = workbook(
        [HEADINGS, ("王芳", "女", WANG), ("李雷", "男", None)],
        touch=lambda _, page: page.write_formula("D3", "=TODAY()-9000", None, ""),
    )
    reading = read(contents)
    assert codes(reading) == {"D3": "uncomputed"}
    assert names(reading) == ["王芳"]
    error = workbook(
        [HEADINGS, ("李雷",)], touch=lambda _, page: page.write_formula("B2", "=1/0", None, "#DIV/0!")
    )
    assert "#DIV/0!" in str(read(error).held[0].findings[0])


BOMB = """
import resource, sys, time
from django.conf import settings
settings.configure()
import django; django.setup()
from datetime import date
from pathlib import Path
from yizhan.roster.reading.cells import FileRefused
from yizhan.roster.reading.reading import read_roster
read_roster("姓名\\n王芳".encode(), today=date(2022, 5, 1))
contents = Path(sys.argv[1]).read_bytes()
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    read_roster(contents, today=date(2022, 5, 1))
except FileRefused as refused:
    print(refused.code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
          time.process_time() - started)
"""


def _bomb(sheet_bytes: int) -> bytes:
    start, end = part_of(people(("王芳",)), "xl/worksheets/sheet1.xml").split(b"</sheetData>")
    row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>x</t></is></c></row>'
    return start + row * (sheet_bytes // len(row)) + b"</sheetData>" + end


def _lying(contents: bytes, claimed: int) -> bytes:
    """Let the directory say that every part is small."""
    lied = bytearray(contents)
    place = lied.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", lied, place + 24, min(claimed, struct.unpack_from("<I", lied, place + 24)[0]))
        place = lied.find(b"PK\x01\x02", place + 4)
    return bytes(lied)


@pytest.mark.parametrize("lying", [False, True])
def test_line_4_what_unpacks_to_hundreds_of_megabytes_is_refused_at_once(lying: bool, tmp_path: Path) -> None:
    bomb = with_parts(people(("王芳",)), xl__worksheets__sheet1_dot_xml=_bomb(220 * 2**20))
    assert len(bomb) < 4 * 2**20
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(_lying(bomb, 4096) if lying else bomb)
    run = subprocess.run(
        [sys.executable, "-c", BOMB, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    code, megabytes, seconds = run.stdout.split()
    assert code == ("damaged" if lying else "too_large")
    assert int(megabytes) < 100
    assert float(seconds) < 1


def test_line_4_parts_that_share_their_bytes_are_refused() -> None:
    made = bytearray(people(("王芳",)))
    start, _, end = bytes(made).partition(b"PK\x01\x02")
    place = made.find(b"PK\x01\x02")
    struct.pack_into("<I", made, place + 20, len(made) * 2)
    assert refused(bytes(made)) == "damaged"
    assert start
    assert end


def test_line_5_archives_in_archives_and_hostile_names_are_refused() -> None:
    inner = people(("王芳",))
    assert refused(with_parts(inner, xl__embeddings__a_dot_xlsx=inner)) == "nested_archive"
    assert refused(with_parts(inner, xl__worksheets__sheet1_dot_xml=inner)) == "nested_archive"
    for name in ("../../etc/cron.d/x", "/etc/passwd", "xl\\..\\..\\x", "C:/x"):
        made = io.BytesIO(inner)
        with zipfile.ZipFile(made, "a") as archive:
            archive.writestr(name, b"x")
        assert refused(made.getvalue()) == "hostile_names"
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("list.csv", "姓名\r\n王芳\r\n")
    assert refused(plain.getvalue()) == "archive"


def test_line_5_a_symbolic_link_is_refused() -> None:
    made = io.BytesIO(people(("王芳",)))
    with zipfile.ZipFile(made, "a") as archive:
        link = zipfile.ZipInfo("xl/media/secret.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(made.getvalue()) == "symbolic_link"


@pytest.mark.parametrize(
    "part", ["xl__sharedStrings_dot_xml", "xl__workbook_dot_xml", "xl__worksheets__sheet1_dot_xml"]
)
@pytest.mark.parametrize(
    "entity", [b'<!ENTITY x SYSTEM "file:///etc/hostname">', b'<!ENTITY a "aa"><!ENTITY x "&a;&a;&a;">']
)
def test_line_5_an_entity_is_refused(part: str, entity: bytes) -> None:
    contents = people(("王芳",))
    body = part_of(contents, part.replace("__", "/").replace("_dot_", "."))
    head, rest = body.split(b"?>", 1)
    hostile = head + b"?><!DOCTYPE x [" + entity + b"]>" + rest
    assert refused(with_parts(contents, **{part: hostile})) == "document_type"


def test_line_6_an_xls_that_ends_where_xls_ends_warns() -> None:
    rows = [("姓名", "户号"), *[("王芳", str(number)) for number in range(65_535)]]
    reading = read(old_workbook(rows))
    assert reading.rows == 65_535
    assert [(notice.code, notice.cell) for notice in reading.notices if notice.code == "cut"] == [
        ("cut", "A65536")
    ]
    shorter = read(old_workbook(rows[:100]))
    assert [notice for notice in shorter.notices if notice.code == "cut"] == []


def test_line_7_rare_characters_of_gb18030_are_exact() -> None:
    contents = text([("姓名", "性别"), ("𠮷㛃", "女"), ("㛃𠮷", "男")]).encode("gb18030")
    assert names(read(contents)) == ["𠮷㛃", "㛃𠮷"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_line_8_text_of_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    rows = [("姓名", "性别", "手机"), ("王芳", "女", "13800138000"), ("李雷", "男", "13900139000")]
    reading = read(text(rows, delimiter).encode(encoding))
    assert [(entry.person.name, entry.person.phone) for entry in reading.people] == [
        ("王芳", "13800138000"), ("李雷", "13900139000")
    ]  # fmt: skip


def test_line_8_cells_with_line_ends_and_lost_quotation_marks() -> None:
    quoted = '姓名,住址\r\n王芳,"a\r\nb"\r\n李雷,"5"" flat"\r\n'
    assert names(read(quoted.encode())) == ["王芳", "李雷"]
    lost = '姓名,住址\r\n王芳,"broken\r\n' + "".join(f"李{n},x\r\n" for n in "一二三四五六")
    assert len(names(read(lost.encode()))) == 7


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("张伟".encode().decode("gb18030"), "张伟"),
        ("张伟".encode().decode("latin-1"), "张伟"),
        ("张伟".encode("gb18030").decode("latin-1"), "张伟"),
    ],
)
def test_line_9_text_decoded_wrongly_is_held_and_repaired_by_a_tap(written: str, meant: str) -> None:
    contents = people((written, "男", None), ("李雷", "男", None))
    reading = read(contents)
    assert codes(reading) == {"A2": "garbled"}
    assert meant in str(reading.held[0].findings[0])
    decided = decide(contents, {"garbled@A2": Decision(f"use:{meant}")})
    assert names(decided) == [meant, "李雷"]


def test_line_9_even_the_headings_may_be_decoded_wrongly() -> None:
    contents = text([("姓名", "性别"), ("张伟", "男")]).encode().decode("gb18030", "replace")
    reading = read(contents.encode())
    assert reading.held[0].findings[0].code == "garbled"


def test_line_9_what_lost_its_end_is_not_guessed() -> None:
    reading = read(people(("王小明".encode()[:-1].decode("gb18030", "replace"), "男"), ("王?�", "男")))
    assert list(codes(reading).values()) == ["garbled", "garbled"]
    assert not any(
        answer.key.startswith("use:") for held in reading.held for answer in held.findings[0].answers
    )


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


@pytest.mark.parametrize(
    ("contents", "code"),
    [(b"", "empty"), (b"%PDF-1.7", "other_kind"), (b"<html><table>", "web_page"),
     (bytes(range(1, 9)) * 50, "not_text"),
     ("年份,数量\n2020,3\n".encode(), "no_names")],
)  # fmt: skip
def test_what_is_no_roster_is_refused_with_what_to_bring(contents: bytes, code: str) -> None:
    assert refused(contents) == code
