"""Badges and shared phones: what they open, from when until when, and what they never open."""

from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.duty.crew import make_member, make_site
from yizhan.core import keys
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import FixedClock, now, running
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.badges import make_badges, revoke_badge
from yizhan.duty.actions.postings import end_posting
from yizhan.duty.actions.shared_phones import end_phone, offer_phone, take_phone
from yizhan.duty.badges import badge_rules, check_digit, statement
from yizhan.duty.models import Posting
from yizhan.duty.queries.badges import Hands, badges_in_force, hands_on, phone_with, shared_phones
from yizhan.duty.rules import capabilities, roles
from yizhan.people.models import Account, Badge, SharedPhone


@pytest.fixture
def site_id(db: None) -> UUID:
    return make_site()


@pytest.fixture
def head(site_id: UUID) -> Actor:
    return Actor(ActorKind.ACCOUNT, make_member(site_id, "head").id).tapping()


@pytest.fixture
def counter(site_id: UUID, head: Actor) -> Account:
    return make_member(site_id, "counter1", role="counter")


@pytest.fixture
def phone(site_id: UUID, head: Actor) -> SharedPhone:
    """Red 1, shared for six hours."""
    return taken(site_id, head)


def taken(site_id: UUID, head: Actor, label: str = "Red 1") -> SharedPhone:
    ticket = offer_phone(by=head, site_id=site_id, label=label, hours=6)
    found = take_phone(ticket=ticket, device="")
    assert found is not None
    return found[0]


def badge_of(site_id: UUID, head: Actor, account: Account) -> Badge:
    make_badges(by=head.tapping(), site_id=site_id)
    return Badge.objects.get(account=account, revoked_at=None)


def at(moment: datetime, phone: SharedPhone, badge: Badge) -> frozenset[str]:
    return Hands(phone, badge).can_at(phone.site_id, moment)


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("12345", "0"), ("00000", "0")])
def test_check_digit_is_that_of_the_standard(digits: str, check: str) -> None:
    product, total = 10, 0
    for digit in digits + check:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    assert total == 1  # ISO/IEC 7064, 7.2: a correct string leaves 1
    assert check_digit(digits) == check


def test_check_digit_finds_every_single_wrong_digit() -> None:
    right = "40718" + check_digit("40718")
    wrong = [
        right[:place] + digit + right[place + 1 :]
        for place in range(6)
        for digit in "0123456789"
        if digit != right[place]
    ]
    assert [one for one in wrong if check_digit(one[:5]) == one[5]] == []


def test_nothing_sensitive_is_opened_by_a_badge() -> None:
    rules = badge_rules()
    assert rules.can & rules.never == frozenset()
    assert rules.can <= capabilities()
    assert {"ledger.correct", "person.read", "account.invite"} <= rules.never


def test_badge_opens_less_than_the_posting_and_only_on_a_shared_phone(
    site_id: UUID, head: Actor, phone: SharedPhone
) -> None:
    clerk = make_member(site_id, "clerk1", role="clerk")
    badge = badge_of(site_id, head, clerk)
    allowed = at(now(), phone, badge)
    assert allowed == roles()["clerk"].can & badge_rules().can
    assert "person.read" not in allowed
    assert Hands(phone, badge).can_at(new_id(), now()) == frozenset()
    assert hands_on(phone, "000000") is None
    assert phone_with("") is None
    assert phone_with("some secret") is None


def test_badge_and_phone_count_as_of_the_tap(
    site_id: UUID, head: Actor, counter: Account, phone: SharedPhone
) -> None:
    badge, began = badge_of(site_id, head, counter), now()
    with running(FixedClock(began + timedelta(hours=1))):
        revoke_badge(by=head.tapping(), site_id=site_id, badge_id=badge.id)
    badge.refresh_from_db()
    assert "count.off_bus" in at(began + timedelta(minutes=59), phone, badge)
    assert at(began + timedelta(minutes=61), phone, badge) == frozenset()

    other = badge_of(site_id, head, counter)
    assert "count.off_bus" in at(now(), phone, other)
    with running(FixedClock(began + timedelta(hours=2))):
        end_phone(by=head.tapping(), site_id=site_id, phone_id=phone.id)
    phone.refresh_from_db()
    assert "count.off_bus" in at(began + timedelta(minutes=119), phone, other)
    assert at(began + timedelta(minutes=121), phone, other) == frozenset()


