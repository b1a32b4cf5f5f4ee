"""What somebody enters past the rules is found: releases without right, by verification."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.leaving.going import DUE, Going, codes
from yizhan.leaving.models import EarlyRelease
from yizhan.stays.actions.departures import end_stays
from yizhan.stays.enums import EndReason


def enter(going: Going, tag: str, **facts: Any) -> None:
    """Enter a release as a shell would, past every action."""
    stay = going.night.stay(tag)
    end_stays(
        by=going.night.by(facts.pop("by", "head")), site_id=going.night.site.id, stays=[stay],
        reason=EndReason.RELEASED, facts={stay.id: {"how": "due", **facts}}, page_lasts=timedelta(days=7),
    )  # fmt: skip


def key(going: Going, name: str) -> str:
    return f"account:{going.night.crew[name]}"


@pytest.mark.parametrize(
    ("decided", "signed", "code"),
    [
        ("", "", "released_early"),
        ("head", "", "released_early"),
        ("head", "head", "released_early"),
        ("head", "post", "released_early"),
    ],
)
def test_a_release_before_the_time_needs_the_two_who_stand_in_the_record(
    going: Going, decided: str, signed: str, code: str
) -> None:
    going.begin()
    names = {"decided": decided, "signed": signed}
    enter(going, "001-A", **{name: key(going, who) for name, who in names.items() if who})
    assert code in codes()


def test_an_entry_that_calls_an_earlier_time_the_due_time_is_found(going: Going) -> None:
    going.begin()
    enter(going, "001-A", due=(DUE - timedelta(days=14)).isoformat())
    assert "released_early" in codes()


def test_two_people_of_whom_one_may_not_sign_are_found(going: Going) -> None:
    going.begin()
    early = going.propose_early("001-A")
    going.sign_early(early.early_id)
    EarlyRelease.objects.update(decided_by_id=going.night.crew["kitchen"])
    enter(going, "001-A", decided=key(going, "head"), signed=key(going, "kitchen"))
    assert "released_without_right" in codes()


def test_a_release_at_the_time_by_somebody_who_may_not_is_found(going: Going) -> None:
    going.begin()
    going.set(DUE)
    enter(going, "001-A", by="kitchen")
    assert "released_without_right" in codes()


def test_right_of_then_is_right_though_the_posting_ended_since(going: Going) -> None:
    from yizhan.duty.models import Posting

    going.begin()
    going.set(DUE)
    going.release("001-A")
    going.night.minutes(60)
    Posting.objects.filter(account_id=going.night.crew["head"]).update(ends_at=going.night.clock.now())
    going.night.minutes(60)
    assert codes() == set()
