"""Badges and shared phones on the crew page, and what a shared phone may ask the API."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.duty.crew import acting, english, make_member, make_site
from yizhan.core.clock import FixedClock, now, running
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.duty.actions.badges import make_badges
from yizhan.people.models import Account, Badge, SharedPhone
from yizhan.places.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site.objects.get(id=make_site())


@pytest.fixture
def head(site: Site) -> Account:
    return make_member(site.id, "head")


@pytest.fixture
def counter(site: Site) -> Account:
    return make_member(site.id, "counter1", role="counter")


@pytest.fixture
def desk(head: Account) -> Client:
    client = english()
    client.force_login(head)
    return client


def command() -> dict[str, Any]:
    return {"command_id": new_id()}


def ticket(desk: Client, label: str = "Red 1") -> str:
    reply = desk.post("/s/county/crew/phones/", {**command(), "label": label, "hours": 6})
    found = re.search(r"/f/county/share/[\w-]+/", reply.content.decode())
    assert found
    return found[0]


def shared(desk: Client) -> Client:
    """A phone that has become a shared one."""
    phone = english()
    reply = phone.post(ticket(desk), {"device": "phone-0123456789abc"})
    assert reply.headers["Location"] == "/f/county/"
    return phone


def badge_of(head: Account, account: Account, site: Site) -> Badge:
    make_badges(by=acting(head), site_id=site.id)
    return Badge.objects.get(account=account)


def test_badges_are_made_listed_and_printed(desk: Client, head: Account, counter: Account) -> None:
    reply = desk.post("/s/county/crew/badges/", command(), follow=True)
    page = reply.content.decode()
    assert "2 badges made" in page
    assert all(badge.number in page for badge in Badge.objects.all())
    paper = desk.get("/s/county/crew/badges/paper/")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.filter(action="web.print_badges", subject__badges=2).count() == 1


def test_printed_badge_is_read_by_a_scanner_and_says_who(
    desk: Client, head: Account, counter: Account, site: Site
) -> None:
    import io

    from pypdf import PdfReader

    badge_of(head, counter, site)
    paper = b"".join(desk.get("/s/county/crew/badges/paper/").streaming_content)  # type: ignore[attr-defined]
    text = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    number = Badge.objects.get(account=counter).number
    assert f"{number[:3]} {number[3:]}" in text
    assert "Counter1" in text


def test_code_makes_one_phone_shared_and_signs_everybody_out(desk: Client, head: Account, site: Site) -> None:
    address, phone = ticket(desk), english()
    phone.force_login(head)
    assert "will be signed out" in phone.get(address).content.decode()
    assert not SharedPhone.objects.filter(taken_at__isnull=False).exists()
    phone.post(address, {"device": "phone-0123456789abc"})
    assert phone.get("/s/county/crew/").status_code == 302
    assert phone.get("/f/county/").status_code == 200
    assert phone.cookies["yizhan_phone"]["httponly"]
    assert english().post(address).status_code == 410


def test_shared_phone_knows_the_crew_and_no_resident(
    desk: Client, head: Account, counter: Account, site: Site
) -> None:
    badge, phone = badge_of(head, counter, site), shared(desk)
    told = phone.get("/api/v1/phone").json()
    assert (told["label"], told["device"], told["ended"]) == ("Red 1", "phone-0123456789abc", False)
    assert {one["number"] for one in told["badges"]} >= {badge.number}
    assert told["key"]["crv"] == "P-256"
    assert "person.read" not in told["roles"]["site_head"]["can"]
    assert english().get("/api/v1/phone").json() is None
    work = phone.get("/api/v1/phone/field").json()
    assert (work["marks"], len(work["floors"])) == ([], 2)
    with running(FixedClock(SharedPhone.objects.get().ends_at)):
        assert phone.get("/api/v1/phone").json()["badges"] == []
        assert phone.get("/api/v1/phone/field").json() is None


def test_badge_opens_the_api_on_a_shared_phone_only(
    desk: Client, head: Account, counter: Account, site: Site
) -> None:
    badge, phone = badge_of(head, counter, site), shared(desk)
    named = {"X-Badge": badge.number}
    assert phone.get("/api/v1/me", headers=named).json()["username"] == "counter1"
    assert phone.get("/api/v1/me").status_code == 401
    assert english().get("/api/v1/me", headers=named).status_code == 401
    # A sign-in that was left on the phone lends a badge nothing.
    phone.force_login(head)
    assert phone.get("/api/v1/sites/county/head", headers=named).status_code == 403
    assert phone.get("/api/v1/me", headers={"X-Badge": "000000"}).status_code == 401


def test_late_taps_of_a_phone_that_ended_are_judged_by_their_own_time(
    desk: Client, head: Account, counter: Account, site: Site
) -> None:
    badge, phone = badge_of(head, counter, site), shared(desk)
    held = SharedPhone.objects.get()
    in_time, too_late = new_id(), new_id()
    taps = [
        {
            "id": str(id_), "action": "intake.undo_count", "tapped_at": moment.isoformat(),
            "facts": {"site_id": str(site.id), "mark_id": str(new_id())},
        }
        for id_, moment in ((in_time, now()), (too_late, held.ends_at))
    ]  # fmt: skip
    desk.post(f"/s/county/crew/phones/{held.id}/end/", command())
    with running(FixedClock(held.ends_at)):
        replies = phone.post(
            "/api/v1/commands", taps, content_type="application/json", headers={"X-Badge": badge.number}
        ).json()
    assert [reply["code"] for reply in replies][1] == "not_permitted"
    assert replies[0]["code"] != "not_permitted"
    event = AuditEvent.objects.get(action="duty.act_by_badge")
    assert event.actor == f"account:{counter.id}"
    assert event.subject["phone"] == str(held.id)
    assert event.subject["commands"] == [str(in_time), str(too_late)]


def test_lost_badge_is_revoked_from_the_next_request(
    desk: Client, head: Account, counter: Account, site: Site
) -> None:
    badge, phone = badge_of(head, counter, site), shared(desk)
    named = {"X-Badge": badge.number}
    assert phone.get("/api/v1/me", headers=named).status_code == 200
    page = desk.post(f"/s/county/crew/badges/{badge.id}/end/", command(), follow=True).content.decode()
    assert "opens nothing any more" in page
    assert phone.get("/api/v1/me", headers=named).status_code == 401
    again = desk.post(f"/s/county/crew/badges/{badge.id}/end/", command(), follow=True).content.decode()
    assert "This badge is over already" in again


def test_who_may_share_the_phone_in_hand(site: Site, head: Account, counter: Account) -> None:
    client = english()
    client.force_login(counter)
    assert client.get("/f/county/share/").status_code == 403
    client.force_login(make_member(site.id, "desk1", role="reception"))
    assert "What the phone is called" in client.get("/f/county/share/").content.decode()
    client.post("/f/county/share/", {**command(), "label": "Red 2", "hours": 8, "device": ""})
    phone = SharedPhone.objects.get()
    assert (phone.label, phone.made_by.username) == ("Red 2", "desk1")
    assert client.get("/f/county/").status_code == 200
    assert client.get("/me/").status_code == 302


def test_phone_of_another_site_opens_nothing_here(desk: Client, head: Account) -> None:
    make_site("bravo")
    phone = shared(desk)
    assert phone.get("/f/bravo/").status_code == 302
    assert phone.get("/f/county/").status_code == 200


def test_crew_page_asks_the_same_number_of_questions(desk: Client, site: Site, head: Account) -> None:
    counts = []
    for number in (1, 2):
        for name in range(number * 3):
            make_member(site.id, f"counter{number}{name}", role="counter")
        make_badges(by=acting(head), site_id=site.id)
        shared(desk)
        with CaptureQueriesContext(connection) as asked:
            desk.get("/s/county/crew/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
