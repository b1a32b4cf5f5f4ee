"""Carrying out a plan for several hotels: each is told whom it receives, and this site what is left."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yizhan.core.actors import Actor
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.queries.postings import capabilities_of
from yizhan.intake.actions.announce import announce_batch, revise_batch
from yizhan.intake.enums import Certainty
from yizhan.intake.models import Vehicle
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.intake.rules import Announcement, VehicleFacts
from yizhan.places.models import Site
from yizhan.planning.answering import BusTrip, HotelShare
from yizhan.planning.queries.plans import PlanView
from yizhan.stays.actions.journal import lock_journal


def lock_journals(site_id: UUID, plan: PlanView | None) -> None:
    """Lock every journal that approving a plan writes to, in the order of their ids.

    Two plans that share people out over each other's hotels would else wait for each other.
    """
    shares = plan.answer.hotels if plan and plan.answer else ()
    for locked in sorted({site_id, *(share.site_id for share in shares if share.people)}):
        lock_journal(locked)


def announce_at_hotels(by: Actor, site_id: UUID, plan: PlanView) -> None:
    """Announce at every other hotel whom it receives, and revise the batch here; with all journals locked.

    Refused when newer word came about the batch, or when the account may not announce at one of them.
    """
    shares = plan.answer.hotels if plan.answer else ()
    elsewhere = [share for share in shares if share.site_id != site_id and share.people]
    names = dict(Site.objects.values_list("id", "name"))
    batch = _batch(site_id, plan)
    for share in elsewhere:
        if "batch.announce" not in capabilities_of(by.account_id, share.site_id):
            raise Refusal(
                "may_not_announce", gettext_noop("You may not announce anybody at %(site)s."),
                site=names[share.site_id],
            )  # fmt: skip
        words = _("From %(site)s, plan %(number)d") % {"site": names[site_id], "number": plan.row.number}
        told = _announcement(batch, share.people, share.by_size, _vehicles(batch, share.buses), words)
        announce_batch(by=by, site_id=share.site_id, batch_id=new_id(), announcement=told)
    _revise_here(by, batch, plan, elsewhere)


def _batch(site_id: UUID, plan: PlanView) -> Announced:
    found = next((row for row in open_batches(site_id) if row.batch.id == plan.question.batch), None)
    if found is None or plan.answer is None or len(found.revisions) != plan.answer.revision:
        raise Refusal("plan_overtaken", gettext_noop("Newer word came about this batch."))
    return found


def _revise_here(by: Actor, batch: Announced, plan: PlanView, elsewhere: list[HotelShare]) -> None:
    """Whoever stays, or found no room anywhere, is still announced here."""
    sizes: dict[int, int] = {}
    for step in plan.steps:
        if step.site_id is None:
            sizes[step.people] = sizes.get(step.people, 0) + 1
    gone = {trip.position for share in elsewhere for trip in share.buses}
    left = [_facts(one, one.entrance_id) for one in batch.vehicles if one.position not in gone]
    people = sum(size * count for size, count in sizes.items())
    words = _("The others go to other hotels, plan %(number)d") % {"number": plan.row.number}
    revise_batch(
        by=by, site_id=batch.batch.site_id, batch_id=batch.batch.id, after_revision=len(batch.revisions),
        announcement=_announcement(batch, people, sizes, left, words),
    )  # fmt: skip


def _announcement(
    batch: Announced, people: int, by_size: dict[int, int], vehicles: Iterable[VehicleFacts], words: str
) -> Announcement:
    latest = batch.latest
    return Announcement(
        words=words, origin=latest.origin, expected=people, certainty=Certainty(latest.certainty),
        eta=latest.eta, cohort=latest.cohort, protocol=latest.protocol, exposed_on=latest.exposed_on,
        make_up=by_size, vehicles=tuple(vehicles),
    )  # fmt: skip


def _vehicles(batch: Announced, trips: Iterable[BusTrip]) -> list[VehicleFacts]:
    known = {vehicle.position: vehicle for vehicle in batch.vehicles}
    return [_facts(known[trip.position], trip.entrance_id) for trip in trips]


def _facts(vehicle: Vehicle, entrance_id: UUID | None) -> VehicleFacts:
    return VehicleFacts(
        plate=vehicle.plate, seats=vehicle.seats, height_m=vehicle.height_m, length_m=vehicle.length_m,
        entrance_id=entrance_id,
    )  # fmt: skip
