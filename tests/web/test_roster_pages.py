"""The desk's pages of late rosters: the figures first, one tap an answer, a name label for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.roster.rosters import LI, WANG, people

if TYPE_CHECKING:
    from tests.intake.night import Night

WRONG = WANG[:-1] + "0"
LIST = people(
    ("李雷", "女", LI, None, "13800000001", "1"),
    ("王芳", "女", WRONG, None, None, "=1+1"),
    ("张大双", None, None, "2018-05-06", None, "2"),
    ("合计", "3人"),
)
PAGE = "/s/county/rosters/"


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """The county hotel, nobody there yet."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened


@pytest.fixture
def clerk(night: Night) -> Client:
    """The information clerk's browser, in English."""
    from yizhan.people.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(
        Account.objects.get(username="clerk"), backend="yizhan.web.signin.backends.AccountBackend"
    )
    return client


def bring(client: Client, contents: bytes = LIST, name: str = "class.xlsx") -> Any:
    return client.post(PAGE, {"command_id": uuid4(), "file": SimpleUploadedFile(name, contents)}, follow=True)


def last_roster() -> str:
    from yizhan.roster.models import Roster

    return f"{PAGE}{Roster.objects.latest('received_at').id}/"


def shown(response: Any) -> str:
    page: str = response.content.decode()
    return page


def test_a_brought_list_is_looked_through_first(clerk: Client) -> None:
    from yizhan.roster.models import RosterPerson

    page = shown(bring(clerk))
    for figure in (
        "<b>4</b><span>rows read",
        "<b>1</b><span>✓ accepted",
        "<b>3</b><span>held",
        "<b>0</b><span>rej",
    ):
        assert figure in page
    for cell in ("C3", "A4", "A5"):
        assert f'<span class="tag">{cell}</span>' in page
    assert "Bring in 1 person" in page
    assert "nothing is brought in yet" in page
    assert not RosterPerson.objects.exists()


def test_pasted_text_is_read_too(clerk: Client) -> None:
    page = clerk.post(PAGE, {"command_id": uuid4(), "text": "姓名\t电话\n李雷\t13800000001\n"}, follow=True)
    assert "<b>1</b><span>rows read" in shown(page)
    assert "李雷" in shown(page)


def test_a_file_that_is_refused_says_why_and_what_to_bring(clerk: Client) -> None:
    answer = bring(clerk, b"%PDF-1.7")
    assert answer.status_code == 409
    assert "This is a PDF file. Bring a list of people" in shown(answer)
    nothing = clerk.post(PAGE, {"command_id": uuid4(), "text": " "})
    assert "Choose a file, or paste the list." in shown(nothing)


def test_one_tap_decides_and_a_second_tap_changes_nothing(clerk: Client) -> None:
    bring(clerk)
    tap = {"command_id": uuid4(), "question": "total@A5", "answer": "leave_out"}
    for _ in range(2):
        page = shown(clerk.post(f"{last_roster()}answers/", tap, follow=True))
        assert "<b>2</b><span>held" in page
        assert "<b>1</b><span>rejected" in page


def test_an_answer_that_needs_a_reason_is_refused_without_one(clerk: Client) -> None:
    bring(clerk)
    asked = {"command_id": uuid4(), "question": "wrong_number@C3", "answer": "stands", "text": ""}
    assert "Write why C3 is right" in shown(clerk.post(f"{last_roster()}answers/", asked, follow=True))
    given = {**asked, "command_id": uuid4(), "text": "card seen"}
    assert "<b>2</b><span>✓ accepted" in shown(clerk.post(f"{last_roster()}answers/", given, follow=True))


def test_bringing_in_twice_is_said_and_the_same_file_leads_to_its_page(clerk: Client) -> None:
    bring(clerk)
    page = shown(clerk.post(f"{last_roster()}people/", {"command_id": uuid4()}, follow=True))
    assert "1 person came onto the roster" in page
    assert "Bring in 1 person" not in page
    again = shown(clerk.post(f"{last_roster()}people/", {"command_id": uuid4()}, follow=True))
    assert "nothing has changed" in again
    assert "This very list came before" in shown(bring(clerk, name="copy.xlsx"))


def test_the_wrong_list_is_taken_back(clerk: Client) -> None:
    bring(clerk)
    page = shown(clerk.post(f"{last_roster()}removal/", {"command_id": uuid4()}, follow=True))
    assert "taken back" in page
    assert "No list has come yet" in page


def test_questions_go_to_the_sender_as_text_that_runs_nothing(clerk: Client) -> None:
    from python_calamine import CalamineWorkbook

    bring(clerk)
    reply: Any = clerk.get(f"{last_roster()}questions.xlsx")
    made = b"".join(reply.streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows[2:]] == [["3", "C3"], ["4", "A4"], ["5", "A5"]]
    assert "=1+1" in rows[2]


def test_reading_a_roster_is_recorded(clerk: Client) -> None:
    from yizhan.core.models import AuditEvent

    bring(clerk)
    read = AuditEvent.objects.filter(action="roster.read")
    before = read.count()
    clerk.get(last_roster())
    assert read.count() == before + 1


def test_a_counter_sees_no_roster(night: Night) -> None:
    from yizhan.people.models import Account

    client = Client()
    client.force_login(
        Account.objects.get(username="counter1"), backend="yizhan.web.signin.backends.AccountBackend"
    )
    assert client.get(PAGE).status_code == 403


def test_the_page_takes_as_many_queries_for_thirty_people_as_for_three(clerk: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for many in (3, 30):
        bring(
            clerk,
            people(
                *[(f"李{chr(0x4E00 + place)}", "男", None, None, f"138{place:08d}") for place in range(many)]
            ),
        )
        with CaptureQueriesContext(connection) as asked:
            clerk.get(last_roster())
        counts.append(len(asked))
    assert counts[0] == counts[1]


LONG_WORD = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
NAMES = ("李", "Adolph Blaine Charles David Earl Frederick Gerald Hubert Irv", LONG_WORD, "张" * 60,
         "Иван Петров-Водкин", "محمد علي", "ئابدۇرېھىم ئۆتكۈر")  # fmt: skip


def test_line_20_a_name_of_any_length_and_script_is_whole_on_its_label() -> None:
    from pypdf import PdfReader

    from yizhan.web.paper.sizes import grids
    from yizhan.web.paper.typesetting import typeset

    measures = grids("names")["name-70x37"].measures
    labels = [{"name": name, "note": "1"} for name in NAMES]
    made = typeset("names", {"title": "t", "lang": "zh", "grid": measures, "labels": labels})
    (page,) = PdfReader(BytesIO(made)).pages
    placed: list[tuple[float, float]] = []
    page.extract_text(visitor_text=lambda *said: placed.append((said[2][4], said[2][5])))
    text = "".join(page.extract_text().split())
    for name in NAMES[:5]:
        assert "".join(name.split()) in text
    for name in NAMES[5:]:
        assert set(name) - {" "} <= set(text)
    assert all(0 <= across <= 595 and 0 <= up <= 842 for across, up in placed)
