"""How `yizhan serve` speaks HTTPS: by a certificate that is given, by its own authority, or behind a proxy.

Settings are read from the environment, so what is decided here is put there before Django is loaded.
"""

import os
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from yizhan.cli.names import THIS_MACHINE, lan_addresses, serving_names
from yizhan.config.home import GIVEN, OWN, given_hosts, https_mode, keys_folder
from yizhan.core.authority import (
    Authority,
    ServerNames,
    certificate_names,
    make_authority,
    serving_certificate,
)

PLAIN_PORT, SECURE_PORT, OWN_PLAIN_PORT = 8000, 8443, 8000
ENDS_SOON = timedelta(days=14)
_NOT_VOUCHED = "{}: this installation's authority may not vouch for it; a tunnel or proxy must."
_UNENCRYPTED = "{}/r/ is not encrypted: whoever shares this network can read what residents write."


class CannotServe(RuntimeError):
    """HTTPS cannot be served as it was asked for; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the server listens and how; at `plain_port` phones are led to our own authority, unless 0."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    plain_port: int = 0
    authority: Authority | None = None
    secure: tuple[str, ...] = ()
    plain: str = ""
    notes: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The first address under which the server is reached."""
        return self.secure[0] if self.secure else f"http://{_shown(self.host)}:{self.port}"


def add_arguments(parser: ArgumentParser) -> None:
    """How phones get a secure origin."""
    secure = parser.add_argument_group("https", "phones need it for camera, offline work and passkeys")
    secure.add_argument("--certificate", type=Path, help="a certificate that phones trust already, as PEM")
    secure.add_argument("--key", type=Path, help="its key, as PEM")
    secure.add_argument(
        "--https", action="store_true", help="a certificate by this installation's own authority"
    )
    secure.add_argument(
        "--name", action="append", default=[], help="a host name under which it is reached; may be repeated"
    )
    secure.add_argument(
        "--plain-port", type=int, metavar="PORT",
        help=f"where phones learn to trust the own authority (default {OWN_PLAIN_PORT}; 0: nowhere)",
    )  # fmt: skip
    secure.add_argument(
        "--plain-residents", action="store_true",
        help="serve the residents' page there too, unencrypted: others on the network can read along",
    )  # fmt: skip


def arrange(options: Namespace) -> Listening:
    """Decide how to listen, make what is missing, and tell the settings; raises CannotServe."""
    certificate = options.certificate or _path("YIZHAN_CERTIFICATE")
    key = options.key or _path("YIZHAN_CERTIFICATE_KEY")
    try:
        mode = GIVEN if certificate or key else OWN if options.https else https_mode()
        if options.plain_residents and mode != OWN:
            raise ValueError(
                "--plain-residents belongs to --https: elsewhere the residents' page is served as it is."
            )
        given = [*options.name, *given_hosts()]
        if mode == GIVEN:
            found = _given(options, certificate, key, given)
        elif mode == OWN:
            found = _own(options, given)
        else:
            found = Listening(options.host, options.port or PLAIN_PORT)
            _tell(YIZHAN_HOSTS=",".join(given or _default_hosts()))
    except ValueError as error:
        raise CannotServe(str(error)) from error
    _tell(YIZHAN_HTTPS=mode, YIZHAN_SECURE_AT=" ".join(found.secure), YIZHAN_PLAIN_AT=found.plain)
    return found


def _own(options: Namespace, given: list[str]) -> Listening:
    names = serving_names(options.host, given)
    folder = keys_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = make_authority(folder, names)
    vouched, others = authority.vouches_for(names)
    pair = serving_certificate(folder, authority, vouched)
    port = options.port or SECURE_PORT
    plain_port = OWN_PLAIN_PORT if options.plain_port is None else options.plain_port
    plain = f"http://{_reached_by_anyone(options.host)}:{plain_port}" if plain_port else ""
    if plain and options.plain_residents:
        _tell(YIZHAN_PLAIN_RESIDENTS="1")
        os.environ.setdefault("YIZHAN_RESIDENTS_AT", plain)
    _tell(YIZHAN_HOSTS=",".join(_as_hosts(names)))
    wanted = {*ServerNames.read(given).hosts} & {*others}
    notes = [_NOT_VOUCHED.format(name) for name in sorted(wanted)]
    if options.plain_residents:
        notes.append(_UNENCRYPTED.format(plain))
    return Listening(
        options.host, port, pair, pair, plain_port, authority, _addresses(vouched, port), plain, tuple(notes)
    )


def _given(options: Namespace, certificate: Path | None, key: Path | None, given: list[str]) -> Listening:
    if certificate is None or key is None:
        raise CannotServe("--certificate and --key belong together: give both.")
    held = _read_pair(certificate, key)
    names, port = certificate_names(held), options.port or SECURE_PORT
    _tell(YIZHAN_HOSTS=",".join([*given, *_as_hosts(names), *THIS_MACHINE]))
    notes: tuple[str, ...] = ()
    if held.not_valid_after_utc < datetime.now(UTC) + ENDS_SOON:
        notes = (f"{certificate} ends on {held.not_valid_after_utc:%Y-%m-%d}: renew it, then start again.",)
    return Listening(
        options.host, port, certificate, key, secure=_addresses(names, port), notes=notes,
    )  # fmt: skip


def _read_pair(certificate: Path, key: Path) -> x509.Certificate:
    try:
        held = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise CannotServe(
            f"{certificate} and {key} cannot be read as PEM without a password: {error}"
        ) from error
    spki = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if held.public_key().public_bytes(*spki) != private.public_key().public_bytes(*spki):
        raise CannotServe(f"{key} is not the key of {certificate}.")
    if held.not_valid_after_utc <= datetime.now(UTC):
        raise CannotServe(f"{certificate} ended on {held.not_valid_after_utc:%Y-%m-%d}: phones refuse it.")
    return held


def _addresses(names: ServerNames, port: int) -> tuple[str, ...]:
    """Return the addresses to try, names before numbers, and this machine's own last."""
    shown = [host for host in names.hosts if not host.startswith("*")]
    shown += [_bracketed(str(address)) for address in names.addresses]
    ordered = sorted(shown, key=lambda name: name in THIS_MACHINE)
    return tuple(f"https://{name}" if port == 443 else f"https://{name}:{port}" for name in ordered)


def _as_hosts(names: ServerNames) -> list[str]:
    """Return names as Django's ALLOWED_HOSTS takes them."""
    hosts = [host.removeprefix("*") for host in names.hosts]
    return [*hosts, *(_bracketed(str(address)) for address in names.addresses)]


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _reached_by_anyone(host: str) -> str:
    return next((str(address) for address in lan_addresses()), host) if host == "0.0.0.0" else host  # noqa: S104 # nosec


def _shown(host: str) -> str:
    return "localhost" if host == "127.0.0.1" else host


def _default_hosts() -> list[str]:
    return [*THIS_MACHINE, "[::1]"]


def _path(variable: str) -> Path | None:
    found = os.environ.get(variable, "")
    return Path(found) if found else None


def _tell(**settings: str) -> None:
    os.environ.update(settings)
