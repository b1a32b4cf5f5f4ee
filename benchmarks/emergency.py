"""From a tap on the red button to the banner on two other pages: the doctor's phone and the head's desk.

Run as a program inside an installation it makes the site, and prints the two ways in as JSON.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from benchmarks.installation import Installation
from benchmarks.table import Goal, Row
from tests.support.browsers import DESK, FLAGS, PHONE
from tests.support.requirements import find_chromium
from yizhan.command.rehearsal.bookkeeping import percentile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RINGS_WITHIN_MS = 2_000
# How often a page asks (field/alarm.js): nobody can know sooner than at the next question.
ASKS_EVERY_MS = 1_200
PEOPLE_RUNG = ("nurse", "head")
# Notes the moment at which the banner stands on the page.
WATCH = """
globalThis.rang = 0;
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  if (!globalThis.rang && document.querySelector("dialog.alarm[open]")) globalThis.rang = Date.now();
}).observe(document.body, { childList: true, subtree: true, attributes: true }));
"""


def measure_emergency(place: Installation, times: int) -> Iterator[Row]:
    """Raise emergencies as somebody not signed in, at odd moments, and see when two pages show them."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this case needs a browser

    program = find_chromium()
    if program is None:
        print("Chromium is not installed: the ringing is not measured", file=sys.stderr)
        return
    place.home.mkdir()
    links = place.run("benchmarks.emergency")
    with place.served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=list(FLAGS))
        pages = [_open(browser, server.url, links[name], name) for name in PEOPLE_RUNG]
        taken = [later for _ in range(times) for later in _ring(server.url, pages)]
        browser.close()
    goal = Goal(RINGS_WITHIN_MS, "ms")
    what = f"emergency: from the tap to the banner on two other pages, of {len(taken)}"
    yield goal.row(
        f"{what}, median", statistics.median(taken), "half of how often a page asks", ASKS_EVERY_MS / 2
    )
    yield goal.row(f"{what}, p99", percentile(taken, 0.99), "how often a page asks", ASKS_EVERY_MS)


def _open(browser: "Browser", url: str, link: str, name: str) -> "Page":
    on_phone = name == "nurse"
    page = browser.new_context(viewport=PHONE if on_phone else DESK).new_page()
    page.goto(url + link)
    page.locator("main form button").first.click()
    page.add_init_script(WATCH)
    page.goto(f"{url}/f/county/" if on_phone else f"{url}/s/county/map/")
    page.wait_for_timeout(3 * ASKS_EVERY_MS)
    return page


def _ring(url: str, pages: "list[Page]") -> Iterator[float]:
    """Raise one emergency; gives the milliseconds until each page showed it, then answers it there."""
    for page in pages:
        page.evaluate("globalThis.rang = 0")
    time.sleep(random.uniform(0, ASKS_EVERY_MS / 1000))
    tapped = time.time() * 1000
    _tap(url)
    for page in pages:
        page.locator("dialog.alarm[open]").wait_for()
        yield float(page.evaluate("globalThis.rang")) - tapped
    for page in pages:
        page.locator(".alarm-seen").click()


def _tap(url: str) -> None:
    """Tap as a browser without cookies does."""
    connection = HTTPConnection(urlsplit(url).netloc)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/emergency/calls/", urlencode({"flag": "pain"}), form)
    status = connection.getresponse().status
    connection.close()
    if status != HTTPStatus.FOUND:
        raise RuntimeError(f"the tap was answered with {status}")


def _make() -> dict[str, str]:
    """Load the demonstration; returns the ways in."""
    from yizhan.command.demonstration import load_demonstration  # noqa: PLC0415 - after the settings
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.people.actions.accounts import issue_link  # noqa: PLC0415
    from yizhan.people.models import Account  # noqa: PLC0415

    load_demonstration()
    accounts = Account.objects.filter(username__in=PEOPLE_RUNG)
    return {
        account.username: f"/enter/{issue_link(by=SYSTEM, account_id=account.id)}/" for account in accounts
    }


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(_make()))
