"""Rooming by phone: a proposal with one tap, another room with a reason, and the way upstairs."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.field import Phone, expect_no_network, open_site, pick_up
from tests.support.browsers import Complaints, accessibility_faults
from tests.support.servers import Installation, Server


@pytest.fixture
def phone(
    device: Callable[..., BrowserContext], installation: Installation, serving: Callable[..., Server],
    complaints: Complaints,
) -> Phone:  # fmt: skip
    """The reception's phone: two pairs stand in the lobby."""
    expect_no_network(complaints)
    made = pick_up(device, open_site(installation, serving), installation, "reception")
    made.take_roll(1, 100)
    made.kept()
    made.count_pair()
    made.count_pair()
    made.expect_pending(0)
    made.go("rooming")
    expect(made.page.locator(".party")).to_have_count(2)
    return made


def rooming(phone: Phone) -> Any:
    """What the server has of rooming."""
    return phone.context.request.get(f"{phone.server.url}/api/v1/sites/county/rooming").json()


def test_proposed_room_is_given_with_one_tap(phone: Phone) -> None:
    assert accessibility_faults(phone.page) == []
    expect(phone.page.locator(".party-number")).to_have_text(["002", "001"])
    phone.page.locator(".party", has_text="001").click()
    first = phone.page.locator(".proposal.is-first")
    name = first.locator(".proposal-room").inner_text()
    assert first.locator(".reasons li").count() >= 1
    first.get_by_role("button", name=f"Give {name}").click()
    expect(phone.page.locator(".party")).to_have_count(1)
    phone.expect_pending(0)
    assert [(p["number"], p["people"], p["rooms"]) for p in rooming(phone)["roomed"]] == [(1, 2, [name])]
    phone.page.locator(".view", has_text="Lead upstairs").click()
    group = phone.page.locator(".group.is-next")
    expect(group).to_contain_text(f"→ {name}")
    group.get_by_role("button", name="Go").click()
    expect(phone.page.locator(".empty")).to_contain_text("Nobody is to be led upstairs")


def test_room_that_breaks_a_rule_names_it_and_asks_why(phone: Phone) -> None:
    phone.page.locator(".party", has_text="001").click()
    phone.page.locator(".proposal.is-first .btn").click()
    expect(phone.page.locator(".party")).to_have_count(1)
    phone.expect_pending(0)
    (taken,) = rooming(phone)["roomed"][0]["rooms"]
    phone.page.locator(".party", has_text="002").click()
    phone.page.get_by_role("button", name="Choose a room myself").click()
    phone.page.locator(".room", has_text=taken).click()
    why = phone.page.locator("dialog", has_text="Why this room?")
    expect(why.locator(".notice.is-bad").first).to_contain_text(taken)
    why.get_by_role("button", name="Next to relatives").click()
    expect(phone.page.locator(".party")).to_have_count(0)
    phone.expect_pending(0)
    assert [p["rooms"] for p in rooming(phone)["roomed"]] == [[taken], [taken]]


def test_late_proposals_do_not_push_away_the_rooms_one_chooses_from(phone: Phone) -> None:
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    phone.page.route("**/proposals?*", hold)
    phone.page.locator(".party", has_text="001").click()
    phone.page.get_by_role("button", name="Choose a room myself").click()
    with phone.page.expect_response("**/proposals?*"):
        (late,) = asked
        late.continue_()
    phone.page.locator(".floor", has_text="4").click()
    expect(phone.page.locator(".room", has_text="404")).to_be_visible()
    expect(phone.page.locator(".proposal")).to_have_count(0)


def test_room_is_chosen_by_name_without_network(phone: Phone) -> None:
    phone.offline()
    phone.page.locator(".party", has_text="001").click()
    expect(phone.page.locator("dialog")).to_contain_text("Proposals need network")
    phone.page.get_by_role("button", name="Choose a room myself").click()
    phone.page.locator(".room", has_text="305").click()
    phone.page.get_by_role("button", name="The family asked for it").click()
    phone.expect_pending(1)
    expect(phone.page.locator(".party")).to_have_count(1)
    phone.offline(is_so=False)
    phone.expect_pending(0)
    assert [(p["number"], p["rooms"]) for p in rooming(phone)["roomed"]] == [(1, ["305"])]
