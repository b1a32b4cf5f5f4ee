"""The pages of leaving, walked as people walk them; and what a code or a link shows to a stranger."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.test import Client

from tests.course.watching import at
from tests.leaving.going import DUE, Going
from tests.leaving.test_handing_over import community, prepare
from yizhan.core.ids import new_id
from yizhan.intake.actions.registration import MemberFacts, claim_card, register_person
from yizhan.intake.enums import RegistrationRoute
from yizhan.leaving.models import Certificate, EarlyRelease, HandOver, Passenger, Ride, TransferOrder
from yizhan.leaving.queries.communities import link_of
from yizhan.people.identity import Identity
from yizhan.people.models import Account, PartyToken
from yizhan.places.models import Site
from yizhan.stays.models import RoomCard, Stay
from yizhan.web.portal.access import COOKIE

LEAVING, TRANSFERS = "/s/county/leaving/", "/s/county/transfers/"
NAME = "Zeng Li"


def desk(going: Going, name: str = "head") -> Client:
    """A desk at which somebody of the crew is signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(id=going.night.crew[name]))
    return client


def post(client: Client, path: str, **said: Any) -> str:
    """Send a form with a command of its own; returns the page that follows."""
    reply = client.post(path, {"command_id": str(new_id()), **said}, follow=True)
    assert reply.status_code == 200, reply.content.decode()
    return reply.content.decode()


def page(client: Client, path: str) -> str:
    """A page's text."""
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


def named(going: Going, tag: str = "001-A") -> Stay:
    """Give somebody a name."""
    stay = going.night.stay(tag)
    identity = Identity(name=NAME, phone="13900000000", address="East Street 1")
    facts = MemberFacts(stay_id=stay.id, identity=identity)
    register_person(
        by=going.night.by("clerk"), site_id=going.night.site.id, facts=facts, route=RegistrationRoute.CALL
    )
    return stay


def test_a_day_of_releases_from_the_list_to_the_papers(going: Going) -> None:
    going.begin()
    stay = named(going)
    going.set(DUE - timedelta(hours=2))
    assert "conditions hold" in page(desk(going), LEAVING)
    going.set(DUE)
    told = post(desk(going), f"{LEAVING}releases/", stay=[str(one) for one in going.ids("001-A", "001-B")])
    assert "2 people released." in told
    assert "Released in the last day" in told
    pdf = desk(going).get(f"{LEAVING}certificates.pdf?of={Certificate.objects.get(stay=stay).id}")
    from pypdf import PdfReader

    read = PdfReader(BytesIO(b"".join(pdf)))
    words = "".join(sheet.extract_text() for sheet in read.pages)
    assert len(read.pages) == 2
    assert NAME in words
    assert "COUNTY-00001" in words
    assert "health monitoring at home" not in words


def test_a_list_without_a_tick_and_one_too_early_change_nothing(going: Going) -> None:
    going.begin()
    assert "Tick at least one person." in post(desk(going), f"{LEAVING}releases/")
    told = post(desk(going), f"{LEAVING}releases/", stay=str(going.night.stay("001-A").id))
    assert "not due yet" in told
    assert not Certificate.objects.exists()


def test_two_people_at_two_desks_let_somebody_go_early(going: Going) -> None:
    going.begin()
    stay = named(going)
    own = f"{LEAVING}{stay.id}/"
    assert "Propose an early release" in page(desk(going), own)
    told = post(desk(going), f"{own}early/", reason="her father is dying")
    assert "You proposed it." in told
    assert "Sign: they may go early" not in told
    early = EarlyRelease.objects.get()
    signed = post(desk(going, "post"), f"{own}early/{early.id}/signatures/")
    assert "Signed. They may go now." in signed
    assert "her father is dying" not in signed
    assert "1 person released." in post(desk(going), f"{LEAVING}releases/", stay=str(stay.id))


def test_the_due_minute_asks_for_a_name_and_a_reason(going: Going) -> None:
    going.begin("001-A", protocol="leave-7")
    stay = going.night.stay("001-A")
    going.set(at("03-23", "09:00"))
    own = f"{LEAVING}{stay.id}/"
    shown = page(desk(going), own)
    assert "They go now" in shown
    assert "Every test is negative" in shown
    assert "I vouch for it" in shown
    assert "Reason" in post(desk(going), f"{own}decisions/", reason="")
    told = post(desk(going), f"{own}decisions/", reason="laboratory is silent")
    assert "Released, by your decision." in told


def test_a_code_shows_no_more_than_the_paper(going: Going) -> None:
    going.begin()
    stay = named(going)
    going.set(DUE)
    going.release("001-A")
    paper = Certificate.objects.get(stay=stay)
    anybody = Client(headers={"accept-language": "en"})
    shown = page(anybody, f"/v/{paper.code}/")
    assert "COUNTY-00001" in shown
    assert "Valid" in shown
    assert NAME not in shown
    assert stay.tag not in shown
    Certificate.objects.update(withdrawn_at=DUE, withdrawn_by_id=going.night.crew["head"])
    assert "Withdrawn" in page(anybody, f"/v/{paper.code.lower()}/")
    assert anybody.get("/v/NOSUCHCODE00/").status_code == 404


