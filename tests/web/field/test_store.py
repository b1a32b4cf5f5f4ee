"""What a phone keeps of the store, and that what it then sends cannot take a shelf below nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.provision.store import faults, issue, receive, shelf
from tests.web.field.test_snapshot import API, client_of
from yizhan.core.ids import new_id
from yizhan.duty.models import Matter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.intake.night import Night


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """The county hotel at seven in the evening: 20 suits in its store."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened


def told(night: Night, name: str = "nurse") -> Any:
    return client_of(night, name).get(f"{API}/store").json()


def send(night: Night, command: Any, count: int) -> Any:
    facts = {"site_id": str(night.site.id), "item": "suit", "count": count, "purpose": "crew", "words": ""}
    sent = [{"id": str(command), "action": "provision.issue_stock", "facts": facts, "device": "p1"}]
    reply = client_of(night, "nurse").post("/api/v1/commands", sent, content_type="application/json")
    return reply.json()[0]


@pytest.mark.parametrize(("name", "status"), [("nurse", 200), ("clerk", 200), ("counter1", 403)])
def test_whoever_may_take_things_out_has_the_store_on_the_phone(night: Night, name: str, status: int) -> None:
    assert client_of(night, name).get(f"{API}/store").status_code == status


def test_the_phone_is_told_every_item_with_its_other_names_and_how_many_may_be_used(night: Night) -> None:
    receive(night, "tube", 5, "OLD", days=-1)
    receive(night, "tube", 7, "NEW", days=9)
    shelves = {one["item"]: one for one in told(night)["shelves"]}
    assert (shelves["suit"]["there"], shelves["tube"]["there"], shelves["pads"]["there"]) == (20, 7, 0)
    assert shelves["suit"]["name"] == "Protective suits"
    assert "防护服" in shelves["suit"]["also"]
    assert [one["id"] for one in told(night)["purposes"]][:2] == ["crew", "round"]


def test_the_phones_store_takes_the_same_queries_for_one_item_and_for_three(night: Night) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            told(night)
        return len(seen)

    queries()
    few = queries()
    for item in ("tube", "mask", "gloves"):
        receive(night, item, 5, "B", days=8)
        issue(night, item, 1)
    assert queries() == few


def test_taps_of_a_phone_count_once_and_what_the_book_lacks_is_a_matter(night: Night) -> None:
    first, second = new_id(), new_id()
    assert [send(night, first, 15)["status"] for _ in range(2)] == ["accepted", "accepted"]
    assert [send(night, second, 6)["status"] for _ in range(2)] == ["conflict", "conflict"]
    (matter,) = Matter.objects.filter(kind=Matter.Kind.SYNC_CONFLICT)
    said = matter.record
    assert (said["code"], said["facts"]["count"], said["facts"]["there"]) == ("not_enough", "6", "5")
    assert (shelf(night, "suit").on_hand, faults(night.site.id)) == (5, [])
