"""The rehearsal's, the questions' and the wizard's pages, as a browser without scripts meets them."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

if TYPE_CHECKING:
    from tests.intake.night import Night

pytestmark = pytest.mark.django_db
HOME = "/s/county/rehearsal/"
SITE = {
    "name": "Riverside", "code": "riverside", "lift": "on", "teams": "five_three_seven", "head_name": "Chen",
    "head_username": "chen", "entrances": "Gate=3.2\nSide=?",
}  # fmt: skip


@pytest.fixture
def night(db: None) -> Any:
    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.intake.rules import VehicleFacts

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=84, vehicles=(VehicleFacts(seats=90, height_m="3.5", plate="coach"),))
        yield opened


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are played at once, in this process."""
    from yizhan.command.evening import process

    monkeypatch.setattr("os.nice", lambda _by: 0)
    monkeypatch.setattr("yizhan.web.desk.rehearsal.launch", process.perform)


def browser(night: Night, who: str) -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(id=night.crew[who]))
    return client


def hidden(page: str) -> dict[str, str]:
    """Return what the page's own form would send unchanged."""
    found = dict(re.findall(r'<input type="(?:hidden|number|text)" name="(\w+)"(?: value="([^"]*)")?', page))
    return {**found, **dict(re.findall(r'name="(\w+)" value="(\d+)" inputmode', page))}


def test_tonights_plan_is_rehearsed_changed_and_set_beside(night: Night, played: None) -> None:
    from yizhan.core.ids import new_id

    head = browser(night, "head")
    reply = head.post(f"{HOME}runs/", {"command_id": new_id(), "kind": "estimate"})
    first = head.get(reply["Location"]).content.decode()
    assert "coach cannot enter by Yard gate: 0.3 m are missing" in first
    assert "Take down what hangs over Yard gate" in first
    assert first.count("<polyline") == 6
    trial = re.search(r'href="([^"]*try=cleared[^"]*)"', first)
    assert trial
    page = head.get(trial[1].replace("&amp;", "&")).content.decode()
    checked = re.search(r'name="cleared" value="([^"]+)"[^>]* checked', page)
    assert checked
    form = {**hidden(page), "cleared": checked[1], "post_thermometer": "2"}
    reply = head.post(f"{HOME}plans/", form)
    assert reply.status_code == 302, reply.content.decode()
    second = head.get(reply["Location"]).content.decode()
    assert "Plan 1" in second
    assert "Yard gate cleared" in second
    assert "cannot enter" not in second
    beside = re.search(r'href="([^"]*/beside/[^"]*)"', second)
    assert beside
    both = head.get(beside[1]).content.decode()
    assert both.count('class="line is-b"') == 7, "six charts and the key"
    assert "Vehicles kept outside" in both


def test_double_tap_starts_one_run(night: Night, played: None) -> None:
    from yizhan.command.models import RehearsalRun
    from yizhan.core.ids import new_id

    head, form = browser(night, "head"), {"command_id": new_id(), "kind": "estimate"}
    assert head.post(f"{HOME}runs/", form)["Location"] == head.post(f"{HOME}runs/", form)["Location"]
    assert RehearsalRun.objects.count() == 1


def test_plan_without_a_change_is_refused_on_its_form(night: Night, played: None) -> None:
    head = browser(night, "head")
    reply = head.post(f"{HOME}plans/", hidden(head.get(f"{HOME}plans/new/").content.decode()))
    assert reply.status_code == 409
    assert "as it stands" in reply.content.decode()


