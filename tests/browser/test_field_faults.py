"""What a phone says when something is wrong with it, and a newer app in the middle of the work."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.field import Phone, expect_no_network, open_site, pick_up
from tests.support.browsers import Complaints, accessibility_faults
from tests.support.servers import Installation, Server

STORAGE_FULL = """() => {
    IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
CLOCK_FAST = "() => { const now = Date.now; Date.now = () => now() + 7 * 60_000; }"
CAMERA_REFUSED = """() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
}"""
# A camera that looks at the wristband 001-A.
CAMERA_ON_BAND = """async () => {
    const {default: encode} = await import("/static/vendor/qr/index.js");
    const modules = encode("001-A", "raw"), scale = 12, canvas = document.createElement("canvas");
    canvas.width = 640; canvas.height = 480;
    const drawing = canvas.getContext("2d");
    const draw = () => {
        drawing.fillStyle = "#fff"; drawing.fillRect(0, 0, 640, 480); drawing.fillStyle = "#000";
        const left = (640 - modules.length * scale) / 2, top = (480 - modules.length * scale) / 2;
        modules.forEach((row, y) => row.forEach((dark, x) => {
            if (dark) drawing.fillRect(left + x * scale, top + y * scale, scale, scale);
        }));
    };
    draw();
    setInterval(draw, 50);
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(20));
}"""


class Upgraded:
    """Stands between phone and server, and can make the server look like a newer version of itself.

    Playwright does not show the request by which a browser looks for a newer service worker.
    """

    def __init__(self, behind: str) -> None:
        self.server_is_newer = False
        self._behind = httpx.Client(base_url=behind)
        self._front = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._front.server_port}"
        threading.Thread(target=self._front.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop passing anything on."""
        self._front.shutdown()
        self._front.server_close()
        self._behind.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        upgraded = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                upgraded.pass_on(self)

            do_POST = do_GET  # noqa: N815 - the library's name

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        """Answer a request with what the server answers."""
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        headers = {
            name: value for name, value in request.headers.items() if name.lower() != "accept-encoding"
        }
        reply = self._behind.request(request.command, request.path, headers=headers, content=body)
        content = reply.content
        if self.server_is_newer and request.path == "/f/sw.js":
            content = content.replace(b'"version": "', b'"version": "newer-')
        request.send_response(reply.status_code)
        for name, value in reply.headers.multi_items():
            if name not in ("content-length", "transfer-encoding", "connection", "content-encoding"):
                request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)


@pytest.fixture
def server(installation: Installation, serving: Callable[..., Server]) -> Server:
    """The demonstration, served."""
    return open_site(installation, serving)


@pytest.fixture
def upgraded(server: Server) -> Iterator[Upgraded]:
    """The server, reached through something that can make it look newer."""
    between = Upgraded(server.url)
    server.url = between.url
    yield between
    between.close()


@pytest.fixture
def phone(
    request: pytest.FixtureRequest, device: Callable[..., BrowserContext], server: Server,
    installation: Installation, complaints: Complaints,
) -> Phone:  # fmt: skip
    """The first counter's phone with a roll of wristbands."""
    if "upgraded" in request.fixturenames:
        request.getfixturevalue("upgraded")
    expect_no_network(complaints)
    made = pick_up(device, server, installation, "counter1")
    made.take_roll(1, 100)
    made.kept()
    return made


def test_newer_version_comes_in_without_taking_anything_away(phone: Phone, upgraded: Upgraded) -> None:
    upgraded.server_is_newer = True
    phone.page.route("**/api/v1/commands", lambda route: route.abort())
    phone.count_pair()
    phone.expect_pending(1)
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    phone.page.get_by_role("button", name="Change to it").click()
    phone.page.wait_for_function(
        "() => caches.keys().then((names) => names.length === 1 && names[0].includes('newer-'))"
    )
    expect(phone.page.locator(".make-up-main")).to_be_visible()
    phone.expect_pending(1)
    phone.page.unroute("**/api/v1/commands")
    phone.page.reload()
    phone.expect_pending(0)
    assert [mark["number"] for mark in phone.marks()] == [1]


def test_full_phone_says_that_the_tap_was_not_kept(phone: Phone, complaints: Complaints) -> None:
    phone.page.evaluate(STORAGE_FULL)
    phone.count_pair()
    lost = phone.page.locator(".notice.lost")
    expect(lost).to_contain_text("The phone's storage is full. Your last tap was NOT kept.")
    phone.expect_figure("0")
    phone.expect_pending(0)
    lost.get_by_role("button", name="Understood").click()
    expect(lost).to_have_count(0)


def test_clock_that_is_wrong_is_told(phone: Phone) -> None:
    phone.page.evaluate(CLOCK_FAST)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.page.locator(".status")).to_contain_text("This phone's clock is 7 min fast.")


def test_refused_camera_leaves_typing(phone: Phone) -> None:
    phone.page.evaluate(CAMERA_REFUSED)
    phone.page.locator(".make-up-main").click()
    phone.page.get_by_role("button", name="Scan").click()
    expect(phone.page.locator("dialog.camera")).to_contain_text("The camera is not allowed.")
    phone.page.get_by_role("button", name="Type it instead").click()
    expect(phone.page.locator(".band-number")).to_be_visible()


def test_wristband_is_read_by_the_camera(phone: Phone) -> None:
    phone.page.evaluate(CAMERA_ON_BAND)
    phone.page.locator(".make-up-main").click()
    phone.page.get_by_role("button", name="Scan").click()
    expect(phone.page.locator('[data-figure="total"]')).to_have_text("2")
    phone.expect_pending(0)
    assert [mark["number"] for mark in phone.marks()] == [1]


def test_pages_are_accessible_and_their_targets_large(phone: Phone) -> None:
    phone.count_pair()
    phone.page.emulate_media(reduced_motion="reduce")
    for tab in ("bus", "temperature", "rooms", "countdown"):
        phone.go(tab)
        assert accessibility_faults(phone.page) == [], tab
        small = phone.page.evaluate(
            """() => [...document.querySelectorAll("main button, main a, .tab-bar a, .entries-link")]
                .map((one) => [one.innerText, one.getBoundingClientRect()])
                .filter(([, box]) => box.height < 56 || box.width < 48)
                .map(([text, box]) => `${text} ${box.height}`)"""
        )
        assert small == [], tab
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
