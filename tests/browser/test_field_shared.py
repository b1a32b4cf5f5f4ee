"""A bagged phone in the red zone: enrolled at the desk, changing hands by badge, with and without network."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.camera import hold
from tests.browser.field import Phone, expect_no_network, open_site, sign_in
from tests.support.browsers import PHONE, Complaints, accessibility_faults
from tests.support.servers import Installation, Server

RECEIPTS = """
from yizhan.cli.database import prepare; prepare()
from yizhan.core.models import AuditEvent, CommandReceipt
from yizhan.people.models import Account
names = {f"account:{one.id}": one.username for one in Account.objects.all()}
for one in CommandReceipt.objects.filter(action="intake.count_party").order_by("sequence", "received_at"):
    print(names[one.actor], one.device)
print(sorted({names[one.actor] for one in AuditEvent.objects.filter(action="duty.act_by_badge")}))
"""
STATEMENTS = """
from yizhan.cli.database import prepare; prepare()
from yizhan.duty.badges import statement
from yizhan.duty.queries.badges import badges_in_force
from yizhan.places.models import Site
site = Site.objects.get()
for held in badges_in_force(site.id):
    badge = held.badge
    said = statement(site_code=site.code, number=badge.number, ends_at=badge.ends_at,
                     account_id=badge.account_id, role=held.role.key, name=held.name)
    print(badge.account.username, badge.number, said)
"""


@dataclass
class Red:
    """The desk, a phone that is shared, and everybody's badge."""

    desk: Page
    phone: Phone
    numbers: dict[str, str]
    codes: dict[str, str]

    def shows(self, name: str) -> None:
        """The phone says in large letters who acts."""
        expect(self.phone.page.locator(".hands-who b")).to_contain_text(name)

    def type_number(self, username: str) -> None:
        """Take the phone by the number on one's badge."""
        self.phone.page.get_by_role("button", name="Type the number").click()
        self.phone.type(self.numbers[username])

    def hold(self, text: str) -> None:
        """Hold a code before the camera of the phone."""
        hold(self.phone.page, text)
        self.phone.page.get_by_role("button", name="Change hands").click()


def ask(installation: Installation, program: str) -> list[str]:
    surroundings = {**installation.environment, "DJANGO_SETTINGS_MODULE": "yizhan.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=surroundings, cwd=installation.home,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.fixture
def server(installation: Installation, serving: Callable[..., Server]) -> Server:
    """The demonstration, served."""
    return open_site(installation, serving)


@pytest.fixture
def red(device: Callable[..., BrowserContext], server: Server, installation: Installation) -> Red:
    """A phone that the site head had shared at the desk, and badges printed for everybody."""
    desk_context = device()
    desk = Phone(desk_context, desk_context.new_page(), server)
    sign_in(desk, installation, "head")
    page = desk.page
    page.goto(f"{server.url}/s/county/crew/")
    page.get_by_role("button", name="Make the badges that are missing").click()
    expect(page.get_by_role("link", name=re.compile(r"Print \d+ badges"))).to_be_visible()
    paper = desk_context.request.get(f"{server.url}/s/county/crew/badges/paper/")
    assert paper.headers["content-type"] == "application/pdf"
    page.get_by_label("What the phone is called").fill("Red 3")
    page.get_by_role("button", name="Show the code for a phone").click()
    ticket = page.locator("#address").inner_text()

    context = device(viewport=PHONE, has_touch=True, is_mobile=True)
    phone = Phone(context, context.new_page(), server)
    phone.page.goto(ticket)
    phone.page.get_by_role("button", name="Share this phone").click()
    expect(phone.page.get_by_role("heading", name="Whose hands?")).to_be_visible()
    rows = [line.split(" ", 2) for line in ask(installation, STATEMENTS)]
    numbers, codes = {who: number for who, number, _ in rows}, {who: code for who, _, code in rows}
    return Red(page, phone, numbers, codes)


def api(phone: Phone, path: str, badge: str = "") -> tuple[int, Any]:
    reply = phone.context.request.get(
        f"{phone.server.url}/api/v1/{path}", headers={"X-Badge": badge} if badge else {}
    )
    return reply.status, reply.json()


def test_bagged_phone_changes_hands_without_network_and_keeps_whose_taps_are_whose(
    red: Red, complaints: Complaints, installation: Installation
) -> None:
    expect_no_network(complaints)
    phone, page = red.phone, red.phone.page
    assert accessibility_faults(page) == []
    assert api(phone, "me")[0] == 401
    red.type_number("counter1")
    red.shows("一")
    phone.take_roll(1, 100)
    phone.count_pair()
    phone.expect_pending(0)
    phone.kept()

    phone.offline()
    phone.count_pair()
    red.hold(red.codes["counter2"])
    red.shows("二")
    phone.expect_figure("0")
    phone.count_pair()
    expect(page.get_by_text("1 entry of somebody before you waits for network")).to_be_visible()
    page.reload()
    red.shows("二")
    phone.offline(is_so=False)
    phone.expect_pending(0)
    expect(page.get_by_text("waits for network")).to_have_count(0)

    *receipts, audited = ask(installation, RECEIPTS)
    known = {line.split()[1] for line in receipts}
    assert [line.split()[0] for line in receipts] == ["counter1", "counter1", "counter2"]
    assert len(known) == 1
    assert known.pop().startswith("phone-")
    assert audited == "['counter1', 'counter2']"
    first = api(phone, "sites/county/field", red.numbers["counter1"])[1]["marks"]
    second = api(phone, "sites/county/field", red.numbers["counter2"])[1]["marks"]
    assert ([mark["number"] for mark in first], [mark["number"] for mark in second]) == ([1, 2], [3])
    assert installation.yizhan("verify").returncode == 0


def test_forged_and_lost_badges_open_nothing(red: Red, complaints: Complaints) -> None:
    complaints.expect("401|404")
    phone, page = red.phone, red.phone.page
    red.type_number("counter1")
    red.shows("一")
    forged = red.codes["counter2"].replace("counter", "clerk")
    red.hold(forged)
    expect(page.locator(".toast")).to_contain_text("This badge is not genuine")
    red.shows("一")

    head = red.codes["head"].split("|")[2]
    status, snapshot = api(phone, "sites/county/field", head)
    assert status == 200
    assert not {"person.read", "ledger.correct", "account.invite"} & set(snapshot["capabilities"])
    assert api(phone, "sites/county/unregistered", head)[0] == 403

    desk = red.desk
    desk.goto(f"{phone.server.url}/s/county/crew/")
    row = desk.locator("tr", has_text=red.numbers["counter1"])
    row.get_by_text("Change", exact=True).click()
    row.get_by_role("button", name="Badge lost: revoke it").click()
    expect(desk.get_by_text("The badge opens nothing any more")).to_be_visible()
    assert api(phone, "me", red.numbers["counter1"])[0] == 401
    assert api(phone, "me", red.numbers["counter2"])[0] == 200

    desk.locator("#phones").get_by_role("button", name="End").click()
    expect(desk.get_by_text("The phone is not shared any more")).to_be_visible()
    assert api(phone, "me", red.numbers["counter2"])[0] == 401
    page.reload()
    expect(page.get_by_role("heading", name="The shift of this phone is over")).to_be_visible()
    expect(page.get_by_text("Nothing of anybody is left on this phone")).to_be_visible()
    kept = page.evaluate("indexedDB.databases().then((all) => all.length)")
    assert kept == 1
