"""Matters at the desk: written down, answered, handed over, confirmed; the chat group in and out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.chance import without_chance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.duty.matters import Hotel

SITE = "/s/county/matters/"
PICTURE = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xe1\x00\x0cExif\x00\x00GPS!\xff\xda picture"


@pytest.fixture
def asking(db: None) -> Iterator[Hotel]:
    """001 (adult, child) in 305 and 002 in 306, and a storekeeper; the clock stands still."""
    from tests.duty.matters import Hotel
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        night.announce(expected=4)
        for number, room in ((1, "305"), (2, "306")):
            night.count(number)
            night.house(number, room)
        hotel = Hotel(night)
        hotel.member("store", "logistics", "logistics")
        yield hotel


@pytest.fixture
def desk(asking: Hotel) -> Callable[[str], Client]:
    """A signed-in browser of somebody of the crew."""
    from yizhan.people.models import Account

    def signed_in(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        account = Account.objects.get(id=asking.night.crew[name])
        client.force_login(account, backend="yizhan.web.signin.backends.AccountBackend")
        return client

    return signed_in


def post(client: Client, address: str, **facts: Any) -> str:
    from yizhan.core.ids import new_id

    reply = client.post(SITE + address, {"command_id": str(new_id()), **facts}, follow=True)
    return reply.content.decode()


def only_matter() -> UUID:
    from yizhan.duty.models import Matter

    return Matter.objects.exclude(need="").get().id


def test_a_call_on_the_hotline_is_seen_through_over_two_hand_overs(
    asking: Hotel, desk: Callable[[str], Client]
) -> None:
    reception, store, head = desk("reception"), desk("store"), desk("head")
    page = post(reception, "asked/", need="quilt", room="305", words="two quilts", channel="hotline")
    matter_id = only_matter()
    assert "It has a name beside it" in page
    crew = asking.night.crew
    assert "It stays with who has it" in post(reception, f"{matter_id}/offers/", to=str(crew["store"]))
    assert "Offered to you" in store.get(SITE).content.decode()
    assert "You are responsible for it now." in post(store, f"{matter_id}/takings/")
    post(store, "hand-over/offers/", **{f"to-{matter_id}": str(crew["head"]), "words": "I am off"})
    post(head, f"{matter_id}/takings/")
    sent = SimpleUploadedFile("quilts.jpg", PICTURE, "image/jpeg")
    post(head, f"{matter_id}/answers/", words="on the lift", attachment=sent)
    post(head, f"{matter_id}/endings/", words="two quilts before the door")
    assert "305" in desk("counter1").get(f"{SITE}unconfirmed/").content.decode()
    page = post(desk("counter1"), f"{matter_id}/confirmations/", at_door="on")
    assert "Said at the door" in page
    assert asking.kinds("head", matter_id) == [
        "asked", "offered", "accepted", "offered", "accepted", "answered", "done", "confirmed",
    ]  # fmt: skip


def test_a_picture_is_kept_without_its_traces_and_every_look_is_recorded(
    asking: Hotel, desk: Callable[[str], Client]
) -> None:
    from yizhan.core.actors import SYSTEM
    from yizhan.core.models import AuditEvent
    from yizhan.duty.actions.attachments import forget_attachments, kept_for
    from yizhan.duty.models import Attachment, MatterEntry

    nurse = desk("nurse")
    post(nurse, "asked/", need="repair", room="305", words="look", channel="phone")
    matter_id = only_matter()
    post(nurse, f"{matter_id}/notes/", attachment=SimpleUploadedFile("tap.jpg", PICTURE))
    entry = MatterEntry.objects.get(attachment__isnull=False)
    address = f"{SITE}{matter_id}/attachments/{entry.attachment_id}/"
    reply = nurse.get(address)
    assert reply.content == b"\xff\xd8\xff\xe0\x00\x04ab\xff\xda picture"
    assert reply["Content-Type"] == "image/jpeg"
    assert AuditEvent.objects.filter(action="duty.open_attachment").count() == 1
    assert PICTURE not in bytes(Attachment.objects.get().sealed)
    asking.night.minutes(kept_for().total_seconds() / 60)
    assert [forget_attachments(by=SYSTEM.tapping()).attachments for _ in range(2)] == [1, 0]
    # What ended nothing is no event.
    assert AuditEvent.objects.filter(action="duty.forget_attachments").count() == 1
    assert nurse.get(address).status_code == 404
    refused = post(nurse, f"{matter_id}/notes/", attachment=SimpleUploadedFile("page.html", b"<script>"))
    assert "neither a photograph nor a recording" in refused


def test_the_chat_becomes_drafts_and_goes_back_without_health(
    asking: Hotel, desk: Callable[[str], Client]
) -> None:
    from yizhan.duty.actions.matters_chat import forget_drafts
    from yizhan.duty.chat_paste import drafts_wait
    from yizhan.duty.models import ChatDraft, Matter

    clerk = desk("clerk")
    chat = "#接龙\n要被子的接龙\n1. 305 两床\n2. 306 一床\n\n305李四 21:05\n我爸的降压药没了\n谢谢"
    assert "3 drafts to look at." in post(clerk, "chat/", text=chat)
    drafts = {
        (name, need): one for name, need, one in ChatDraft.objects.values_list("room__name", "need", "id")
    }
    assert set(drafts) == {("305", "quilt"), ("306", "quilt"), ("305", "medicine")}
    for (room, need), draft_id in drafts.items():
        post(clerk, f"chat/{draft_id}/acceptances/", room=room, need=need, words=f"{room} {need}")
    assert {row.words for row in ChatDraft.objects.all()} == {""}
    post(clerk, "chat/", text="305 要牙刷")
    asking.night.minutes(drafts_wait().total_seconds() / 60 + 1)
    assert forget_drafts(by=asking.by("head")).drafts == 1
    medicine = Matter.objects.get(need="medicine")
    assert medicine.responsible_id == asking.night.crew["nurse"]
    site = clerk.get(f"{SITE}site/").content.decode()
    assert "Quilt: 305, 306" in site
    assert "Medicine:" not in site
    others = desk("counter1").get(f"{SITE}site/").content.decode()
    assert "Medicine" not in others
    assert "Told in confidence" in others
    assert desk("counter1").get(f"{SITE}{medicine.id}/").status_code == 404
    assert "305" not in without_chance(desk("counter1").get(f"{SITE}site/?need=medicine"))
    nurse = desk("nurse").get(f"{SITE}{medicine.id}/").content.decode()
    (text,) = re.findall(r'<textarea id="group-text"[^>]*>([^<]*)<', nurse)
    assert "305" not in text
    assert "on your own page" in text


def test_the_rules_answer_with_the_reason_and_what_is_possible_instead(
    asking: Hotel, desk: Callable[[str], Client]
) -> None:
    clerk = desk("clerk")
    post(clerk, "asked/", need="take_out", room="305", channel="phone")
    page = clerk.get(f"{SITE}{only_matter()}/").content.decode()
    assert "Riders may not enter the site" in page
    assert "the day&#x27;s group order" in page


def test_a_red_need_leads_to_the_red_button(asking: Hotel, desk: Callable[[str], Client]) -> None:
    page = post(desk("counter1"), "asked/", need="breath", room="305", channel="door")
    assert "This rings for doctor and head now." in page
    assert "/emergencies/" in page


def test_a_crew_member_with_chest_pain_is_off_duty_and_seen_by_a_doctor(
    asking: Hotel, desk: Callable[[str], Client]
) -> None:
    from yizhan.core.ids import new_id
    from yizhan.duty.models import Matter, OffDuty
    from yizhan.duty.queries.emergencies import open_emergencies
    from yizhan.duty.queries.matters_duty import on_duty

    store = asking.night.crew["store"]
    facts = {"command_id": str(new_id()), "account_id": str(store), "sign": "pain"}
    page = desk("store").post("/s/county/crew/unwell/stood-down/", facts, follow=True).content.decode()
    assert "Off duty from now." in page
    assert len(open_emergencies(asking.site_id)) == 1
    assert store not in {one.account_id for one in on_duty(asking.site_id)}
    asked = Matter.objects.get(need="crew_unwell")
    assert (asked.responsible_id, asked.about_id) == (asking.night.crew["nurse"], store)
    row = OffDuty.objects.get()
    seen = {"command_id": str(new_id()), "fit": "fit"}
    address = f"/s/county/crew/unwell/{row.id}/examinations/"
    assert desk("store").post(address, seen).status_code == 403
    desk("nurse").post(address, seen)
    assert store in {one.account_id for one in on_duty(asking.site_id)}
    asked.refresh_from_db()
    assert asked.closed_how == "confirmed"


@pytest.mark.parametrize(
    "board", ["", "team/", "site/", "late/", "unconfirmed/", "closed/", "figures/", "new/"]
)
def test_a_board_asks_as_much_for_one_matter_as_for_three(
    asking: Hotel, desk: Callable[[str], Client], board: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    store, made = desk("store"), []

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert store.get(SITE + board).status_code == 200
        return len(caught)

    for number in range(3):
        asked = asking.ask(asking.party(f"00{number % 2 + 1}-A"), need="quilt", words="cold")
        asking.do(
            "finish" if board == "unconfirmed/" else "answer", asking.by("store"), asked.matter_id, words="ok"
        )
        if board == "closed/":
            asking.do("close", asking.by("head"), asked.matter_id, reason="done")
        made.append(queries())
    assert made[0] == made[2]


def test_lists_that_were_tampered_with_are_said_to_be_unreadable(
    asking: Hotel, desk: Callable[[str], Client]
) -> None:
    made = asking.ask(asking.by("store"), words="two")
    store = str(asking.night.crew["store"])
    assert "valid UUID" in post(desk("clerk"), "hand-over/offers/", **{"to-x": store})
    matters = ["x", str(made.matter_id)]
    assert "valid UUID" in post(desk("clerk"), "joinings/", matter=matters)
