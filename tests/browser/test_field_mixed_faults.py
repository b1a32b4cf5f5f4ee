"""R7: a phone, fault after fault in any order: no tap is lost or doubled, what is pending is shown."""

import random
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.field import COMMANDS, Phone, expect_no_network, lose_replies, open_site, pick_up
from tests.browser.test_field_faults import STORAGE_FULL, Upgraded
from tests.support.browsers import Complaints
from tests.support.servers import Installation, Server

IS_VERSION = """(newer) => caches.keys().then(
    (names) => names.length === 1 && names[0].includes("newer-") === newer)"""


class Worn:
    """A phone that everything happens to, and how many of its taps must stand."""

    def __init__(self, phone: Phone, upgraded: Upgraded, seed: int) -> None:
        self.phone = phone
        self.upgraded = upgraded
        self.chance = random.Random(seed)
        self.kept = 0

    def tap(self, times: int) -> int:
        """Count so many parties, each seen to be kept; return how many."""
        for _ in range(times):
            self.phone.count_pair()
        self.kept += times
        return times

    def tab_killed_in_mid_write(self) -> None:
        """The tab dies at the tap itself: what was confirmed before is there, this one is or is not."""
        phone = self.phone
        phone.offline()
        before = self.tap(self.chance.randint(0, 2))
        phone.expect_pending(before)
        phone.page.locator(".make-up-main").click()
        phone.page.locator(".band-number").click(no_wait_after=True)
        phone.page.wait_for_timeout(self.chance.choice((0, 0, 2, 5, 20)))
        following = phone.context.new_page()
        phone.page.close(run_before_unload=False)
        phone.page = following
        phone.open("bus")
        shown = phone.page.locator(
            f'.entries-link[data-pending="{before}"], .entries-link[data-pending="{before + 1}"]'
        )
        expect(shown).to_be_visible()
        self.kept += int(shown.get_attribute("data-pending") or 0) - before

    def reply_lost(self) -> None:
        """The server decides, and nobody hears it."""
        lost = lose_replies(self.phone.page, times=self.chance.randint(1, 2))
        with self.phone.page.expect_event("requestfailed", lambda one: one.url.endswith(COMMANDS[2:])):
            self.tap(1)
        self.phone.expect_pending(0)
        assert lost
        self.phone.page.unroute(COMMANDS)

    def new_version_in_mid_queue(self) -> None:
        """A newer app comes while taps wait, and the phone changes to it."""
        phone, page = self.phone, self.phone.page
        page.route(COMMANDS, lambda route: route.abort())
        waiting = self.tap(self.chance.randint(1, 2))
        phone.expect_pending(waiting)
        self.upgraded.server_is_newer = not self.upgraded.server_is_newer
        page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
        page.get_by_role("button", name="Change to it").click()
        page.wait_for_function(IS_VERSION, arg=self.upgraded.server_is_newer)
        phone.open("bus")
        phone.expect_pending(waiting)
        page.unroute(COMMANDS)

    def storage_full(self) -> None:
        """The phone cannot keep a tap, and says so; what it had kept stays."""
        phone = self.phone
        phone.offline()
        before = self.tap(self.chance.randint(1, 2))
        phone.page.evaluate(STORAGE_FULL)
        phone.count_pair()
        expect(phone.page.locator(".notice.lost")).to_contain_text("Your last tap was NOT kept.")
        phone.expect_pending(before)
        phone.page.reload()
        phone.expect_pending(before)

    def sign_in_expired(self) -> None:
        """The session ends in the middle; the taps wait for the next one."""
        phone = self.phone
        session = [one for one in phone.context.cookies() if one["name"] == "sessionid"]
        phone.context.clear_cookies(name="sessionid")
        waiting = self.tap(self.chance.randint(1, 2))
        expect(phone.page.locator(".status .notice.is-bad")).to_contain_text("safe on this phone")
        phone.expect_pending(waiting)
        phone.context.add_cookies(session)
        phone.open("bus")

    def settle(self) -> list[int]:
        """Come back into the network, send everything, and return the wristbands that the server has."""
        self.phone.offline(is_so=False)
        self.phone.page.reload()
        self.phone.expect_pending(0)
        return sorted(mark["number"] for mark in self.phone.marks())


FAULTS = (
    Worn.tab_killed_in_mid_write,
    Worn.reply_lost,
    Worn.new_version_in_mid_queue,
    Worn.storage_full,
    Worn.sign_in_expired,
)


@pytest.fixture
def upgraded(installation: Installation, serving: Callable[..., Server]) -> Iterator[Upgraded]:
    """The demonstration, reached through something that can make it look newer."""
    between = Upgraded(open_site(installation, serving).url)
    yield between
    between.close()


@pytest.mark.parametrize(
    ("rounds", "seed"),
    [pytest.param(5, 1, id="quick"), pytest.param(40, 2, id="long", marks=pytest.mark.soak)],
)
def test_phone_loses_nothing_whatever_happens_to_it(
    rounds: int, seed: int, device: Callable[..., BrowserContext], upgraded: Upgraded,
    installation: Installation, complaints: Complaints,
) -> None:  # fmt: skip
    expect_no_network(complaints)
    complaints.expect("401|403")
    server = Server(installation)
    server.url = upgraded.url
    phone = pick_up(device, server, installation, "counter1")
    phone.take_roll(1, 900)
    phone.kept()
    worn = Worn(phone, upgraded, seed)
    for turn in range(rounds):
        for fault in worn.chance.sample(FAULTS, len(FAULTS)):
            fault(worn)
            assert worn.settle() == list(range(1, worn.kept + 1)), (
                f"seed {seed}, turn {turn}: {fault.__name__}"
            )
    assert worn.kept >= 4 * rounds
    assert installation.yizhan("verify").returncode == 0
