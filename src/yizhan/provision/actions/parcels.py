"""Parcels: received by scanning, looked through, disinfected, held, handed over or sent back.

A step names its parcel by id or by the number on its label. A number that nobody has taken in yet is taken
in by the step itself: the phone that received it may still be without network.
"""

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
from yizhan.provision.actions.orders import own_party
from yizhan.provision.models import Parcel
from yizhan.provision.parcel_rules import held_reasons, refused_reasons, said_by_party
from yizhan.provision.queries.parcels import PARCELS, Step, ready_parcels, step_of

MOST_AT_ONCE = 200
NOT_READY = {
    Step.WHOSE: gettext_noop("Nobody has said whose parcel %(number)s is. Give it a room first."),
    Step.HELD: gettext_noop("Parcel %(number)s is held. Let it go on first, or send it back."),
    Step.CHECK: gettext_noop("Parcel %(number)s was not looked through yet."),
    Step.DISINFECT: gettext_noop("Parcel %(number)s was not disinfected yet."),
}
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=40)]


class ParcelStands(Outcome):
    """The parcel; `again` when this number came before."""

    site_id: UUID
    parcel_id: UUID
    again: bool = False


@action("provision.receive_parcel", needs="parcel.handle")
def receive_parcel(
    *, by: Actor, site_id: UUID, number: Number, room_id: UUID | None = None, party_id: UUID | None = None,
    sender: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = "",
    looks: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = "",
) -> ParcelStands:  # fmt: skip
    """Take a parcel in by its number; scanned again it stays one parcel, and learns whose it is.

    By the room that is written on it, or by the party that it is for.
    """
    parcel, again = _taken_in(by, site_id, number)
    parcel.sender, parcel.looks = parcel.sender or sender, parcel.looks or looks
    if moment_of(by) < parcel.received_at:
        parcel.received_at, parcel.received_by_id = moment_of(by), by.account_id
    if not parcel.delivered_at and not parcel.refused_at:
        _address(parcel, room_id, party_id)
    parcel.save()
    return ParcelStands(site_id=site_id, parcel_id=parcel.id, again=again)


@action("provision.address_parcel", needs="parcel.handle")
def address_parcel(
    *, by: Actor, site_id: UUID, parcel_id: UUID | None = None, number: Number | None = None,
    room_id: UUID | None = None, party_id: UUID | None = None,
) -> ParcelStands:  # fmt: skip
    """Say whose parcel it is by the room or the party; what was held because nobody knew goes on.

    So does what its party had said of it: whoever decides here has heard that.
    """
    parcel = _open(by, site_id, parcel_id, number)
    _address(parcel, room_id, party_id)
    if parcel.held_for in said_by_party():
        parcel.held_for = ""
    parcel.save()
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


@action("provision.check_parcel", needs="parcel.handle")
def check_parcel(
    *, by: Actor, site_id: UUID, parcel_id: UUID | None = None, number: Number | None = None,
    held_for: str = "",
) -> ParcelStands:  # fmt: skip
    """Record that a parcel was looked through; with a reason it is held, without one it goes on.

    A first look does not overrule what its party said of it meanwhile.
    """
    parcel = _open(by, site_id, parcel_id, number)
    if held_for and held_for not in held_reasons():
        raise Refusal("no_such_reason", gettext_noop("There is no such reason. Open the page again."))
    if held_for or parcel.checked_at or parcel.held_for not in said_by_party():
        parcel.held_for = held_for
    parcel.checked_at, parcel.checked_by_id = parcel.checked_at or moment_of(by), by.account_id
    parcel.save(update_fields=["held_for", "checked_at", "checked_by"])
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


@action("provision.disown_parcel", needs="", online_only=True)
def disown_parcel(*, by: Actor, site_id: UUID, parcel_id: UUID, why: str) -> ParcelStands:
    """Let a party say on its own page that a parcel is not theirs, or not wanted: it is held for that.

    What is held for another reason stays held for it. Raises Refusal for a parcel that is gone or not theirs.
    """
    if why not in said_by_party():
        raise Refusal("no_such_reason", gettext_noop("There is no such reason. Open the page again."))
    parcel = _own(by, site_id, parcel_id)
    if not parcel.held_for or parcel.held_for in said_by_party():
        parcel.held_for = why
        parcel.save(update_fields=["held_for"])
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


@action("provision.want_parcel", needs="", online_only=True)
def want_parcel(*, by: Actor, site_id: UUID, parcel_id: UUID) -> ParcelStands:
    """Let a party take back what it said of its parcel: it goes on from where it was."""
    parcel = _own(by, site_id, parcel_id)
    if parcel.held_for in said_by_party():
        parcel.held_for = ""
        parcel.save(update_fields=["held_for"])
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


class ParcelsDisinfected(Outcome):
    """How many were disinfected now."""

    site_id: UUID
    parcels: int


