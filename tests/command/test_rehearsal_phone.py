"""The simulated phone and its bad network: what it holds to be acknowledged, and what it sends again."""

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from yizhan.command.rehearsal.bookkeeping import (
    Acknowledged,
    Notebook,
    Recorded,
    doubled_in,
    missing_from,
    percentile,
)
from yizhan.command.rehearsal.forms import forms_in
from yizhan.command.rehearsal.network import STORM, Lost, Network, Weather
from yizhan.command.rehearsal.night import Night
from yizhan.command.rehearsal.phone import Phone
from yizhan.core.clock import FileClock
from yizhan.core.ids import new_id


class Server:
    """Decides each command once, and remembers how often each arrived."""

    base = "http://server"

    def __init__(self, network: Network) -> None:
        self.network = network
        self.arrived: Counter[str] = Counter()

    def post_json(self, _path: str, body: list[dict[str, Any]]) -> httpx.Response:
        return self.network.carry(lambda: self._decide(body))

    def _decide(self, body: list[dict[str, Any]]) -> httpx.Response:
        self.arrived.update(one["id"] for one in body)
        return httpx.Response(
            200, json=[{"id": one["id"], "status": "accepted", "result": {}} for one in body]
        )


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(FileClock(tmp_path / "clock"), datetime(2022, 3, 16, 18, 0, tzinfo=UTC))


@pytest.mark.parametrize("seed", range(5))
def test_every_tap_is_acknowledged_in_a_storm(night: Night, seed: int) -> None:
    server = Server(Network(STORM, random.Random(seed)))
    notebook = Notebook()
    phone = Phone("p", server, night, notebook, str(new_id()))
    taps = [phone.tap("a.b", number=number) for number in range(60)]
    phone.finish()
    assert phone.pending == 0
    assert set(notebook.acknowledged) == set(taps)
    assert set(server.arrived) == {str(tap) for tap in taps}
    assert max(server.arrived.values()) > 1


def test_offline_phone_keeps_its_taps(night: Night) -> None:
    server = Server(Network(Weather(), random.Random(1), offline=True))
    phone = Phone("p", server, night, Notebook(), str(new_id()))
    phone.tap("a.b")
    phone.tap("a.b")
    assert (phone.pending, server.arrived.total()) == (2, 0)
    server.network.offline = False
    phone.send()
    assert (phone.pending, server.arrived.total()) == (0, 2)


def test_dropped_request_never_arrives_and_lost_reply_does() -> None:
    arrived: list[str] = []

    def send() -> httpx.Response:
        arrived.append("request")
        return httpx.Response(200)

    with pytest.raises(Lost):
        Network(Weather(dropped=1.0), random.Random(1)).carry(send)
    assert arrived == []
    with pytest.raises(Lost):
        Network(Weather(reply_lost=1.0), random.Random(1)).carry(send)
    assert arrived == ["request"]
    assert Network(Weather(doubled=1.0), random.Random(1)).carry(send).status_code == 200
    assert len(arrived) == 3


def test_bookkeeping_finds_what_is_lost_changed_and_doubled() -> None:
    ids = [UUID(int=number) for number in range(4)]
    acknowledged = [Acknowledged(one, "p", "a.b", "accepted", "", {}) for one in ids]
    recorded = {
        ids[0]: Recorded("accepted", 1),
        ids[1]: Recorded("conflict", 1),
        ids[2]: Recorded("accepted", 2),
    }
    assert [one.id for one in missing_from(recorded, acknowledged)] == [ids[1], ids[3]]
    assert [one.id for one in doubled_in(recorded, acknowledged)] == [ids[2]]


def test_notebook_notices_two_different_decisions() -> None:
    notebook, one = Notebook(), new_id()
    notebook.note(Acknowledged(one, "p", "a.b", "accepted", "", {"stay": 1}))
    notebook.note(Acknowledged(one, "p", "a.b", "accepted", "", {"stay": 1}))
    assert notebook.contradictions == []
    notebook.note(Acknowledged(one, "p", "a.b", "accepted", "", {"stay": 2}))
    assert len(notebook.contradictions) == 1


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100)])  # nearest rank, of 1 to 100
def test_percentile_is_the_nearest_rank(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value


def test_forms_are_read_as_a_browser_would_send_them() -> None:
    (form,) = forms_in("""
        <form method="post" action="/r/x/">
          <input type="hidden" name="token" value="t"><input name="name" value="">
          <input type="radio" name="sex" value="female"><input type="radio" name="sex" value="male" checked>
          <input type="checkbox" name="sure" value="on">
          <select name="kind"><option value="">-</option><option value="a" selected>A</option></select>
          <textarea name="words">once</textarea><button name="go">Go</button>
          <input type="hidden" name="people" value="1"><input type="hidden" name="people" value="2">
          <button name="flag" value="pain">Pain</button>
        </form>""")
    assert (form.action, form.method) == ("/r/x/", "post")
    assert form.filled(name="张三") == {
        "token": ["t"], "name": ["张三"], "sex": ["male"], "kind": ["a"], "words": ["once"],
        "people": ["1", "2"],
    }  # fmt: skip
    assert form.filled(flag="pain")["flag"] == ["pain"]
    with pytest.raises(KeyError, match="colour"):
        form.filled(colour="red")
