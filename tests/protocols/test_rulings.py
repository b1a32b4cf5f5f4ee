"""A ruling counts once a second person has signed it, and what was computed by it can be told."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.duty.crew import acting, make_member, make_site
from tests.protocols.ruled import exposed
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.people.models import Account
from yizhan.protocols import reading
from yizhan.protocols.actions.rulings import rule_protocol, sign_ruling
from yizhan.protocols.calendar import calendar
from yizhan.protocols.models import Ruling, RulingSignature
from yizhan.protocols.queries.rulings import protocol, ruled_protocol, ruled_protocols

pytestmark = pytest.mark.django_db
CONTACT = "cn-covid-ed8-contact"


@pytest.fixture
def site_id() -> UUID:
    return make_site()


@pytest.fixture
def head(site_id: UUID) -> Account:
    return make_member(site_id, "head")


@pytest.fixture
def post() -> Account:
    return make_member(None, "post", "command_post")


def enter(site_id: UUID, by: Account, said: dict[str, Any], protocol_id: str = CONTACT) -> UUID:
    """Enter a ruling and return its id."""
    ruling_id = new_id()
    rule_protocol(
        by=acting(by), site_id=site_id, ruling_id=ruling_id, protocol=protocol_id, said=said,
        authority="county command post", document="No. 7", words="day one is the day after",
    )  # fmt: skip
    return ruling_id


def sign(site_id: UUID, by: Account, ruling_id: UUID, *, accept: bool = True) -> None:
    """Sign a ruling or turn it down."""
    sign_ruling(by=acting(by), site_id=site_id, ruling_id=ruling_id, accept=accept)


def test_nothing_counts_before_a_second_person_has_signed(
    site_id: UUID, head: Account, post: Account
) -> None:
    text = reading.protocol(CONTACT)
    ruling = enter(site_id, head, {"day_one": "day_after_anchor", "1.ends_at": "09:00+1"})
    assert protocol(CONTACT, site_id) == text
    with pytest.raises(Refusal) as refused:
        sign(site_id, head, ruling)
    assert refused.value.code == "second_person_needed"
    assert protocol(CONTACT, site_id).day_one is None
    sign(site_id, post, ruling)
    counts = protocol(CONTACT, site_id)
    assert (counts.day_one, counts.phases[0].ends_at, counts.ruled_by) == (
        "day_after_anchor",
        "09:00+1",
        (ruling,),
    )
    assert counts.digest != text.digest
    assert calendar(counts, exposed("2022-03-06 14:00")).due_at is not None


def test_a_ruling_counts_at_its_own_site_only(site_id: UUID, head: Account, post: Account) -> None:
    other = make_site("other")
    sign(site_id, post, enter(site_id, head, {"day_one": "anchor_day"}))
    assert protocol(CONTACT, other).day_one is None


def test_of_two_rulings_the_one_that_was_signed_later_counts(
    site_id: UUID, head: Account, post: Account
) -> None:
    first = enter(site_id, head, {"day_one": "anchor_day", "1.ends_at": "09:00"})
    second = enter(site_id, post, {"day_one": "day_after_anchor"})
    sign(site_id, head, second)
    sign(site_id, post, first)
    counts = protocol(CONTACT, site_id)
    assert (counts.day_one, counts.phases[0].ends_at) == ("anchor_day", "09:00")
    assert counts.ruled_by == (second, first)


def test_who_entered_a_ruling_may_turn_it_down_and_then_it_is_over(
    site_id: UUID, head: Account, post: Account
) -> None:
    ruling = enter(site_id, head, {"day_one": "anchor_day"})
    sign(site_id, head, ruling, accept=False)
    assert protocol(CONTACT, site_id).day_one is None
    with pytest.raises(Refusal) as refused:
        sign(site_id, post, ruling)
    assert refused.value.code == "ruling_decided"


@pytest.mark.parametrize(
    ("protocol_id", "said", "code"),
    [
        ("gone", {"day_one": "anchor_day"}, "no_such_protocol"),
        (CONTACT, {"day_one": "tomorrow"}, "ruling_does_not_fit"),
        (CONTACT, {"1.ends_at": "25:00"}, "ruling_does_not_fit"),
        (CONTACT, {"1.days": 3}, "nothing_to_rule"),
        ("hk-covid-2022-inbound-3p4", {"day_one": "anchor_day"}, "nothing_to_rule"),
        ("cn-covid-ed9-low-risk-area", {"1.sample_days": [1, 2, 3]}, "ruling_does_not_fit"),
        ("cn-covid-ed9-low-risk-area", {"1.sample_days": [1, 4]}, "ruling_does_not_fit"),
        ("cn-covid-ed10", {"day_one": "anchor_day"}, "nothing_to_rule"),
    ],
)
def test_what_is_not_open_or_does_not_fit_is_refused(
    site_id: UUID, head: Account, protocol_id: str, said: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        enter(site_id, head, said, protocol_id)
    assert refused.value.code == code
    assert not Ruling.objects.exists()


def test_a_ruling_of_another_site_cannot_be_signed_here(site_id: UUID, head: Account, post: Account) -> None:
    ruling = enter(site_id, head, {"day_one": "anchor_day"})
    with pytest.raises(Refusal) as refused:
        sign(make_site("other"), post, ruling)
    assert refused.value.code == "no_such_ruling"


def test_the_database_itself_refuses_one_person_twice(site_id: UUID, head: Account) -> None:
    ruling = Ruling.objects.get(id=enter(site_id, head, {"day_one": "anchor_day"}))
    with pytest.raises(IntegrityError), transaction.atomic():
        RulingSignature.objects.create(
            ruling=ruling, set_by=head, signed_by=head, accepted=True, signed_at=ruling.set_at
        )


def test_a_ruling_that_fits_the_text_no_more_is_shown_and_left_out(
    site_id: UUID, head: Account, post: Account
) -> None:
    ruling = enter(site_id, head, {"day_one": "anchor_day"})
    sign(site_id, post, ruling)
    Ruling.objects.bulk_create(
        [Ruling(site_id=site_id, protocol=CONTACT, said={"9.days": 3}, authority="a", document="b",
                set_at=Ruling.objects.get().set_at, set_by=head)]
    )  # fmt: skip
    old = Ruling.objects.get(said={"9.days": 3})
    RulingSignature.objects.create(
        ruling=old, set_by=head, signed_by=post, accepted=True, signed_at=old.set_at
    )
    found = ruled_protocol(CONTACT, site_id)
    assert len(found.rulings) == 2
    assert found.fitting == {ruling}


def test_all_protocols_of_a_site_take_one_query(
    site_id: UUID, head: Account, post: Account, django_assert_num_queries: Any
) -> None:
    for protocol_id in (CONTACT, "cn-covid-ed9-contact", "who-ebola-contact"):
        sign(site_id, post, enter(site_id, head, {"day_one": "anchor_day"}, protocol_id))
    with django_assert_num_queries(1):
        found = ruled_protocols(site_id)
    assert sum(one.protocol.day_one == "anchor_day" for one in found) == 3
