"""Reading a site's journal, and its signed head."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from yizhan.core import keys
from yizhan.core.columns import Moment
from yizhan.stays.models import JournalEntry, JournalHead

READ_AT_ONCE = 2000


class StoredEntry(NamedTuple):
    """One entry as it stands in the database: the bytes that were hashed, and the columns beside them.

    `at` is the column as a text such as the entry itself has, since a million of them are only compared.
    """

    sequence: int
    kind: str
    at: str
    body: bytes
    hash: bytes


def is_same_moment(one: str, other: str) -> bool:
    """Tell whether two ISO texts are the same moment; raises ValueError for what is no moment."""
    return one == other or datetime.fromisoformat(one) == datetime.fromisoformat(other)


def stored_entries(site_id: UUID) -> Iterator[StoredEntry]:
    """Yield a site's entries in order of sequence; one pass, a few thousand in memory at a time."""
    rows = (
        JournalEntry.objects.filter(site_id=site_id)
        .order_by("sequence")
        .annotate(written_at=Moment("at"))
        .values_list("sequence", "kind", "written_at", "body", "hash")
    )
    if connection.vendor == "sqlite":
        yield from map(StoredEntry._make, rows.iterator(READ_AT_ONCE))
        return
    for sequence, kind, at, body, digest in rows.iterator(READ_AT_ONCE):
        yield StoredEntry(sequence, kind, at, bytes(body), bytes(digest))


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The end of a journal as this installation signs it: sequence, hash (hex), signature (hex)."""

    site_id: UUID
    sequence: int
    hash: str
    signature: str

    @property
    def is_ours(self) -> bool:
        """Tell whether this installation signed it; False for anything else, however malformed."""
        try:
            message = head_message(self.site_id, self.sequence, bytes.fromhex(self.hash))
            return keys.signature_holds(message, bytes.fromhex(self.signature))
        except (ValueError, OverflowError):
            return False


def signed_head(site_id: UUID) -> SignedHead:
    """Return the site's head, to be kept elsewhere; it proves later that no tail was cut."""
    head = JournalHead.objects.get(site_id=site_id)
    digest = bytes(head.hash)
    signature = keys.sign(head_message(site_id, head.sequence, digest))
    return SignedHead(site_id, head.sequence, digest.hex(), signature.hex())


def head_message(site_id: UUID, sequence: int, digest: bytes) -> bytes:
    """Return the bytes that are signed."""
    return b"yizhan head" + site_id.bytes + sequence.to_bytes(8, "big") + digest
