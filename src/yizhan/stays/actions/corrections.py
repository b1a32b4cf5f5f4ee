"""Correcting the journal: a new entry names the old one and says what is right."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions import journal
from yizhan.stays.actions.cards import ensure_card, replace_card
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.actions.occupancy import is_empty
from yizhan.stays.actions.rooming import Words
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import JournalEntry, RoomCard, Stay
from yizhan.stays.queries.placement import assess_placing
from yizhan.stays.rules import BandLetter

PLACES_SOMEBODY = (EntryKind.ROOMED, EntryKind.MOVED, EntryKind.CORRECTED)


class EntryCorrected(Outcome):
    """The correction's number, which entry it corrects, and rules that the right room breaks."""

    site_id: UUID
    sequence: int
    corrects: int
    rooms: dict[UUID, UUID | None]
    broken: tuple[str, ...]


@action("stays.correct_entry", needs="ledger.correct", online_only=True)
def correct_entry(
    *, by: Actor, site_id: UUID, sequence: Annotated[int, Field(ge=1)], room_id: UUID | None, reason: Words,
    since: AwareDatetime | None = None, letters: Annotated[tuple[BandLetter, ...], Field(max_length=12)] = (),
) -> EntryCorrected:  # fmt: skip
    """Say where the people of an entry really were from `since` on, until they were moved again.

    `sequence` names an entry that put people into a room: the wrong one (without `since`: from its
    beginning), or one after which a move was forgotten. `room_id` is the right room, None for no
    room; `letters` picks some of the party. What breaks a rule is recorded and not refused: it is
    where they are.
    """
    journal.lock_journal(site_id)
    reason = reason.strip()
    if not reason:
        raise Refusal("reason_needed", gettext_noop("Say how you found out."))
    body = _body_of(site_id, sequence)
    stays = _stays_of(site_id, body, letters)
    room = _room(site_id, room_id)
    said = datetime.fromisoformat(body.get("since", body["at"]))
    until = _until(stays, said)
    begins = _begins(stays, since or said, until)
    broken = _broken(stays, room) if until is None else []
    entry = journal.append(
        site_id, EntryKind.CORRECTED, by, note=(stays[0].person_id, reason), corrects=sequence,
        party=body["party"], placed={str(room_id or ""): [str(stay.person_id) for stay in stays]},
        since=begins.isoformat(), until=until.isoformat() if until else None, broken=broken,
    )  # fmt: skip
    touched = _repaint(stays, room_id, begins, until)
    touch_rooms(site_id, touched)
    return EntryCorrected(
        site_id=site_id, sequence=entry.sequence, corrects=sequence,
        rooms={stay.id: room_id for stay in stays}, broken=tuple(broken),
    )  # fmt: skip


def _body_of(site_id: UUID, sequence: int) -> dict[str, Any]:
    entry = JournalEntry.objects.filter(site_id=site_id, sequence=sequence).first()
    if entry is None:
        raise Refusal("no_such_entry", gettext_noop("The journal has no entry %(number)s."), number=sequence)
    if entry.kind not in PLACES_SOMEBODY:
        raise Refusal(
            "not_a_placing",
            gettext_noop("Entry %(number)s put nobody into a room. Correct the one that did."),
            number=sequence,
        )  # fmt: skip
    return dict(json.loads(bytes(entry.body)))


def _stays_of(site_id: UUID, body: dict[str, Any], letters: tuple[str, ...]) -> list[Stay]:
    persons = [person for group in body["placed"].values() for person in group]
    stays = list(Stay.objects.filter(site_id=site_id, person_id__in=persons, ended_at=None))
    if letters:
        stays = [stay for stay in stays if stay.band_letter in letters]
    if not stays or set(letters) - {stay.band_letter for stay in stays}:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    return stays


def _room(site_id: UUID, room_id: UUID | None) -> Room | None:
    room = Room.objects.filter(site_id=site_id, id=room_id).first() if room_id else None
    if room_id and room is None:
        raise Refusal("no_such_room", gettext_noop("This site has no such room."))
    return room


def _until(stays: list[Stay], said: datetime) -> datetime | None:
    """Return when these people's next recorded place began after `said`; None if there is none."""
    later: dict[UUID, list[datetime]] = {stay.person_id: [] for stay in stays}
    after = _lines(later).filter(started_at__gt=said)
    for person_id, started_at in after.values_list("person_id", "started_at"):
        later[person_id].append(started_at)
    nexts = {min(starts) if starts else None for starts in later.values()}
    if len(nexts) > 1:
        raise Refusal(
            "ways_parted",
            gettext_noop("These people went different ways afterwards. Correct them one by one."),
        )
    return nexts.pop()


def _begins(stays: list[Stay], since: datetime, until: datetime | None) -> datetime:
    arrived = max(stay.started_at for stay in stays)
    if since > now():
        raise Refusal("not_yet", gettext_noop("This time is still to come."))
    # A page knows minutes, the journal microseconds: the minute of the arrival is the arrival.
    if since + timedelta(minutes=1) <= arrived:
        raise Refusal("before_arrival", gettext_noop("They were not here yet at that time."))
    if until and since >= until:
        raise Refusal(
            "after_next_move",
            gettext_noop("They were moved again before that time. Correct the later entry instead."),
        )
    return max(since, arrived)


def _broken(stays: list[Stay], room: Room | None) -> list[str]:
    if room is None:
        return []
    party = list(Stay.objects.filter(site_id=room.site_id, party_id=stays[0].party_id, ended_at=None))
    inside = dict(
        _lines(stay.person_id for stay in party).filter(ended_at=None).values_list("person_id", "room_id")
    )
    before = {stay.id: inside[stay.person_id] for stay in party if stay.person_id in inside}
    return assess_placing(party, before | {stay.id: room.id for stay in stays}, before).broken


def _repaint(stays: list[Stay], room_id: UUID | None, since: datetime, until: datetime | None) -> set[UUID]:
    """Make the occupancies say `room_id` from `since` to `until`; returns the rooms that changed."""
    covered = Q(ended_at=None) | Q(ended_at__gt=since)
    wrong = list(_lines(stay.person_id for stay in stays).filter(covered))
    wrong = [line for line in wrong if until is None or line.started_at < until]
    for line in wrong:
        # One that begins inside is struck out and stays behind as a line of no length.
        Occupancy.objects.filter(id=line.id).update(ended_at=max(since, line.started_at))
    if room_id:
        Occupancy.objects.bulk_create(
            Occupancy(id=new_id(), room_id=room_id, person_id=stay.person_id, party_id=stay.party_id,
                      started_at=since, ended_at=until)
            for stay in stays
        )  # fmt: skip
        ensure_card(room_id)
    used = {line.room_id for line in wrong if line.started_at < since}
    left = {line.room_id for line in wrong if line.ended_at is None}
    for one in left:
        _leave(one, used=one in used)
    return left | ({room_id} if room_id else set())


def _leave(room_id: UUID, *, used: bool) -> None:
    """A room in which they really were is to be disinfected; the card goes if anybody has used it."""
    if not is_empty(room_id):
        return
    if used:
        Room.objects.filter(id=room_id).update(state=RoomState.DIRTY, state_reason="")
    if used or RoomCard.objects.filter(room_id=room_id, ended_at=None, claimed_at__isnull=False).exists():
        replace_card(room_id)


def _lines(persons: Iterable[UUID]) -> QuerySet[Occupancy]:
    """The occupancies of these people that were not struck out."""
    lasting = Q(ended_at=None) | Q(ended_at__gt=F("started_at"))
    return Occupancy.objects.filter(lasting, person_id__in=list(persons))
