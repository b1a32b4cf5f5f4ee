"""Parcels: received by scanning, looked through, disinfected, held, handed over or sent back."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import close_task
from yizhan.places.models import Occupancy, Room, Site
from yizhan.provision.actions.order_delivery import HandedLine
from yizhan.provision.models import Parcel
from yizhan.provision.parcel_rules import held_reasons, refused_reasons
from yizhan.provision.queries.parcels import PARCELS, ready_parcels

MOST_AT_ONCE = 200
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=40)]


class ParcelStands(Outcome):
    """The parcel; `again` when this number came before."""

    site_id: UUID
    parcel_id: UUID
    again: bool = False


@action("provision.receive_parcel", needs="parcel.handle")
def receive_parcel(
    *, by: Actor, site_id: UUID, number: Number, room_id: UUID | None = None,
    sender: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = "",
    looks: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = "",
) -> ParcelStands:  # fmt: skip
    """Take a parcel in by its number; scanned again it stays one parcel, and learns its room."""
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    number = number.strip().upper()
    parcel = Parcel.objects.filter(site_id=site_id, number=number).first()
    again = parcel is not None
    if parcel is None:
        parcel = Parcel(
            id=new_id(), site_id=site_id, number=number, sender=sender, looks=looks,
            received_at=moment_of(by), received_by_id=by.account_id,
        )  # fmt: skip
    if room_id is not None:
        _address(parcel, room_id)
    parcel.save()
    return ParcelStands(site_id=site_id, parcel_id=parcel.id, again=again)


@action("provision.address_parcel", needs="parcel.handle")
def address_parcel(*, by: Actor, site_id: UUID, parcel_id: UUID, room_id: UUID) -> ParcelStands:
    """Say whose parcel it is by the room; what was held because nobody knew goes on."""
    parcel = _open(site_id, parcel_id)
    _address(parcel, room_id)
    if parcel.held_for == "unknown":
        parcel.held_for = ""
    parcel.save()
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


@action("provision.check_parcel", needs="parcel.handle")
def check_parcel(*, by: Actor, site_id: UUID, parcel_id: UUID, held_for: str = "") -> ParcelStands:
    """Record that a parcel was looked through; with a reason it is held, without one it goes on."""
    parcel = _open(site_id, parcel_id)
    if held_for and held_for not in held_reasons():
        raise Refusal("no_such_reason", gettext_noop("There is no such reason. Open the page again."))
    parcel.held_for = held_for
    parcel.checked_at, parcel.checked_by_id = parcel.checked_at or moment_of(by), by.account_id
    parcel.save(update_fields=["held_for", "checked_at", "checked_by"])
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


class ParcelsDisinfected(Outcome):
    """How many were disinfected now."""

    site_id: UUID
    parcels: int


@action("provision.disinfect_parcels", needs="parcel.handle")
def disinfect_parcels(
    *, by: Actor, site_id: UUID,
    parcel_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)],
) -> ParcelsDisinfected:  # fmt: skip
    """Record that a lot of parcels was disinfected; those that were before stay as they were."""
    fresh = Parcel.objects.filter(site_id=site_id, id__in=parcel_ids, disinfected_at=None)
    count = fresh.update(disinfected_at=moment_of(by), disinfected_by_id=by.account_id)
    return ParcelsDisinfected(site_id=site_id, parcels=count)


@action("provision.refuse_parcel", needs="parcel.handle")
def refuse_parcel(*, by: Actor, site_id: UUID, parcel_id: UUID, refused_for: str) -> ParcelStands:
    """Let a parcel go back, with the reason."""
    parcel = _open(site_id, parcel_id)
    if refused_for not in refused_reasons():
        raise Refusal("no_such_reason", gettext_noop("There is no such reason. Open the page again."))
    parcel.refused_for, parcel.refused_at = refused_for, moment_of(by)
    parcel.refused_by_id = by.account_id
    parcel.save(update_fields=["refused_for", "refused_at", "refused_by"])
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


class ParcelsHanded(Outcome):
    """How many parcels were handed over at the door, and how many came down again."""

    site_id: UUID
    room_id: UUID
    handed: int
    back: int


@action("provision.hand_over_parcels", needs="round.walk")
def hand_over_parcels(
    *, by: Actor, site_id: UUID, room_id: UUID, round_id: UUID | None = None,
    lines: Annotated[tuple[HandedLine, ...], Field(max_length=MOST_AT_ONCE)] = (),
) -> ParcelsHanded:  # fmt: skip
    """Record which parcels reached this door: those named with 1, or with none named all that were ready.

    What came down again waits for the next entry. The door's task of the round is done.
    """
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    here = Occupancy.objects.filter(room_id=room_id, room__site_id=site_id, ended_at=None)
    ready = list(ready_parcels(site_id).filter(party_id__in=here.values("party_id")))
    said = {line.line_id: line.quantity for line in lines}
    handed = [parcel for parcel in ready if not said or said.get(parcel.id)]
    moment = moment_of(by)
    for parcel in handed:
        parcel.delivered_at, parcel.delivered_by_id = moment, by.account_id
    Parcel.objects.bulk_update(handed, ["delivered_at", "delivered_by"])
    close_task(by=by, round_id=round_id, kind=PARCELS, room_id=room_id, record_id=by.command_id, at=moment)
    back = sum(parcel.id in said for parcel in ready) - len(handed) if said else 0
    return ParcelsHanded(site_id=site_id, room_id=room_id, handed=len(handed), back=back)


def _open(site_id: UUID, parcel_id: UUID) -> Parcel:
    parcels = Parcel.objects.select_for_update(of=("self",), no_key=True)
    parcel = parcels.filter(site_id=site_id, id=parcel_id).first()
    if parcel is None:
        raise Refusal("no_such_parcel", gettext_noop("There is no such parcel. Open the page again."))
    if parcel.delivered_at or parcel.refused_at:
        raise Refusal(
            "parcel_is_gone", gettext_noop("Parcel %(number)s is gone already."), number=parcel.number
        )
    return parcel


def _address(parcel: Parcel, room_id: UUID) -> None:
    room = Room.objects.filter(site_id=parcel.site_id, id=room_id).first()
    if room is None:
        raise Refusal("no_such_room", gettext_noop("There is no such room at this site."))
    inside = Occupancy.objects.filter(room=room, ended_at=None).order_by("started_at")
    parcel.room, parcel.party_id = room, inside.values_list("party_id", flat=True).first()
