"""S5: scripts typed into every text field, looked at in a browser: none runs, and none is even tried."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Dialog, Page

from tests.support.browsers import Complaints
from tests.support.servers import Installation, Server

REMNANTS = """() => [...document.querySelectorAll("script:not([src]), [onerror], [onclick], [onload]")]
    .filter((one) => !(one.type || "").endsWith("json")).map((one) => one.outerHTML)"""
SHOWS_IT = """() => document.body.innerText.includes("<script>alert")
    || [...document.querySelectorAll("input, textarea")].some((one) => one.value.includes("<script>alert"))"""


def look(page: Page, url: str) -> list[str]:
    """Open a page; return what of it would run if the policy let it, or that it did not open."""
    reply = page.goto(url, wait_until="load")
    assert reply is not None
    if reply.status != 200:
        return [f"{url}: {reply.status}"]
    return [f"{url}: {remnant}" for remnant in page.evaluate(REMNANTS)]


def test_no_typed_script_runs_anywhere(
    installation: Installation, serving: Callable[..., Server], device: Callable[..., BrowserContext],
    complaints: Complaints,
) -> None:  # fmt: skip
    # An emergency is on, and nobody has touched the page that wants to ring.
    complaints.expect("AudioContext was not allowed to start")
    told = installation.seed("tests.browser.hostile_site")
    server = serving(installation, "--workers", "1")
    dialogs: list[str] = []
    showing = 0
    faults: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    desk, flat = device(), device()
    name, value = told["cookie"]
    flat.add_cookies([{"name": name, "value": value, "url": server.url}])
    for who, context in (("head", desk), ("resident", flat)):
        page = context.new_page()
        page.on("dialog", dismiss)
        if who == "head":
            page.goto(f"{server.url}{told['enter']}")
            page.locator("main form button").first.click()
            page.wait_for_url(lambda address: "/enter/" not in address)
        for url in told["pages"][who]:
            faults += look(page, f"{server.url}{url}")
            showing += page.evaluate(SHOWS_IT)
    assert dialogs == []
    assert faults == []
    assert showing > 10
    assert told["fields"] > 40
    assert len(told["pages"]["head"]) > 40
