"""Sampling at the desk: a morning from labels to results, and what each page refuses in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from tests.intake.night import Night

BACKEND = "yizhan.web.signin.backends.AccountBackend"


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """001 in 402, 002 in 302, 003 in the lobby; of 001-A and 001-B a sample is due now."""
    from tests.health.laboratory import due
    from tests.health.laboratory import hotel as fill
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        fill(opened)
        due(opened, "001-A")
        due(opened, "001-B", lasts=timedelta(minutes=30))
        yield opened


def signed_in(hotel: Night, name: str) -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(id=hotel.crew[name]), backend=BACKEND)
    return client


def at(hotel: Night, path: str = "") -> str:
    return f"/s/{hotel.site.code}/samples/{path}"


def post(hotel: Night, client: Client, path: str, **sent: Any) -> Any:
    from yizhan.core.ids import new_id

    return client.post(at(hotel, path), {"command_id": str(new_id()), **sent}, follow=True)


def text(reply: Any) -> str:
    assert reply.status_code == 200, reply.content.decode()[:400]
    said: str = reply.content.decode()
    return said


def wall(hotel: Night, *, hours: int) -> str:
    moment = hotel.clock.now() + timedelta(hours=hours)
    return f"{moment.astimezone(ZoneInfo(hotel.site.timezone)):%Y-%m-%dT%H:%M}"


def test_label_is_made_for_each_who_is_due_and_the_board_says_why(hotel: Night) -> None:
    from yizhan.health.models import Tube

    nurse = signed_in(hotel, "nurse")
    board = text(nurse.get(at(hotel)))
    assert "Day 4: the protocol asks for a sample" in board
    assert "4 people without a course have no sample today" in board
    made = post(hotel, nurse, "labels/", whose="due", size="1", specimen="oropharyngeal")
    assert "6 labels" in text(made)
    in_order = Tube.objects.order_by("code").values_list("meant_for", flat=True)
    walked = ("002-A", "002-B", "001-A", "001-B", "003-A", "003-B")
    assert list(in_order) == [hotel.stay(tag).person_id for tag in walked]
    first = Tube.objects.earliest("code").code
    paper = nurse.get(at(hotel, f"labels/{first}/6/labels.pdf?grid=tube-roll"))
    assert paper.getvalue().startswith(b"%PDF")
    short = post(hotel, nurse, "labels/", whose="anybody", size="5", specimen="saliva", count="")
    assert short.status_code == 409
    assert Tube.objects.count() == 6


def test_boxes_are_packed_handed_over_and_received(hotel: Night) -> None:
    from tests.health.laboratory import labels, sample
    from yizhan.health.codes import spoken
    from yizhan.health.models import Box, HandOver, Reception

    nurse, clerk = signed_in(hotel, "nurse"), signed_in(hotel, "clerk")
    one, two = labels(hotel, 2)
    sample(hotel, "001-A", one)
    sample(hotel, "002-A", two)
    assert spoken(one) in text(nurse.get(at(hotel)))
    post(hotel, nurse, "boxes/", tubes=[one, two])
    box = Box.objects.get()
    facts = {"boxes": [str(box.id)], "received_by": "Courier Zhao", "laboratory": "County laboratory"}
    # 99 degrees is asked again, and what was typed stays.
    refused = post(hotel, nurse, "hand-overs/", **facts, temperature_c="99", promised_at=wall(hotel, hours=6))
    assert refused.status_code == 409
    assert "cannot be the temperature of a box" in refused.content.decode()
    assert "Courier Zhao" in refused.content.decode()
    done = post(hotel, nurse, "hand-overs/", **facts, temperature_c="4.5", promised_at=wall(hotel, hours=6))
    assert "2 tubes are on their way." in text(done)
    assert HandOver.objects.get().promised_at == hotel.clock.now() + timedelta(hours=6)
    post(hotel, clerk, f"boxes/{box.id}/reception/", received_by="Dr Sun")
    assert Reception.objects.get().received_by == "Dr Sun"
    hotel.minutes(6 * 60 + 1)
    assert "2 tubes are without a result" in text(clerk.get(at(hotel)))


def test_result_by_hand_is_entered_and_corrected(hotel: Night) -> None:
    from tests.health.laboratory import sent
    from yizhan.health.codes import spoken
    from yizhan.health.models import Result

    clerk, tube = signed_in(hotel, "clerk"), sent(hotel)
    entered = post(hotel, clerk, "results/", tube=spoken(tube), value="positive", ct="28.4", reported_at="")
    assert "The doctor and the site head are called." in text(entered)
    wrong = post(hotel, clerk, "results/", tube=tube, value="negative", ct="", reported_at="")
    assert wrong.status_code == 409
    assert "correct it" in wrong.content.decode()
    path = f"tubes/{tube}/results/{Result.objects.get().id}/corrections/"
    corrected = post(hotel, clerk, path, value="negative", reason="Row below")
    assert "Row below" in text(corrected)
    person_id = hotel.stay("001-A").person_id
    person = text(signed_in(hotel, "nurse").get(at(hotel, f"people/{person_id}/")))
    assert 'chip is-ok">Negative' in person
    assert "Positive" not in person


def test_file_is_looked_through_decided_and_brought_in(hotel: Night) -> None:
    from tests.health.laboratory import sent
    from tests.health.test_result_files import HEAD, book, row
    from yizhan.health.models import Result, ResultFile

    clerk = signed_in(hotel, "clerk")
    tube, other = sent(hotel, "001-A"), sent(hotel, "002-A")
    hotel.minutes(30)
    contents = book(HEAD, row(tube, reported=""), row(other, "见备注", ""), row("=1+1"))
    upload = SimpleUploadedFile("结果.xlsx", contents)
    page = text(post(hotel, clerk, "files/", file=upload))
    assert "may mean this or that" in page
    assert Result.objects.count() == 0
    file = ResultFile.objects.get()
    post(hotel, clerk, f"files/{file.id}/results/")
    assert [result.tube.code for result in Result.objects.all()] == [tube]
    answered = post(
        hotel, clerk, f"files/{file.id}/answers/", question="unclear_value@C3", answer="value:negative"
    )
    assert "Decided." in text(answered)
    assert Result.objects.count() == 2
    again = post(hotel, clerk, "files/", file=SimpleUploadedFile("again.xlsx", contents))
    assert "nothing has changed" in text(again)
    assert ResultFile.objects.count() == 1
    questions = clerk.get(at(hotel, f"files/{file.id}/questions.xlsx")).getvalue()
    assert formulas(questions) == 0


def formulas(contents: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(contents)) as made:
        return made.read("xl/worksheets/sheet1.xml").count(b"<f>")


def test_box_s_list_names_nobody_and_runs_nothing(hotel: Night) -> None:
    from tests.health.laboratory import labels, pack, sample

    (tube,) = labels(hotel)
    sample(hotel, "001-A", tube)
    box = pack(hotel, tube)
    contents = signed_in(hotel, "nurse").get(at(hotel, f"boxes/{box.box_id}/box.xlsx")).getvalue()
    with zipfile.ZipFile(io.BytesIO(contents)) as made:
        said = made.read("xl/sharedStrings.xml").decode()
    assert tube in said
    assert "001-A" not in said
    assert formulas(contents) == 0


def test_board_asks_as_many_queries_for_many_tubes_as_for_one(hotel: Night) -> None:
    from tests.health.laboratory import labels, pack, sample, send, sent

    def queries() -> int:
        client = signed_in(hotel, "nurse")
        client.get(at(hotel))
        with CaptureQueriesContext(connection) as caught:
            client.get(at(hotel))
        return len(caught)

    sent(hotel, "001-A")
    one = queries()
    for tag in ("001-B", "002-A", "002-B"):
        (tube,) = labels(hotel)
        sample(hotel, tag, tube)
        send(hotel, pack(hotel, tube).box_id)
    assert queries() == one


def test_reading_a_person_s_samples_is_audited_and_not_for_clerks(hotel: Night) -> None:
    from yizhan.core.models import AuditEvent

    person_id = hotel.stay("001-A").person_id
    assert signed_in(hotel, "clerk").get(at(hotel, f"people/{person_id}/")).status_code == 403
    assert "No sample was taken yet." in text(
        signed_in(hotel, "nurse").get(at(hotel, f"people/{person_id}/"))
    )
    audited = AuditEvent.objects.get(action="web.read_results")
    assert audited.subject == {"person": str(person_id)}


def test_positive_tube_rings_until_somebody_goes(hotel: Night) -> None:
    from tests.health.laboratory import sent
    from yizhan.core.ids import new_id

    tube = sent(hotel)
    clerk, nurse = signed_in(hotel, "clerk"), signed_in(hotel, "nurse")
    post(hotel, clerk, "results/", tube=tube, value="positive", ct="", reported_at="")
    address = f"/api/v1/sites/{hotel.site.code}/emergencies"
    assert clerk.get(address).json() == []
    (call,) = nurse.get(address).json()
    assert (call["rings"], call["place"], call["flag"]) == (True, "402", "positive")
    assert text(nurse.get(call["page"])).count("Positive") > 0
    command = {
        "id": str(new_id()), "action": "health.take_call",
        "facts": {"site_id": str(hotel.site.id), "matter_id": call["id"]},
    }  # fmt: skip
    taken = nurse.post("/api/v1/commands", [command], content_type="application/json")
    assert [reply["status"] for reply in taken.json()] == ["accepted"]
    assert nurse.get(address).json() == []
