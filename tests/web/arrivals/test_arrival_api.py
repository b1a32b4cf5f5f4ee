"""What the API tells of arrivals, and to whom."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.intake.night import CHILD, Night
from tests.web.arrivals.conftest import Desk
from yizhan.core.ids import new_id
from yizhan.intake.rules import VehicleFacts


def _get(desk: Desk, path: str) -> Any:
    return desk.client.get(f"/api/v1/sites/county/{path}")


def test_a_night_as_the_api_tells_it(night: Night, desk: Desk) -> None:
    night.announce(
        expected=84, certainty="exact", eta=night.clock.now() + timedelta(minutes=30),
        vehicles=(VehicleFacts(plate="coach", seats=45, height_m=Decimal("3.5")),),
    )  # fmt: skip
    night.count(1)
    night.count(2, (CHILD, CHILD), wave=2)
    night.measure("002-A")
    night.measure("002-B")
    night.house(1, "302")
    night.check("302", 3)
    (batch,) = _get(desk, "batches").json()
    assert (batch["people"], batch["certainty"]) == (84, "exact")
    outlook = _get(desk, f"batches/{night.batch_id}/outlook").json()
    assert [(c["vehicle"], c["entrance"], float(c["missing_m"])) for c in outlook["conflicts"]] == [
        ("coach", "大院正门", 0.3)
    ]
    assert [(one["percent"], one["people"]) for one in outlook["capacities"]] == [
        (-20, 65),
        (0, 82),
        (20, 99),
    ]
    counts = _get(desk, f"batches/{night.batch_id}/counts").json()
    assert counts["settled"] == {"1": 4, "2": 2, "3": 2}
    assert [(d["tag"], d["round"], d["wave"]) for d in counts["differences"]] == [
        ("001-A", 2, 1),
        ("001-B", 2, 1),
    ]
    assert counts["surpluses"] == [{"room": "302", "entered": 2, "found": 3}]
    (party,) = _get(desk, "attention").json()
    assert (party["number"], party["look_in_hours"]) == (2, 2)
    assert party["concerns"] == [
        {"kind": "minors_without_guardian", "tags": ["002-A", "002-B"], "weeks": None}
    ]
    assert {row["number"] for row in _get(desk, "unregistered").json()["parties"]} == {1, 2}
    assert {row["kind"] for row in _get(desk, "matters").json()} == {"guardian_call", "look_in"}


def test_problems_have_a_code_and_a_sentence(night: Night, desk: Desk) -> None:
    night.announce(expected=2)
    counter = Desk(night, "counter1")
    for path in ("batches", f"batches/{night.batch_id}/counts", "attention", "unregistered", "matters"):
        reply = _get(counter, path)
        assert (reply.status_code, reply.json()["code"]) == (403, "not_permitted"), path
        counter_out = Desk(night, "counter1")
        counter_out.client.logout()
        reply = _get(counter_out, path)
        assert (reply.status_code, reply.json()["code"]) == (401, "not_signed_in"), path
    reply = _get(desk, f"batches/{new_id()}/counts")
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert desk.client.get("/api/v1/sites/nowhere/batches").status_code == 404
