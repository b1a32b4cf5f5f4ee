"""The round with the papers: the list at the desk, the printed sheets, the resident's own page, the phone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """001 (adult, child) in 302, registered; 002 (adult, child) in 303, unknown."""
    from tests.intake.night import open_with_parties
    from yizhan.core.clock import running
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    opened = open_with_parties(((1, "302"), (2, "303")), expected=4)
    with running(opened.clock):
        facts = MemberFacts(stay_id=opened.stay("001-A").id, identity=Identity(name="欧阳甲鸢"))
        register_person(
            by=opened.by("clerk"), site_id=opened.site.id, facts=facts, route=RegistrationRoute.CALL
        )
        yield opened


@pytest.fixture
def head(night: Night) -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(
        Account.objects.get(id=night.crew["head"]), backend="yizhan.web.signin.backends.AccountBackend"
    )
    return client


def text_of(reply: Any) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(reply.getvalue())).pages]


def fresh(page: str) -> str:
    return str(re.findall(r'name="command_id" value="([0-9a-f-]{36})"', page)[0])


def test_the_list_shows_who_is_owed_and_one_tap_serves_them(night: Night, head: Client) -> None:
    page = head.get("/s/county/lists/notices/").content.decode()
    assert re.findall(r'papers-room">(\d+)<', page) == ["302", "303"]
    party = night.stay("001-A").party_id
    facts = {"command_id": fresh(page), "outcome": "handed", "letters": "A"}
    reply = head.post(f"/s/county/lists/notices/{party}/service/", facts, follow=True)
    assert "Recorded." in reply.content.decode()
    tonight = head.get("/s/county/").content.decode()
    assert "<b>1<small>/2</small></b><span>served with notice" in tonight


def test_a_refusal_without_a_reason_is_not_recorded(night: Night, head: Client) -> None:
    from yizhan.stays.models import PaperService

    party = night.stay("001-A").party_id
    facts = {"command_id": fresh(head.get("/s/county/lists/notices/").content.decode()), "outcome": "refused"}
    page = head.post(f"/s/county/lists/notices/{party}/service/", facts, follow=True).content.decode()
    assert "say why the papers were refused" in page
    assert not PaperService.objects.exists()


def test_the_sheets_come_in_walking_order_with_names_where_known(night: Night, head: Client) -> None:
    from yizhan.core.models import AuditEvent

    pages = text_of(head.get("/s/county/lists/notices/notices.pdf?whose=owed&tongue=zh"))
    assert len(pages) == 4, "a notice and a leaflet for each of two parties"
    first, leaflet, second, _ = pages
    assert "302" in first
    assert "001-A" in first
    assert "欧阳甲鸢" in first
    assert "集中隔离医学观察告知书" in first
    assert "尚未书面告知本点" in first
    assert "温馨告知书" in leaflet
    assert "0700-555-0100" in leaflet
    assert "303" in second
    assert AuditEvent.objects.filter(
        action="stays.print_papers", actor__contains=str(night.crew["head"])
    ).exists()


def test_who_reads_english_gets_the_chinese_original_too(night: Night, head: Client) -> None:
    pages = text_of(head.get("/s/county/lists/notices/notices.pdf?whose=all&tongue=en"))
    assert len(pages) == 8
    assert "Notice of medical observation" in pages[0]
    assert "Welcome" in pages[1]
    assert "集中隔离医学观察告知书" in pages[2]


def test_what_the_authority_said_stands_in_the_notice(night: Night, head: Client) -> None:
    page = head.get("/s/county/lists/notices/terms/").content.decode()
    terms = {"command_id": fresh(page), "authority": "云溪县指挥部", "end": "2022 年 3 月 30 日"}
    assert head.post("/s/county/lists/notices/terms/", terms).status_code == 302
    first = text_of(head.get("/s/county/lists/notices/notices.pdf?whose=all&tongue=zh"))[0]
    assert "云溪县指挥部" in first
    assert "尚未书面告知本点" not in first
    assert "2022 年 3 月 30 日" in first


def test_nothing_is_printed_when_everybody_is_served(night: Night, head: Client) -> None:
    from yizhan.stays.actions.papers import serve_papers
    from yizhan.stays.enums import PaperOutcome

    for tag in ("001-A", "002-A"):
        serve_papers(
            by=night.by("nurse"), site_id=night.site.id, party_id=night.stay(tag).party_id,
            outcome=PaperOutcome.HANDED,
        )  # fmt: skip
    assert head.get("/s/county/lists/notices/notices.pdf?whose=owed&tongue=zh").status_code == 302
    assert "Everybody has been served" in head.get("/s/county/lists/notices/").content.decode()


def test_the_resident_reads_the_notice_on_the_own_phone(night: Night) -> None:
    from yizhan.stays.models import RoomCard

    card = RoomCard.objects.get(room=night.room("302"), ended_at=None)
    phone = Client(headers={"accept-language": "en"})
    phone.post(f"/r/{card.code}/", {"number": "1"})
    page = phone.get("/r/party/papers/").content.decode()
    assert "Notice of medical observation" in page
    assert "Not told to this site in writing yet" in page
    assert "12356" in page


def test_a_phone_has_the_round_only_for_those_who_serve(night: Night) -> None:
    from yizhan.people.models import Account

    found = {}
    for name in ("nurse", "counter1"):
        client = Client()
        client.force_login(
            Account.objects.get(id=night.crew[name]), backend="yizhan.web.signin.backends.AccountBackend"
        )
        found[name] = client.get("/api/v1/sites/county/field").json()["papers"]
    assert found["counter1"] == []
    assert [(door["room"], door["people"]) for door in found["nurse"]] == [
        ("302", [{"letter": "A", "outcome": ""}]), ("303", [{"letter": "A", "outcome": ""}]),
    ]  # fmt: skip
