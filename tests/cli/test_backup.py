import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_setup import SCHOOL, rows
from tests.support import workspace
from tests.support.databases import Store
from tests.support.servers import Installation


@pytest.fixture
def school(installation: Installation) -> Installation:
    """An installation with a site."""
    installation.yizhan(*SCHOOL)
    return installation


@pytest.fixture
def empty(tmp_path: Path, store: Store) -> Installation:
    """A place to restore into: an empty folder, and an empty database where a server keeps it."""
    server = workspace.server()
    name = ""
    if server:
        import psycopg

        name = f"restored_{tmp_path.name.replace('-', '_').lower()}_{id(tmp_path)}"
        with psycopg.connect(f"{server}postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    home = tmp_path / "restored"
    home.mkdir()
    return Installation(home, f"{server}{name}" if server else "")


def test_backup_comes_back_as_it_was(school: Installation, empty: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (school.home / "protocols").mkdir()
    (school.home / "protocols" / "county.yaml").write_bytes(b"protocols: []\n")
    school.yizhan("backup", str(copy))
    said = empty.yizhan("restore", str(copy)).stdout
    assert "1 journals, as signed" in said
    for table in (
        "people_account",
        "places_room",
        "stays_journalentry",
        "core_auditevent",
        "core_commandreceipt",
    ):
        query = f"SELECT * FROM {table} ORDER BY 1"  # noqa: S608 - a name from the line above
        kept, back = rows(school, query), rows(empty, query)
        assert back[: len(kept)] == kept
        # Restoring destroys what is past its time, in the program's own name, and writes that down.
        assert len(back) == len(kept) or table in {"core_auditevent", "core_commandreceipt"}
    for key in ("master", "signing", "cookies"):
        assert (empty.home / "keys" / key).read_bytes() == (school.home / "keys" / key).read_bytes()
        assert (empty.home / "keys" / key).stat().st_mode & 0o777 == 0o600
    assert (empty.home / "protocols" / "county.yaml").read_bytes() == b"protocols: []\n"
    assert empty.yizhan("verify").returncode == 0


def test_keys_lie_apart_and_the_manifest_tells(school: Installation, tmp_path: Path) -> None:
    copy, keys = tmp_path / "copy", tmp_path / "elsewhere" / "keys"
    school.yizhan("backup", str(copy), "--keys", str(keys))
    manifest = json.loads((copy / "manifest.json").read_text())
    (file,) = manifest["stored"]
    assert sorted(path.name for path in copy.iterdir()) == sorted(["manifest.json", file])
    assert sorted(path.name for path in keys.iterdir()) == ["cookies", "master", "signing"]
    assert manifest["stored"][file]["bytes"] == (copy / file).stat().st_size
    assert [head["sequence"] for head in manifest["heads"]] == [1]
    master = (keys / "master").read_bytes()
    assert all(master not in path.read_bytes() for path in copy.iterdir())


def test_nothing_is_overwritten(school: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    school.yizhan("backup", str(copy))
    before = (copy / "manifest.json").read_bytes()
    again = school.yizhan("backup", str(copy), check=False)
    assert (again.returncode, "overwrites nothing" in again.stderr) == (1, True)
    inside = school.yizhan(
        "backup", str(tmp_path / "new"), "--keys", str(tmp_path / "new" / "keys"), check=False
    )
    assert (inside.returncode, "outside" in inside.stderr) == (1, True)
    assert (copy / "manifest.json").read_bytes() == before
    assert not (tmp_path / "new").exists()


def test_restore_needs_an_empty_place(school: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    school.yizhan("backup", str(copy))
    before = rows(school, "SELECT * FROM people_account")
    refused = school.yizhan("restore", str(copy), check=False)
    assert (refused.returncode, "is there already" in refused.stderr) == (1, True)
    assert rows(school, "SELECT * FROM people_account") == before


def test_one_changed_byte_is_found(school: Installation, empty: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    school.yizhan("backup", str(copy))
    (file,) = json.loads((copy / "manifest.json").read_text())["stored"]
    for path in (copy / file, tmp_path / "copy-keys" / "master"):
        whole = path.read_bytes()
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        refused = empty.yizhan("restore", str(copy), check=False)
        assert (refused.returncode, "SHA-256 differs" in refused.stderr) == (1, True)
        path.write_bytes(whole)
    (tmp_path / "copy-keys" / "signing").unlink()
    assert "is missing" in empty.yizhan("restore", str(copy), check=False).stderr
    assert not (empty.home / "keys" / "master").exists()


def test_shortened_journal_is_found(school: Installation, empty: Installation, tmp_path: Path) -> None:
    if school.database:
        pytest.skip("the copy is a file to edit only on SQLite")
    copy = tmp_path / "copy"
    school.yizhan("backup", str(copy))
    forge(copy, "UPDATE stays_journalhead SET sequence = 0")
    refused = empty.yizhan("restore", str(copy), check=False)
    assert (refused.returncode, "not the ones that were signed" in refused.stderr) == (1, True)


def test_lost_trigger_is_found(school: Installation, empty: Installation, tmp_path: Path) -> None:
    if school.database:
        pytest.skip("the copy is a file to edit only on SQLite")
    copy = tmp_path / "copy"
    school.yizhan("backup", str(copy))
    forge(copy, "DROP TRIGGER stays_journalentry_no_delete")
    refused = empty.yizhan("restore", str(copy), check=False)
    assert (refused.returncode, "stays_journalentry_no_delete" in refused.stderr) == (1, True)


def forge(copy: Path, statement: str) -> None:
    """Change the copy, and its manifest with it, as somebody would who has no signing key."""
    from yizhan.cli.manifest import measure

    with sqlite3.connect(copy / "yizhan.sqlite3") as connection:
        connection.execute(statement)
    connection.close()
    manifest = json.loads((copy / "manifest.json").read_text())
    stored = measure(copy / "yizhan.sqlite3")
    manifest["stored"]["yizhan.sqlite3"] = {"bytes": stored.bytes, "sha256": stored.sha256}
    (copy / "manifest.json").write_text(json.dumps(manifest))


def test_folder_that_is_no_backup(empty: Installation, tmp_path: Path) -> None:
    for content in ("", "[]", '{"format": 2}', '{"format": 1}'):
        (tmp_path / "manifest.json").write_text(content)
        refused = empty.yizhan("restore", str(tmp_path), check=False)
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
