"""A batch is shared out over two hotels, worked by hand: a coach, and a gate that is too low for it."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from tests.duty.crew import make_site
from tests.intake.night import Night
from tests.planning.planned import answered, approve, ask, plan, refusal, shut, view
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import post_account
from yizhan.intake.actions.announce import announce_batch, revise_batch
from yizhan.intake.models import Batch
from yizhan.intake.queries.batches import open_batches
from yizhan.intake.rules import Announcement, VehicleFacts
from yizhan.places.models import Entrance, Site
from yizhan.planning.enums import PlanState, Use
from yizhan.planning.process import perform

ETA = datetime(2022, 3, 17, 12, tzinfo=UTC)
COACH = VehicleFacts(seats=45, height_m=Decimal("3.5"), length_m=Decimal("12.0"))
MINIBUS = VehicleFacts(seats=19, height_m=Decimal("2.7"), length_m=Decimal("7.0"))


@pytest.fixture
def other(night: Night) -> Site:
    """A hotel with a gate for coaches, at which the head may announce people."""
    site = Site.objects.get(id=make_site("other"))
    Entrance.objects.create(id=new_id(), site=site, name="gate", clearance_m=Decimal("4.2"))
    head = night.by("head").account_id
    post_account(
        by=SYSTEM, site_id=site.id, posting_id=new_id(), account_id=head, role="site_head", team_key=""
    )
    return site


@pytest.fixture
def batch(night: Night) -> UUID:
    """Twelve people in six pairs; here four rooms of two beds are left, behind a gate of 3.0 m."""
    shut(night, "302", "303", "304", "305")
    night.site.entrances.update(clearance_m=Decimal("3.0"))
    Batch.objects.filter(site=night.site).update(cancelled_at=ETA)
    batch_id = new_id()
    told = Announcement(
        expected=12, make_up={2: 6}, eta=ETA, cohort="school", origin="town", vehicles=(COACH, MINIBUS)
    )
    announce_batch(by=night.by("head"), site_id=night.site.id, batch_id=batch_id, announcement=told)
    return batch_id


def test_each_party_goes_where_a_room_and_a_bus_are(night: Night, other: Site, batch: UUID) -> None:
    found = answered(plan(night, Use.HOTELS, batch=batch, hotels=(other.id,)))
    assert sum(share.people for share in found.hotels) == 12
    assert found.relaxed == {}
    buses = {share.site_id: [trip.position for trip in share.buses] for share in found.hotels}
    # The coach cannot pass 3.0 m: it goes to the other hotel, or nowhere.
    assert 1 not in buses[night.site.id]
    here = next(share for share in found.hotels if share.site_id == night.site.id)
    assert here.people <= 8


def test_approved_it_is_announced_there_and_revised_here(night: Night, other: Site, batch: UUID) -> None:
    shut(night, "302", "303")
    made = plan(night, Use.HOTELS, batch=batch, hotels=(other.id,))
    shares = {share.site_id: share for share in answered(made).hotels}
    assert shares[other.id].people >= 8
    approve(night, made.row.id)
    (there,) = open_batches(other.id)
    assert (there.people, there.make_up) == (shares[other.id].people, {2: shares[other.id].people // 2})
    assert (there.latest.eta, there.latest.cohort, there.latest.origin) == (ETA, "school", "town")
    assert [bus.entrance.name for bus in there.vehicles if bus.entrance] == ["gate"]
    here = next(row for row in open_batches(night.site.id) if row.batch.id == batch)
    assert len(here.revisions) == 2
    assert here.people == 12 - shares[other.id].people
    assert {bus.seats for bus in here.vehicles}.isdisjoint(bus.seats for bus in there.vehicles)
    assert view(night, made.row.id).state == PlanState.APPROVED


def test_newer_word_about_the_batch_overtakes_the_plan(night: Night, other: Site, batch: UUID) -> None:
    made = plan(night, Use.HOTELS, batch=batch, hotels=(other.id,))
    newer = Announcement(expected=14, eta=ETA, vehicles=(COACH,))
    revise_batch(
        by=night.by("head"), site_id=night.site.id, batch_id=batch, announcement=newer, after_revision=1
    )
    assert refusal(approve, night, made.row.id) == "plan_overtaken"
    assert not open_batches(other.id)
    assert view(night, made.row.id).state == PlanState.READY


def test_who_may_not_announce_at_a_hotel_sends_nobody_there(night: Night, batch: UUID) -> None:
    stranger = Site.objects.get(id=make_site("stranger"))
    Entrance.objects.create(id=new_id(), site=stranger, name="gate", clearance_m=Decimal("4.2"))
    shut(night)
    plan_id = ask(night, Use.HOTELS, batch=batch, hotels=(stranger.id,))
    assert perform(plan_id)
    assert refusal(approve, night, plan_id) == "may_not_announce"
    assert not open_batches(stranger.id)


def test_a_question_names_an_open_batch_and_another_hotel(night: Night, other: Site, batch: UUID) -> None:
    assert refusal(ask, night, Use.HOTELS, batch=new_id(), hotels=(other.id,)) == "no_such_batch"
    assert refusal(ask, night, Use.HOTELS, batch=batch, hotels=(night.site.id,)) == "hotels_needed"
