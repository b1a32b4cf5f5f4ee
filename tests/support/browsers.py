"""Chromium, watched: a page that complains on its console fails its test."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.requirements import find_chromium, lacking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
AXE = Path("node_modules/axe-core/axe.min.js")


class Complaints:
    """What pages wrote to their consoles as errors; a refused script or style is among them."""

    def __init__(self) -> None:
        self._heard: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self._contexts: list[BrowserContext] = []
        self._over = False

    def expect(self, pattern: str) -> None:
        """Let complaints that match `pattern` pass, such as a lost connection in an offline test."""
        self._expected.append(re.compile(pattern))

    def listen(self, context: "BrowserContext") -> None:
        """Hear every page of `context`."""
        self._contexts.append(context)
        context.on("console", self._hear_console)
        context.on("weberror", lambda error: self._hear(f"uncaught: {error.error}"))

    def end(self) -> None:
        """Hear what the pages have said until now, and nothing of what they say when their server goes."""
        for page in [page for context in self._contexts for page in context.pages]:
            if not page.is_closed():
                # A round trip to the page brings what it had said before.
                page.title()
        self._over = True

    def unexpected(self) -> list[str]:
        """Return the complaints that no test expected."""
        return [text for text in self._heard if not any(known.search(text) for known in self._expected)]

    def _hear_console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self._hear(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _hear(self, text: str) -> None:
        if not self._over:
            self._heard.append(text)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    heard = getattr(item, "funcargs", {}).get("complaints")
    if heard is not None:
        heard.end()


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, one for each test module."""
    executable = find_chromium()
    if executable is None:
        lacking("Chromium")
    from playwright.sync_api import sync_playwright  # slow to import

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop running in this thread; the ORM is still used by one thread only.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the pages of the test complained about; anything unexpected fails the test at its end."""
    heard = Complaints()
    yield heard
    if unexpected := heard.unexpected():
        pytest.fail("a page complained:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture
def device(browser: "Browser", complaints: Complaints) -> Iterator[Callable[..., "BrowserContext"]]:
    """A function that makes a device (its own cookies, storage, network): `device(viewport=PHONE)`.

    Takes Playwright's options for a context; `locale` is English unless told.
    """
    made: list[BrowserContext] = []

    def make(**options: Any) -> "BrowserContext":
        options.setdefault("viewport", DESK)
        options.setdefault("locale", "en-GB")
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        complaints.listen(context)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(device: Callable[..., "BrowserContext"]) -> "Page":
    """One page on a desk's screen."""
    return device().new_page()


@pytest.fixture
def phone_page(device: Callable[..., "BrowserContext"]) -> "Page":
    """One page on a phone that has a touch screen."""
    return device(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2).new_page()


def accessibility_faults(page: "Page") -> list[str]:
    """Return what axe-core finds wrong with the page as it is shown now, one line a fault."""
    if not AXE.exists():
        lacking("axe-core (make setup installs it)")
    # Evaluated by the debugger, so that the page's content security policy stays as strict as it is.
    page.evaluate(AXE.read_text())
    report = page.evaluate("axe.run()")
    return [
        f"{fault['id']}: {fault['help']}: {node['target']}"
        for fault in report["violations"]
        for node in fault["nodes"]
    ]
