"""A laboratory's file: rows read = accepted + held + rejected, nothing guessed, nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from yizhan.core.refusals import Refusal
from yizhan.health.codes import tube_number
from yizhan.health.enums import ResultValue
from yizhan.health.laboratory.reading import ResultsRead, TubeFacts, read_results
from yizhan.health.laboratory.texts import moment_in
from yizhan.health.laboratory.words import column_of, value_of
from yizhan.reading.findings import Decision

if TYPE_CHECKING:
    from tests.intake.night import Night

ZONE = ZoneInfo("Asia/Shanghai")
CAME = datetime(2022, 3, 17, 10, 0, tzinfo=UTC)
TAKEN = datetime(2022, 3, 17, 0, 0, tzinfo=UTC)
ONE, TWO, THREE, GONE, EMPTY, HERE, KNOWN = (tube_number(20_000_000 + serial) for serial in range(7))
FACTS = {
    ONE: TubeFacts(TAKEN, handed_over=True),
    TWO: TubeFacts(TAKEN, handed_over=True),
    THREE: TubeFacts(TAKEN, handed_over=True),
    EMPTY: TubeFacts(),
    HERE: TubeFacts(TAKEN),
    KNOWN: TubeFacts(TAKEN, handed_over=True, result=ResultValue.NEGATIVE),
}
HEAD = ("管号", "姓名", "检测结果", "Ct值", "报告时间")


def book(*rows: tuple[Any, ...], hide: int | None = None, merge: str = "", more: Any = None) -> bytes:
    """Return a workbook with these rows; `hide` hides one, counted from 1."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": True}) as made:
        sheet = made.add_worksheet("结果")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
            for column, text in enumerate(row):
                if str(text).startswith("="):
                    sheet.write_formula(number, column, text, None, "")
        if hide:
            sheet.set_row(hide - 1, options={"hidden": True})
        if merge:
            sheet.merge_range(merge, "阴性")
        if more:
            other = made.add_worksheet("第二批")
            for number, row in enumerate(more):
                other.write_row(number, 0, row)
    return file.getvalue()


def read(contents: bytes, decisions: dict[str, Decision] | None = None) -> ResultsRead:
    found = read_results(
        contents, zone=ZONE, at=CAME, decisions=decisions,
        look_up=lambda codes: {code: FACTS[code] for code in codes & FACTS.keys()},
    )  # fmt: skip
    assert len(found.rows) == len(found.accepted) + len(found.held) + len(found.rejected)
    return found


def asked(found: ResultsRead) -> list[tuple[str, str]]:
    return [(finding.code, finding.cell) for row in found.rows for finding in row.findings]


def row(tube: str, value: str = "阴性", reported: str = "2022-03-17 15:30") -> tuple[str, ...]:
    return (tube, "某某", value, "", reported)


def test_clean_file_is_accepted_whole() -> None:
    found = read(book(HEAD, row(ONE), (TWO, "某某", "阳性(+)", "28.4", "2022/3/17 15:30"), row(KNOWN)))
    assert asked(found) == []
    one, two, known = found.accepted
    assert (one.tube, one.value, one.cell, one.key) == (ONE, ResultValue.NEGATIVE, "A2", "2")
    assert (two.value, two.ct, two.reported_at) == (
        ResultValue.POSITIVE, "28.4", datetime(2022, 3, 17, 7, 30, tzinfo=UTC),
    )  # fmt: skip
    assert [row.again for row in (one, two, known)] == [False, False, True]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"],
)  # fmt: skip
def test_text_files_of_any_encoding(encoding: str) -> None:
    lines = "条码,结果,ORF1ab,N\r\n" + f"{ONE},阳性,31.2,33\r\n{TWO},阴性,,\r\n"
    found = read(lines.encode(encoding))
    assert [(one.tube, one.value, one.ct) for one in found.accepted] == [
        (ONE, ResultValue.POSITIVE, "ORF1ab 31.2, N 33"), (TWO, ResultValue.NEGATIVE, ""),
    ]  # fmt: skip


