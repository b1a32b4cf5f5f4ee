"""An action happens once, is audited once, and says the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yizhan.core.actions import Outcome, registered
from yizhan.core.actors import SYSTEM, Actor, ActorKind, Tap
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent, CommandReceipt
from yizhan.core.refusals import CommandReused, Refusal
from yizhan.intake.actions.rolls import issue_roll
from yizhan.intake.models import BandRoll

if TYPE_CHECKING:
    from tests.intake.night import Night


def test_action_leaves_one_receipt_and_one_audit_event(night: Night) -> None:
    by = night.by("counter1")
    issue_roll(by=by, site_id=night.site.id, first=301, last=400, device="phone 2")
    receipt = CommandReceipt.objects.get(id=by.command_id)
    assert (receipt.action, receipt.actor, receipt.status) == ("intake.issue_roll", by.key, "accepted")
    assert (receipt.result["first"], receipt.result["last"]) == (301, 400)
    event = AuditEvent.objects.get(command_id=by.command_id)
    assert (event.action, event.actor, event.site_id) == ("intake.issue_roll", by.key, night.site.id)
    assert event.subject == {"roll_id": receipt.result["roll_id"]}


def test_action_sent_again_changes_nothing_and_says_the_same(night: Night) -> None:
    by = night.by("counter1")
    first = issue_roll(by=by, site_id=night.site.id, first=301, last=400)
    again = issue_roll(by=by, site_id=night.site.id, first=301, last=400)
    assert again == first
    assert BandRoll.objects.filter(first=301).count() == 1
    assert AuditEvent.objects.filter(command_id=by.command_id).count() == 1


def test_action_refuses_an_id_that_comes_again_with_other_contents(night: Night) -> None:
    by = night.by("counter1")
    issue_roll(by=by, site_id=night.site.id, first=301, last=400)
    with pytest.raises(CommandReused):
        issue_roll(by=by, site_id=night.site.id, first=401, last=500)
    assert not BandRoll.objects.filter(first=401).exists()


def test_action_refuses_an_id_that_comes_again_from_somebody_else(night: Night) -> None:
    by = night.by("counter1")
    issue_roll(by=by, site_id=night.site.id, first=301, last=400)
    thief = night.by("counter2").with_tap(Tap(by.command_id))
    with pytest.raises(CommandReused):
        issue_roll(by=thief, site_id=night.site.id, first=301, last=400)


def test_action_refused_leaves_nothing_and_may_be_sent_right(night: Night) -> None:
    by = night.by("counter1")
    with pytest.raises(Refusal, match="on another roll"):
        issue_roll(by=by, site_id=night.site.id, first=300, last=400)
    assert not CommandReceipt.objects.filter(id=by.command_id).exists()
    assert not AuditEvent.objects.filter(command_id=by.command_id).exists()
    assert issue_roll(by=by, site_id=night.site.id, first=301, last=400).first == 301


def test_action_inside_another_joins_its_receipt_and_is_audited(db: None) -> None:
    from yizhan.duty.actions.postings import invite

    by = SYSTEM.tapping()
    invite(
        by=by, site_id=None, account_id=new_id(), posting_id=new_id(), username="zhou", display_name="周",
        role="command_post",
    )  # fmt: skip
    assert CommandReceipt.objects.filter(id=by.command_id).count() == 1
    ran = AuditEvent.objects.filter(command_id=by.command_id).values_list("action", flat=True)
    assert sorted(ran) == ["duty.invite", "duty.post_account", "people.make_account"]


def test_action_that_fails_inside_another_undoes_both(night: Night) -> None:
    from yizhan.duty.actions.postings import invite
    from yizhan.people.models import Account

    by = SYSTEM.tapping()
    with pytest.raises(Refusal, match="no role “emperor”"):
        invite(
            by=by, site_id=night.site.id, account_id=new_id(), posting_id=new_id(), username="zhou",
            display_name="周", role="emperor",
        )  # fmt: skip
    assert not Account.objects.filter(username="zhou").exists()
    assert not CommandReceipt.objects.filter(id=by.command_id).exists()


def test_sweep_that_ends_nothing_leaves_nothing(db: None) -> None:
    from yizhan.duty.actions.attachments import forget_attachments

    by = SYSTEM.tapping()
    assert forget_attachments(by=by).attachments == 0
    assert not CommandReceipt.objects.filter(id=by.command_id).exists()
    assert not AuditEvent.objects.filter(command_id=by.command_id).exists()


def test_action_needs_an_actor() -> None:
    with pytest.raises(TypeError, match="with an Actor"):
        issue_roll(by="counter1", site_id=new_id(), first=1, last=2)


def test_actor_tells_who_and_which_tap() -> None:
    someone = new_id()
    account = Actor(ActorKind.ACCOUNT, someone)
    assert (account.key, SYSTEM.key) == (f"account:{someone}", "system")
    with pytest.raises(ValueError, match="needs a tap"):
        _ = account.command_id
    with pytest.raises(ValueError, match="only an account"):
        _ = SYSTEM.account_id


@pytest.mark.parametrize("name", sorted(registered()))
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=st.data())
def test_outcome_is_the_same_after_a_receipt_kept_it(name: str, drawn: Any) -> None:
    shape: type[Outcome] = registered()[name].outcome
    outcome = drawn.draw(st.builds(shape))
    assert shape.model_validate(outcome.model_dump(mode="json")) == outcome


@pytest.mark.parametrize("name", sorted(registered()))
def test_action_states_its_facts_and_what_it_needs(name: str) -> None:
    from yizhan.duty.rules import capabilities

    action = registered()[name]
    assert action.rule.needs in {"", *capabilities()}
    assert "by" not in action.facts.model_fields
    assert action.facts.model_config["extra"] == "forbid"
    assert action.__doc__
