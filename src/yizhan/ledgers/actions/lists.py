"""Outside lists come in, are compared, and are destroyed when their time is over."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime

from yizhan.core import keys
from yizhan.core.actions import Outcome, Swept, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.core.shipped import read_shipped
from yizhan.ledgers.enums import ListSource
from yizhan.ledgers.models import OutsideLine, OutsideList
from yizhan.people.identity import fold_name
from yizhan.people.models import PersonToken
from yizhan.places.models import Room, Site
from yizhan.reading.limits import limits
from yizhan.reading.stored import pack_original
from yizhan.roster.actions.rosters import Contents
from yizhan.roster.reading.entries import Entry
from yizhan.roster.reading.reading import Reading, read_roster
from yizhan.stays.actions.journal import lock_journal


class ListReceived(Outcome):
    """The list and the figures of its rows; `again` if the same file of the same source came before."""

    site_id: UUID
    list_id: UUID
    read: int
    accepted: int
    held: int
    rejected: int
    again: bool


@action("ledgers.receive_list", needs="ledger.correct", online_only=True)
def receive_list(
    *,
    by: Actor,
    site_id: UUID,
    source: ListSource,
    as_of: AwareDatetime,
    whole: bool,
    contents: Contents,
    name: str = "",
) -> ListReceived:
    """Keep a list of the people at the site that somebody outside has, and compare it from now on.

    `as_of` is the moment that the list speaks of, `whole` says that it claims to name everybody here. Rows
    that cannot be read without guessing are held or rejected, and not compared. The same file again
    changes nothing. Raises Refusal, and keeps nothing, where the file as a whole is not read.
    """
    lock_journal(site_id)
    destroy_old_lists(by=by)
    if as_of > now():
        raise Refusal("not_yet", gettext_noop("This time is still to come."))
    fingerprint = keys.fingerprint(contents)
    earlier = OutsideList.objects.filter(site_id=site_id, source=source, fingerprint=fingerprint).first()
    if earlier:
        return _received(earlier, again=True)
    site = Site.objects.get(id=site_id)
    reading = read_roster(contents, today=as_of.astimezone(ZoneInfo(site.timezone)).date())
    row = _keep(site_id, source, as_of, reading, contents, name, whole=whole, by=by)
    OutsideLine.objects.bulk_create(_lines(row, reading.accepted), batch_size=500)
    return _received(row, again=False)


class ListRemoved(Outcome):
    """The list that is compared no more."""

    site_id: UUID
    list_id: UUID


@action("ledgers.remove_list", needs="ledger.correct", online_only=True)
def remove_list(*, by: Actor, site_id: UUID, list_id: UUID) -> ListRemoved:
    """Take a list away, the wrong file for instance; the one of its source before it counts again."""
    lock_journal(site_id)
    if not OutsideList.objects.filter(site_id=site_id, id=list_id).delete()[0]:
        raise Refusal("no_such_list", gettext_noop("There is no such list at this site."))
    return ListRemoved(site_id=site_id, list_id=list_id)


class OldListsDestroyed(Swept):
    """How many lists were destroyed because their time had passed."""

    lists: int


@action("ledgers.destroy_old_lists", needs="")
def destroy_old_lists(*, by: Actor) -> OldListsDestroyed:
    """Destroy the lists that nobody may keep any longer, with everything that was read from them."""
    over = list(OutsideList.objects.filter(keep_until__lt=now().date()).values_list("id", flat=True))
    OutsideList.objects.filter(id__in=over).delete()
    return OldListsDestroyed(lists=len(over))


def _keep(
    site_id: UUID, source: ListSource, as_of: AwareDatetime, reading: Reading, contents: bytes, name: str, *,
    whole: bool, by: Actor,
) -> OutsideList:  # fmt: skip
    list_id, wrapped, moment = new_id(), keys.new_person_key(), now()
    return OutsideList.objects.create(
        id=list_id, site_id=site_id, source=source, as_of=as_of, whole=whole,
        fingerprint=keys.fingerprint(contents), wrapped=wrapped,
        sealed=keys.seal(wrapped, pack_original(name, contents), about=list_id.bytes),
        keep_until=moment.date() + timedelta(days=limits().keep_days), read=reading.rows,
        accepted=len(reading.accepted), held=len(reading.held), rejected=len(reading.rejected),
        received_at=moment, received_by_id=by.account_id,
    )  # fmt: skip


def _lines(row: OutsideList, entries: Iterable[Entry]) -> list[OutsideLine]:
    rooms = {
        _folded(name): name
        for name in Room.objects.filter(site_id=row.site_id).values_list("name", flat=True)
    }
    kinds = PersonToken.Kind
    return [
        OutsideLine(
            list=row, row=entry.key, room=_room(rooms, entry.person.room),
            document=_token(row.site_id, kinds.DOCUMENT, next(iter(entry.person.numbers), "")),
            name=_token(row.site_id, kinds.NAME, fold_name(entry.person.name)),
        )
        for entry in entries
    ]  # fmt: skip


def _token(site_id: UUID, kind: PersonToken.Kind, folded: str) -> bytes | None:
    return keys.blind_token(f"{site_id}:{kind.value}", folded) if folded else None


def _room(rooms: dict[str, str], written: str) -> str:
    """Return the site's own name of a room as others write it; as written where no room is called so."""
    return rooms.get(_folded(written), written[:60])


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().rstrip(_after_a_number()).upper()


@cache
def _after_a_number() -> str:
    words: str = read_shipped("yizhan.ledgers", "room_words.yaml")["after_a_number"]
    return words


def _received(row: OutsideList, *, again: bool) -> ListReceived:
    return ListReceived(
        site_id=row.site_id, list_id=row.id, read=row.read, accepted=row.accepted, held=row.held,
        rejected=row.rejected, again=again,
    )  # fmt: skip
