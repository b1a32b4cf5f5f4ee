"""How `yizhan serve` decides to speak HTTPS, and what it tells the settings."""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from yizhan.cli import names
from yizhan.cli.https import CannotServe, Listening, arrange
from yizhan.cli.serve import add_arguments

EVERYWHERE = "0.0.0.0"  # noqa: S104 - told to the command, not listened on
SETTINGS = (
    "YIZHAN_HTTPS", "YIZHAN_HOSTS", "YIZHAN_SECURE_AT", "YIZHAN_PLAIN_AT", "YIZHAN_PLAIN_RESIDENTS",
    "YIZHAN_RESIDENTS_AT", "YIZHAN_CERTIFICATE", "YIZHAN_CERTIFICATE_KEY",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of the test's own; what is told to the settings is forgotten again."""
    with monkeypatch.context() as patch:
        for name in SETTINGS:
            patch.setenv(name, "")
            patch.delenv(name)
        patch.setenv("YIZHAN_HOME", str(tmp_path))
        patch.setenv("YIZHAN_KEYS", str(tmp_path / "keys"))
        patch.setattr(names, "lan_addresses", lambda: [IPv4Address("192.168.1.20")])
        patch.setattr("yizhan.cli.https.lan_addresses", names.lan_addresses)
        patch.setattr("socket.gethostname", lambda: "Front-Desk")
        yield


def asked(*words: str) -> Namespace:
    parser = ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def arranged(*words: str) -> Listening:
    return arrange(asked(*words))


def pair(folder: Path, *hosts: str, days: int = 90) -> tuple[str, str]:
    """A certificate that somebody else made, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([])
    called = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=100))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(called, critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(exist_ok=True)
    (folder / "a.pem").write_bytes(made.public_bytes(Encoding.PEM))
    # As acme.sh writes keys: SEC 1.
    old = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (folder / "a.key").write_bytes(old)
    return str(folder / "a.pem"), str(folder / "a.key")


def test_without_https_nothing_changes() -> None:
    found = arranged()
    assert (found.host, found.port, found.certificate, found.base) == (
        "127.0.0.1", 8000, None, "http://localhost:8000",
    )  # fmt: skip
    assert os.environ["YIZHAN_HTTPS"] == ""
    assert os.environ["YIZHAN_HOSTS"] == "localhost,127.0.0.1,[::1]"


def test_own_authority_serves_every_name_of_the_machine(tmp_path: Path) -> None:
    found = arranged("--https", "--host", EVERYWHERE, "--name", "yizhan.local")
    assert (found.port, found.plain_port, found.plain) == (8443, 8000, "http://192.168.1.20:8000")
    assert found.secure == tuple(
        f"https://{name}:8443"
        for name in (
            "yizhan.local", "front-desk.local", "front-desk", "192.168.1.20", "localhost", "127.0.0.1"
        )
    )  # fmt: skip
    assert os.environ["YIZHAN_HTTPS"] == "own"
    assert set(os.environ["YIZHAN_HOSTS"].split(",")) == {
        "yizhan.local", "front-desk.local", "front-desk", "192.168.1.20", "localhost", "127.0.0.1",
    }  # fmt: skip
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    again = arranged("--https", "--host", EVERYWHERE, "--name", "yizhan.local")
    assert again.authority is not None
    assert found.authority is not None
    assert again.authority.fingerprint == found.authority.fingerprint


def test_name_that_the_authority_may_not_vouch_for_is_served_and_told() -> None:
    arranged("--https")
    found = arranged("--https", "--name", "station.example.cn")
    assert [note.split(":")[0] for note in found.notes] == ["station.example.cn"]
    assert not any("example" in address for address in found.secure)
    assert "station.example.cn" in os.environ["YIZHAN_HOSTS"]


def test_plain_residents_are_a_decision_that_is_said_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    found = arranged("--https", "--host", EVERYWHERE, "--plain-residents")
    assert "is not encrypted" in found.notes[0]
    assert os.environ["YIZHAN_RESIDENTS_AT"] == "http://192.168.1.20:8000"
    monkeypatch.setenv("YIZHAN_HTTPS", "proxy")
    with pytest.raises(CannotServe, match="belongs to --https"):
        arranged("--plain-residents")


def test_given_certificate_brings_its_names(tmp_path: Path) -> None:
    certificate, key = pair(tmp_path / "given", "station.example.cn", "*.example.cn")
    found = arranged("--certificate", certificate, "--key", key, "--port", "443", "--host", EVERYWHERE)
    assert (found.secure, found.plain_port, found.notes) == (("https://station.example.cn",), 0, ())
    assert os.environ["YIZHAN_HTTPS"] == "given"
    hosts = os.environ["YIZHAN_HOSTS"].split(",")
    assert hosts == ["station.example.cn", ".example.cn", "localhost", "127.0.0.1"]
    assert not (tmp_path / "keys/authority.pem").exists()


def test_certificate_that_cannot_serve_is_refused_at_the_start(tmp_path: Path) -> None:
    certificate, _ = pair(tmp_path / "one", "station.example.cn")
    _, foreign = pair(tmp_path / "two", "station.example.cn")
    ended, its_key = pair(tmp_path / "three", "station.example.cn", days=-1)
    for words, why in (
        ((certificate, foreign), "is not the key of"),
        ((ended, its_key), "phones refuse it"),
        ((certificate, str(tmp_path / "none")), "cannot be read"),
    ):
        with pytest.raises(CannotServe, match=why):
            arranged("--certificate", words[0], "--key", words[1])
    with pytest.raises(CannotServe, match="give both"):
        arranged("--certificate", certificate)
    soon, soon_key = pair(tmp_path / "four", "station.example.cn", days=5)
    assert "renew it" in arranged("--certificate", soon, "--key", soon_key).notes[0]


def test_proxy_is_believed_only_when_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIZHAN_HTTPS", "1")
    monkeypatch.setenv("YIZHAN_HOSTS", "station.example.cn")
    found = arranged()
    assert (found.certificate, os.environ["YIZHAN_HTTPS"]) == (None, "proxy")
    assert os.environ["YIZHAN_HOSTS"] == "station.example.cn"
    monkeypatch.setenv("YIZHAN_HTTPS", "yes")
    with pytest.raises(CannotServe, match="leave it empty"):
        arranged()


ASKED = """
from django.conf import settings as s
print(s.SECURE_PROXY_SSL_HEADER, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.ALLAUTH_TRUSTED_PROXY_COUNT, s.ROOT_URLCONF, sep="|")
"""


@pytest.mark.parametrize(
    ("mode", "listener", "expected"),
    [
        ("", "", "None|sessionid|False|False|csrftoken|0|0|yizhan.config.urls"),
        ("own", "", "None|__Host-session|True|True|csrftoken|0|0|yizhan.config.urls"),
        ("given", "", "None|__Host-session|True|True|csrftoken|0|0|yizhan.config.urls"),
        (
            "proxy", "",
            "('HTTP_X_FORWARDED_PROTO', 'https')|__Host-session|True|True|csrftoken|0|1|yizhan.config.urls",
        ),
        ("", "plain", "None|sessionid|False|False|plaincsrf|0|0|yizhan.web.trust.plain"),
    ],
)  # fmt: skip
def test_settings_of_each_mode(mode: str, listener: str, expected: str) -> None:
    surroundings = {
        **os.environ, "YIZHAN_HTTPS": mode, "YIZHAN_LISTENER": listener,
        "DJANGO_SETTINGS_MODULE": "yizhan.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == expected
