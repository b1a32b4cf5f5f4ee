"""Commands from afar: any order, more than once, late, contradicting, broken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError
from pydantic import ValidationError

from tests.core.sending import (
    account,
    command,
    count_command,
    may_do_anything,
    send,
    temperature_command,
    undo_command,
)
from yizhan.core.commands import Envelope, decide_waiting, submit
from yizhan.core.ids import new_id
from yizhan.core.models import CommandReceipt, WaitingCommand
from yizhan.duty.models import Matter
from yizhan.intake.models import HeadcountMark
from yizhan.stays.models import Stay

if TYPE_CHECKING:
    from tests.intake.night import Night


def test_command_is_accepted_once_and_answers_the_same_again(night: Night) -> None:
    count = count_command(night, 7)
    first, again = send(night, count), send(night, count)
    assert (first.status, again) == ("accepted", first)
    assert first.result["number"] == 7
    assert HeadcountMark.objects.count() == 1


def test_command_that_contradicts_becomes_one_matter(night: Night) -> None:
    send(night, count_command(night, 7))
    second = count_command(night, 7, ("adult",))
    first, again = send(night, second, "counter2"), send(night, second, "counter2")
    assert (first.status, first.code) == ("conflict", "band_used_twice")
    assert again == first
    assert "007" in first.message
    (matter,) = Matter.objects.filter(kind=Matter.Kind.SYNC_CONFLICT)
    assert (matter.subject_id, matter.record["code"]) == (second.id, "band_used_twice")
    assert Stay.objects.filter(ended_at=None).count() == 2


def test_command_without_permission_leaves_nothing(night: Night) -> None:
    count = count_command(night, 7)
    reply = submit(count, account(night), lambda *_: False)
    assert (reply.status, reply.code) == ("refused", "not_permitted")
    assert not CommandReceipt.objects.filter(id=count.id).exists()
    assert send(night, count).status == "accepted"


@pytest.mark.parametrize(
    ("action", "facts", "code", "where"),
    [
        ("intake.no_such", {}, "unknown_action", "intake.no_such"),
        ("intake.count_party", {"number": 7}, "unreadable", "batch_id"),
        ("intake.undo_count", {"mark_id": "023-A"}, "unreadable", "mark_id"),
        ("intake.undo_count", {"mark_id": str(new_id()), "more": 1}, "unreadable", "more"),
    ],
)
def test_command_that_cannot_be_read_is_refused_and_says_where(
    night: Night, action: str, facts: dict[str, Any], code: str, where: str
) -> None:
    reply = send(night, command(night, action, facts))
    assert (reply.status, reply.code) == ("refused", code)
    assert where in reply.message


def test_command_waits_for_what_it_depends_on(night: Night) -> None:
    count = count_command(night, 7)
    undo = undo_command(night, count.id)
    assert send(night, undo).status == "waiting"
    assert send(night, undo).status == "waiting"
    assert WaitingCommand.objects.count() == 1
    assert send(night, count).status == "accepted"
    assert WaitingCommand.objects.count() == 0
    assert send(night, undo).status == "accepted"
    assert HeadcountMark.objects.get(id=count.id).withdrawn_at is not None


def test_command_waits_for_all_it_depends_on(night: Night) -> None:
    one, other = count_command(night, 7), count_command(night, 8)
    undo = undo_command(night, one.id, depends_on=[one.id, other.id])
    assert send(night, undo).status == "waiting"
    assert send(night, one).status == "accepted"
    assert WaitingCommand.objects.get().waits_for == other.id
    assert send(night, other).status == "accepted"
    assert not WaitingCommand.objects.exists()
    assert CommandReceipt.objects.get(id=undo.id).status == "accepted"


def test_command_whose_dependency_was_a_conflict_is_decided_too(night: Night) -> None:
    send(night, count_command(night, 7))
    double = count_command(night, 7)
    undo = undo_command(night, double.id)
    assert send(night, undo).status == "waiting"
    assert send(night, double).status == "conflict"
    assert CommandReceipt.objects.get(id=undo.id).status == "conflict"
    assert not WaitingCommand.objects.exists()
    assert Matter.objects.filter(kind=Matter.Kind.SYNC_CONFLICT).count() == 2


def test_long_chain_of_waiting_commands_is_decided_without_recursion(night: Night) -> None:
    first = count_command(night, 7)
    chain = [first]
    for _ in range(60):
        chain.append(temperature_command(night, 7, "A", depends_on=[chain[-1].id]))
    for late in chain[:0:-1]:
        assert send(night, late).status == "waiting"
    import sys

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    try:
        assert send(night, first).status == "accepted"
    finally:
        sys.setrecursionlimit(limit)
    assert not WaitingCommand.objects.exists()
    assert CommandReceipt.objects.filter(id__in=[c.id for c in chain], status="accepted").count() == 61


@pytest.mark.parametrize("length", [1, 2, 3])
def test_commands_that_wait_for_each_other_are_refused(night: Night, length: int) -> None:
    ids = [new_id() for _ in range(length)]
    replies = [
        send(night, temperature_command(night, 7, "A", id=own, depends_on=[ids[(place + 1) % length]]))
        for place, own in enumerate(ids)
    ]
    assert [reply.status for reply in replies] == ["waiting"] * (length - 1) + ["refused"]
    assert replies[-1].code == "circular"


def test_waiting_command_is_not_taken_over_by_somebody_else(night: Night) -> None:
    never = new_id()
    mine = undo_command(night, never)
    send(night, mine)
    theirs = undo_command(night, never, id=mine.id)
    other = undo_command(night, new_id(), id=mine.id, depends_on=[never])
    assert [send(night, theirs, "counter2").code, send(night, other).code] == ["command_reused"] * 2
    assert WaitingCommand.objects.get().actor_id == night.crew["counter1"]


def test_waiting_command_of_a_killed_server_is_decided_by_the_next_one(night: Night) -> None:
    count = count_command(night, 7)
    undo = undo_command(night, count.id)
    send(night, undo)
    night.count(8)
    # The server died between the count's receipt and looking who waits for it.
    from yizhan.core.commands import _decide

    assert _decide(count, account(night), may_do_anything).status == "accepted"
    assert WaitingCommand.objects.count() == 1
    decide_waiting()
    assert CommandReceipt.objects.get(id=undo.id).status == "accepted"
    assert not WaitingCommand.objects.exists()


def test_command_that_needs_network_never_waits_in_the_open(night: Night) -> None:
    identity = {"name": "王小明", "phone": "19900000000"}
    facts = {"facts": {"stay_id": str(new_id()), "identity": identity}, "route": "call"}
    reply = send(night, command(night, "intake.register_person", facts, depends_on=[new_id()]))
    assert reply.status == "conflict"
    assert not WaitingCommand.objects.exists()
    kept = [
        *CommandReceipt.objects.values_list("result", flat=True),
        *Matter.objects.values_list("record", flat=True),
    ]
    assert "王小明" not in str(kept)


def test_authority_is_judged_as_of_the_tap_but_of_the_present_for_what_needs_network(night: Night) -> None:
    moments: list[datetime] = []

    def note(_actor: object, _act: object, _facts: object, moment: datetime) -> bool:
        moments.append(moment)
        return False

    now = night.clock.now()
    early, late = now - timedelta(hours=2), now + timedelta(days=3)
    offline, online = (
        count_command(night, 7),
        command(night, "intake.finish_batch", {"batch_id": str(night.batch_id)}),
    )
    for envelope in (offline, online):
        for tapped_at in (early, late):
            submit(envelope.model_copy(update={"tapped_at": tapped_at}), account(night), note)
    assert moments == [early, now, now, now]


def test_tap_without_a_time_zone_cannot_be_read() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Envelope(id=new_id(), action="intake.undo_count", facts={}, tapped_at="2022-03-16T19:00:00")


def test_command_that_the_program_fails_on_holds_up_nobody(
    night: Night, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from yizhan.core.actions import registered

    broken = registered()["intake.count_party"]
    whole = broken._function

    def fail(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(broken, "_function", fail)
    count = count_command(night, 7)
    reply = send(night, count)
    assert (reply.status, reply.code) == ("refused", "program_fault")
    assert str(count.id) in caplog.text
    monkeypatch.setattr(broken, "_function", whole)
    assert send(night, count).status == "accepted"


def test_command_is_not_refused_when_the_database_cannot_save(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.core.actions import registered

    def fail(**_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(registered()["intake.count_party"], "_function", fail)
    with pytest.raises(OperationalError):
        send(night, count_command(night, 7))


def test_receipts_of_names_cannot_be_guessed(night: Night) -> None:
    import hashlib

    from yizhan.core import canonical
    from yizhan.core.actions import facts_digest, registered

    act = registered()["intake.undo_count"]
    facts = act.facts(site_id=night.site.id, mark_id=new_id())
    plain = hashlib.sha256(canonical.encode([act.name, facts.model_dump(mode="json")])).digest()
    assert len(facts_digest(act.name, facts)) == 32
    assert facts_digest(act.name, facts) == facts_digest(act.name, facts) != plain