@action("provision.disinfect_parcels", needs="parcel.handle")
def disinfect_parcels(
    *, by: Actor, site_id: UUID,
    parcel_ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_AT_ONCE)] = (),
    numbers: Annotated[tuple[Number, ...], Field(max_length=MOST_AT_ONCE)] = (),
) -> ParcelsDisinfected:  # fmt: skip
    """Record that a lot of parcels was disinfected; those that were before stay as they were."""
    _lock(site_id)
    scanned = [_taken_in(by, site_id, number)[0].id for number in numbers]
    fresh = Parcel.objects.filter(site_id=site_id, id__in=[*parcel_ids, *scanned], disinfected_at=None)
    count = fresh.update(disinfected_at=moment_of(by), disinfected_by_id=by.account_id)
    return ParcelsDisinfected(site_id=site_id, parcels=count)


@action("provision.refuse_parcel", needs="parcel.handle")
def refuse_parcel(
    *, by: Actor, site_id: UUID, parcel_id: UUID | None = None, number: Number | None = None, refused_for: str
) -> ParcelStands:
    """Let a parcel go back, with the reason."""
    parcel = _open(by, site_id, parcel_id, number)
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
    _lock(site_id)
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


@action("provision.hand_over_parcel", needs="parcel.handle")
def hand_over_parcel(
    *, by: Actor, site_id: UUID, number: Number, room_id: UUID | None = None
) -> ParcelStands:
    """Record that one scanned parcel is in somebody's hands, at the door or at the desk; again: no change.

    Nothing is skipped: what is held, was not looked through or not disinfected stays here.
    """
    parcel, again = _taken_in(by, site_id, number)
    if parcel.delivered_at:
        return ParcelStands(site_id=site_id, parcel_id=parcel.id, again=again)
    parcel = _open(by, site_id, parcel.id, None)
    if parcel.party_id is None:
        _address(parcel, room_id, None)
    _refuse_what_is_not_ready(parcel)
    parcel.delivered_at, parcel.delivered_by_id = moment_of(by), by.account_id
    parcel.save()
    return ParcelStands(site_id=site_id, parcel_id=parcel.id)


def _taken_in(by: Actor, site_id: UUID, number: str) -> tuple[Parcel, bool]:
    """Return the parcel of a number and whether it was here before; a new one is taken in."""
    _lock(site_id)
    number = number.strip().upper()
    parcel = Parcel.objects.filter(site_id=site_id, number=number).first()
    if parcel is not None:
        return parcel, True
    moment = moment_of(by)
    fresh = Parcel(
        id=new_id(), site_id=site_id, number=number, received_at=moment, received_by_id=by.account_id
    )
    fresh.save(force_insert=True)
    return fresh, False


def _lock(site_id: UUID) -> None:
    """Let nobody else do anything with a parcel of this site: one scanned again is stored as a whole."""
    Site.objects.select_for_update(no_key=True).get(id=site_id)


def _open(by: Actor, site_id: UUID, parcel_id: UUID | None, number: str | None) -> Parcel:
    _lock(site_id)
    if number is not None:
        parcel_id = _taken_in(by, site_id, number)[0].id
    parcel = Parcel.objects.filter(site_id=site_id, id=parcel_id).first() if parcel_id else None
    if parcel is None:
        raise Refusal("no_such_parcel", gettext_noop("There is no such parcel. Open the page again."))
    if parcel.delivered_at or parcel.refused_at:
        raise Refusal(
            "parcel_is_gone", gettext_noop("Parcel %(number)s is gone already."), number=parcel.number
        )
    return parcel


def _own(by: Actor, site_id: UUID, parcel_id: UUID) -> Parcel:
    party_id = own_party(by, site_id)
    parcel = _open(by, site_id, parcel_id, None)
    if parcel.party_id != party_id:
        raise Refusal("no_such_parcel", gettext_noop("There is no such parcel. Open the page again."))
    return parcel


def _address(parcel: Parcel, room_id: UUID | None, party_id: UUID | None) -> None:
    """Write on a parcel whose it is; what was held because nobody knew is held no longer."""
    inside = Occupancy.objects.filter(room__site_id=parcel.site_id, ended_at=None).order_by("started_at")
    if party_id is not None:
        home = inside.filter(party_id=party_id).select_related("room").first()
        if home is None:
            raise Refusal("not_in_a_room", gettext_noop("Whoever this parcel is for is in no room here."))
        parcel.room, parcel.party_id = home.room, party_id
    elif room_id is not None:
        parcel.room = Room.objects.filter(site_id=parcel.site_id, id=room_id).first()
        if parcel.room is None:
            raise Refusal("no_such_room", gettext_noop("There is no such room at this site."))
        parcel.party_id = inside.filter(room=parcel.room).values_list("party_id", flat=True).first()
    if parcel.party_id and parcel.held_for == "unknown":
        parcel.held_for = ""


def _refuse_what_is_not_ready(parcel: Parcel) -> None:
    step = step_of(parcel)
    if step != Step.CARRY:
        raise Refusal(f"parcel_{step.value}", NOT_READY[step], number=parcel.number)
