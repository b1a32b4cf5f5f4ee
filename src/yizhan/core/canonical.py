"""One way to write facts as bytes, so that equal facts have equal digests."""

import hashlib
import json
from typing import Any


def encode(facts: Any) -> bytes:
    """Return `facts` (JSON values only) as canonical UTF-8 JSON: sorted keys, no spaces."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(facts: Any) -> bytes:
    """Return the SHA-256 of the canonical form, 32 bytes."""
    return hashlib.sha256(encode(facts)).digest()
