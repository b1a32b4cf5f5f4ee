"""What whoever operates it sees: health, figures and the log; and whom none of it betrays."""

from __future__ import annotations

import io
import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from yizhan.command.demonstration import load_demonstration
from yizhan.core.actors import SYSTEM
from yizhan.core.append_only import append_only_tables
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.people.actions.accounts import issue_link
from yizhan.people.models import Account, Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Site
from yizhan.stays.models import RoomCard
from yizhan.web import health
from yizhan.web.logs import JsonLines
from yizhan.web.metrics import counts
from yizhan.web.metrics.gauges import LAST_BACKUP
from yizhan.web.metrics.text import Sample, exposition
from yizhan.web.metrics.token import make_token

if TYPE_CHECKING:
    from tests.scenarios import PlayedNight

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def _looks_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "HOLDS_S", 0.0)
    health._newest.cache_clear()


@pytest.fixture
def head(db: None) -> Client:
    """The demonstration's site head, signed in."""
    return signed_in(load_demonstration())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the server writes into its log, as it writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("yizhan", "django")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel("INFO")
    yield written
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def signed_in(account_id: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(
        Account.objects.get(id=account_id), backend="yizhan.web.signin.backends.AccountBackend"
    )
    return client


def figures(text: str) -> dict[str, float]:
    """The samples of a page of metrics by name and labels."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_sound_server_is_ready(db: None) -> None:
    assert health.faults() == ()
    reply = Client().get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"ok\n")


def test_missing_trigger_is_found_and_not_told_to_strangers(db: None) -> None:
    table = append_only_tables()[0]
    with connection.cursor() as cursor:
        where = f'ON "{table}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "{table}_no_delete" {where}')
    assert health.faults() == ("triggers",)
    reply = Client().get("/healthz")
    assert (reply.status_code, reply.content) == (503, b"not ready\n")


def test_schema_of_an_older_program_is_found(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'stays'")
    assert health.faults() == ("schema",)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its disk elsewhere")
def test_full_disk_and_file_that_cannot_be_written_are_found(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**70)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert health.faults() == ("readonly", "disk")


def test_lost_database_is_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> list[str]:
        raise OSError

    monkeypatch.setattr(health, "_structure", gone)
    assert health.faults() == ("database",)


@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        ({}, 200),
        (ELSEWHERE, 404),
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer TOKEN"}, 200),
        ({**ELSEWHERE, "HTTP_AUTHORIZATION": "Bearer "}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(
    db: None, monkeypatch: pytest.MonkeyPatch, visitor: dict[str, str], status: int
) -> None:
    folder = Path(settings.YIZHAN_KEYS)
    make_token(folder)
    token = (folder / "metrics").read_text()
    said = {key: value.replace("TOKEN", token) for key, value in visitor.items()}
    assert Client().get("/metrics", **said).status_code == status


def test_metrics_count_requests_taps_people_and_matters(head: Client) -> None:
    before = figures(head.get("/metrics").text)
    site = Site.objects.get()
    head.get(f"/s/{site.code}/")
    head.get("/no/such/page")
    tap = {"id": str(new_id()), "action": "no.such_action", "facts": {}, "tapped_at": now().isoformat()}
    head.post("/api/v1/commands", [tap], content_type="application/json")
    (Path(settings.YIZHAN_HOME) / LAST_BACKUP).write_text(now().isoformat())
    after = figures(head.get("/metrics").text)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown('yizhan_requests_total{view="tonight",status="2xx"}') == 1
    assert grown('yizhan_request_seconds_count{view="tonight"}') == 1
    assert grown('yizhan_request_seconds_bucket{view="tonight",le="+Inf"}') == 1
    assert grown('yizhan_requests_total{view="other",status="4xx"}') == 1
    assert grown('yizhan_taps_total{status="refused"}') == 1
    assert grown('yizhan_tap_lag_seconds_bucket{le="1.0"}') == 1
    assert after[f'yizhan_people_present{{site="{site.code}"}}'] == 0
    assert 0 <= after["yizhan_backup_age_seconds"] < 60
    assert after["yizhan_ready"] == 1
    assert after["yizhan_database_bytes"] > 100_000


def test_rows_of_several_processes_add_up() -> None:
    shared = counts.Shared()
    place = counts.FIRST_TAP
    shared.add([(place, 2.0)])
    child = os.fork()
    if child == 0:
        shared.add([(place, 3.0)])
        os._exit(0)
    os.waitpid(child, 0)
    shared.add([(place, 1.0)])
    assert shared.sums()[place] == 6.0


def test_labels_are_escaped() -> None:
    text = exposition([Sample("yizhan_people_present", 1, {"site": 'a"b\\c\nd'})])
    assert text.endswith('yizhan_people_present{site="a\\"b\\\\c\\nd"} 1\n')


def test_log_of_a_whole_night_betrays_nobody(
    head: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.scenarios import play_first_night

    night = play_first_night(Site.objects.get().id, registered=1.0)
    secrets = look_everywhere(head, night, monkeypatch)
    text = log.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    asked = [line for line in lines if line["logger"] == "yizhan.requests"]
    assert len(asked) > 80
    assert any(line["status"] == 500 for line in asked)
    assert any("ValueError" in line.get("fault", ()) for line in lines)
    assert {line["account"] for line in asked} > {None}
    assert len(secrets) > 200
    assert [secret for secret in secrets if secret in text] == []


def look_everywhere(head: Client, night: PlayedNight, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Ask for every page as the head and for the residents' pages, break one, and return what is secret."""
    from django.urls import get_resolver

    from tests.architecture.test_access import _addresses as walk_addresses

    known = identities(Person.objects.exclude(sealed=None))
    secrets = {part for one in known.values() for part in (one.name, one.document_number, one.phone) if part}
    secrets |= set(RoomCard.objects.values_list("code", flat=True))
    secrets |= set(Account.objects.values_list("display_name", flat=True))
    link = issue_link(by=SYSTEM, account_id=Account.objects.earliest("created_at").id)
    secrets |= {link, "no-such-code-7Q", "query-canary"}
    party, name = night.parties[0], next(iter(known.values())).name
    code = RoomCard.objects.filter(room_id=party.rooms[0]).values_list("code", flat=True)[0]
    parts = {
        "site_code": Site.objects.get().code, "party_id": str(party.party_id),
        "stay_id": str(party.stays[0]), "room_id": str(party.rooms[0]), "batch_id": str(night.batch_id),
        "code": code, "secret": link, "meal": "breakfast", "letter": "A", "sequence": "1", "number": "1",
    }  # fmt: skip
    resident = Client(raise_request_exception=False)
    for route, _name, _view in walk_addresses(get_resolver()):
        needed = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if set(needed) <= set(parts):
            url = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: parts[part[1]], route.lstrip("^"))
            for client in (head, resident):
                client.get(url.replace("\\Z", ""), {"q": "query-canary", "name": name})
    resident.post(f"/r/{code}/", {"number": "1", "name": name})
    resident.get("/r/no-such-code-7Q/")
    resident.get(f"/nowhere/{name}/{code}")

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"{name} cannot be read") from KeyError(code)

    monkeypatch.setattr("yizhan.web.desk.list_files.meals_now", broken)
    head.get(reverse("list_meal_xlsx", args=[parts["site_code"], "breakfast"]))
    return secrets
