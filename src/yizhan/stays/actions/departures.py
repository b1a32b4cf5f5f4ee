"""Ending stays: the bed is free, the room to be disinfected, and nothing is due here any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Value
from django.db.models.functions import Least

from yizhan.care.actions.departing import let_care_end
from yizhan.core.actors import Actor
from yizhan.duty.actions.matters import settle_for_departed
from yizhan.duty.actions.obligations import end_obligations
from yizhan.people.models import PartyToken
from yizhan.places.models import Occupancy
from yizhan.stays.actions import journal
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.actions.occupancy import vacate
from yizhan.stays.enums import EndReason, EntryKind
from yizhan.stays.models import Stay

_KINDS = {EndReason.RELEASED: EntryKind.RELEASED, EndReason.TRANSFERRED: EntryKind.TRANSFERRED}


def end_stays(
    *, by: Actor, site_id: UUID, stays: Sequence[Stay], reason: EndReason,
    facts: Mapping[UUID, Mapping[str, Any]], page_lasts: timedelta,
) -> datetime:  # fmt: skip
    """Let people leave a site for good, by a release or a transfer; returns the moment.

    `facts` are what the journal says beside stay, person and tag, by stay. The party's own page lasts
    `page_lasts` after the last of them, so that papers can be fetched. Call it with the site's journal
    locked, and only for open stays of that site.
    """
    entries = journal.append_all(
        site_id, _KINDS[reason], by,
        [
            {"stay": str(stay.id), "person": str(stay.person_id), "tag": stay.tag, **facts[stay.id]}
            for stay in stays
        ],
    )  # fmt: skip
    at = entries[0].at
    persons = [stay.person_id for stay in stays]
    rooms = vacate(Occupancy.objects.filter(person_id__in=persons, ended_at=None), at)
    Stay.objects.filter(id__in=[stay.id for stay in stays]).update(ended_at=at, end_reason=reason)
    for person_id in persons:
        end_obligations(site_id=site_id, person_id=person_id)
    settle_for_departed(by=by, site_id=site_id, person_ids=persons)
    let_care_end(by=by, site_id=site_id, person_ids=persons)
    for party_id in {stay.party_id for stay in stays}:
        _let_page_end(site_id, party_id, at + page_lasts)
    touch_rooms(site_id, rooms)
    return at


def _let_page_end(site_id: UUID, party_id: UUID, latest: datetime) -> None:
    if Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None).exists():
        return
    live = PartyToken.objects.filter(site_id=site_id, party_id=party_id, revoked_at=None)
    live.update(expires_at=Least("expires_at", Value(latest, DateTimeField())))
