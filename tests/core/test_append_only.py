"""Tables that only grow refuse everything else, on both databases, however it is asked."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from yizhan.core.append_only import append_only_tables, make_triggers, missing_triggers
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent, CommandReceipt

SQLITE = [
    "UPDATE core_auditevent SET actor = 'somebody'",
    "UPDATE OR IGNORE core_auditevent SET actor = 'somebody'",
    "DELETE FROM core_auditevent",
    "INSERT OR REPLACE INTO core_auditevent SELECT * FROM core_auditevent",
    "REPLACE INTO core_auditevent SELECT * FROM core_auditevent",
    "INSERT INTO core_auditevent SELECT * FROM core_auditevent WHERE 1 ON CONFLICT DO UPDATE SET action = ''",
]
POSTGRESQL = [
    "UPDATE core_auditevent SET actor = 'somebody'",
    "DELETE FROM core_auditevent",
    "TRUNCATE core_auditevent",
    "TRUNCATE core_auditevent CASCADE",
    "INSERT INTO core_auditevent SELECT * FROM core_auditevent ON CONFLICT (id) DO UPDATE SET action = ''",
    "MERGE INTO core_auditevent USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
]


@pytest.fixture
def event(db: None) -> AuditEvent:
    """An event that somebody would like to change."""
    return AuditEvent.objects.create(at=now(), actor="system", action="test", command_id=new_id())


def attempt(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor])
def test_append_only_table_refuses(event: AuditEvent, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        attempt(statement)
    assert AuditEvent.objects.get().actor == "system"


def test_append_only_table_refuses_the_orm(event: AuditEvent) -> None:
    event.actor = "somebody"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()
    assert AuditEvent.objects.get().actor == "system"


def test_every_table_that_must_only_grow_is_known() -> None:
    wanted = {
        "core_auditevent", "core_commandreceipt", "stays_journalentry", "health_temperaturereading",
        "intake_batchrevision", "intake_vehicle", "intake_countsettlement", "intake_remindercall",
        "intake_cardclaim",
    }  # fmt: skip
    assert wanted <= set(append_only_tables())


def test_missing_triggers_are_named(db: None) -> None:
    assert missing_triggers() == []
    table = CommandReceipt._meta.db_table
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    attempt(f'DROP TRIGGER "{table}_no_update"{on}')
    assert missing_triggers() == [f"{table}_no_update"]
    make_triggers(connection)
    assert missing_triggers() == []


def test_triggers_that_were_disarmed_count_as_missing(db: None) -> None:
    table = CommandReceipt._meta.db_table
    if connection.vendor == "postgresql":
        attempt(f'ALTER TABLE "{table}" DISABLE TRIGGER "{table}_no_delete"')
        assert missing_triggers() == [f"{table}_no_delete"]
        make_triggers(connection)
        attempt(
            "CREATE OR REPLACE FUNCTION yizhan_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN OLD; END $$"
        )
        assert len(missing_triggers()) == 3 * len(append_only_tables())
    else:
        attempt(f'DROP TRIGGER "{table}_no_delete"')
        attempt(f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" BEGIN SELECT 1; END')
        assert missing_triggers() == [f"{table}_no_delete"]
    make_triggers(connection)
    assert missing_triggers() == []
