"""The hand-over: a community is told, its next visit stands before the car leaves, and it answers by name."""

from __future__ import annotations

from datetime import timedelta

from tests.course.watching import at, refused
from tests.leaving.going import DUE, Going
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.duty.models import Matter
from yizhan.leaving.actions.handing_over import (
    confirm_by_link,
    confirm_by_phone,
    keep_community,
    plan_ride,
    prepare_hand_over,
)
from yizhan.leaving.models import HandOver
from yizhan.leaving.queries.board import leaving_board
from yizhan.leaving.queries.communities import link_of, newcomers, opens
from yizhan.places.models import Community


def community(going: Going, street: str = "East Street", name: str = "Community 1") -> Community:
    told = keep_community(
        by=going.night.by("reception"), site_id=going.night.site.id, community_id=new_id(), street=street,
        name=name, phone="010-1234567",
    )  # fmt: skip
    return Community.objects.get(id=told.community_id)


def prepare(going: Going, *tags: str, to: Community) -> None:
    ride = plan_ride(
        by=going.night.by("clerk"), site_id=going.night.site.id, leaves_at=DUE, plate="TEST-1",
        driver_phone="13900000000",
    )  # fmt: skip
    prepare_hand_over(
        by=going.night.by("clerk"), site_id=going.night.site.id, stay_ids=going.ids(*tags),
        community_id=to.id, ride_id=ride.ride_id, first_visit_at=at("03-31", "10:00"),
    )  # fmt: skip


def test_people_for_one_street_stand_together_with_the_next_phase(going: Going) -> None:
    going.begin()
    east, west = community(going), community(going, "West Street")
    prepare(going, "001-A", "002-A", to=east)
    prepare(going, "001-B", to=west)
    going.set(DUE - timedelta(hours=3))
    today = leaving_board(going.night.site).days[0]
    assert [(way.street, [one.stay.tag for one in way.leavers]) for way in today.ways] == [
        ("East Street", ["001-A", "002-A"]), ("West Street", ["001-B"]), ("", ["002-B"])
    ]  # fmt: skip
    row = HandOver.objects.get(stay=going.night.stay("001-A"))
    assert (row.phase, row.first_visit_at) == ("home_health_monitoring", at("03-31", "10:00"))


def test_an_answer_by_phone_settles_the_matter_that_the_release_raised(going: Going) -> None:
    going.begin()
    prepare(going, "001-A", to=community(going))
    going.set(DUE)
    stay = going.night.stay("001-A")
    going.release("001-A")
    assert Matter.objects.get(kind="hand_over").settled_at is None
    facts = {"site_id": going.night.site.id, "stay_ids": (stay.id,)}
    assert refused(confirm_by_phone, by=going.night.by("reception"), name=" ", **facts) == "name_needed"
    confirm_by_phone(by=going.night.by("reception"), name="Ms Zhou", **facts)
    assert Matter.objects.get(kind="hand_over").settled_at == DUE
    row = HandOver.objects.get(stay=stay)
    assert (row.confirmed_name, row.confirmed_how) == ("Ms Zhou", "phone")


def test_a_community_confirms_whom_it_has_and_nobody_else(going: Going) -> None:
    going.begin()
    east, west = community(going), community(going, "West Street")
    prepare(going, "001-A", to=east)
    going.set(DUE)
    facts = {
        "by": SYSTEM.tapping(),
        "site_id": going.night.site.id,
        "stay_ids": going.ids("001-A"),
        "name": "Li",
    }
    assert refused(confirm_by_link, community_id=west.id, **facts) == "not_yours"
    confirm_by_link(community_id=east.id, **{**facts, "by": SYSTEM.tapping()})
    going.release("001-A")
    assert not Matter.objects.filter(kind="hand_over").exists()
    assert [
        one.hand_over.confirmed_name for one in newcomers(going.night.site, east, by=SYSTEM.tapping())
    ] == ["Li"]
    assert newcomers(going.night.site, west, by=SYSTEM.tapping()) == []


def test_a_link_opens_one_community_of_one_site_until_it_ends(going: Going) -> None:
    site_id, east, west = going.night.site.id, new_id(), new_id()
    ends, seal = link_of(site_id, east)
    assert opens(site_id, east, ends, seal)
    assert not opens(site_id, west, ends, seal)
    assert not opens(new_id(), east, ends, seal)
    assert not opens(site_id, east, ends + 1, seal)
    going.night.minutes(3 * 24 * 60)
    assert not opens(site_id, east, ends, seal)


def test_another_community_has_to_answer_anew(going: Going) -> None:
    going.begin()
    prepare(going, "001-A", to=community(going))
    facts = {"site_id": going.night.site.id, "stay_ids": going.ids("001-A")}
    confirm_by_phone(by=going.night.by("reception"), name="Ms Zhou", **facts)
    prepare(going, "001-A", to=community(going, "West Street"))
    assert HandOver.objects.get(stay=going.night.stay("001-A")).confirmed_at is None
