"""Our own authority: made once, bound to its own names, and a certificate that is renewed in time."""

import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from yizhan.core.authority import (
    Authority,
    ServerNames,
    certificate_names,
    find_authority,
    make_authority,
    serving_certificate,
)

TONIGHT = datetime(2026, 3, 17, 20, 0, tzinfo=UTC)
NAMES = ServerNames.read(["yizhan.local", "station.example.cn", "192.168.1.20", "localhost"])


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return make_authority(tmp_path, NAMES, TONIGHT)


def held(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def accepted(authority: Authority, leaf: x509.Certificate, name: str) -> bool:
    """Tell whether a verifier that trusts the authority accepts `leaf` for `name`."""
    try:
        subject: x509.GeneralName = x509.IPAddress(ip_address(name))
    except ValueError:
        subject = x509.DNSName(name)
    verifier = PolicyBuilder().store(Store([authority.certificate])).time(TONIGHT)
    try:
        verifier.build_server_verifier(subject).verify(leaf, [])
    except VerificationError:
        return False
    return True


def test_certificate_is_good_for_its_names_and_for_no_other(authority: Authority, tmp_path: Path) -> None:
    leaf = held(serving_certificate(tmp_path, authority, NAMES, TONIGHT))
    assert [accepted(authority, leaf, name) for name in ("yizhan.local", "192.168.1.20")] == [True, True]
    assert not accepted(authority, leaf, "other.local")
    assert certificate_names(leaf) == NAMES


def test_authority_cannot_pass_for_another_site(authority: Authority, tmp_path: Path) -> None:
    bank = ServerNames.read(["bank.example.com", "8.8.8.8", "later.local", "10.1.2.3"])
    vouched, others = authority.vouches_for(bank)
    assert (vouched.hosts, [str(one) for one in vouched.addresses]) == (("later.local",), ["10.1.2.3"])
    assert others == ("8.8.8.8", "bank.example.com")
    stolen = held(serving_certificate(tmp_path, authority, bank, TONIGHT))
    assert not accepted(authority, stolen, "bank.example.com")
    bounds = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert bounds.critical


def test_authority_is_made_once(authority: Authority, tmp_path: Path) -> None:
    again = make_authority(tmp_path, ServerNames.read(["other.local"]), TONIGHT + timedelta(days=300))
    assert again.fingerprint == authority.fingerprint
    found = find_authority(tmp_path)
    assert found is not None
    assert found.fingerprint == authority.fingerprint
    assert find_authority(tmp_path / "elsewhere") is None


def test_files_are_the_owners_alone(authority: Authority, tmp_path: Path) -> None:
    serving_certificate(tmp_path, authority, NAMES, TONIGHT)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"authority.pem": 0o600, "server.pem": 0o600}


def test_spans_are_those_that_browsers_accept(authority: Authority, tmp_path: Path) -> None:
    leaf = held(serving_certificate(tmp_path, authority, NAMES, TONIGHT))
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == timedelta(days=397)
    ends = authority.certificate.not_valid_after_utc
    assert ends - TONIGHT == timedelta(days=3652)


@pytest.mark.parametrize(("days", "renewed"), [(0, False), (335, False), (336, True), (500, True)])
def test_certificate_is_renewed_before_it_ends(
    authority: Authority, tmp_path: Path, days: int, renewed: bool
) -> None:
    first = held(serving_certificate(tmp_path, authority, NAMES, TONIGHT))
    later = held(serving_certificate(tmp_path, authority, NAMES, TONIGHT + timedelta(days=days)))
    assert (later.serial_number != first.serial_number) == renewed


def test_certificate_is_renewed_when_names_change(authority: Authority, tmp_path: Path) -> None:
    first = held(serving_certificate(tmp_path, authority, NAMES, TONIGHT))
    moved = ServerNames.read(["yizhan.local", "station.example.cn", "192.168.7.3", "localhost"])
    second = held(serving_certificate(tmp_path, authority, moved, TONIGHT))
    assert first.serial_number != second.serial_number
    assert certificate_names(second) == moved


def test_certificate_of_another_authority_is_not_served(authority: Authority, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    foreign = make_authority(other, NAMES, TONIGHT)
    serving_certificate(tmp_path, foreign, NAMES, TONIGHT)
    leaf = held(serving_certificate(tmp_path, authority, NAMES, TONIGHT))
    assert accepted(authority, leaf, "yizhan.local")


def test_names_and_addresses_are_told_apart() -> None:
    names = ServerNames.read(["Yizhan.LOCAL", "[::1]", "10.0.0.1", "yizhan.local"])
    assert names.hosts == ("yizhan.local",)
    assert [str(address) for address in names.addresses] == ["::1", "10.0.0.1"]
    with pytest.raises(ValueError, match="neither a host name nor an address"):
        ServerNames.read(["not a name"])
