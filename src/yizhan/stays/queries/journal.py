"""Reading a site's journal, and its signed head."""

from dataclasses import dataclass
from uuid import UUID

from yizhan.core import keys
from yizhan.stays.models import JournalHead


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The end of a journal as this installation signs it: sequence, hash (hex), signature (hex)."""

    site_id: UUID
    sequence: int
    hash: str
    signature: str


def signed_head(site_id: UUID) -> SignedHead:
    """Return the site's head, to be kept elsewhere; it proves later that no tail was cut."""
    head = JournalHead.objects.get(site_id=site_id)
    digest = bytes(head.hash)
    signature = keys.sign(head_message(site_id, head.sequence, digest))
    return SignedHead(site_id, head.sequence, digest.hex(), signature.hex())


def head_message(site_id: UUID, sequence: int, digest: bytes) -> bytes:
    """Return the bytes that are signed."""
    return b"yizhan head" + site_id.bytes + sequence.to_bytes(8, "big") + digest
