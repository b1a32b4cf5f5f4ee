"""A full export: nothing is forgotten, nobody's name leaves unasked, the journal can be checked elsewhere."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.hostile import FORMULA, rename
from tests.web.test_exports import SIGNS

if TYPE_CHECKING:
    from tests.web.two_sites import Place


@pytest.fixture
def places(db: None) -> tuple[Place, Place]:
    """Two sites; at the first everybody is called by a formula."""
    from tests.web.two_sites import open_place

    alpha, bravo = (
        open_place("alpha", "欧阳甲鸢", "19900001111"),
        open_place("bravo", "司徒乙鹭", "19900002222"),
    )
    rename(alpha, FORMULA)
    return alpha, bravo


def export(folder: Path, site: str | None = None, *, with_names: bool = False) -> int:
    from yizhan.cli.export import run

    return run(Namespace(to=folder, site=site, with_names=with_names))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def people(folder: Path) -> list[list[str]]:
    with (folder / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_export_without_names_holds_none(places: tuple[Place, Place], tmp_path: Path) -> None:
    from yizhan.people.models import Account
    from yizhan.stays.models import RoomCard

    assert export(tmp_path / "out") == 0
    secrets = [*places[0].canaries, *places[1].canaries, places[0].secret]
    secrets += list(RoomCard.objects.values_list("code", flat=True))
    secrets += list(Account.objects.values_list("username", flat=True))
    assert len(secrets) > 20
    found = [
        (name, secret)
        for name, text in texts(tmp_path / "out").items()
        for secret in secrets
        if secret in text or json.dumps(secret)[1:-1] in text
    ]
    assert found == []
    (heading, *rows) = people(tmp_path / "out" / "alpha")
    assert heading[:4] == ["wristband", "party", "room", "floor"]
    of_party = [row for row in rows if row[0].startswith("023-")]
    assert [row[0] for row in of_party] == ["023-A", "023-B"]
    assert of_party[0][2] != ""


def test_export_with_names_is_recorded_and_runs_nothing(places: tuple[Place, Place], tmp_path: Path) -> None:
    from yizhan.core.models import AuditEvent
    from yizhan.stays.models import Stay

    assert export(tmp_path / "out", "alpha", with_names=True) == 0
    event = AuditEvent.objects.get(action="cli.export_names")
    assert event.site_id == places[0].site_id
    assert event.subject["people"] == Stay.objects.filter(site_id=places[0].site_id).count()
    known = lines(tmp_path / "out" / "tables" / "identities.jsonl")
    assert (FORMULA, "19900001111") in [(one["name"], one["phone"]) for one in known]
    cells = [cell for row in people(tmp_path / "out" / "alpha") for cell in row]
    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if cell.startswith(SIGNS)] == []


def test_one_site_is_exported_without_the_other(places: tuple[Place, Place], tmp_path: Path) -> None:
    assert export(tmp_path / "out", "alpha", with_names=True) == 0
    other = places[1]
    own = {*other.parts.values()} - {*places[0].parts.values()}
    strange = [other.code, str(other.site_id), *other.canaries, *own]
    unmistakable = [one for one in strange if len(one) > 8]
    found = [
        (name, one) for name, text in texts(tmp_path / "out").items() for one in unmistakable if one in text
    ]
    assert found == []
    assert [row["code"] for row in lines(tmp_path / "out" / "tables" / "places_site.jsonl")] == ["alpha"]


def test_journal_of_an_export_is_checked_with_nothing_but_its_readme(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    from yizhan.stays.models import JournalEntry

    export(tmp_path / "out")
    folder = tmp_path / "out" / "alpha"
    entries = lines(folder / "journal.jsonl")
    previous = bytes(32)
    for number, entry in enumerate(entries, start=1):
        assert entry["sequence"] == number
        previous = hashlib.sha256(previous + number.to_bytes(8, "big") + entry["body"].encode()).digest()
        assert entry["hash"] == previous.hex()
    head = json.loads((folder / "journal-head.json").read_text())
    assert (head["sequence"], head["hash"]) == (len(entries), previous.hex())
    assert len(entries) == JournalEntry.objects.filter(site_id=places[0].site_id).count()
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=False
    )
    assert checked.returncode == 0


def test_every_table_is_exported_or_says_why_not() -> None:
    from django.apps import apps

    from yizhan.cli.export_files import LEFT_OUT, SECRET, TYPED, columns_of, exported_models

    labels = {model._meta.label for model in apps.get_models() if model.__module__.startswith("yizhan.")}
    assert set(LEFT_OUT) <= labels
    assert {model._meta.label for model in exported_models()} == labels - set(LEFT_OUT)
    assert all(LEFT_OUT.values())
    fields = {
        f"{model._meta.label}.{field.name}" for model in exported_models() for field in model._meta.fields
    }
    assert fields >= SECRET | TYPED
    assert [model for model in exported_models() if not columns_of(model, with_names=False)] == []


def test_export_overwrites_nothing_and_knows_its_sites(places: tuple[Place, Place], tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert export(tmp_path / "there") == 1
    assert list((tmp_path / "there").iterdir()) == []
    assert export(tmp_path / "out", "nowhere") == 2
    assert not (tmp_path / "out").exists()


def test_export_is_the_owners_alone(places: tuple[Place, Place], tmp_path: Path) -> None:
    export(tmp_path / "out")
    modes = {path.stat().st_mode & 0o077 for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]}
    assert modes == {0}
