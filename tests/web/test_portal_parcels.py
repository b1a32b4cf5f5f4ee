"""A party's own parcels: where each is, why one is held and what to do, and saying it is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.leaving.conftest import going, protocols  # noqa: F401 - the fixtures
from tests.web.own import receive
from tests.web.test_portal_days import four, phone_of, shown  # noqa: F401 - the fixture
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

    from tests.leaving.going import Going

PARCELS = "/r/party/parcels/"


def say(phone: Client, parcel_id: UUID, about: str) -> Any:
    return phone.post(f"{PARCELS}{parcel_id}/matters/", {"command_id": str(new_id()), "about": about})


def test_parcel_is_followed_from_the_gate_to_the_door_with_times(going: Going) -> None:  # noqa: F811
    from yizhan.provision.actions.parcels import check_parcel, disinfect_parcels, hand_over_parcels

    phone, night = phone_of(going), going.night
    assert "No parcel is here for you now" in shown(phone, PARCELS)
    parcel_id = receive(going, "SF100200300", "302", sender="Sister")
    site = {"site_id": night.site.id}
    assert "SF100200300 on its way up From Sister At the gate" in shown(phone, PARCELS)
    check_parcel(by=night.by("reception"), **site, parcel_id=parcel_id)
    disinfect_parcels(by=night.by("reception"), **site, parcel_ids=[parcel_id])
    page = phone.get(PARCELS).content.decode()
    assert page.count('class="is-done"') == 3
    hand_over_parcels(by=night.by("reception"), **site, room_id=night.room("302").id)
    page = shown(phone, PARCELS)
    assert "SF100200300 at your door" in page
    assert page.split("At your door")[1].split()[1] == "reception"
    assert "It is not ours" not in page


def test_held_parcel_says_why_and_what_to_do(going: Going) -> None:  # noqa: F811
    from yizhan.provision.actions.parcels import check_parcel, refuse_parcel

    phone, night = phone_of(going), going.night
    parcel_id = receive(going, "SF777", "302")
    facts = {"by": night.by("reception"), "site_id": night.site.id, "parcel_id": parcel_id}
    check_parcel(**facts, held_for="perishable")
    page = shown(phone, PARCELS)
    assert "SF777 held" in page
    assert "Fresh food, must be kept cold It is kept cold. Say below if you want it brought up now" in page
    refuse_parcel(**facts | {"by": night.by("reception")}, refused_for="not_wanted")
    page = shown(phone, PARCELS)
    assert "SF777 went back They do not want it" in page


def test_not_ours_goes_to_one_named_person_and_is_not_asked_twice(going: Going) -> None:  # noqa: F811
    from yizhan.duty.models import Matter

    phone, parcel_id = phone_of(going), receive(going, "SF888", "302")
    there = say(phone, parcel_id, "not_mine")["Location"]
    matter = Matter.objects.get(need="parcel")
    assert there == f"/r/party/matters/{matter.id}/"
    assert matter.responsible is not None
    assert "Parcel SF888: it is not ours." in shown(phone, there)
    page = shown(phone, PARCELS)
    assert f"Told: {matter.responsible.display_name} sees to it" in page
    assert "It is not ours" not in page
    assert say(phone, parcel_id, "burn_it")["Location"] == PARCELS
    assert Matter.objects.filter(need="parcel").count() == 1


def test_parcels_of_others_are_neither_shown_nor_spoken_of(four: Going) -> None:  # noqa: F811
    from yizhan.duty.models import Matter

    theirs = receive(four, "SF999888", "303")
    phone = phone_of(four)
    assert "SF999888" not in shown(phone, PARCELS)
    assert say(phone, theirs, "not_mine").status_code == 404
    assert not Matter.objects.filter(need="parcel").exists()
