"""A release that was entered for the wrong person is taken back, and the books say they never left."""

from __future__ import annotations

from tests.course.watching import refused
from tests.leaving.going import DUE, Going, codes
from yizhan.duty.models import Obligation
from yizhan.leaving.actions.reinstating import reinstate
from yizhan.leaving.models import Certificate
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy
from yizhan.stays.actions.room_state import set_room_state


def test_a_departure_that_is_struck_out_gives_back_bed_papers_and_duties(going: Going) -> None:
    going.begin("001-A")
    stay = going.night.stay("001-A")
    before = Obligation.objects.filter(person=stay.person, withdrawn_at=None, met_at=None).count()
    early = going.propose_early("001-A")
    going.sign_early(early.early_id)
    going.release("001-A")
    assert Obligation.objects.filter(person=stay.person, withdrawn_at=None, met_at=None).count() == 0
    going.night.minutes(10)
    facts = {"site_id": going.night.site.id, "stay_id": stay.id}
    assert refused(reinstate, by=going.night.by("clerk"), reason="", **facts) == "reason_needed"
    told = reinstate(by=going.night.by("clerk"), reason="room check: still there", **facts)
    assert told.room_id == going.night.room("302").id
    assert going.night.stay("001-A").id == stay.id
    assert Obligation.objects.filter(person=stay.person, withdrawn_at=None, met_at=None).count() == before
    assert Certificate.objects.get().withdrawn_at is not None
    assert codes() == set()
    assert refused(reinstate, by=going.night.by("clerk"), reason="again", **facts) == "not_departed"


def test_whose_bed_was_given_away_is_back_without_a_room(going: Going) -> None:
    going.begin()
    going.set(DUE)
    stays = going.ids("001-A", "001-B")
    going.release(stay_ids=stays)
    set_room_state(
        by=going.night.by("clerk"), site_id=going.night.site.id, room_id=going.night.room("302").id,
        state=RoomState.READY,
    )  # fmt: skip
    going.night.count(3)
    going.night.house(3, "302")
    told = reinstate(
        by=going.night.by("clerk"), reason="wrong door", site_id=going.night.site.id, stay_id=stays[0]
    )
    assert told.room_id is None
    person = going.night.stay("001-A").person
    assert not Occupancy.objects.filter(person=person, ended_at=None).exists()
    assert codes() == set()


def test_whose_wristband_is_worn_again_is_counted_in_anew(going: Going) -> None:
    going.begin()
    going.set(DUE)
    stays = going.ids("001-A", "001-B")
    going.release(stay_ids=stays)
    going.night.count(1)
    told = refused(
        reinstate,
        by=going.night.by("clerk"),
        reason="wrong door",
        site_id=going.night.site.id,
        stay_id=stays[0],
    )
    assert told == "used_again"
