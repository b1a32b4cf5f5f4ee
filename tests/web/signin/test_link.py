import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.duty.crew import make_member, make_site
from yizhan.core.actors import SYSTEM
from yizhan.core.models import AuditEvent
from yizhan.people.actions.accounts import forget_keys, issue_link
from yizhan.people.models import Account, SignInLink

pytestmark = pytest.mark.django_db

# Where browsers make passkeys without HTTPS.
BY_NAME = {"Host": "localhost"}


@pytest.fixture
def head() -> Account:
    return make_member(make_site(), "head")


@pytest.fixture
def address(head: Account) -> str:
    return f"/enter/{issue_link(by=SYSTEM, account_id=head.id)}/"


def signed_in(client: Client) -> str | None:
    """Return the id of the account that the client is signed in as."""
    return client.session.get("_auth_user_id")


def test_looking_spends_nothing(client: Client, head: Account, address: str) -> None:
    for _ in range(3):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert signed_in(client) is None
    assert SignInLink.objects.get(account=head).used_at is None


def test_pressing_signs_in_and_offers_a_key(client: Client, head: Account, address: str) -> None:
    client.get("/sign-in/")
    before = client.session.session_key
    reply = client.post(address, headers=BY_NAME)
    assert (reply.status_code, reply["Location"]) == (302, "/me/passkeys/new/")
    assert signed_in(client) == str(head.id)
    assert client.session.session_key != before
    assert AuditEvent.objects.filter(action="people.sign_in", actor=f"account:{head.id}").count() == 1
    offer = client.get("/me/passkeys/new/", headers=BY_NAME)
    assert offer.status_code == 200
    assert b'href="/"' in offer.content


@pytest.mark.parametrize("method", ["get", "post"])
def test_spent_wrong_and_old_links_look_the_same(client: Client, address: str, method: str) -> None:
    client.post(address)
    stranger = Client()
    spent, wrong = (getattr(stranger, method)(where) for where in (address, "/enter/no-such-secret/"))
    assert (spent.status_code, wrong.status_code) == (410, 410)
    shown = [re.sub(r'value="[^"]*"', "", reply.content.decode()) for reply in (spent, wrong)]
    assert shown[0] == shown[1]
    assert signed_in(stranger) is None


def test_link_needs_the_form_of_its_page(head: Account, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address).status_code == 403
    assert SignInLink.objects.get(account=head).used_at is None


def test_link_does_not_replace_a_key(client: Client, head: Account, address: str) -> None:
    Authenticator.objects.create(user=head, type=Authenticator.Type.TOTP, data={"secret": ""})
    reply = client.post(address)
    assert reply["Location"] == "/sign-in/second/"
    assert signed_in(client) is None


def test_link_signs_another_account_out(client: Client, head: Account, address: str) -> None:
    other = make_member(make_site("riverside"), "other")
    client.force_login(other)
    assert "other" in client.get(address).content.decode().lower()
    client.post(address)
    assert signed_in(client) == str(head.id)


def test_lost_key_ends_sessions_with_the_next_request(client: Client, head: Account, address: str) -> None:
    client.post(address)
    assert client.get("/me/").status_code == 200
    forget_keys(by=SYSTEM, account_id=head.id)
    assert client.get("/me/")["Location"] == "/sign-in/?next=/me/"
