"""Appending to a site's journal, inside the transaction of the action that decided."""

import base64
from typing import Any
from uuid import UUID

from yizhan.core import canonical, chain
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.people.actions.identity import seal_note
from yizhan.places.models import Site
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import JournalEntry, JournalHead


def lock_journal(site_id: UUID) -> JournalHead:
    """Lock a site's journal for this transaction: first lock, then check, then write."""
    return JournalHead.objects.select_for_update().get(site_id=site_id)


def open_journal(site: Site, by: Actor) -> JournalEntry:
    """Begin a site's journal with its first entry."""
    JournalHead.objects.create(site=site, sequence=0, hash=chain.GENESIS)
    return append(site.id, EntryKind.OPENED, by, site=str(site.id), code=site.code)


def append(
    site_id: UUID, kind: EntryKind, by: Actor, *, note: tuple[UUID, str] | None = None, **facts: Any
) -> JournalEntry:
    """Append one entry and move the head; `facts` are JSON values without personal data.

    `note` is a free text with the person whom it concerns: it is sealed with that person's key.
    """
    head = lock_journal(site_id)
    moment = now()
    if note and note[1]:
        facts["note"] = {"person": str(note[0]), "sealed": base64.b64encode(seal_note(*note)).decode()}
    entry = {"kind": kind.value, "at": moment.isoformat(), "by": by.key, "command": str(by.command_id), **facts}
    body = canonical.encode(entry)
    sequence = head.sequence + 1
    digest = chain.link_hash(bytes(head.hash), sequence, body)
    head.sequence, head.hash = sequence, digest
    head.save(update_fields=["sequence", "hash"])
    return JournalEntry.objects.create(
        site_id=site_id, sequence=sequence, kind=kind, at=moment, body=body, hash=digest
    )