def test_progress_is_a_live_part_and_a_dead_run_says_so(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.core.ids import new_id

    monkeypatch.setattr("yizhan.web.desk.rehearsal.launch", lambda _run: None)
    head = browser(night, "head")
    where = head.post(f"{HOME}runs/", {"command_id": new_id(), "kind": "full"})["Location"]
    part = head.get(where, headers={"X-Live": "1"})
    assert "<progress" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert head.get(where, headers={"X-Live": "1", "If-None-Match": part["ETag"]}).status_code == 304
    night.minutes(2)
    assert "Its process is gone" in head.get(where).content.decode()


def test_questions_are_answered_with_a_tap_and_seen_by_the_head(night: Night) -> None:
    from yizhan.command.models import PlanAnswer, PlanQuestion
    from yizhan.core.ids import new_id

    head, counter = browser(night, "head"), browser(night, "counter2")
    where = "/s/county/questions/"
    head.post(f"{where}sets/", {"command_id": new_id()})
    page = counter.get(f"{where}mine/").content.decode()
    assert "Question 1 of 5" in page
    first = PlanQuestion.objects.get(post="thermometer", position=1)
    wrong = (first.right + 1) % len(first.choices)
    counter.post(f"{where}{first.id}/answers/", {"command_id": new_id(), "choice": wrong})
    page = counter.get(f"{where}mine/").content.decode()
    assert "Not so" in page
    assert first.why["en"].replace("'", "&#x27;") in page
    assert "Question 2 of 5" in page
    assert PlanAnswer.objects.get().is_right is False
    seen = head.get(where).content.decode()
    assert "1 wrong answer" in seen
    assert "1 × " in seen
    assert counter.get(where).status_code == 403


def test_site_is_looked_at_before_it_is_made(night: Night) -> None:
    from yizhan.duty.models import Posting, Team
    from yizhan.places.models import Entrance, Room, Site

    head = browser(night, "head")
    numbers = {"floors": "2-3", "rooms_per_floor": "4", "beds": "2"}
    page = head.post("/s/county/new-site/preview/", {**SITE, **numbers}).content.decode()
    assert "204" in page
    assert not Site.objects.filter(code="riverside").exists()
    from html import unescape

    form = {name: unescape(text) for name, text in re.findall(r'name="(\w+)" value="([^"]*)"', page)}
    made = head.post("/s/county/new-site/made/", form)
    assert "/enter/" in made.content.decode()
    site = Site.objects.get(code="riverside")
    assert Room.objects.filter(site=site).count() == 8
    assert sorted(Entrance.objects.filter(site=site).values_list("name", "clearance_m")) == [
        ("Gate", Decimal("3.2")), ("Side", None)
    ]  # fmt: skip
    assert Team.objects.filter(site=site).count() == 7
    assert Posting.objects.get(site=site).account.username == "chen"
    again = head.post("/s/county/new-site/made/", form)
    assert again.status_code == 200
    assert Site.objects.filter(code="riverside").count() == 1


def test_rooms_come_from_the_hotels_own_sheet_and_every_bad_cell_is_named(night: Night) -> None:
    head = browser(night, "head")
    good = SimpleUploadedFile("rooms.csv", b"floor,room,beds\n2,201,2\n2,202,4\n")
    page = head.post("/s/county/new-site/preview/", {**SITE, "rooms": good}).content.decode()
    assert "4 beds" in page
    bad = SimpleUploadedFile("rooms.csv", b"floor,room,beds\n2,201,2\n,202,many\n")
    reply = head.post("/s/county/new-site/preview/", {**SITE, "rooms": bad})
    assert reply.status_code == 409
    assert "A3: the floor is missing" in reply.content.decode()
    assert "C3:" in reply.content.decode()
    strange = SimpleUploadedFile("rooms.pdf", b"%PDF")
    assert (
        "is no list of rooms"
        in head.post("/s/county/new-site/preview/", {**SITE, "rooms": strange}).content.decode()
    )


def test_everything_is_one_pdf(night: Night) -> None:
    from pypdf import PdfReader

    from yizhan.core.models import AuditEvent

    reply = browser(night, "head").get("/s/county/new-site/paper/")
    pages = PdfReader(BytesIO(reply.getvalue())).pages
    texts = [page.extract_text() for page in pages]
    assert any("301" in text for text in texts)
    assert any("001-A" in text for text in texts)
    assert sum("T1" in text or "Written by" in text for text in texts) >= 4
    assert AuditEvent.objects.filter(action="web.print_everything").count() == 1


@pytest.mark.parametrize("who", ["clerk", "counter1", "reception"])
def test_others_neither_rehearse_nor_open_sites(night: Night, who: str) -> None:
    client = browser(night, who)
    assert {
        client.get(where).status_code for where in (HOME, "/s/county/questions/", "/s/county/new-site/")
    } == {403}
