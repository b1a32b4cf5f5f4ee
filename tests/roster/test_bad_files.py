"""Bad files and what each must get: lines 1 to 9 of the list of bad rosters, and what is no roster."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.roster.looking import codes, decide, names, read, refused
from tests.roster.rosters import HEADINGS, WANG, old_workbook, part_of, people, text, with_parts, workbook
from yizhan.reading.findings import Decision


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
from yizhan.reading.cells import FileRefused
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


@pytest.mark.parametrize(
    ("contents", "code"),
    [(b"", "empty"), (b"%PDF-1.7", "other_kind"), (b"<html><table>", "web_page"),
     (bytes(range(1, 9)) * 50, "not_text"),
     ("年份,数量\n2020,3\n".encode(), "no_names")],
)  # fmt: skip
def test_what_is_no_roster_is_refused_with_what_to_bring(contents: bytes, code: str) -> None:
    assert refused(contents) == code
