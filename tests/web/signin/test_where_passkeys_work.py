"""Passkeys are offered by name over HTTPS, and on this machine; never by number: browsers refuse that."""

import pytest
from django.test import Client, override_settings

from tests.duty.crew import make_member, make_site
from yizhan.core.actors import SYSTEM
from yizhan.people.actions.accounts import issue_link

pytestmark = pytest.mark.django_db

OFFER = "Sign in with a passkey"


@pytest.mark.parametrize(
    ("host", "secure", "offered"),
    [
        ("yizhan.local:8443", True, True),
        ("yizhan.local:8000", False, False),
        ("localhost:8000", False, True),
        ("192.168.1.20:8443", True, False),
        ("127.0.0.1:8000", False, False),
        ("[::1]:8443", True, False),
    ],
)
def test_sign_in_offers_passkeys_where_they_work(host: str, secure: bool, offered: bool) -> None:
    with override_settings(ALLOWED_HOSTS=["*"]):
        client = Client(headers={"Host": host, "Accept-Language": "en"})
        page = client.get("/sign-in/", secure=secure).content.decode()
    assert (OFFER in page) == offered
    assert ("takes no passkeys" in page) == (not offered)
    assert "id_password" in page


@pytest.mark.parametrize(
    ("host", "onward"), [("yizhan.local", "/me/passkeys/new/"), ("10.0.0.5", "/me/password/")]
)
def test_first_sign_in_leads_to_a_key_that_works_there(host: str, onward: str) -> None:
    account = make_member(make_site(), "nurse1", role="health")
    secret = issue_link(by=SYSTEM, account_id=account.id)
    with override_settings(ALLOWED_HOSTS=["*"]):
        client = Client(headers={"Host": host})
        reply = client.post(f"/enter/{secret}/", secure=True)
        assert reply.headers["Location"] == onward
        if onward == "/me/password/":
            assert client.get("/me/passkeys/new/", secure=True).headers["Location"] == onward
