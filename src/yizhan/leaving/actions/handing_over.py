"""The hand-over to a community: who goes there, with which vehicle, first visited when, and who answered."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import settle_silently
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.duty.models import Matter
from yizhan.leaving.enums import ConfirmedHow
from yizhan.leaving.models import HandOver, Ride
from yizhan.leaving.queries.communities import next_phase_of
from yizhan.people.phones import normal_phone
from yizhan.places.models import Community
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.models import Stay

StayIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=400)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Plate = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]


class CommunityKept(Outcome):
    """The entry of the contact book."""

    site_id: UUID
    community_id: UUID


class RidePlanned(Outcome):
    """The vehicle that was written down."""

    site_id: UUID
    ride_id: UUID


class HandOversSet(Outcome):
    """For how many people the hand-over is prepared, confirmed, or changed."""

    site_id: UUID
    people: int


@action("leaving.keep_community", needs="contact.write", online_only=True)
def keep_community(
    *,
    by: Actor,
    site_id: UUID,
    community_id: UUID,
    street: Short,
    name: Short,
    phone: Phone,
    contact: Name = "",
) -> CommunityKept:
    """Write a street's community into the contact book, or correct its entry."""
    if not street or not name:
        raise Refusal("community_incomplete", gettext_noop("Say the street and the community."))
    same = Community.objects.filter(street=street, name=name).exclude(id=community_id)
    if same.exists():
        raise Refusal(
            "community_known", gettext_noop("%(name)s is in the book already. Correct it there."),
            name=f"{street} {name}",
        )  # fmt: skip
    facts = {"street": street, "name": name, "phone": normal_phone(phone), "contact": contact}
    Community.objects.update_or_create(id=community_id, defaults=facts)
    return CommunityKept(site_id=site_id, community_id=community_id)


@action("leaving.plan_ride", needs="transfer.order", online_only=True)
def plan_ride(
    *, by: Actor, site_id: UUID, leaves_at: AwareDatetime, plate: Plate, driver_phone: Phone
) -> RidePlanned:
    """Write down a vehicle that takes people home."""
    ride = Ride.objects.create(
        id=by.command_id, site_id=site_id, leaves_at=leaves_at, plate=plate,
        driver_phone=normal_phone(driver_phone), planned_at=now(), planned_by_id=by.account_id,
    )  # fmt: skip
    return RidePlanned(site_id=site_id, ride_id=ride.id)


@action("leaving.prepare_hand_over", needs="transfer.order", online_only=True)
def prepare_hand_over(
    *, by: Actor, site_id: UUID, stay_ids: StayIds, community_id: UUID | None = None,
    ride_id: UUID | None = None, first_visit_at: AwareDatetime | None = None,
) -> HandOversSet:  # fmt: skip
    """Say where people go, with which vehicle, and when they are first visited there; None leaves as it was.

    The next phase is the one that their protocol says. Another community has to confirm anew.
    """
    lock_journal(site_id)
    stays = list(Stay.objects.filter(site_id=site_id, id__in=stay_ids))
    if len(stays) != len(set(stay_ids)):
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    _refuse_unknown(site_id, community_id, ride_id)
    standing = {one.stay_id: one for one in HandOver.objects.filter(stay__in=stays)}
    phases = next_phase_of([stay.id for stay in stays])
    for stay in stays:
        row = standing.get(stay.id) or HandOver(stay=stay, site_id=site_id)
        if community_id and row.community_id != community_id:
            row.community_id = community_id
            row.confirmed_at, row.confirmed_how, row.confirmed_name, row.confirmed_by = None, "", "", None
        row.ride_id = ride_id or row.ride_id
        row.first_visit_at = first_visit_at or row.first_visit_at
        row.phase = phases.get(stay.id, "")
        row.prepared_at, row.prepared_by_id = now(), by.account_id
        row.save()
    return HandOversSet(site_id=site_id, people=len(stays))


@action("leaving.confirm_by_phone", needs="transfer.confirm", online_only=True)
def confirm_by_phone(*, by: Actor, site_id: UUID, stay_ids: StayIds, name: Name) -> HandOversSet:
    """Write down who at the community said on the phone that they have these people."""
    lock_journal(site_id)
    account = refuse_unauthorised(by, site_id, "transfer.confirm")
    return _confirm(by, site_id, stay_ids, name, ConfirmedHow.PHONE, account)


@action("leaving.confirm_by_link", needs="", online_only=True)
def confirm_by_link(
    *, by: Actor, site_id: UUID, community_id: UUID, stay_ids: StayIds, name: Name
) -> HandOversSet:
    """Let a community confirm through its own link whom it has; only people who go there."""
    lock_journal(site_id)
    theirs = HandOver.objects.filter(site_id=site_id, community_id=community_id, stay_id__in=stay_ids)
    if theirs.count() != len(set(stay_ids)):
        raise Refusal(
            "not_yours", gettext_noop("Somebody on this list does not go to you. Open the link again.")
        )
    return _confirm(by, site_id, stay_ids, name, ConfirmedHow.LINK, None)


def _confirm(
    by: Actor, site_id: UUID, stay_ids: StayIds, name: str, how: ConfirmedHow, account: UUID | None
) -> HandOversSet:
    if not name.strip():
        raise Refusal("name_needed", gettext_noop("Say who at the community confirms it."))
    rows = list(HandOver.objects.filter(site_id=site_id, stay_id__in=stay_ids, confirmed_at=None))
    for row in rows:
        if row.community_id is None:
            raise Refusal("no_community", gettext_noop("Say first to which community they go."))
        row.confirmed_at, row.confirmed_how, row.confirmed_name = now(), how, name
        row.confirmed_by_id = account
        row.save(update_fields=["confirmed_at", "confirmed_how", "confirmed_name", "confirmed_by"])
        # Who answered there has no account: the matter is settled by whoever prepared the hand-over.
        settler = Actor(ActorKind.ACCOUNT, account or row.prepared_by_id, by.tap)
        settle_silently(by=settler, kind=Matter.Kind.HAND_OVER, subject_id=row.stay_id)
    return HandOversSet(site_id=site_id, people=len(rows))


def _refuse_unknown(site_id: UUID, community_id: UUID | None, ride_id: UUID | None) -> None:
    if community_id and not Community.objects.filter(id=community_id).exists():
        raise Refusal("no_such_community", gettext_noop("The contact book has no such community."))
    rides = Ride.objects.filter(site_id=site_id, called_off_at=None)
    if ride_id and not rides.filter(id=ride_id).exists():
        raise Refusal("no_such_ride", gettext_noop("This vehicle was called off. Choose another."))
