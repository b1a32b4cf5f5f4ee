"""Copies made again and again: the newest whole one is restored, old ones go, a damaged one is found."""

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.test_setup import SCHOOL
from tests.support import workspace
from tests.support.servers import Installation, command
from yizhan.cli.manifest import copies_in

PATIENCE_S = 60

of_files = pytest.mark.skipif(
    workspace.server() is not None, reason="a copy of PostgreSQL comes back in test_backup"
)


@pytest.fixture
def series(installation: Installation, tmp_path: Path) -> Path:
    """A folder of two copies, made while links were made."""
    installation.yizhan(*SCHOOL)
    folder = tmp_path / "series"
    copying = subprocess.Popen(
        command("backup", str(folder), "--every", "1", "--keep", "2", "--try-every", "0"),
        env=installation.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline, seen = time.monotonic() + PATIENCE_S, set[Path]()
    while len(seen) < 3:
        assert time.monotonic() < deadline
        installation.yizhan("link", "chen.jie")
        seen |= set(copies_in(folder))
    copying.send_signal(signal.SIGINT)
    copying.communicate(timeout=PATIENCE_S)
    assert copying.returncode == 0
    return folder


@of_files
def test_newest_whole_copy_takes_over(series: Path, tmp_path: Path) -> None:
    newest, older = copies_in(series)
    shutil.copytree(newest, series / "99990101T000000Z.partial")
    assert sorted(path.name for path in series.with_name("series-keys").iterdir()) == [
        "cookies", "master", "signing",
    ]  # fmt: skip
    home = tmp_path / "standby"
    home.mkdir()
    standby = Installation(home)
    made = json.loads((newest / "manifest.json").read_text())["made_at"]
    assert json.loads((older / "manifest.json").read_text())["made_at"] < made
    assert made in standby.yizhan("restore", str(series)).stdout
    assert json.loads((home / "restored.json").read_text())["made_at"] == made
    standby.yizhan("verify")


@of_files
def test_copy_is_tried_aside_and_a_damaged_one_is_found(series: Path, installation: Installation) -> None:
    newest = copies_in(series)[0]
    assert installation.yizhan("restore", "--try", str(series)).returncode == 0
    file = newest / "yizhan.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    damaged = installation.yizhan("restore", "--try", str(series), check=False)
    assert (damaged.returncode, "SHA-256 differs" in damaged.stderr) == (1, True)


def test_keys_of_another_installation_are_not_mixed(installation: Installation, tmp_path: Path) -> None:
    installation.yizhan(*SCHOOL)
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "master").write_bytes(b"another")
    refused = installation.yizhan(
        "backup", str(tmp_path / "series"), "--keys", str(keys), "--every", "1", check=False
    )
    assert (refused.returncode, "another installation" in refused.stderr) == (1, True)
