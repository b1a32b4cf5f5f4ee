"""The screen of a case, walked from the list to the end; and what others' pages say of it: nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from yizhan.cases.enums import CaseEnd, StepKind
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.people.actions.identity import seal_identity
from yizhan.people.identity import Identity
from yizhan.people.models import Account
from yizhan.stays.models import RoomCard

if TYPE_CHECKING:
    from tests.cases.tracing import Tracing

BACKEND = "yizhan.web.signin.backends.AccountBackend"
CANARY = "Canary Wren"


def signed_in(tracing: Tracing, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(id=tracing.night.crew[name]), backend=BACKEND)
    return client


def at(tracing: Tracing, path: str = "") -> str:
    return f"/s/{tracing.night.site.code}/cases/{path}"


def text(reply: Any) -> str:
    assert reply.status_code == 200, reply.content.decode()[:400]
    return str(reply.content.decode())


def post(tracing: Tracing, client: Client, path: str, **sent: Any) -> str:
    facts = {"command_id": str(new_id()), **sent}
    return text(client.post(at(tracing, f"{tracing.case.id}/{path}"), facts, follow=True))


def name_the_person(tracing: Tracing) -> None:
    person = tracing.night.stay("001-A").person
    seal_identity(person, Identity(name=CANARY), scope=tracing.night.site.id)


def test_head_is_led_from_the_result_to_the_closed_case(tracing: Tracing) -> None:
    tracing.begin()
    tracing.positive()
    head = signed_in(tracing, "head")
    assert "1 positive case has open steps. Next: Set apart" in text(head.get("/s/county/ledger/"))
    assert "Set apart" in text(head.get(at(tracing)))
    page = text(head.get(at(tracing, f"{tracing.case.id}/")))
    assert "1 other person is in the room." in page
    opened = re.search(r'href="/s/county/map/#(room-[^"]+)">Move alone', page)
    assert opened
    assert f'id="{opened[1]}"' in text(head.get("/s/county/map/"))
    refused = head.post(
        at(tracing, f"{tracing.case.id}/apart/"), {"command_id": str(new_id()), "how": "alone"}
    )
    assert refused.status_code == 409
    assert "holds others too" in refused.content.decode()
    post(tracing, head, "apart/", how="household")
    page = text(head.get(at(tracing, f"{tracing.case.id}/")))
    typed = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index]  # both are there
        for name in ("leaves_at", "expected_at")
    }
    post(
        tracing, head, "transfer/", place="County Hospital", reason="positive", handling="ambulance", **typed
    )
    assert StepKind.TRANSFER not in tracing.undone
    listed = text(head.get(at(tracing, f"{tracing.case.id}/contacts/")))
    shown = re.findall(r'name="shown" value="([^"]+)"', listed)
    ticked = re.findall(r'name="contact" value="([^"]+)" checked', listed)
    assert (len(shown), len(ticked)) == (9, 5)
    dropped = [one for one in ticked if one != str(tracing.night.stay("002-A").person_id)]
    post(tracing, head, "contacts/decisions/", days="2", shown=shown, contact=dropped, reason="was out")
    assert "longer" in text(head.get(at(tracing, f"{tracing.case.id}/due-times/")))
    post(tracing, head, "due-times/", reason="contact", authority="order 9")
    assert "A second person has still to sign" in text(head.get(at(tracing, f"{tracing.case.id}/")))
    post(tracing, head, "waivers/", step="due_times", reason="signed on paper")
    post(tracing, head, "report/sent/", sent_to="Command post")
    post(tracing, head, "relatives/", wanted="no")
    for step in ("sealed", "cleared"):
        post(tracing, head, "waivers/", step=step, reason="the household stays")
    assert "Every step is done or not needed." in text(head.get(at(tracing, f"{tracing.case.id}/")))
    post(tracing, head, "closing/")
    assert tracing.case.end == CaseEnd.COMPLETED
    assert "Every step done" in text(head.get(at(tracing)))
    assert "positive case has open steps" not in text(head.get("/s/county/ledger/"))


def test_report_names_the_person_only_to_whoever_may_read_names(tracing: Tracing) -> None:
    name_the_person(tracing)
    tracing.positive()
    tracing.decide()
    page = text(signed_in(tracing, "nurse").get(at(tracing, f"{tracing.case.id}/report/")))
    assert CANARY in page
    assert "Contacts inside the site: 5 (5 here, 0 have left)" in page
    from yizhan.web.desk.case_report import drafts_of

    assert CANARY not in "".join(said for _, said in drafts_of(tracing.night.site, tracing.view, named=False))
    read = AuditEvent.objects.get(action="cases.read_report")
    assert read.subject == {"case": str(tracing.case.id), "named": True}


@pytest.mark.parametrize("role", ["clerk", "kitchen", "counter1", "hotel", "reception", "post"])
def test_whoever_has_no_part_in_it_is_told_nothing(tracing: Tracing, role: str) -> None:
    tracing.positive()
    client = signed_in(tracing, role)
    for path in ("", "alarm/", f"{tracing.case.id}/", f"{tracing.case.id}/contacts/"):
        assert client.get(at(tracing, path)).status_code == 403
    assert client.get(f"/api/v1/sites/county/cases/{tracing.case.id}").status_code == 403
    own = client.get("/s/county/emergencies/", follow=True)
    assert "positive case" not in own.content.decode()


def test_neighbour_never_learns_who(tracing: Tracing) -> None:
    name_the_person(tracing)
    tracing.begin()
    phone = Client(headers={"accept-language": "en"})
    code = RoomCard.objects.get(room=tracing.night.room("303"), ended_at=None).code
    page = phone.post(f"/r/{code}/", {"number": "2"}, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"]
    tracing.positive()
    tracing.decide()
    tracing.propose_contacts()
    tracing.sign(_waiting(), by="post")
    after = text(phone.get(address))
    for told in (CANARY, "001-A", "302", "ositive", "ontact inside"):
        assert told not in after


def _waiting() -> Any:
    from yizhan.course.models import CourseChange

    return CourseChange.objects.get(extends=True).id


def test_phone_and_programs_read_a_case_and_act_on_it_without_names(tracing: Tracing) -> None:
    name_the_person(tracing)
    tracing.positive()
    nurse = signed_in(tracing, "nurse")
    (listed,) = nurse.get("/api/v1/sites/county/cases").json()
    assert (listed["tag"], listed["room"], listed["next_step"]) == ("001-A", "302", "apart")
    found = nurse.get(f"/api/v1/sites/county/cases/{listed['id']}/contacts?lookback_days=4").json()
    assert found["lookback_days"] == 4
    assert {one["tag"] for one in found["contacts"] if one["proposed"]} == {
        "001-B", "002-A", "002-B", "005-A", "005-B"
    }  # fmt: skip
    command = {
        "id": str(new_id()), "action": "cases.set_apart",
        "facts": {"site_id": str(tracing.night.site.id), "case_id": listed["id"], "how": "household"},
    }  # fmt: skip
    for _ in range(2):
        reply = nurse.post("/api/v1/commands", [command], content_type="application/json")
        assert reply.json()[0]["status"] == "accepted"
    assert tracing.case.entries.count() == 1
    assert CANARY not in nurse.get(f"/api/v1/sites/county/cases/{listed['id']}").content.decode()


def test_verification_finds_a_positive_without_a_case(tracing: Tracing) -> None:
    from tests.leaving.going import codes

    tracing.positive()
    assert "positive_without_case" not in codes()
    tracing.sample("002-A", "positive")
    assert "positive_without_case" in codes()