def test_shift_and_badge_end_by_themselves(
    site_id: UUID, head: Actor, counter: Account, phone: SharedPhone
) -> None:
    badge = badge_of(site_id, head, counter)
    assert at(phone.ends_at - timedelta(seconds=1), phone, badge)
    assert at(phone.ends_at, phone, badge) == frozenset()
    assert badge.ends_at - badge.made_at == timedelta(days=3)
    with running(FixedClock(phone.ends_at)):
        assert shared_phones(site_id) == []
    with running(FixedClock(badge.ends_at)):
        assert badges_in_force(site_id) == []


def test_end_of_the_posting_ends_the_badge(
    site_id: UUID, head: Actor, counter: Account, phone: SharedPhone
) -> None:
    badge = badge_of(site_id, head, counter)
    posting = Posting.objects.get(account=counter)
    end_posting(by=head.tapping(), site_id=site_id, posting_id=posting.id)
    assert at(now(), phone, badge) == frozenset()
    assert [held.name for held in badges_in_force(site_id)] == ["Head"]


def test_badges_are_made_once_and_anew_before_they_end(site_id: UUID, head: Actor, counter: Account) -> None:
    first = make_badges(by=head.tapping(), site_id=site_id)
    again = make_badges(by=head.tapping(), site_id=site_id)
    assert (first.made, first.kept, again.made, again.kept) == (2, 0, 0, 2)
    with running(FixedClock(now() + timedelta(days=2, hours=13))):
        later = make_badges(by=head.tapping(), site_id=site_id)
    assert (later.made, later.kept) == (2, 0)
    numbers = list(Badge.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 4
    assert all(check_digit(number[:5]) == number[5] for number in numbers)


def test_ticket_works_once_and_for_minutes(site_id: UUID, head: Actor) -> None:
    ticket = offer_phone(by=head, site_id=site_id, label="Red 2", hours=8)
    found = take_phone(ticket=ticket, device="phone-0123456789abc")
    assert found is not None
    phone, secret = found
    assert (phone.device, phone_with(secret), phone_with(ticket)) == ("phone-0123456789abc", phone, None)
    assert take_phone(ticket=ticket, device="") is None
    stale = offer_phone(by=head.tapping(), site_id=site_id, label="Red 3", hours=8)
    began = now()
    with running(FixedClock(began + timedelta(minutes=16))):
        assert take_phone(ticket=stale, device="") is None


def test_phone_that_is_shared_anew_has_one_secret(site_id: UUID, head: Actor) -> None:
    tickets = [offer_phone(by=head.tapping(), site_id=site_id, label=f"Red {n}", hours=6) for n in (1, 2)]
    first, second = (take_phone(ticket=ticket, device="phone-0123456789abc") for ticket in tickets)
    assert first is not None
    assert second is not None
    assert [phone.label for phone in shared_phones(site_id)] == ["Red 2"]
    first[0].refresh_from_db()
    assert not first[0].serves_at(now())


def test_phone_is_shared_for_a_shift_and_no_longer(site_id: UUID, head: Actor) -> None:
    with pytest.raises(Refusal, match="not for 100 hours"):
        offer_phone(by=head, site_id=site_id, label="Red 1", hours=100)
    assert not SharedPhone.objects.exists()


def test_statement_is_signed_over_all_that_it_says() -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    account_id, ends = new_id(), now()
    said, _, signature = statement(
        site_code="county", number="123450", ends_at=ends, account_id=account_id, role="counter", name="王|丽"
    ).rpartition("|")
    parts = said.split("|")
    assert parts[:4] == ["YB1", "county", "123450", str(int(ends.timestamp()))]
    assert urlsafe_b64decode(parts[4] + "==") == account_id.bytes
    assert parts[5:] == ["counter", "王 丽"]
    x, y = (_number(keys.phones_public_key()[axis]) for axis in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    raw = urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(der, said.encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(der, said.replace("county", "bounty").encode(), ec.ECDSA(SHA256()))


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "="), "big")
