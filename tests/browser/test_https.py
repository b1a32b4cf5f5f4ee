"""Phones on a hotel's network: HTTPS by our own authority, trusted by a fresh profile, refused without.

What a profile trusts is Chromium's own on Linux: the database of NSS in its home folder, filled by
`certutil` with the file that the plain page hands out. Nothing tells Chromium to ignore anything.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as Refused

from tests.browser.secure import NAME, SecureServer
from tests.support.browsers import FLAGS, PHONE, Complaints
from tests.support.requirements import find_certutil, find_chromium, lacking
from tests.support.servers import Installation

# Where a phone finds the name is the network's doing (mDNS); here Chromium is told.
RESOLVED = (
    f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
)
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SEES = """async () => {
    const stream = await navigator.mediaDevices.getUserMedia({video: true});
    const [track] = stream.getVideoTracks();
    track.stop();
    return [isSecureContext, track.kind, typeof crypto.subtle, typeof PublicKeyCredential];
}"""


@dataclass
class Profiles:
    """Fresh profiles of Chromium, each with a home of its own and what that home trusts."""

    folder: Path
    browser: Browser
    complaints: Complaints
    made: list[BrowserContext]

    def open(self, name: str, authority: bytes | None) -> Page:
        """Open a profile that trusts `authority` beside what Chromium brings, or nothing besides."""
        home = self.folder / name
        (home / ".pki/nssdb").mkdir(parents=True)
        self._certutil(home, "-N", "--empty-password")
        if authority is not None:
            (home / "authority.crt").write_bytes(authority)
            self._certutil(home, "-A", "-t", "C,,", "-n", "yizhan", "-i", str(home / "authority.crt"))
        flags = [flag for flag in FLAGS if not flag.startswith("--host-resolver-rules")]
        context = self.browser.browser_type.launch_persistent_context(
            str(home / "profile"), executable_path=find_chromium(), args=[*flags, RESOLVED, *CAMERA],
            env={**os.environ, "HOME": str(home)}, viewport=PHONE, locale="en-GB", has_touch=True,
            is_mobile=True,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        self.complaints.listen(context)
        self.made.append(context)
        return context.pages[0]

    def _certutil(self, home: Path, *arguments: str) -> None:
        certutil = find_certutil()
        if certutil is None:
            lacking("certutil (Debian: apt-get install libnss3-tools)")
        subprocess.run([certutil, "-d", f"sql:{home / '.pki/nssdb'}", *arguments], check=True)


@pytest.fixture
def profiles(tmp_path: Path, browser: Browser, complaints: Complaints) -> Iterator[Profiles]:
    """A maker of fresh profiles."""
    made = Profiles(tmp_path, browser, complaints, [])
    yield made
    for context in made.made:
        context.close()


@pytest.fixture
def server(installation: Installation) -> Iterator[SecureServer]:
    """The demonstration with an authority of its own."""
    installation.yizhan("demo")
    server = SecureServer(installation)
    server.start()
    yield server
    server.stop()


def enter(page: Page, server: SecureServer, username: str) -> None:
    link = server.installation.yizhan("link", username, "--base", server.url).stdout.strip()
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/enter/" not in address)


def test_phone_that_trusts_our_authority_has_camera_and_works_offline(
    server: SecureServer, profiles: Profiles, complaints: Complaints
) -> None:
    with urlopen(f"{server.plain}/authority.crt", timeout=5) as handed_out:  # noqa: S310 - our own loopback address
        authority = handed_out.read()
    page = profiles.open("trusting", authority)
    page.goto(f"{server.plain}/")
    page.get_by_role("button", name="Is the secure page reached?").click()
    expect(page.get_by_text("This phone trusts the site")).to_be_visible()
    assert page.get_by_role("link", name="Go on to signing in").get_attribute("href") is not None

    enter(page, server, "counter1")
    page.goto(f"{server.url}/f/county/")
    expect(page.locator(".tab-bar a").first).to_be_visible()
    assert page.evaluate(SEES) == [True, "video", "object", "function"]
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    cookies = {cookie["name"]: cookie["secure"] for cookie in page.context.cookies(server.url)}
    assert cookies["__Host-session"]
    assert cookies["csrftoken"]

    complaints.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".make-up-main")).to_be_visible()
    expect(page.locator(".contact")).to_contain_text("No network")


def test_phone_without_our_authority_refuses_the_page_and_is_told_so(
    server: SecureServer, profiles: Profiles, complaints: Complaints
) -> None:
    complaints.expect("ERR_CERT_AUTHORITY_INVALID")
    page = profiles.open("distrusting", None)
    page.goto(f"{server.plain}/")
    page.get_by_role("button", name="Is the secure page reached?").click()
    expect(page.get_by_text("Not yet. Go through the steps again")).to_be_visible()
    with pytest.raises(Refused, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(f"{server.url}/f/county/")
