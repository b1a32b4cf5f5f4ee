"""The day's working note: drafted from the record, versions kept, signed by name, nobody's name in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.command.actions.notes import NoteKept

DAY = date(2022, 3, 16)
NAME, PHONE = "欧阳甲鸢", "13800138000"


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """A coach too high for the gate, two parties of two, one of them roomed and registered, an emergency."""
    from decimal import Decimal

    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.duty.actions.emergencies import close_emergency, raise_emergency
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.intake.rules import VehicleFacts
    from yizhan.people.identity import Identity

    opened = open_night()
    with running(opened.clock):
        coach = VehicleFacts(plate="Coach 2", seats=45, height_m=Decimal("3.5"))
        opened.announce(expected=4, words=f"bus of {NAME}", vehicles=(coach,))
        opened.revise(1, expected=6, vehicles=(coach,))
        opened.count(1)
        opened.count(2)
        opened.measure("001-A", "38.2")
        opened.house(1, "302")
        facts = MemberFacts(stay_id=opened.stay("001-A").id, identity=Identity(name=NAME, phone=PHONE))
        register_person(
            by=opened.by("clerk"), site_id=opened.site.id, facts=facts, route=RegistrationRoute.CALL
        )
        thread = raise_emergency(
            by=opened.by("kitchen"), site_id=opened.site.id, flag="pain", room_id=opened.room("302").id
        )
        opened.minutes(12)
        close_emergency(
            by=opened.by("head"), site_id=opened.site.id, emergency_id=thread.emergency_id, outcome="stable"
        )
        yield opened


def drafted(night: Night, language: str) -> str:
    from yizhan.command.note_text import draft
    from yizhan.command.queries.day import day_of

    return draft(day_of(night.site, DAY), language)


def keep(night: Night, text: str, after: int, *, signed: bool = True) -> NoteKept:
    from yizhan.command.actions.notes import keep_note

    return keep_note(
        by=night.by("head"),
        site_id=night.site.id,
        day=DAY,
        zh=text,
        en="",
        after_version=after,
        signed=signed,
    )


def test_the_draft_says_what_happened(night: Night) -> None:
    text = drafted(night, "en")
    for line in (
        "- Batch 1: 2 words came in.",
        "  19:00: 4 people (not certain), arriving ?",
        "  19:00: 6 people (not certain), arriving ?",
        "  Coach 2 does not fit at Yard gate: 0.3 m are missing.",
        "- 2 people got a room; at the end of the day 2 were in rooms.",
        "- 1 people registered.",
        "- 1 temperatures taken; 1 fever cases opened.",
        "- 19:00 · 302 · Chest pain, severe belly pain · ended 19:12 by head: stable",
        "- Handed over to 0 people, refused by 0; 2 not served yet.",
    ):
        assert line in text.splitlines(), f"{line!r} is not in\n{text}"
    assert "Counted (raw→settled): Off the bus 4→4; Temperature 1→1; Room check 0→0." in text


def test_both_languages_say_the_same_and_name_nobody(night: Night) -> None:
    english, chinese = drafted(night, "en"), drafted(night, "zh")
    assert len(english.splitlines()) == len(chinese.splitlines())
    for text in (english, chinese):
        assert NAME not in text
        assert PHONE not in text


def test_another_day_is_empty(night: Night) -> None:
    from yizhan.command.note_text import draft
    from yizhan.command.queries.day import day_of

    text = draft(day_of(night.site, date(2022, 3, 15)), "en")
    assert "Nobody was announced and nobody came." in text
    assert "0 people got a room" in text


def test_versions_are_kept_with_name_time_and_fingerprint(night: Night) -> None:
    from yizhan.command.queries.notes import versions_of
    from yizhan.core.models import AuditEvent

    keep(night, "first", 0, signed=False)
    kept = keep(night, "second", 1)
    found = versions_of(night.site.id, DAY)
    assert [(one.version, one.zh, one.signed, one.written_by.display_name) for one in found] == [
        (2, "second", True, "head"), (1, "first", False, "head"),
    ]  # fmt: skip
    assert len({one.digest for one in found}) == 2
    event = AuditEvent.objects.filter(action="command.note_text").latest("id")
    assert event.subject == {"note": str(kept.note_id), "digest": kept.digest, "signed": True}


def test_what_somebody_else_kept_is_not_overwritten(night: Night) -> None:
    from yizhan.core.refusals import Refusal

    keep(night, "first", 0)
    with pytest.raises(Refusal, match="another version"):
        keep(night, "mine", 0)


@pytest.mark.parametrize("secret", [NAME, PHONE, "138 0013 8000"])
def test_a_note_that_names_somebody_is_refused(night: Night, secret: str) -> None:
    from yizhan.core.refusals import Refusal

    with pytest.raises(Refusal, match="001-A"):
        keep(night, f"In the night {secret} called.", 0)


def test_the_page_drafts_signs_and_prints(night: Night) -> None:
    from pypdf import PdfReader

    from yizhan.people.models import Account

    head = Client(headers={"accept-language": "en"})
    head.force_login(
        Account.objects.get(id=night.crew["head"]), backend="yizhan.web.signin.backends.AccountBackend"
    )
    page = head.get("/s/county/lists/note/", follow=True).content.decode()
    assert "Coach 2 does not fit" in page
    (command,) = re.findall(r'name="command_id" value="([0-9a-f-]{36})"', page)
    facts = {"command_id": command, "after_version": "0", "zh": "1. 来人\n- 四人", "en": "", "signed": "1"}
    named = head.post("/s/county/lists/note/2022-03-16/versions/", {**facts, "zh": NAME})
    assert (named.status_code, NAME in named.content.decode()) == (409, True)
    assert head.post("/s/county/lists/note/2022-03-16/versions/", facts).status_code == 302
    reply: Any = head.get("/s/county/lists/note/2022-03-16/1.pdf")
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(reply.getvalue())).pages)
    assert "四人" in text
    assert "Signed by head" in text
    assert "SHA-256" in text
