"""Appending to a site's journal, inside the transaction of the action that decided.

A body is canonical JSON of about 300 bytes. Every body has `kind`, `at` (UTC, ISO 8601), `by` (the
actor's key) and `command` (the id of the tap); what is None or empty is left out. Ids are UUIDs in
text; a person's name, number or reason in words is never in the open. By kind:

opened     `site`, `code`. The first entry.
arrived    `stay`, `person`, `party`, `tag`. The person is at the site from `at` on, in no room.
roomed     `party`, `placed`, `reasons`, `broken`, `note`. From `at` on each person of `placed` is in
           that room. Nobody of them was in a room.
moved      as roomed, and `came_from`, the room they were in until `at`.
           Where a plan was carried out, both have `plan`, its id. Of a swap there are two, of one moment,
           each with `swapped_with`, the other party; `cleared` where both rooms were disinfected after
           both had left, else `broken` names `room_not_cleared`.
voided     `stay`, `person`, `tag`, `same_person_as` (the right person), `note`. The stay is struck
           out: from `at` on the person is in no room and not at the site; it counts as never begun.
settled    `batch`, `round` (1 to 3), `how` (present, absent, mistyped), `stay`, `tag`, `note`. Moves nobody.
corrected  `corrects` (the sequence of a roomed, moved or corrected entry that was wrong), `party`,
           `placed`, `since`, `until`, `broken`, `note`. Replaces what was recorded of each person of
           `placed` from `since` until `until` (ISO 8601; without `until`, to the present): in that
           time they were in the room of `placed`, or in no room where its key is "".

released   `stay`, `person`, `tag`, `due` (ISO 8601; left out where no due time was known), `how` (due, early,
           undecided), `decided` (the key of who decided; for early, of who proposed it), `signed` (the key of
           who signed second), `destination` (a community's id), `note`. From `at` on the person is in
           no room and not at the site.
transferred  `stay`, `person`, `tag`, `order` (the id of the transfer order), `to` (a site's id, "hospital"
           or "home"). As released; a person under way to another site is in its transit list.
           An arrival that ends a transfer is an `arrived` with `order`.
reinstated `corrects` (the sequence of the released or transferred entry that was wrong), `stay`, `person`,
           `tag`, `room` (left out for none), `note`. The departure is struck out: the person never left,
           and is in `room` from the moment of that entry on.
course     `stay`, `person`, `tag`, `event` (begun, changed, extended, shortened, edition), `protocol`,
           `digest` (the edition's text and the authority's rulings), `facts` (a fingerprint of what is
           known), `due` (ISO 8601; left out while the authority has not set what the protocol leaves open),
           `ends` (likewise, of the last phase), `change` (the id of the change), `authority` (who ordered
           it), `proposed` and `signed` (the keys of both who signed). Moves nobody. From `at` on the
           person is to be let go at `due`; a later `due` than before holds only with `authority` and
           `signed`, by somebody else than `proposed`, and before the old one.

`placed` maps a room's id to the list of persons' ids put there. `reasons` are codes of what spoke
for the room, `broken` codes of rules that were knowingly broken. `note` is `{person, sealed}`: free
text sealed (base64) with the key of the person whom it concerns.

The state is the fold of the entries in order: painting each person's line of time with `placed`
from `at` on (roomed, moved), from `since` to `until` (corrected), and with nothing from `at` on
(voided, released, transferred). Open occupancies are the last colour; all occupancies longer than
nothing are the lines.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from yizhan.core import canonical, chain
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.prepared import Prepared
from yizhan.people.actions.identity import seal_note
from yizhan.places.models import Site
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import JournalEntry, JournalHead

_head = Prepared(lambda site_id: JournalHead.objects.select_for_update().filter(site_id=site_id))


def lock_journal(site_id: UUID) -> JournalHead:
    """Lock a site's journal for this transaction: first lock, then check, then write."""
    head = _head.first(site_id=site_id)
    if head is None:
        raise JournalHead.DoesNotExist
    return head


def open_journal(site: Site, by: Actor) -> JournalEntry:
    """Begin a site's journal with its first entry."""
    JournalHead.objects.create(site=site, sequence=0, hash=chain.GENESIS)
    return append(site.id, EntryKind.OPENED, by, site=str(site.id), code=site.code)


def append(
    site_id: UUID, kind: EntryKind, by: Actor, *, note: tuple[UUID, str] | None = None, **facts: Any
) -> JournalEntry:
    """Append one entry and move the head; `facts` are JSON values without personal data.

    `note` is a free text with the person whom it concerns: it is sealed with that person's key.
    What the entry changes takes its `at` as the moment of the change, so that both can be compared.
    """
    if note and note[1]:
        facts["note"] = sealed_note(*note)
    (entry,) = append_all(site_id, kind, by, [facts])
    return entry


def sealed_note(person_id: UUID, text: str) -> dict[str, str]:
    """Return a free text as an entry's `note`, sealed with the key of the person whom it concerns."""
    return {"person": str(person_id), "sealed": base64.b64encode(seal_note(person_id, text)).decode()}


def append_all(
    site_id: UUID, kind: EntryKind, by: Actor, several: Sequence[dict[str, Any]]
) -> list[JournalEntry]:
    """Append entries of one kind one after the other, all of one moment; the head moves once."""
    head = lock_journal(site_id)
    moment = now()
    entries = []
    for facts in several:
        body = canonical.encode(_body(kind, moment, by, facts))
        head.sequence += 1
        head.hash = chain.link_hash(bytes(head.hash), head.sequence, body)
        entries.append(
            JournalEntry(
                site_id=site_id, sequence=head.sequence, kind=kind, at=moment, body=body, hash=head.hash
            )
        )
    head.save(update_fields=["sequence", "hash"])
    return JournalEntry.objects.bulk_create(entries)


def _body(kind: EntryKind, moment: datetime, by: Actor, facts: dict[str, Any]) -> dict[str, Any]:
    entry = {"kind": kind.value, "at": moment.isoformat(), "by": by.key, "command": str(by.command_id)}
    return entry | {name: fact for name, fact in facts.items() if fact not in (None, "", [], {})}
