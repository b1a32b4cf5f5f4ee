"""The pages of the record: ledger, journal, corrections, comparison."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.test_map import client, night  # noqa: F401 - the fixture
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from tests.intake.night import Night

LEDGER = "/s/county/ledger/"


def test_ledger_is_read_at_the_hour_on_the_sites_wall(night: Night) -> None:  # noqa: F811
    desk = client(night)
    assert desk.get(LEDGER).content.decode().count('<span class="tag">02') == 4
    before = desk.get(f"{LEDGER}?at=2022-03-16T18:59").content.decode()
    assert "Nobody was at the site at this hour." in before
    at = desk.get(f"{LEDGER}?at=2022-03-16T19:01").content.decode()
    assert '<b class="mono">305</b>' in at


def test_ledger_workbook_has_a_row_for_everybody_and_text_only(night: Night) -> None:  # noqa: F811
    from python_calamine import CalamineWorkbook

    reply = client(night).get(f"{LEDGER}ledger.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(reply))).get_sheet_by_index(0).to_python()
    assert rows[1][:4] == ["Room", "Floor", "Wristband", "Age group"]
    assert [row[2] for row in rows[2:]] == ["024-A", "024-B", "023-A", "023-B"]
    assert rows[4][:2] == ["305", "Floor 3"]


def test_the_ledger_on_paper_has_everybody_in_walking_order_with_names_only_when_asked(
    night: Night,  # noqa: F811
) -> None:
    from pypdf import PdfReader

    from yizhan.core.models import AuditEvent
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    ann = Identity(name="Ann Example", phone="13800000000")
    register_person(
        by=night.by("clerk"), site_id=night.site.id, route=RegistrationRoute.CALL,
        facts=MemberFacts(stay_id=night.stay("023-A").id, identity=ann),
    )  # fmt: skip
    desk = client(night)
    plain, named = (
        " ".join(page.extract_text() for page in PdfReader(BytesIO(b"".join(desk.get(address)))).pages)
        for address in (f"{LEDGER}ledger.pdf", f"{LEDGER}ledger.pdf?names")
    )
    assert "Ann" not in plain
    assert "Ann Example" in " ".join(named.split())
    assert "13800000000" in named
    assert [plain.index(tag) for tag in ("024-A", "024-B", "023-A", "023-B")] == sorted(
        plain.index(tag) for tag in ("024-A", "024-B", "023-A", "023-B")
    )
    assert "Checked by" in plain
    assert AuditEvent.objects.filter(action="web.read_names").count() == 1
    early = b"".join(desk.get(f"{LEDGER}ledger.pdf?at=2022-03-16T18:59"))
    assert "023-A" not in PdfReader(BytesIO(early)).pages[0].extract_text()


def test_journal_speaks_in_words(night: Night) -> None:  # noqa: F811
    page = client(night).get(f"{LEDGER}journal/").content.decode()
    assert "Given room 305: 023-A, 023-B." in page
    assert "024-B was seen at the site for the first time." in page
    only = client(night).get(f"{LEDGER}journal/?kind=roomed").content.decode()
    assert "for the first time" not in only


def test_a_correction_is_entered_and_read(night: Night) -> None:  # noqa: F811
    from yizhan.stays.models import JournalHead

    desk = client(night)
    sequence = JournalHead.objects.get().sequence
    night.minutes(30)
    address = f"{LEDGER}journal/{sequence}/corrections/"
    facts = {"command_id": new_id(), "room": night.room("306").id, "reason": "seen at the door"}
    refused = desk.post(address, {**facts, "since": "2022-03-17T09:00"})
    assert refused.status_code == 409
    assert "This time is still to come." in refused.content.decode()
    assert "seen at the door" in refused.content.decode()
    facts["command_id"] = new_id()
    page = desk.post(address, {**facts, "since": "2022-03-16T19:10"}, follow=True).content.decode()
    assert f"Entry {sequence + 1} corrects entry {sequence}." in page
    assert f"Entry {sequence} was wrong: 023-A, 023-B were in room 306 from 3-16 19:10" in page


def test_what_somebody_said_is_opened_for_those_who_may_and_audited(night: Night) -> None:  # noqa: F811
    from tests.stays.test_rooming import move
    from yizhan.core.models import AuditEvent
    from yizhan.stays.models import JournalHead

    move(night, 23, "305", "306", reason="the tap leaks")
    note = f"{LEDGER}journal/{JournalHead.objects.get().sequence}/note/"
    assert client(night, "post").get(note).status_code == 403
    assert "the tap leaks" in client(night).get(note).content.decode()
    assert AuditEvent.objects.filter(action="web.read_note").count() == 1


def test_comparison_shows_both_sides(night: Night) -> None:  # noqa: F811
    night.check("305", 1)
    page = client(night).get(f"{LEDGER}comparison/").content.decode()
    assert "More or fewer behind the door" in page
    assert re.search(r"305: 1 people, .*, counter3", page)
    assert page.count('class="tag">023-') >= 2


def test_the_book_adds_up_on_the_page_and_as_files(night: Night) -> None:  # noqa: F811
    from python_calamine import CalamineWorkbook

    from yizhan.stays.models import Stay

    here = Stay.objects.filter(ended_at=None).count()
    page = client(night).get(f"{LEDGER}book/").content.decode()
    assert re.search(rf'data-label="Present"><b>{here}</b>', page)
    assert "is-bad" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(client(night).get(f"{LEDGER}book.xlsx"))))
    figures, lines = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    assert next(row for row in figures if row[0] == "2022-03-16")[1:] == [0, here, 0, 0, here, here, "yes"]
    assert len(lines) == here + 2
    assert b"".join(client(night).get(f"{LEDGER}book.pdf")).startswith(b"%PDF")


def test_an_outside_list_is_brought_compared_and_taken_away(night: Night) -> None:  # noqa: F811
    staff = client(night)
    sent = {"command_id": str(new_id()), "source": "hotel", "whole": "on",
            "file": SimpleUploadedFile("list.csv", "姓名,房号\n赵无名,909\n".encode())}  # fmt: skip
    shown = staff.post(f"{LEDGER}lists/", sent, follow=True)
    assert "Every row is compared." in shown.content.decode()
    assert "Somebody whom the record does not know" in staff.get(f"{LEDGER}comparison/").content.decode()
    staff.post(f"{shown.request['PATH_INFO']}removal/", {"command_id": str(new_id())})
    assert "Somebody whom the record does not know" not in staff.get(f"{LEDGER}comparison/").content.decode()


@pytest.mark.parametrize("path", ["", "ledger.xlsx", "journal/", "comparison/"])
def test_the_record_is_closed_to_other_postings(night: Night, path: str) -> None:  # noqa: F811
    statuses = {
        name: client(night, name).get(f"{LEDGER}{path}").status_code for name in ("hotel", "counter1", "post")
    }
    assert statuses == {"hotel": 403, "counter1": 403, "post": 200}


def test_only_who_may_correct_corrects(night: Night) -> None:  # noqa: F811
    from yizhan.stays.models import JournalHead

    address = f"{LEDGER}journal/{JournalHead.objects.get().sequence}/corrections/"
    assert client(night, "post").get(address).status_code == 403
    assert client(night, "reception").get(address).status_code == 403
