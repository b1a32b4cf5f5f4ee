from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.test import RequestFactory

from tests.duty.crew import acting, make_member, make_site
from yizhan.core.actors import SYSTEM
from yizhan.core.clock import FixedClock, now, running
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent, CommandReceipt
from yizhan.core.refusals import Refusal
from yizhan.people.actions.accounts import (
    choose_language,
    forget_keys,
    issue_link,
    make_account,
    set_password,
    use_link,
)
from yizhan.people.models import Account, SignInLink
from yizhan.people.queries.accounts import account_behind, keys_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Account:
    return make_member(make_site(), "head")


def test_link_signs_in_once(head: Account) -> None:
    secret = issue_link(by=SYSTEM, account_id=head.id)
    assert account_behind(secret) == head
    assert use_link(secret=secret) == head
    assert use_link(secret=secret) is None
    assert account_behind(secret) is None


def test_link_expires_after_a_day(head: Account) -> None:
    clock = FixedClock(now())
    with running(clock):
        secret = issue_link(by=SYSTEM, account_id=head.id)
        clock.set(clock.now() + timedelta(hours=24))
        assert account_behind(secret) is None
        assert use_link(secret=secret) is None


def test_newer_link_ends_the_older(head: Account) -> None:
    older, newer = (issue_link(by=SYSTEM, account_id=head.id) for _ in range(2))
    assert use_link(secret=older) is None
    assert use_link(secret=newer) == head


def test_link_of_a_closed_account_is_not_spent(head: Account) -> None:
    secret = issue_link(by=SYSTEM, account_id=head.id)
    Account.objects.filter(id=head.id).update(is_active=False)
    assert use_link(secret=secret) is None
    assert SignInLink.objects.get(account=head).used_at is None


def test_secret_is_stored_nowhere(head: Account) -> None:
    secret = issue_link(by=SYSTEM, account_id=head.id)
    stored = [bytes(row) for row in SignInLink.objects.values_list("secret_digest", flat=True)]
    assert secret.encode() not in b"".join(stored)
    assert not [row for row in AuditEvent.objects.values_list("subject", flat=True) if secret in str(row)]
    assert not [row for row in CommandReceipt.objects.values_list("result", flat=True) if secret in str(row)]


def test_issue_and_use_are_audited(head: Account) -> None:
    by = acting(head)
    use_link(secret=issue_link(by=by, account_id=head.id))
    seen = AuditEvent.objects.filter(action__in=["people.issue_link", "people.use_link"]).order_by("id")
    assert [(row.action, row.actor, row.subject) for row in seen] == [
        ("people.issue_link", by.key, {"account": str(head.id)}),
        ("people.use_link", by.key, {"account": str(head.id)}),
    ]


def test_fresh_account_has_no_password(head: Account) -> None:
    assert not head.has_usable_password()
    assert not keys_of(head).any


def test_user_name_is_given_once(head: Account) -> None:
    with pytest.raises(Refusal) as refused:
        make_account(by=SYSTEM, account_id=new_id(), username="head", display_name="Another")
    assert refused.value.code == "username_taken"


def test_password_is_in_no_receipt_and_ends_sessions(head: Account) -> None:
    before, receipts = head.get_session_auth_hash(), CommandReceipt.objects.count()
    changed = set_password(by=acting(head), password="three quiet red lamps")
    assert changed.get_session_auth_hash() != before
    assert CommandReceipt.objects.count() == receipts
    request = RequestFactory().post("/")
    assert authenticate(request, username="head", password="three quiet red lamps") == head


def test_lost_key_takes_everything_and_ends_sessions(head: Account) -> None:
    Authenticator.objects.create(user=head, type=Authenticator.Type.WEBAUTHN, data={"name": "phone"})
    Authenticator.objects.create(user=head, type=Authenticator.Type.RECOVERY_CODES, data={})
    changed = set_password(by=acting(head), password="three quiet red lamps")
    secret = issue_link(by=SYSTEM, account_id=head.id)
    done = forget_keys(by=SYSTEM, account_id=head.id)
    after = Account.objects.get(id=head.id)
    assert done.keys == 1
    assert not Authenticator.objects.filter(user=head).exists()
    assert not after.has_usable_password()
    assert after.get_session_auth_hash() != changed.get_session_auth_hash()
    assert use_link(secret=secret) is None


def test_language_is_the_accounts_own(head: Account) -> None:
    choose_language(by=acting(head), language="en")
    assert Account.objects.get(id=head.id).language == "en"
