"""A hash chain: each entry's hash covers the one before it, so that no entry can be changed unseen."""

import hashlib

GENESIS = bytes(32)


def link_hash(previous: bytes, sequence: int, body: bytes) -> bytes:
    """Return SHA-256 over the previous hash, the sequence (8 bytes, big endian) and the body."""
    return hashlib.sha256(previous + sequence.to_bytes(8, "big") + body).digest()
