"""Keys: made once and whole, one for each person, one for heads."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from yizhan.core import keys


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.make_keys(folder)
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name: len(key) for name, key in made.items()} == {"master": 32, "signing": 32}
    assert all(stat.S_IMODE((folder / name).stat().st_mode) == 0o600 for name in made)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    keys.make_keys(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made


def test_keys_made_by_two_at_once_are_the_same_for_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thread stands for a process, with a number of its own."""
    numbers = threading.local()
    monkeypatch.setattr(os, "getpid", lambda: numbers.own)
    barrier = threading.Barrier(8)

    def make(number: int) -> None:
        numbers.own = number
        barrier.wait(10)
        keys.make_keys(tmp_path / "keys")

    threads = [threading.Thread(target=make, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["master", "signing"]


def test_key_is_never_seen_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        keys.make_keys(tmp_path)
    assert not (tmp_path / "master").exists()


def test_sealed_text_opens_with_its_own_key_and_person_only() -> None:
    mine, other = keys.new_person_key(), keys.new_person_key()
    sealed = keys.seal(mine, "王小明".encode(), about=b"person 1")
    assert keys.unseal(mine, sealed, about=b"person 1").decode() == "王小明"
    assert "王小明".encode() not in sealed
    for wrong_key, about in ((other, b"person 1"), (mine, b"person 2")):
        with pytest.raises(InvalidTag):
            keys.unseal(wrong_key, sealed, about=about)
    with pytest.raises(InvalidTag):
        keys.unseal(mine, sealed[:-1] + bytes([sealed[-1] ^ 1]), about=b"person 1")


def test_sealing_twice_never_looks_the_same() -> None:
    key = keys.new_person_key()
    assert len({keys.seal(key, b"same", about=b"p") for _ in range(50)}) == 50


def test_blind_token_stands_for_a_value_within_its_scope() -> None:
    token = keys.blind_token("site 1", "wang")
    assert len(token) == 16
    assert keys.blind_token("site 1", "wang") == token
    assert token not in (keys.blind_token("site 2", "wang"), keys.blind_token("site 1", "wangx"))


def test_signature_holds_for_its_message_only() -> None:
    signature = keys.sign(b"head 7")
    assert len(signature) == 64
    assert keys.signature_holds(b"head 7", signature)
    assert not keys.signature_holds(b"head 8", signature)
    assert not keys.signature_holds(b"head 7", signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not keys.signature_holds(b"head 7", b"")
