import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.duty.crew import english, make_member, make_site
from yizhan.core.ids import new_id
from yizhan.duty.models import Posting
from yizhan.people.models import Account
from yizhan.places.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return english()


@pytest.fixture
def site() -> Site:
    return Site.objects.get(id=make_site())


@pytest.fixture
def head(site: Site, client: Client) -> Account:
    account = make_member(site.id, "head")
    client.force_login(account)
    return account


def answers(**more: Any) -> dict[str, Any]:
    """Return what the form of an invitation sends."""
    ids = {name: new_id() for name in ("command_id", "account_id", "posting_id")}
    return {
        **ids,
        "display_name": "Li",
        "username": "li",
        "role": "counter",
        "team_key": "",
        "language": "",
        **more,
    }


def link_on(page: str) -> str:
    """Return the path of the one-time link that a page shows."""
    secret = re.search(r"/enter/[\w-]+/", page)
    assert secret
    return secret[0]


def test_invitation_shows_a_link_that_signs_in_to_the_phone(
    client: Client, site: Site, head: Account
) -> None:
    reply = client.post("/s/county/crew/invitations/", answers())
    page = reply.content.decode()
    assert "<svg" in page
    phone = Client()
    assert phone.post(link_on(page), headers={"Host": "localhost"})["Location"] == "/me/passkeys/new/"
    assert phone.get("/")["Location"] == "/f/county/"
    assert link_on(page) not in client.get("/s/county/crew/").content.decode()


def test_double_tap_makes_one_account_and_the_last_link_counts(
    client: Client, site: Site, head: Account
) -> None:
    form = answers()
    first, second = (client.post("/s/county/crew/invitations/", form).content.decode() for _ in range(2))
    assert Posting.objects.filter(account__username="li").count() == 1
    assert Client().post(link_on(first)).status_code == 410
    assert Client().post(link_on(second)).status_code == 302


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"username": "head"}, "is taken"),
        ({"username": "Li Wei"}, "small letters"),
        ({"role": "command_post"}, "valid choice"),
    ],
)
def test_refused_invitation_keeps_what_was_typed(
    client: Client, site: Site, head: Account, more: dict[str, str], said: str
) -> None:
    reply = client.post("/s/county/crew/invitations/", answers(display_name="Wang Li", **more))
    assert reply.status_code == 409
    assert said in reply.content.decode()
    assert 'value="Wang Li"' in reply.content.decode()
    assert Account.objects.count() == 1


def test_ended_posting_is_out_with_the_next_request(client: Client, site: Site, head: Account) -> None:
    member = make_member(site.id, "li", "clerk")
    clerk = english()
    clerk.force_login(member)
    assert clerk.get("/").status_code == 302
    posting = Posting.objects.get(account=member)
    client.post(f"/s/county/crew/postings/{posting.id}/end/", {"command_id": new_id()})
    assert "No posting yet" in clerk.get("/").content.decode()


def test_lost_key_link_ends_sessions(client: Client, site: Site, head: Account) -> None:
    member = make_member(site.id, "li", "clerk")
    phone = Client()
    phone.force_login(member)
    where = f"/s/county/crew/{member.id}/links/"
    client.post(where, {"command_id": new_id()})
    assert phone.get("/me/").status_code == 200
    page = client.post(where, {"command_id": new_id(), "lost_key": "on"}).content.decode()
    assert phone.get("/me/").status_code == 302
    assert Client().post(link_on(page)).status_code == 302


def test_member_of_another_site_gets_no_link_here(client: Client, site: Site, head: Account) -> None:
    stranger = make_member(make_site("riverside"), "stranger")
    reply = client.post(f"/s/county/crew/{stranger.id}/links/", {"command_id": new_id()}, follow=True)
    assert "not posted here" in reply.content.decode()
    assert "Stranger" not in reply.content.decode()


@pytest.mark.parametrize("role", ["clerk", "counter", "command_post"])
def test_others_may_not(site: Site, head: Account, role: str) -> None:
    account = make_member(None if role == "command_post" else site.id, "li", role)
    assert statuses(account, head.id) == {403}


def test_outsiders_cannot_tell_that_the_site_exists(site: Site, head: Account) -> None:
    stranger = make_member(make_site("riverside"), "stranger")
    assert statuses(stranger, head.id) == {404}


def statuses(account: Account, member: UUID) -> set[int]:
    """Return how every address of the crew page answers the account."""
    client = Client()
    client.force_login(account)
    posting = Posting.objects.get(account_id=member)
    replies = [
        client.get("/s/county/crew/"),
        client.post("/s/county/crew/invitations/", answers(username="mallory")),
    ]
    replies.append(client.post(f"/s/county/crew/{member}/links/", {"command_id": new_id()}))
    replies.append(client.post(f"/s/county/crew/postings/{posting.id}/end/", {"command_id": new_id()}))
    assert not Account.objects.filter(username="mallory").exists()
    return {reply.status_code for reply in replies}


def test_list_costs_the_same_for_any_number(client: Client, site: Site, head: Account) -> None:
    counts = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/s/county/crew/").status_code == 200
        counts.append(len(seen))
        make_member(site.id, f"first{number}", "counter")
        make_member(site.id, f"second{number}", "counter")
    assert counts[0] == counts[1]
