"""Identifiers: UUIDv7, chosen by whoever creates a thing first, a phone included."""

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """Return a fresh UUIDv7: sortable by time, unguessable enough for a name, never a secret."""
    return UUID(int=uuid6.uuid7().int)
