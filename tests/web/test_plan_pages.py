"""The page of a plan that is carried out stop by stop: what each move waits for, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.planning.test_moves import chain, clean, make  # noqa: F401 - the fixture
from tests.stays.conftest import night  # noqa: F401 - the fixture
from tests.web.test_map import client
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.planning.queries.plans import PlanView


def test_a_plan_shows_what_can_be_moved_now_what_waits_and_what_is_left(
    night: Night,  # noqa: F811
    chain: PlanView,  # noqa: F811
) -> None:
    desk, address = client(night, "head"), f"/s/county/plans/{chain.row.id}/"
    page = desk.get(address).content.decode()
    assert "2 are left, 1 can be made now" in page
    assert "waits: others still in 401" in page
    assert page.count(">Moved</button>") == 1
    make(night, "401")
    page = desk.get(address).content.decode()
    assert "1 is left, 0 can be made now" in page
    assert "waits: 401 to be disinfected" in page
    facts = {"command_id": new_id(), "reason": "the buses do not come"}
    page = desk.post(f"{address}rest-called-off/", facts, follow=True).content.decode()
    assert "Called off. Nobody else moves by this plan." in page
    assert "the buses do not come" in page
    assert "Work out the rest anew" not in page