def test_a_resident_fetches_their_own_papers_after_they_left_and_not_for_ever(going: Going) -> None:
    going.begin()
    named(going)
    card = RoomCard.objects.get(room=going.night.room("302"), ended_at=None)
    other = RoomCard.objects.get(room=going.night.room("303"), ended_at=None)
    secrets = [claim_card(code=one.code, number=number)[1] for one, number in ((card, 1), (other, 2))]
    going.set(DUE)
    PartyToken.objects.update(expires_at=DUE + timedelta(days=30))
    phones = [Client(headers={"accept-language": "en"}) for _ in secrets]
    for phone, secret in zip(phones, secrets, strict=True):
        phone.cookies[COOKIE] = secret
    going.release(stay_ids=going.ids("001-A", "001-B"))
    fetched = phones[0].get("/r/party/certificate.pdf")
    assert fetched["Content-Type"] == "application/pdf"
    assert phones[1].get("/r/party/certificate.pdf").status_code == 302
    going.set(DUE + timedelta(days=8))
    assert phones[0].get("/r/party/certificate.pdf").status_code == 302


def test_a_community_confirms_on_its_own_page(going: Going) -> None:
    going.begin()
    stay, east = named(going), community(going)
    prepare(going, "001-A", to=east)
    ends, seal = link_of(going.night.site.id, east.id)
    path = f"/h/county/{east.id}/{ends}/{seal}/"
    street = Client(headers={"accept-language": "en"})
    assert NAME in page(street, path)
    assert street.get(f"/h/county/{east.id}/{ends}/{'0' * 32}/").status_code == 404
    assert "Tick whom you have" in post(street, path, stay=str(stay.id))
    assert "The site knows now" in post(street, path, stay=str(stay.id), name="Ms Zhou")
    assert HandOver.objects.get(stay=stay).confirmed_name == "Ms Zhou"
    assert re.search(r'value="http[^"]+/h/county/', page(desk(going), "/s/county/contact-book/"))


def test_an_order_is_written_carried_out_and_received(going: Going) -> None:
    going.begin()
    going.second_site()
    named(going)
    clerk, reception = desk(going, "clerk"), desk(going, "reception")
    site = Site.objects.get(code="second")
    said = {
        "tags": "001", "to": str(site.id), "reason": "conversion", "leaves_at": "2022-03-16T19:30",
        "expected_at": "2022-03-16T20:30", "handling": "closed_loop",
    }  # fmt: skip
    wrong = clerk.post(f"{TRANSFERS}new/", {**said, "tags": "077", "command_id": str(new_id())})
    assert wrong.status_code == 409
    assert "Nobody here wears 077." in wrong.content.decode()
    told = post(clerk, f"{TRANSFERS}new/", **said)
    assert NAME in told
    order = TransferOrder.objects.get()
    riders = [str(one) for one in Passenger.objects.values_list("id", flat=True)]
    own = f"{TRANSFERS}{order.id}/"
    assert "On the way" in post(reception, f"{own}departures/", rider=riders)
    there = desk(going, "reception2")
    received = f"/s/second/transfers/{order.id}/"
    party = Stay.objects.filter(person_id=Passenger.objects.all()[0].person_id).latest("started_at").party_id
    assert f"band_{party}" in page(there, received)
    assert "Received. They wait for a room." in post(there, f"{received}arrivals/", **{f"band_{party}": "31"})
    assert "2 arrived" in page(clerk, TRANSFERS)


def test_a_hand_over_is_prepared_for_several_at_once(going: Going) -> None:
    going.begin()
    east = community(going)
    going.set(DUE - timedelta(days=1))
    clerk = desk(going, "clerk")
    post(clerk, f"{LEAVING}rides/", plate="TEST-1", driver_phone="13900000000", leaves_at="2022-03-30T10:00")
    ride = Ride.objects.get()
    assert f'<option value="{ride.id}">' in page(clerk, f"{LEAVING}hand-overs/")
    stays = [str(one) for one in going.ids("001-A", "002-A")]
    said = {"community": str(east.id), "ride": str(ride.id), "first_visit_at": "2022-03-31T10:00"}
    post(clerk, f"{LEAVING}hand-overs/", stay=stays, **said)
    rows = HandOver.objects.filter(community=east)
    assert {(row.first_visit_at, row.ride_id) for row in rows} == {(at("03-31", "10:00"), ride.id)}
    assert rows.count() == 2


def test_a_release_of_the_wrong_person_is_struck_out_on_the_list(going: Going) -> None:
    going.begin()
    going.set(DUE)
    stay = going.night.stay("001-A")
    going.release("001-A")
    told = post(desk(going, "clerk"), f"{LEAVING}{stay.id}/reinstatements/", reason="was still in the room")
    assert "Struck out." in told
    assert going.night.stay("001-A").id == stay.id


def test_the_command_post_sees_who_does_not_arrive_before_it_chooses_a_site(going: Going) -> None:
    there = going.second_site()
    order = going.order("001-A", to=there)
    going.let_go(order)
    assert "overdue on the way" not in page(desk(going, "post"), "/")
    going.night.minutes(76)
    assert page(desk(going, "post"), "/").count("1 person overdue on the way") == 2
    assert "overdue: expected" in page(desk(going, "post"), TRANSFERS)


def test_a_community_that_has_not_answered_stands_among_the_matters(going: Going) -> None:
    going.begin()
    prepare(going, "001-A", to=community(going))
    going.set(DUE)
    going.release("001-A")
    shown = page(desk(going), "/s/county/matters/site/")
    assert "Community has not answered" in shown
    assert "001-A was released, and East Street Community 1 has not confirmed" in shown


def test_every_kind_of_matter_has_its_words() -> None:
    from yizhan.duty.models import Matter
    from yizhan.web.templatetags.arrivals import MATTERS

    assert set(Matter.Kind) == set(MATTERS)
