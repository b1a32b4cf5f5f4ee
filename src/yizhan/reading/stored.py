"""An original and the answers about it, as the bytes that are sealed."""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict

from yizhan.reading.findings import Decision

_LENGTH = struct.Struct(">H")
_LONGEST_NAME = 255


def pack_original(name: str, contents: bytes) -> bytes:
    """Return a file with its name, which may name people too."""
    named = name[:_LONGEST_NAME].encode()
    return _LENGTH.pack(len(named)) + named + contents


def unpack_original(packed: bytes) -> tuple[str, bytes]:
    """Return the name and the contents of what `pack_original` made."""
    (length,) = _LENGTH.unpack_from(packed)
    start = _LENGTH.size
    return packed[start : start + length].decode(), packed[start + length :]


def pack_answers(decisions: Mapping[str, Decision]) -> bytes:
    """Return decisions by the questions they answer."""
    return json.dumps({question: asdict(given) for question, given in decisions.items()}).encode()


def unpack_answers(packed: bytes) -> dict[str, Decision]:
    """Return the decisions of what `pack_answers` made."""
    return {question: Decision(**given) for question, given in json.loads(packed).items()}
