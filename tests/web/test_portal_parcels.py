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
    assert "SF888 held Said not to be theirs It is not brought up" in page
    assert say(phone, parcel_id, "burn_it")["Location"] == PARCELS
    assert Matter.objects.filter(need="parcel").count() == 1


def test_what_is_said_not_to_be_theirs_stays_below_until_they_or_the_desk_say_whose(going: Going) -> None:  # noqa: F811
    from yizhan.duty.models import Matter
    from yizhan.provision.actions.parcels import address_parcel, check_parcel, disinfect_parcels
    from yizhan.provision.models import Parcel
    from yizhan.provision.queries.parcels import ready_parcels

    phone, night, parcel_id = phone_of(going), going.night, receive(going, "SF889", "302")
    site = {"site_id": night.site.id}

    def ready() -> bool:
        return ready_parcels(night.site.id).filter(id=parcel_id).exists()

    say(phone, parcel_id, "not_mine")
    check_parcel(by=night.by("reception"), **site, parcel_id=parcel_id)
    disinfect_parcels(by=night.by("reception"), **site, parcel_ids=[parcel_id])
    assert Parcel.objects.get(id=parcel_id).held_for == "not_theirs", "a first look overrules nobody"
    assert not ready()
    back = {"command_id": str(new_id())}
    for _ in range(2):
        assert phone.post(f"{PARCELS}{parcel_id}/wants/", back)["Location"] == PARCELS
    assert ready()
    matter = Matter.objects.get(need="parcel")
    page = shown(phone, f"/r/party/matters/{matter.id}/")
    assert page.count("Parcel SF889: it is ours, we want it after all.") == 1
    assert "on its way up" in shown(phone, PARCELS)
    say(phone, parcel_id, "not_wanted")
    assert "Said not to be wanted" in shown(phone, PARCELS)
    room = night.room("302").id
    address_parcel(by=night.by("reception"), **site, parcel_id=parcel_id, room_id=room)
    assert ready()


def test_parcel_held_for_another_reason_stays_held_for_it(going: Going) -> None:  # noqa: F811
    from yizhan.provision.actions.parcels import check_parcel
    from yizhan.provision.models import Parcel

    phone, night, parcel_id = phone_of(going), going.night, receive(going, "SF890", "302")
    check_parcel(by=night.by("reception"), site_id=night.site.id, parcel_id=parcel_id, held_for="forbidden")
    say(phone, parcel_id, "not_wanted")
    phone.post(f"{PARCELS}{parcel_id}/wants/", {"command_id": str(new_id())})
    assert Parcel.objects.get(id=parcel_id).held_for == "forbidden"


def test_parcels_of_others_are_neither_shown_nor_spoken_of(four: Going) -> None:  # noqa: F811
    from yizhan.duty.models import Matter

    theirs = receive(four, "SF999888", "303")
    phone = phone_of(four)
    assert "SF999888" not in shown(phone, PARCELS)
    assert say(phone, theirs, "not_mine").status_code == 404
    assert phone.post(f"{PARCELS}{theirs}/wants/", {"command_id": str(new_id())}).status_code == 404
    assert not Matter.objects.filter(need="parcel").exists()
