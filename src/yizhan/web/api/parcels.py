"""Parcels as a phone handles them: what waits and for what, found again, and for whom one may be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yizhan.intake.queries.addressees import addressees, parties_about
from yizhan.places.models import Site
from yizhan.provision.parcel_rules import held_reasons, longest_wait, refused_reasons
from yizhan.provision.queries.parcels import (
    ParcelWaits,
    counts_at,
    found_parcels,
    waiting_parcels,
    with_rooms,
)
from yizhan.reading.shown import visible
from yizhan.web.access import actor_of, posted_api
from yizhan.web.api.field import Named
from yizhan.web.api.schemas import PROBLEMS
from yizhan.web.paper.words import language

MOST_CARRIED = 300
MOST_FOUND = 50
GONE = "gone"
router = Router()


@dataclass(frozen=True, slots=True)
class ParcelOut:
    """One parcel by its number; `step` is what it waits for, `gone` once it is.

    `gone_at` and `gone_for`: when it was handed over, or went back and why; `held_for` why it is held.
    """

    number: str
    sender: str
    looks: str
    room: str
    step: str
    held_for: str
    received_at: datetime
    overdue: bool
    gone_at: datetime | None
    gone_for: str


@dataclass(frozen=True, slots=True)
class ParcelsOut:
    """What waits, the longest here first; `more` wait beyond those that a phone carries."""

    waiting: list[ParcelOut]
    more: int
    wait_hours: int
    held: list[Named]
    refused: list[Named]


@dataclass(frozen=True, slots=True)
class AddresseeOut:
    """A party that a parcel may be for, by its wristbands; nobody's name."""

    party_id: UUID
    tags: list[str]
    room: str


class ParcelSearch(Schema):
    """What is known of a parcel, or of whom it is for."""

    text: Annotated[str, Field(min_length=1, max_length=60)]


@router.get("/sites/{site_code}/parcels", response={200: ParcelsOut, **PROBLEMS})
@posted_api("parcel.handle")
def parcels_waiting(request: HttpRequest, site: Site) -> ParcelsOut:
    """Return what waits, for work without network, with why one may be held or go back."""
    rows = with_rooms(list(waiting_parcels(site.id)[:MOST_CARRIED]))
    words = language()
    return ParcelsOut(
        [_told(row) for row in rows], sum(counts_at(site.id).values()) - len(rows),
        int(longest_wait().total_seconds() // 3600),
        [Named(one.key, one.name(words)) for one in held_reasons().values()],
        [Named(one.key, one.name(words)) for one in refused_reasons().values()],
    )  # fmt: skip


@router.post("/sites/{site_code}/parcels/found", response={200: list[ParcelOut], **PROBLEMS})
@posted_api("parcel.handle")
def find_parcels(request: HttpRequest, site: Site, sent: ParcelSearch) -> list[ParcelOut]:
    """Find parcels, waiting or gone, by number, room, wristband, name or initials; by name it is audited."""
    text = visible(sent.text)
    parties = parties_about(text, site=site, by=actor_of(request))
    return [_told(row) for row in with_rooms(list(found_parcels(site.id, text, parties)[:MOST_FOUND]))]


@router.post("/sites/{site_code}/parcels/whose", response={200: list[AddresseeOut], **PROBLEMS})
@posted_api("parcel.handle")
def find_addressees(request: HttpRequest, site: Site, sent: ParcelSearch) -> list[AddresseeOut]:
    """Return who may be meant by a room, a wristband, a name or initials; by name it is audited."""
    found = addressees(visible(sent.text), site=site, by=actor_of(request))
    return [AddresseeOut(one.party_id, list(one.tags), one.room.name if one.room else "") for one in found]


def _told(row: ParcelWaits) -> ParcelOut:
    parcel, room = row.parcel, row.room or row.parcel.room
    return ParcelOut(
        parcel.number, parcel.sender, parcel.looks, room.name if room else "",
        row.step.value if row.step else GONE, parcel.held_for, parcel.received_at, row.overdue,
        parcel.delivered_at or parcel.refused_at, parcel.refused_for,
    )  # fmt: skip
