"""The page that leads phones to trust our authority, and what the plain side serves besides."""

import plistlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from django.test import Client, override_settings

from yizhan.core.authority import Authority, ServerNames, make_authority

SECURE = ["https://yizhan.local:8443", "https://192.168.1.20:8443"]
PLAIN = {"ROOT_URLCONF": "yizhan.web.trust.plain", "ALLOWED_HOSTS": ["yizhan.local", "192.168.1.20"]}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1"
HUAWEI = "Mozilla/5.0 (Linux; Android 10; HarmonyOS; ALN-AL00) Chrome/114 HuaweiBrowser/15"
WECHAT = "Mozilla/5.0 (Linux; Android 14) Chrome/116 XWEB/1160065 MicroMessenger/8.0.47"

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return make_authority(tmp_path, ServerNames.read(["yizhan.local", "192.168.1.20"]))


@pytest.fixture
def plain(authority: Authority, tmp_path: Path) -> Iterator[Client]:
    """A phone on the plain side, by the number of the server."""
    with override_settings(
        **PLAIN, YIZHAN_KEYS=tmp_path, SECURE_AT=SECURE, PLAIN_AT="http://192.168.1.20:8000"
    ):
        yield Client(headers={"Accept-Language": "en", "Host": "192.168.1.20:8000"})


@pytest.mark.parametrize(
    ("browser", "first", "in_chat"),
    [(IPHONE, "iPhone", False), (HUAWEI, "Huawei", False), (WECHAT, "Other Android", True)],
)
def test_page_knows_the_phone_and_warns_inside_a_chat_program(
    plain: Client, authority: Authority, browser: str, first: str, in_chat: bool
) -> None:
    page = plain.get("/", headers={"User-Agent": browser}).content.decode()
    shown = page.split("<details", 1)[1]
    assert shown.split("<b>", 1)[1].startswith(first)
    assert ("inside a chat program, which cannot keep" in page) == in_chat
    pairs = "".join(f"<span>{pair}</span>" for pair in authority.fingerprint.split(":"))
    assert pairs in page


def test_name_by_which_the_phone_came_is_tried_first_and_may_be_asked(plain: Client) -> None:
    reply = plain.get("/")
    page = reply.content.decode()
    assert page.index(f'data-secure="{SECURE[1]}"') < page.index(f'data-secure="{SECURE[0]}"')
    policy = reply.headers["Content-Security-Policy"]
    assert f"connect-src 'self' {SECURE[1]} {SECURE[0]};" in policy
    assert "script-src 'self';" in policy


def test_certificate_is_handed_out_as_each_phone_takes_it(plain: Client, authority: Authority) -> None:
    crt = plain.get("/authority.crt")
    assert crt.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(crt.content) == authority.certificate
    reply = plain.get("/authority.mobileconfig")
    assert reply.headers["Content-Type"] == "application/x-apple-aspen-config"
    profile = plistlib.loads(reply.content)
    (root,) = profile["PayloadContent"]
    assert (root["PayloadType"], root["PayloadContent"]) == ("com.apple.security.root", authority.der)
    again = plistlib.loads(plain.get("/authority.mobileconfig").content)
    assert again["PayloadUUID"] == profile["PayloadUUID"]
    assert b"PRIVATE" not in crt.content + reply.content


def test_plain_side_serves_and_redirects_nothing_else(plain: Client) -> None:
    for path in ("/sign-in/", "/s/county/", "/f/county/", "/r/", "/api/v1/me", "/enter/secret/"):
        reply = plain.get(path)
        assert (path, reply.status_code) == (path, 404)
        assert SECURE[1] in reply.content.decode()


def test_without_an_authority_there_is_no_such_page(tmp_path: Path) -> None:
    with override_settings(YIZHAN_KEYS=tmp_path, SECURE_AT=SECURE):
        assert Client().get("/trust/").status_code == 404


def test_every_plain_address_declares_whom_it_serves() -> None:
    from django.urls import get_resolver

    from tests.architecture.test_access import _addresses, _is_declared

    addresses = list(_addresses(get_resolver("yizhan.web.trust.plain")))
    assert len(addresses) >= 6
    assert [route for route, _, view in addresses if not _is_declared(view)] == []
