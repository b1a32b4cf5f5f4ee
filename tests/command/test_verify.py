"""Verification passes a night that went right, and names what went wrong in one that did not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.command.tampering import without_triggers
from yizhan.command.queries.verify import Report, verify
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.commands import Envelope, submit
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent, CommandReceipt
from yizhan.duty.models import Matter
from yizhan.places.models import Occupancy
from yizhan.stays.models import JournalEntry, Stay

if TYPE_CHECKING:
    from tests.intake.night import Night
    from tests.support.servers import Installation


def codes(report: Report) -> set[str]:
    return {fault.code for fault in (*report.faults, *(f for site in report.sites for f in site.faults))}


def anybody(*_: object) -> bool:
    return True


def send(night: Night, action: str, **facts: Any) -> tuple[UUID, str]:
    command = new_id()
    depends = facts.pop("depends_on", [])
    envelope = Envelope(
        id=command, action=action, facts={"site_id": str(night.site.id), **facts}, depends_on=depends
    )
    return command, submit(envelope, Actor(ActorKind.ACCOUNT, night.crew["counter1"]), anybody).status


def test_verify_passes_a_night_that_went_right(lived: Night) -> None:
    report = verify()
    assert codes(report) == set()
    assert report.clean
    (site,) = report.sites
    assert site.entries == JournalEntry.objects.count()
    assert site.present == Stay.objects.filter(ended_at=None).count() > 6
    assert site.roomed == Occupancy.objects.filter(ended_at=None).count() < site.present


def test_verify_runs_the_same_queries_for_any_number_of_entries(lived: Night) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        verify()
    for number in range(200, 210):
        lived.count(number)
    with CaptureQueriesContext(connection) as many:
        verify()
    assert len(few) == len(many) < 40


def test_verify_finds_a_bed_that_no_entry_gave(lived: Night) -> None:
    roomed = Occupancy.objects.filter(ended_at=None).values("person_id")
    waiting = Stay.objects.filter(ended_at=None).exclude(person_id__in=roomed).earliest("band_number")
    Occupancy.objects.create(
        room=lived.room("801"), person=waiting.person, party=waiting.party, started_at=now()
    )
    (fault,) = verify().sites[0].faults
    assert (fault.invariant, fault.code) == (9, "room_differs")
    assert waiting.tag in fault.why


def test_verify_finds_somebody_in_two_beds(lived: Night) -> None:
    occupancy = Occupancy.objects.filter(ended_at=None).earliest("started_at")
    lived.minutes(5)
    earlier = {"started_at": occupancy.started_at, "ended_at": now()}
    Occupancy.objects.create(
        room=lived.room("802"), person=occupancy.person, party=occupancy.party, **earlier
    )
    found = [fault for fault in verify().sites[0].faults if fault.code == "two_beds"]
    assert [fault.invariant for fault in found] == [2]


def test_verify_finds_two_parties_in_a_room_that_nobody_excepted(lived: Night) -> None:
    lived.count(200)
    lived.count(201)
    lived.house(200, "801")
    assert verify().clean
    stranger = lived.stay("201-A")
    from yizhan.stays.actions import journal
    from yizhan.stays.enums import EntryKind

    by = lived.by("clerk")
    entry = journal.append(
        lived.site.id, EntryKind.ROOMED, by, party=str(stranger.party_id),
        placed={str(lived.room("801").id): [str(stranger.person_id)]},
    )  # fmt: skip
    Occupancy.objects.create(
        room=lived.room("801"), person=stranger.person, party=stranger.party, started_at=entry.at
    )
    found = {(fault.invariant, fault.code, fault.sequence) for fault in verify().sites[0].faults}
    assert found == {(3, "room_shared", entry.sequence), (1, "no_receipt", entry.sequence)}


def test_verify_passes_two_parties_in_a_room_by_a_named_exception(lived: Night) -> None:
    from yizhan.stays.actions.rooming import room_party
    from yizhan.stays.rules import RoomShare

    lived.count(200, ("adult",))
    lived.count(201, ("adult",))
    lived.house(200, "802")
    stay = lived.stay("201-A")
    roomed = room_party(
        by=lived.by("clerk"), site_id=lived.site.id, party_id=stay.party_id, reason="sisters",
        rooms=(RoomShare(room_id=lived.room("802").id),), knowing=("room_occupied",),
    )  # fmt: skip
    assert "room_occupied" in roomed.broken
    assert codes(verify()) == set()


def test_verify_counts_a_stay_that_was_ended_by_hand_on_its_day(lived: Night) -> None:
    stay = Stay.objects.filter(ended_at=None).earliest("band_number")
    Occupancy.objects.filter(person=stay.person).delete()
    lived.minutes(24 * 60)
    Stay.objects.filter(id=stay.id).update(ended_at=now(), end_reason="released")
    faults = verify().sites[0].faults
    (day,) = [fault for fault in faults if fault.invariant == 4]
    local = (now() + timedelta(hours=8)).date()
    assert day.facts == {"day": local, "in": 0, "out": -1}
    assert "stay_differs" in {fault.code for fault in faults}


def test_verify_finds_a_decision_without_its_audit_event(lived: Night) -> None:
    receipt = CommandReceipt.objects.filter(action="intake.count_party").latest("received_at")
    with without_triggers():
        AuditEvent.objects.filter(command_id=receipt.id).delete()
    (fault,) = verify().faults
    assert (fault.code, fault.facts["command"], fault.facts["events"]) == ("audit_differs", receipt.id, 0)


def test_verify_finds_an_entry_whose_receipt_is_gone(lived: Night) -> None:
    receipt = CommandReceipt.objects.filter(action="intake.count_party").latest("received_at")
    with without_triggers():
        CommandReceipt.objects.filter(id=receipt.id).delete()
    report = verify()
    assert codes(report) == {"no_receipt"}
    assert {fault.invariant for fault in report.faults} == {1}
    assert {fault.facts["command"] for fault in report.sites[0].faults} == {str(receipt.id)}


def test_verify_finds_a_conflict_that_nobody_sees(lived: Night) -> None:
    facts = {"batch_id": str(lived.batch_id), "wave": 1, "number": 1, "make_up": ["adult"]}
    command, status = send(lived, "intake.count_party", **facts)
    assert status == "conflict"
    assert verify().clean
    Matter.objects.filter(subject_id=command).delete()
    (fault,) = verify().faults
    assert (fault.invariant, fault.code, fault.facts["command"]) == (8, "conflict_unseen", command)


def test_verify_lists_commands_that_wait_and_calls_them_no_fault(lived: Night) -> None:
    never = new_id()
    command, status = send(lived, "intake.undo_count", mark_id=str(never), depends_on=[never])
    assert status == "waiting"
    report = verify()
    assert report.clean
    assert [(w.command, w.action, w.waits_for) for w in report.waiting] == [
        (str(command), "intake.undo_count", str(never))
    ]


def test_verify_finds_a_missing_trigger(lived: Night) -> None:
    table = JournalEntry._meta.db_table
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{table}_no_delete"{on}')
    (fault,) = verify().faults
    assert (fault.code, fault.facts) == ("trigger_missing", {"trigger": f"{table}_no_delete"})


def test_verify_reads_one_moment_while_others_write(committed_db: None) -> None:
    """An action that commits in mid-verification is seen whole or not at all."""
    import threading

    from tests.intake.night import open_night
    from yizhan.command.queries.verify.site import verify_site
    from yizhan.core.snapshot import snapshot

    night = open_night()
    night.announce(expected=4)
    night.count(1)

    def write() -> None:
        night.count(2)
        connection.close()

    with snapshot():
        before = verify_site(night.site)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(30)
        assert not writer.is_alive()
        assert verify_site(night.site) == before
        assert (before.present, before.faults) == (2, ())
    assert verify().sites[0].present == 4
    assert verify().clean


def test_snapshot_refuses_to_write(committed_db: None) -> None:
    from django.db import DatabaseError

    from yizhan.core.snapshot import snapshot
    from yizhan.people.models import Party

    with pytest.raises(DatabaseError), snapshot():
        Party.objects.create(created_at=now())
    with transaction.atomic():
        Party.objects.create(created_at=now())
    assert Party.objects.count() == 1


def test_command_verify_tells_by_its_status(installation: Installation) -> None:
    installation.yizhan("demo")
    clean = installation.yizhan("verify", "--json")
    assert json.loads(clean.stdout)["clean"] is True
    unknown = installation.yizhan("verify", "--site", "nowhere", check=False)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "nowhere" in unknown.stderr
    head = installation.home / "head.json"
    lost = str(new_id())
    kept = {"site_id": lost, "sequence": 9, "hash": "00" * 32, "signature": "00" * 64}
    head.write_text(json.dumps(kept))
    faulty = installation.yizhan("verify", "--head", str(head), check=False)
    assert faulty.returncode == 1
    assert lost in faulty.stdout
    head.write_text("{}")
    assert installation.yizhan("verify", "--head", str(head), check=False).returncode == 2
