"""A local certificate authority: HTTPS on a network where no public authority can vouch for the server.

The authority is made once and never again, since every phone would have to trust it anew. It is
bound to the server's own names and to private networks (RFC 5280, 4.2.1.10), so that whoever
steals its key cannot pass for any other site on the phones that trust it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yizhan.core.keys import write_beside, write_once

AUTHORITY = "authority.pem"
SERVER = "server.pem"
AUTHORITY_LASTS = timedelta(days=3652)
# What browsers accept at most: CA/Browser Forum, Baseline Requirements, 6.3.2.
SERVER_LASTS = timedelta(days=397)
RENEWED_BEFORE_END = timedelta(days=60)
# Phones whose clocks are slow must not refuse a certificate of today.
BACKDATED = timedelta(days=1)
# Names that no public authority vouches for: RFC 6762, RFC 8375, RFC 6761, ICANN on ".internal".
PRIVATE_DOMAINS = ("local", "home.arpa", "internal", "lan", "localhost")
PRIVATE_NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
    "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class ServerNames:
    """What a server is called: host names in lower case, and addresses."""

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]

    @classmethod
    def read(cls, words: Iterable[str]) -> "ServerNames":
        """Sort host names and addresses apart, each once; raises ValueError for what is neither."""
        hosts: dict[str, None] = {}
        addresses: dict[Address, None] = {}
        for word in words:
            plain = word.strip().strip("[]").lower()
            try:
                addresses[ip_address(plain)] = None
            except ValueError:
                if not _NAME.fullmatch(plain):
                    raise ValueError(f"“{word}” is neither a host name nor an address.") from None
                hosts[plain] = None
        return cls(tuple(hosts), tuple(addresses))


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority of this installation."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, as people compare it: "3F:0A:…"."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def der(self) -> bytes:
        """The certificate as a phone takes it."""
        return self.certificate.public_bytes(Encoding.DER)

    def vouches_for(self, names: ServerNames) -> tuple[ServerNames, tuple[str, ...]]:
        """Return the names that this authority may vouch for, and those that it may not."""
        bounds = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = [name.value for name in bounds.permitted_subtrees or ()]
        domains = [value for value in permitted if isinstance(value, str)]
        networks = [value for value in permitted if isinstance(value, Network)]
        hosts = tuple(host for host in names.hosts if _is_below(host, domains))
        addresses = tuple(address for address in names.addresses if any(address in net for net in networks))
        left = {*names.hosts, *names.addresses} - {*hosts, *addresses}
        return ServerNames(hosts, addresses), tuple(sorted(str(name) for name in left))


def find_authority(folder: Path) -> Authority | None:
    """Return the authority whose key lies in `folder`, or None."""
    path = folder / AUTHORITY
    if not path.exists():
        return None
    pem = path.read_bytes()
    key = load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - `make_authority` wrote it # nosec
    return Authority(x509.load_pem_x509_certificate(pem), key)


def make_authority(folder: Path, names: ServerNames, at: datetime | None = None) -> Authority:
    """Return the authority in `folder`; it is made, bound to `names` and private networks, unless there."""
    found = find_authority(folder)
    if found is not None:
        return found
    key, moment = ec.generate_private_key(ec.SECP256R1()), at or datetime.now(UTC)
    called = names.hosts[0] if names.hosts else str(names.addresses[0])
    title = _titled(f"Yizhan {called} {moment:%Y-%m-%d}"[:64])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(title)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - BACKDATED)
        .not_valid_after(moment + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(_bounds(names), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    write_once(folder / AUTHORITY, _pem(key, certificate))
    made = find_authority(folder)
    assert made is not None  # noqa: S101 - written above, by us or by whoever was first # nosec
    return made


def serving_certificate(
    folder: Path, authority: Authority, names: ServerNames, at: datetime | None = None
) -> Path:
    """Return the file with the server's key and certificate for `names`; renewed when it must be.

    It is made anew when it ends within 60 days, when it does not bear exactly these names, or when
    another authority signed it. `names` must be such that the authority vouches for all of them.
    """
    path, moment = folder / SERVER, at or datetime.now(UTC)
    if not _still_serves(path, authority, names, moment):
        key = ec.generate_private_key(ec.SECP256R1())
        _replace(path, _pem(key, _sign(authority, key, names, moment)))
    return path


def certificate_names(certificate: x509.Certificate) -> ServerNames:
    """Return the names that a server's certificate bears; a wildcard as it stands, "*.example.org"."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ServerNames((), ())
    addresses = [one for one in found.get_values_for_type(x509.IPAddress) if isinstance(one, Address)]
    return ServerNames(tuple(found.get_values_for_type(x509.DNSName)), tuple(addresses))


def _sign(
    authority: Authority, key: ec.EllipticCurvePrivateKey, names: ServerNames, moment: datetime
) -> x509.Certificate:
    called: list[x509.GeneralName] = [x509.DNSName(host) for host in names.hosts]
    called += [x509.IPAddress(address) for address in names.addresses]
    issuer = authority.certificate
    begins = moment - BACKDATED
    return (
        x509.CertificateBuilder()
        .subject_name(_titled("Yizhan"))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(min(begins + SERVER_LASTS, issuer.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(called), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )


def _still_serves(path: Path, authority: Authority, names: ServerNames, moment: datetime) -> bool:
    if not path.exists():
        return False
    held = x509.load_pem_x509_certificate(path.read_bytes())
    bears = certificate_names(held)
    try:
        held.verify_directly_issued_by(authority.certificate)
    except Exception:  # noqa: BLE001 - whatever is wrong with the signature, another one is needed
        return False
    lasts = held.not_valid_before_utc <= moment < held.not_valid_after_utc - RENEWED_BEFORE_END
    return lasts and {*bears.hosts, *bears.addresses} == {*names.hosts, *names.addresses}


def _bounds(names: ServerNames) -> list[x509.GeneralName]:
    domains = [*PRIVATE_DOMAINS, *(host for host in names.hosts if not _is_below(host, PRIVATE_DOMAINS))]
    networks: list[Network] = [ip_network(network) for network in PRIVATE_NETWORKS]
    networks += [
        ip_network(address) for address in names.addresses if not any(address in net for net in networks)
    ]
    return [*(x509.DNSName(domain) for domain in domains), *(x509.IPAddress(net) for net in networks)]


def _is_below(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _titled(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates,
        crl_sign=signs_certificates, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    """Key and certificate in one file: they are replaced together or not at all."""
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def _replace(path: Path, contents: bytes) -> None:
    write_beside(path, contents).replace(path)
