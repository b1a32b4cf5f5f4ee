"""R4: the disk fills up under the server: what cannot be kept is not acknowledged, and reading goes on."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.fault.senders import make_site, recount, senders_of
from tests.support import workspace
from tests.support.servers import Installation, Server

MIB = 2**20
PHONES = 2
PATIENCE_S = 60

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(workspace.server() is not None, reason="PostgreSQL's disk is PostgreSQL's"),
]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory; 512 MiB until it is made smaller."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a disk that fills up")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", str(disk)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this container may not mount a disk that fills up")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_full_disk_acknowledges_nothing_and_loses_nothing(
    small_disk: Path, serving: Callable[..., Server]
) -> None:
    home = small_disk / "home"
    home.mkdir()
    installation = Installation(home)
    site = make_site(installation, PHONES)
    server = serving(installation)
    senders = senders_of(site, server.url)
    _resize(small_disk, _used(small_disk) + 2 * MIB)
    for sender in senders:
        sender.start()
    _wait(lambda: all(len(sender.refusals) > 5 for sender in senders))
    stuck = [len(sender.sent) for sender in senders]
    time.sleep(1)
    assert [len(sender.sent) for sender in senders] == stuck
    for sender in senders:
        assert {httpx.Response(503, text=text).json()["code"] for text in sender.refusals} == {"cannot_save"}
        assert "Keep the entry" in sender.refusals[-1]
    for path, status in (("/healthz", 503), (f"/api/v1/sites/{site['code']}/field", 200)):
        reply = httpx.get(f"{server.url}{path}", headers=senders[0].headers, trust_env=False)
        assert reply.status_code == status
    _resize(small_disk, 512 * MIB)
    _wait(lambda: all(len(sender.sent) > before + 5 for sender, before in zip(senders, stuck, strict=True)))
    for sender in senders:
        sender.end()
    counted = recount(installation, [tap for sender in senders for _moment, tap in sender.sent])
    assert (counted["lost"], counted["doubled"]) == ([], [])
    assert counted["people"] == counted["counted"]
    installation.yizhan("verify")


def _used(disk: Path) -> int:
    found = os.statvfs(disk)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def _resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def _wait(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)
