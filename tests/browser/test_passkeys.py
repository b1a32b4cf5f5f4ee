"""Keys in a real browser: a virtual authenticator stands for the phone's fingerprint reader."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page

from tests.cli.test_setup import LINK, SCHOOL
from tests.support.browsers import PHONE, Complaints, accessibility_faults
from tests.support.servers import Installation, Server

READER = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def address(installation: Installation, serving: Callable[..., Server]) -> str:
    """The address of a server with one site; passkeys need a name, not an IP address."""
    installation.yizhan(*SCHOOL)
    return serving(installation, "--workers", "1").url.replace("127.0.0.1", "localhost")


@pytest.fixture
def phone(device: Callable[..., BrowserContext]) -> Page:
    """A phone with a fingerprint reader."""
    context = device(viewport=PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": READER})
    return page


def enter(page: Page, installation: Installation, address: str, *arguments: str) -> None:
    """Come in by a fresh one-time link."""
    link = LINK.search(installation.yizhan("link", "chen.jie", *arguments).stdout)
    assert link
    page.goto(link[0].replace("http://localhost:8000", address))
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/me/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")


def test_passkey_is_made_and_signs_in(phone: Page, installation: Installation, address: str) -> None:
    enter(phone, installation, address)
    phone.get_by_label("Name of this device").fill("Night phone")
    phone.get_by_role("button", name="Make a passkey").click()
    phone.get_by_role("heading", name="Recovery codes").wait_for()
    assert phone.locator(".codes li").count() == 10
    sign_out(phone, address)
    phone.get_by_role("button", name="Sign in with a passkey").click()
    phone.wait_for_url(f"{address}/s/school/**")
    phone.goto(f"{address}/me/")
    phone.get_by_text("Night phone").wait_for()
    assert "last used" in phone.inner_text("main")


def test_lost_key_no_longer_signs_in(phone: Page, installation: Installation, address: str) -> None:
    enter(phone, installation, address)
    phone.get_by_role("button", name="Make a passkey").click()
    phone.get_by_role("heading", name="Recovery codes").wait_for()
    installation.yizhan("link", "chen.jie", "--lost-key")
    phone.goto(f"{address}/me/")
    assert "/sign-in/" in phone.url
    phone.get_by_role("button", name="Sign in with a passkey").click()
    phone.get_by_text("This did not work").wait_for()


def test_cancelled_passkey_is_explained(phone: Page, address: str) -> None:
    phone.goto(f"{address}/sign-in/")
    cancelled = "async () => { throw new DOMException('', 'NotAllowedError'); }"
    phone.evaluate(f"() => {{ navigator.credentials.get = {cancelled}; }}")
    phone.get_by_role("button", name="Sign in with a passkey").click()
    phone.get_by_text("Nothing happened").wait_for()


def test_password_and_code_app(phone: Page, installation: Installation, address: str) -> None:
    enter(phone, installation, address)
    phone.get_by_role("link", name="Password and code app").click()
    secret = phone.locator(".copyable").inner_text().strip()
    phone.get_by_label("Password").fill("three quiet red lamps")
    phone.get_by_label("Code from the app").fill(code(secret, -1))
    phone.get_by_role("button", name="Save").click()
    phone.get_by_role("heading", name="Recovery codes").wait_for()
    sign_out(phone, address)
    phone.get_by_label("User name").fill("chen.jie")
    phone.get_by_label("Password").fill("three quiet red lamps")
    phone.get_by_role("button", name="Sign in", exact=True).click()
    phone.get_by_label("Code from the app, or a recovery code").fill(code(secret, 0))
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_url(f"{address}/s/school/**")


def test_pages_can_be_used_by_everybody(
    phone: Page, installation: Installation, address: str, complaints: Complaints
) -> None:
    complaints.expect("410")
    faults = {}
    phone.goto(f"{address}/sign-in/")
    faults["sign-in"] = accessibility_faults(phone)
    enter(phone, installation, address)
    for path in (
        "/me/passkeys/new/",
        "/me/password/",
        "/me/",
        "/s/school/crew/",
        "/sign-in/recovery/",
        "/enter/gone/",
    ):
        phone.goto(f"{address}{path}")
        faults[path] = accessibility_faults(phone)
    assert {path: found for path, found in faults.items() if found} == {}


def code(secret: str, steps: int) -> str:
    """Return what a code app shows, so many steps of 30 s from now."""
    shown: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
    return shown
