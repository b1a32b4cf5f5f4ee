"""A delivery note as it comes: what is understood, and which cell is not."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from yizhan.provision.delivery_reading import DeliveredLine, read_delivery
from yizhan.reading.cells import FileRefused


def test_lines_are_read_by_any_name_with_lot_and_date() -> None:
    listed = (
        "县应急物资送货单\n序号,品名,数量,单位,批号,有效期至\n1,医用防护服,20,件,FH2207,2027-03-16\n"
        '2,采样管,1000.0,支,,2027年3月6日\n3,Surgical masks,500,pcs,M1,20271231\n4,纸巾,"1,200",包,,\n'
    )  # fmt: skip
    read = read_delivery(listed.encode())
    assert read.faults == ()
    assert read.lines == (
        DeliveredLine("suit", 20, "FH2207", date(2027, 3, 16)),
        DeliveredLine("tube", 1000, "", date(2027, 3, 6)),
        DeliveredLine("mask", 500, "M1", date(2027, 12, 31)), DeliveredLine("tissue", 1200, "", None),
    )  # fmt: skip


def test_every_row_that_is_not_understood_says_its_cell() -> None:
    listed = (
        "品名,数量,单位,有效期\n防护服,20,箱,\n金条,1,,\n口罩,十个,,\n口罩,0,,\n"
        "口罩,1.5,,\n口罩,5,,2027-13-01\n口罩,7,,\n"
        "合计,33,,\n"
    )
    read = read_delivery(listed.encode())
    assert [(one.item, one.count) for one in read.lines] == [("mask", 7)]
    assert [(fault.cell, fault.said) for fault in read.faults] == [
        ("C2", "箱"), ("A3", "金条"), ("B4", "十个"), ("B5", "0"), ("B6", "1.5"),
        ("D7", "2027-13-01"), ("A9", "合计"),
    ]  # fmt: skip


def test_a_workbooks_days_and_hidden_rows() -> None:
    import xlsxwriter

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet("Note")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, cells in enumerate([("Item", "Count", "Use by"), ("tube", 30, ""), ("swab", 30, "")]):
            page.write_row(row, 0, cells)
        page.write_datetime(1, 2, date(2027, 3, 16), day)
        page.set_row(2, options={"hidden": True})
    read = read_delivery(made.getvalue())
    assert read.lines == (DeliveredLine("tube", 30, "", date(2027, 3, 16)),)
    assert [fault.cell for fault in read.faults] == ["A3"]


@pytest.mark.parametrize("listed", ["", "a,b\n1,2\n", "品名,数量\n"])
def test_what_is_no_delivery_note_is_refused_as_a_whole(listed: str) -> None:
    with pytest.raises(FileRefused):
        read_delivery(listed.encode())
