import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.duty.crew import english, make_member, make_site
from yizhan.core.models import AuditEvent
from yizhan.people.models import Account
from yizhan.people.queries.accounts import keys_of

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet red lamps"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def client() -> Client:
    return english()


@pytest.fixture
def head() -> Account:
    return make_member(make_site(), "head")


def code_for(secret: str, steps: int = 0) -> str:
    """Return what a code app shows now, or so many steps of 30 s later."""
    shown: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
    return shown


def enrolled(account: Account) -> tuple[Client, str]:
    """Give the account a password and a code app; return its client and the app's secret."""
    client = english()
    client.force_login(account)
    secret = client.get("/me/password/").context["form"].secret
    reply = client.post("/me/password/", {"password": PASSWORD, "code": code_for(secret)})
    assert reply["Location"] == "/me/codes/"
    return client, secret


def sign_in(client: Client, password: str = PASSWORD, username: str = "head", **more: str) -> Any:
    return client.post("/sign-in/", {"login": username, "password": password}, **more)


def test_password_and_code_are_made_together(head: Account) -> None:
    client, secret = enrolled(head)
    assert keys_of(Account.objects.get(id=head.id)).has_password
    assert client.get("/me/").status_code == 200
    stored = Authenticator.objects.get(user=head, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert set(AuditEvent.objects.filter(actor=f"account:{head.id}").values_list("action", flat=True)) >= {
        "people.set_password"
    }


def test_wrong_code_saves_no_password(head: Account, client: Client) -> None:
    client.force_login(head)
    secret = client.get("/me/password/").context["form"].secret
    wrong = str((int(code_for(secret)) + 1) % 10**6).zfill(6)
    reply = client.post("/me/password/", {"password": PASSWORD, "code": wrong})
    assert reply.status_code == 200
    assert not Account.objects.get(id=head.id).has_usable_password()


@pytest.mark.parametrize("weak", ["short", "password123"])
def test_weak_password_is_refused(head: Account, client: Client, weak: str) -> None:
    client.force_login(head)
    secret = client.get("/me/password/").context["form"].secret
    reply = client.post("/me/password/", {"password": weak, "code": code_for(secret)})
    assert reply.status_code == 200
    assert reply.context["form"].errors.keys() == {"password"}


def test_sign_in_needs_password_and_code(head: Account, client: Client) -> None:
    _, secret = enrolled(head)
    assert sign_in(client)["Location"] == "/sign-in/second/"
    assert client.get("/", follow=False)["Location"] == "/sign-in/?next=/"
    assert client.post("/sign-in/second/", {"code": code_for(secret, 1)})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(head.id)


def test_code_works_once(head: Account, client: Client) -> None:
    _, secret = enrolled(head)
    code = code_for(secret, 1)
    sign_in(client)
    client.post("/sign-in/second/", {"code": code})
    second = Client()
    sign_in(second)
    assert second.post("/sign-in/second/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in second.session


def test_codes_are_tried_five_times(head: Account, client: Client) -> None:
    _, secret = enrolled(head)
    sign_in(client)
    for _ in range(5):
        client.post("/sign-in/second/", {"code": "000000"})
    reply = client.post("/sign-in/second/", {"code": code_for(secret, 1)})
    assert "Too many tries" in reply.content.decode()
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_lock_this_name_at_this_address(head: Account, client: Client) -> None:
    make_member(make_site("riverside"), "other")
    replies = [sign_in(client, "wrong password") for _ in range(5)]
    assert [reply.status_code for reply in replies] == [200] * 4 + [429]
    assert "Too many tries" in replies[-1].content.decode()
    assert sign_in(client, username="other", password="wrong password").status_code == 200
    assert sign_in(Client(), "wrong password", REMOTE_ADDR="10.1.2.3").status_code == 200


def test_lock_opens_after_a_quarter_of_an_hour(head: Account, client: Client) -> None:
    enrolled(head)
    for _ in range(5):
        sign_in(client, "wrong password")
    assert sign_in(client).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client)["Location"] == "/sign-in/second/"


def test_unknown_name_looks_like_a_wrong_password(head: Account) -> None:
    enrolled(head)
    known, unknown = (sign_in(Client(), "wrong password", name) for name in ("head", "nobody"))
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors


def test_recovery_code_signs_in_once(head: Account, client: Client) -> None:
    enrolled(head)
    held = Authenticator.objects.get(user=head, type=Authenticator.Type.RECOVERY_CODES)
    code = held.wrap().get_unused_codes()[0]
    answers = {"username": "head", "code": f"{code[:5]} {code[5:]}"}
    assert client.post("/sign-in/recovery/", answers)["Location"] == "/me/"
    assert client.session["_auth_user_id"] == str(head.id)
    assert Client().post("/sign-in/recovery/", answers).status_code == 200


def test_recovery_codes_are_tried_five_times(head: Account, client: Client) -> None:
    enrolled(head)
    replies = [client.post("/sign-in/recovery/", {"username": "head", "code": "1"}) for _ in range(5)]
    assert [reply.status_code for reply in replies] == [200] * 4 + [429]


def test_password_and_code_go_together(head: Account) -> None:
    client, _ = enrolled(head)
    assert client.post("/me/password/remove/")["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert not Account.objects.get(id=head.id).has_usable_password()
    assert not Authenticator.objects.filter(user=head).exists()


def test_stranger_at_an_open_screen_is_asked_first(head: Account) -> None:
    enrolled(head)
    client = Client()
    client.force_login(Account.objects.get(id=head.id))
    for address in ("/me/codes/", "/me/passkeys/new/"):
        assert client.get(address)["Location"].startswith("/sign-in/again/")
    assert client.post("/me/password/remove/")["Location"].startswith("/sign-in/again/")


def test_there_is_no_other_page_of_the_library(client: Client) -> None:
    for address in ("/signup/", "/sign-up/", "/password/reset/", "/email/", "/accounts/login/", "/admin/"):
        assert client.get(address).status_code == 404
