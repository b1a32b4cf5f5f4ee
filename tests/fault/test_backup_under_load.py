"""R13: copies are made while phones write; the server dies, a standby takes over, phones send again."""

import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.fault.senders import make_site, recount, senders_of
from tests.support import workspace
from tests.support.servers import Installation, Server, command
from yizhan.cli.manifest import copies_in

EVERY_S = 2

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(
        workspace.server() is not None, reason="a copy of a file; pg_dump is tried in tests/cli"
    ),
]


@pytest.mark.parametrize(
    ("seconds", "phones"),
    [pytest.param(8, 3, id="quick"), pytest.param(600, 20, id="long", marks=pytest.mark.soak)],
)
def test_standby_lacks_nothing_that_was_acknowledged_before_its_copy(
    tmp_path: Path, serving: Callable[..., Server], seconds: int, phones: int
) -> None:
    first, standby = _empty(tmp_path / "first"), _empty(tmp_path / "standby")
    site = make_site(first, phones)
    server = serving(first)
    senders = senders_of(site, server.url)
    series = tmp_path / "series"
    copying = subprocess.Popen(
        command("backup", str(series), "--every", str(EVERY_S), "--try-every", "0"), env=first.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for sender in senders:
        sender.start()
    while not copies_in(series):
        assert copying.poll() is None, copying.communicate()[1]
        time.sleep(0.1)
    time.sleep(seconds)
    server.kill()
    died = time.time()
    copying.kill()
    copying.communicate()
    for sender in senders:
        sender.end()
    sent = sorted((entry for sender in senders for entry in sender.sent), key=lambda entry: entry[0])

    said = standby.yizhan("restore", str(series)).stdout
    copied = datetime.fromisoformat(said.split(" at ")[1].split(": ")[0]).timestamp()
    before = [tap for moment, tap in sent if moment < copied]
    assert before
    assert recount(standby, before)["lost"] == []
    # The machine is shared with other tests: twice the promised interval, and a start of Python.
    assert died - copied <= 2 * EVERY_S + 3

    again = serving(standby)
    for sender in senders:
        mine = [tap for _moment, tap in sender.sent]
        for start in range(0, len(mine), 50):
            reply = httpx.post(f"{again.url}/api/v1/commands", json=mine[start : start + 50],
                               headers=sender.headers, timeout=30, trust_env=False)  # fmt: skip
            assert {one["status"] for one in reply.json()} == {"accepted"}
    counted = recount(standby, [tap for _moment, tap in sent])
    assert (counted["lost"], counted["doubled"]) == ([], [])
    assert (counted["people"], counted["receipts"]) == (counted["counted"], len(sent))
    standby.yizhan("verify")


def _empty(home: Path) -> Installation:
    home.mkdir()
    return Installation(home)
