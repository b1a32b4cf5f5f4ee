"""Keys: one master key outside the database, one key per person, one signing key for chain heads.

Identity data is sealed with the person's own key; destroying that key erases the person, while
the chain still verifies. Keys stand in a folder of their own so that they are backed up apart
from the data they open.
"""

import hmac
import os
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256, sha512
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
TOKEN_BYTES = 16
COORDINATE_BYTES = 32
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def make_keys(folder: Path) -> None:
    """Create the master and signing keys in `folder`, readable by the owner only, unless there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, key in {"master": os.urandom(KEY_BYTES), "signing": _new_signing_key()}.items():
        if not (folder / name).exists():
            write_once(folder / name, key)


def new_person_key() -> bytes:
    """Return a fresh person key, wrapped with the master key, ready to be stored."""
    return aes_key_wrap(_master(), os.urandom(KEY_BYTES))


def seal(wrapped: bytes, plain: bytes, *, about: bytes) -> bytes:
    """Encrypt `plain` with a person's wrapped key; `about` (the person's id) is bound to it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_unwrap(wrapped)).encrypt(nonce, plain, about)


def unseal(wrapped: bytes, sealed: bytes, *, about: bytes) -> bytes:
    """Decrypt what `seal` made; raises `cryptography.exceptions.InvalidTag` if it was altered."""
    return AESGCM(_unwrap(wrapped)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)


def blind_token(scope: str, value: str) -> bytes:
    """Return 16 bytes that stand for `value` in look-ups within `scope` and reveal nothing."""
    scope_key = hmac.digest(_master(), scope.encode(), sha256)
    return hmac.digest(scope_key, value.encode(), sha256)[:TOKEN_BYTES]


def fingerprint(contents: bytes) -> bytes:
    """Return 32 bytes that tell equal contents from others; without the master key they tell nothing."""
    return hmac.digest(_master(), b"fingerprint" + contents, sha256)


def sign(message: bytes) -> bytes:
    """Sign a chain head; 64 bytes, Ed25519."""
    return _signing().sign(message)


def signature_holds(message: bytes, signature: bytes) -> bool:
    """Tell whether `signature` over `message` was made by this installation's signing key."""
    try:
        _public().verify(signature, message)
    except Exception:  # noqa: BLE001 - the library raises several kinds for malformed signatures
        return False
    return True


def sign_for_phones(message: bytes) -> bytes:
    """Sign what a phone is to verify without network; 64 bytes, ECDSA P-256, as WebCrypto takes it."""
    r, s = decode_dss_signature(_phone_signing().sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")


def phones_public_key() -> dict[str, str]:
    """Return the public key for `sign_for_phones` as a JSON Web Key."""
    public = _phone_signing().public_key().public_numbers()
    x, y = (
        urlsafe_b64encode(n.to_bytes(COORDINATE_BYTES, "big")).decode().rstrip("=")
        for n in (public.x, public.y)
    )
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def forget_loaded_keys() -> None:
    """Read the key files again at the next use; for tests and after a restore."""
    _read.cache_clear()
    _unwrap.cache_clear()


def _fresh_master() -> bytes:
    return os.urandom(KEY_BYTES)


def write_once(path: Path, key: bytes) -> None:
    """Put a whole key in place at once: a crash leaves no half of it, and the first process wins."""
    fresh = write_beside(path, key)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process made it first, and its key stands
    finally:
        fresh.unlink()
    _make_lasting(path.parent)


def write_beside(path: Path, secret: bytes) -> Path:
    """Write a secret whole and lasting into a file beside `path`, ready to take its place; return it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _make_lasting(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


@lru_cache(maxsize=4)
def _read(path: Path) -> bytes:
    return path.read_bytes()


@lru_cache(maxsize=4096)
def _unwrap(wrapped: bytes) -> bytes:
    return aes_key_unwrap(_master(), wrapped)


def _master() -> bytes:
    return _read(Path(settings.YIZHAN_KEYS) / "master")


def _signing() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_read(Path(settings.YIZHAN_KEYS) / "signing"))


def _phone_signing() -> ec.EllipticCurvePrivateKey:
    """The key follows from the master key; P-256, since older browsers verify nothing newer."""
    wide = hmac.digest(_master(), b"phones", sha512)
    return ec.derive_private_key(int.from_bytes(wide, "big") % (P256_ORDER - 1) + 1, ec.SECP256R1())


def _public() -> Ed25519PublicKey:
    return _signing().public_key()
