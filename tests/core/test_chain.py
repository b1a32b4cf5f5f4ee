"""The chain, worked out by hand."""

from hashlib import sha256

from yizhan.core.chain import GENESIS, link_hash


def test_link_covers_the_hash_before_the_number_and_the_body() -> None:
    expected = sha256(b"\x00" * 32 + b"\x00\x00\x00\x00\x00\x00\x00\x01" + b"one").digest()
    assert link_hash(GENESIS, 1, b"one") == expected
    assert link_hash(GENESIS, 2, b"one") != expected
    assert link_hash(b"\x01" * 32, 1, b"one") != expected
    assert link_hash(GENESIS, 1, b"one ") != expected


def test_numbers_and_bodies_cannot_trade_bytes() -> None:
    assert link_hash(GENESIS, 1, b"\x00a") != link_hash(GENESIS, 256, b"a")
