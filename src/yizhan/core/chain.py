"""A hash chain: each entry's hash covers the one before it, so that no entry can be changed unseen."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """One stored entry: its number from 1 without gaps, its bytes, and its 32-byte hash."""

    sequence: int
    body: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold, and why."""

    sequence: int
    reason: str


def link_hash(previous: bytes, sequence: int, body: bytes) -> bytes:
    """Return SHA-256 over the previous hash, the sequence (8 bytes, big endian) and the body."""
    return hashlib.sha256(previous + sequence.to_bytes(8, "big") + body).digest()


def find_breaks(links: Iterable[Link]) -> Iterator[Break]:
    """Yield every place where `links`, in order of sequence, do not form one chain."""
    previous, expected = GENESIS, 1
    for link in links:
        if link.sequence != expected:
            yield Break(link.sequence, f"entry {expected} is missing")
        if link.hash != link_hash(previous, link.sequence, link.body):
            yield Break(link.sequence, "the entry does not match its hash")
        previous, expected = link.hash, link.sequence + 1