# What stands in the file, and what is asked about it where.
BAD = [
    ("a wrong digit", [row(ONE[:-1] + str((int(ONE[-1]) + 1) % 10))], [("wrong_tube_number", "A2")]),
    ("a formula as the number", [row("=1+1")], [("uncomputed", "A2")]),
    ("text that begins with a sign", [row("@SUM(A1)")], [("wrong_tube_number", "A2")]),
    ("a tube of nobody here", [row(GONE)], [("unknown_tube", "A2")]),
    ("a label without a sample", [row(EMPTY)], [("empty_tube", "A2")]),
    ("a tube without hand-over", [row(HERE)], [("not_handed_over", "A2")]),
    ("another result than the record's", [row(KNOWN, "阳性")], [("result_differs", "A2")]),
    ("no result", [row(ONE, "")], [("unclear_value", "C2")]),
    ("a sign instead of a word", [row(ONE, "-")], [("unclear_value", "C2")]),
    ("words that say both", [row(ONE, "未检出阳性")], [("unclear_value", "C2")]),
    ("a day that is none", [row(ONE, reported="2022-02-30 10:00")], [("unclear_time", "E2")]),
    ("reported before it was taken", [row(ONE, reported="2022-03-16 10:00")], [("impossible_time", "A2")]),
    ("reported in the future", [row(ONE, reported="2022-03-17 18:01")], [("impossible_time", "A2")]),
    ("a total", [row(ONE), ("合计", "", "1")], [("wrong_tube_number", "A3")]),
    (
        "two results of one tube",
        [row(ONE), row(TWO), row(ONE, "阳性")],
        [("two_results", "A2"), ("two_results", "A4")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "questions"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_rows_are_held_with_cell_and_reason(rows: Any, questions: Any) -> None:
    assert asked(read(book(HEAD, *rows))) == questions


def test_hidden_rows_titles_and_other_sheets_are_asked_about() -> None:
    found = read(
        book(("某检验所报告",), HEAD, row(ONE), row(TWO), hide=4, more=[HEAD, row(THREE)]),
    )
    assert asked(found) == [("title", "A1"), ("hidden", "A4"), ("sheet", "第二批!A2")]
    assert [one.tube for one in found.accepted] == [ONE]
    decisions = {
        "title@@title": Decision("leave_out"), "hidden@@!": Decision("take"),
        "sheet@@第二批": Decision("sheet"),
    }  # fmt: skip
    taken = read(
        book(("某检验所报告",), HEAD, row(ONE), row(TWO), hide=4, more=[HEAD, row(THREE)]), decisions
    )
    assert [one.tube for one in taken.accepted] == [ONE, TWO, THREE]
    assert len(taken.rejected) == 1


def test_merged_result_is_asked_about_for_the_rows_below() -> None:
    found = read(book(HEAD, row(ONE), row(TWO, ""), merge="C2:C3"))
    assert asked(found) == [("unclear_value", "C3")]
    (held,) = found.held
    assert "merged with one above" in str(held.findings[0])
    answered = read(
        book(HEAD, row(ONE), row(TWO, ""), merge="C2:C3"),
        {"unclear_value@C3": Decision("value:negative")},
    )
    assert [one.value for one in answered.accepted] == [ResultValue.NEGATIVE] * 2


def test_same_tube_and_result_twice_is_one() -> None:
    found = read(book(HEAD, row(ONE), row(ONE)))
    assert [one.again for one in found.accepted] == [False, True]


def test_leaving_the_wrong_row_out_lets_the_other_stand() -> None:
    rows = book(HEAD, row(ONE), row(ONE, "阳性"))
    found = read(rows, {"two_results@A2": Decision("leave_out")})
    assert [(one.cell, one.value, one.again) for one in found.accepted] == [
        ("A3", ResultValue.POSITIVE, False)
    ]
    assert [one.cell for one in found.rejected] == ["A2"]


def test_number_written_by_hand_must_check_too() -> None:
    rows = book(HEAD, row("12345"))
    assert asked(read(rows, {"wrong_tube_number@A2": Decision("write", text="54321")})) == [
        ("wrong_tube_number", "A2")
    ]
    (fixed,) = read(rows, {"wrong_tube_number@A2": Decision("write", text=f" {ONE[:4]} {ONE[4:]}")}).accepted
    assert fixed.tube == ONE


def test_file_without_the_two_columns_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        read(book(("姓名", "电话"), ("某某", "13800000000")))
    assert caught.value.code == "no_results"


@pytest.mark.parametrize(
    ("heading", "held"),
    [("样本条码号", "tube"), ("检测结果（核酸）", "value"), ("结果报告时间", "reported"), ("Result", "value"),
     ("姓名", None), ("Barcode", "tube"), ("resultant", None)],
)  # fmt: skip
def test_headings(heading: str, held: str | None) -> None:
    assert column_of(heading) == held


@pytest.mark.parametrize(
    ("text", "value"),
    [("阴性（-）", "negative"), ("未检出", "negative"), ("检出", "positive"), ("NEG", "negative"),
     ("灰区", "inconclusive"), ("管破", "spoilt"), ("阴性？阳性", None), ("", None)],
)  # fmt: skip
def test_words_of_results(text: str, value: str | None) -> None:
    assert value_of(text) == value


def test_moments_are_the_laboratory_s_clock() -> None:
    assert moment_in("2022年3月17日 15:30", ZONE) == datetime(2022, 3, 17, 7, 30, tzinfo=UTC)
    assert moment_in("2022-03-17T15:30:10", ZONE) == datetime(2022, 3, 17, 7, 30, 10, tzinfo=UTC)
    assert moment_in("2022-03-17", ZONE) is None
    assert moment_in("17.3. at noon", ZONE) is None


# --- brought in


def bring(night: Night, contents: bytes) -> Any:
    from yizhan.health.actions.result_files import receive_results

    return receive_results(by=night.by("clerk"), site_id=night.site.id, contents=contents, name="结果.xlsx")


def take(night: Night, file_id: Any, *, by: Any = None) -> Any:
    from yizhan.health.actions.result_files import import_results

    return import_results(by=by or night.by("clerk"), site_id=night.site.id, file_id=file_id)


@pytest.fixture
def tubes(night: Night) -> list[str]:
    """Three tubes that are at the laboratory for an hour, and one that never left."""
    from tests.health.laboratory import hotel, labels, sample, sent

    hotel(night)
    away = [sent(night, tag) for tag in ("001-A", "001-B", "002-A")]
    (stays,) = labels(night)
    sample(night, "002-B", stays)
    night.minutes(60)
    return [*away, stays]


def written(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def test_preview_keeps_nothing_and_import_keeps_each_result_once(night: Night, tubes: list[str]) -> None:
    from yizhan.health.models import Result, ResultFile

    at = written(night.clock.now())
    contents = book(HEAD, row(tubes[0], reported=at), row(tubes[1], "阳性", at), row(tubes[3], reported=at))
    first = bring(night, contents)
    assert Result.objects.count() == 0
    by = night.by("clerk")
    made = take(night, first.file_id, by=by)
    assert (made.read, made.accepted, made.held, made.rejected) == (3, 2, 1, 0)
    assert (made.kept, made.unchanged) == (2, 0)
    assert take(night, first.file_id, by=by) == made  # the same tap
    again = bring(night, contents)
    assert (again.file_id, again.again) == (first.file_id, True)
    assert take(night, first.file_id).kept == 0
    assert ResultFile.objects.count() == 1
    assert {(result.tube.code, result.value, result.cell) for result in Result.objects.all()} == {
        (tubes[0], "negative", "A2"), (tubes[1], "positive", "A3"),
    }  # fmt: skip


def test_hand_over_entered_late_lets_the_held_row_in(night: Night, tubes: list[str]) -> None:
    from tests.health.laboratory import pack, send

    received = bring(night, book(HEAD, row(tubes[3], reported="")))
    assert take(night, received.file_id).held == 1
    send(night, pack(night, tubes[3]).box_id)
    made = take(night, received.file_id)
    assert (made.held, made.kept) == (0, 1)


def test_decision_corrects_with_its_reason(night: Night, tubes: list[str]) -> None:
    from tests.health.laboratory import report
    from yizhan.health.actions.result_files import answer_result
    from yizhan.health.models import Result

    report(night, tubes[0], ResultValue.POSITIVE)
    received = bring(night, book(HEAD, row(tubes[0], reported="")))
    take(night, received.file_id)
    facts = {"site_id": night.site.id, "file_id": received.file_id, "question": "result_differs@A2"}
    with pytest.raises(Refusal) as caught:
        answer_result(by=night.by("clerk"), answer="correct", **facts)
    assert caught.value.code == "reason_missing"
    answered = answer_result(by=night.by("clerk"), answer="correct", text="Tested again, called us", **facts)
    assert answered.kept == 1
    stands = Result.objects.get(corrected_by=None)
    assert (stands.value, stands.reason, stands.corrects_id is None) == (
        "negative", "Tested again, called us", False,
    )  # fmt: skip


def test_original_is_sealed_and_destroyed_in_time(night: Night, tubes: list[str]) -> None:
    from yizhan.health.models import ResultFile
    from yizhan.reading.limits import limits

    bring(night, book(HEAD, row(tubes[0], reported="")))
    file = ResultFile.objects.get()
    assert tubes[0].encode() not in bytes(file.sealed or b"")
    night.clock.set(night.clock.now() + timedelta(days=limits().keep_days + 1))
    bring(night, book(HEAD, row(tubes[1], reported="")))
    file.refresh_from_db()
    assert (file.wrapped, file.sealed, file.read) == (None, None, 1)


def test_file_brought_in_stays_and_another_can_be_taken_back(night: Night, tubes: list[str]) -> None:
    from yizhan.health.actions.result_files import discard_results
    from yizhan.health.models import ResultFile

    kept, wrong = (bring(night, book(HEAD, row(tube, reported=""))).file_id for tube in (tubes[0], tubes[1]))
    take(night, kept)
    discard_results(by=night.by("clerk"), site_id=night.site.id, file_id=wrong)
    with pytest.raises(Refusal) as caught:
        discard_results(by=night.by("clerk"), site_id=night.site.id, file_id=kept)
    assert caught.value.code == "results_imported"
    assert [file.id for file in ResultFile.objects.all()] == [kept]
