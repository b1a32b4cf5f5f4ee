"""The pages of the arrivals desk: what they show, to whom, and that a second tap changes nothing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tests.intake.night import ADULT, CHILD, Night
from tests.web.arrivals.conftest import Desk
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.intake.enums import CountRound
from yizhan.intake.models import Batch, BatchRevision, CountdownStep, ReminderCall
from yizhan.intake.rules import VehicleFacts
from yizhan.people.actions.accounts import make_account
from yizhan.people.models import Account
from yizhan.people.queries.identity import identity_of
from yizhan.places.models import Entrance

PAGES = ["tonight", "announce", "countdown", "counts", "attention", "names", "matters"]


def _text(reply: Any) -> str:
    return " ".join(reply.content.decode().split())


def _announce(night: Night, **facts: Any) -> None:
    night.announce(
        words="84, may be off", expected=84, certainty="uncertain", origin="school",
        eta=night.clock.now() + timedelta(minutes=30),
        vehicles=(
            VehicleFacts(plate="small", seats=19, height_m=Decimal("2.7")),
            VehicleFacts(plate="coach 2", seats=45, height_m=Decimal("3.5")),
            VehicleFacts(plate="coach 3", seats=45),
        ),
        **facts,
    )  # fmt: skip


def _form(**said: Any) -> dict[str, Any]:
    management = {"vehicles-TOTAL_FORMS": 2, "vehicles-INITIAL_FORMS": 0}
    return {"batch_id": new_id(), "after_revision": 0, "certainty": "uncertain", **management, **said}


def test_pages_of_an_empty_night_say_what_to_do(desk: Desk) -> None:
    for name in PAGES:
        assert desk.get(name).status_code == 200, name
    assert "Nobody is announced." in _text(desk.get("tonight"))
    assert "There is no batch to count." in _text(desk.get("counts"))


def test_outsider_finds_nothing_and_a_counter_sees_no_figure(night: Night) -> None:
    _announce(night)
    make_account(by=night.by("head"), account_id=(stranger := new_id()), username="charlie", display_name="C")
    outside = Desk(night, "head")
    outside.client.force_login(
        Account.objects.get(id=stranger), backend="yizhan.web.signin.backends.AccountBackend"
    )
    counter = Desk(night, "counter1")
    for name in PAGES:
        assert outside.get(name).status_code == 404, name
        assert counter.get(name).status_code == (200 if name == "matters" else 403), name
    for name in ("batch", "newer", "batch_counts"):
        assert outside.get(name, night.batch_id).status_code == 404, name
        assert counter.get(name, night.batch_id).status_code == 403, name


def test_catering_sees_what_comes_and_no_person(night: Night) -> None:
    _announce(night)
    kitchen = Desk(night, "kitchen")
    assert kitchen.get("tonight").status_code == 200
    assert [kitchen.get(name).status_code for name in ("counts", "attention", "names", "announce")] == [
        403
    ] * 4
    assert kitchen.post("batches", **_form()).status_code == 403
    assert Batch.objects.count() == 1


def test_tonight_names_the_vehicle_and_the_missing_metres(night: Night, desk: Desk) -> None:
    _announce(night)
    page = _text(desk.get("tonight"))
    assert "coach 2 is 3.5 m high, Yard gate is clear to 3.2 m: 0.3 m missing" in page
    assert "in 30 min" in page
    assert 'data-until="2022-03-16T11:30:00+00:00"' in page
    assert "03-16 19:30" in page.replace("3-16", "03-16").replace("003-16", "03-16"), (
        "the clock on the site's wall"
    )


def test_batch_page_asks_for_what_nobody_knows_and_measures_the_rooms(night: Night, desk: Desk) -> None:
    _announce(night)
    page = _text(desk.get("batch", night.batch_id))
    assert "not known: ask the driver" in page
    assert "clear height not measured" in page
    assert "109 seats for 84 people" in page
    assert "45 / 54" in page, "rooms needed of those free, as assumed"
    assert "short 11" in page, "meals, if a fifth more come"
    gate = Entrance.objects.get(site=night.site, name_en="Yard gate")
    desk.post("entrance_measured", night.batch_id, gate.id, clearance_m="3.80")
    assert "missing" not in _text(desk.get("batch", night.batch_id))


def test_live_part_is_sent_again_only_when_something_changed(night: Night, desk: Desk) -> None:
    _announce(night)
    for name, args in (
        ("tonight", ()),
        ("batch_counts", (night.batch_id,)),
        ("names", ()),
        ("countdown", ()),
    ):
        first = desk.get(name, *args, headers={"X-Live": "1"})
        assert first.status_code == 200
        assert b"<html" not in first.content
        again = desk.get(name, *args, headers={"X-Live": "1", "If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), name
        night.count({"tonight": 1, "batch_counts": 2, "names": 3, "countdown": 4}[name])
        if name != "countdown":
            later = desk.get(name, *args, headers={"X-Live": "1", "If-None-Match": first["ETag"]})
            assert later.status_code == 200, name


def test_announcing_needs_nothing_and_a_second_tap_changes_nothing(night: Night, desk: Desk) -> None:
    form = _form(command_id=new_id(), words="people this afternoon")
    first = desk.post("batches", **form)
    assert "Recorded. Below is what it means for the site." in _text(first)
    desk.post("batches", **form)
    batch = Batch.objects.get()
    assert (batch.id, batch.revisions.get().certainty) == (form["batch_id"], "unknown")


def test_arrival_in_minutes_or_by_the_clock_on_the_wall(night: Night, desk: Desk) -> None:
    def eta_of(**said: Any) -> timedelta:
        form = _form(expected="84", **said)
        assert desk.post("batches", **form).status_code == 200
        eta = BatchRevision.objects.get(batch_id=form["batch_id"]).eta
        assert eta is not None
        return eta - night.clock.now()

    # It is 19:00 at the site.
    assert eta_of(eta_minutes="30") == timedelta(minutes=30)
    assert eta_of(eta_clock="20:35") == timedelta(minutes=95)
    assert eta_of(eta_clock="06:00") == timedelta(hours=11)
    assert eta_of(eta_clock="18:30") == timedelta(minutes=-30)
    assert eta_of(eta_clock="20:00", eta_day="2022-03-18") == timedelta(days=2, hours=1)


def test_what_was_typed_is_kept_when_it_cannot_be_recorded(night: Night, desk: Desk) -> None:
    form = _form(
        expected="84", words="from the school", **{"vehicles-0-plate": "coach", "vehicles-1-seats": "x"}
    )
    reply = desk.post("batches", **form)
    page = _text(reply)
    assert reply.status_code == 409
    assert "from the school" in page
    assert 'value="84"' in page
    assert 'value="coach"' in page
    assert "How many seats?" in page
    assert not Batch.objects.exists()


def test_newer_word_met_by_newer_word_is_shown_and_then_taken(night: Night, desk: Desk) -> None:
    _announce(night)
    night.revise(1, expected=90, words="ninety")
    stale = _form(batch_id=night.batch_id, after_revision=1, expected="88")
    reply = desk.post("revisions", night.batch_id, **stale)
    page = _text(reply)
    assert reply.status_code == 409
    assert "Somebody recorded newer word meanwhile. Look at it first." in page
    assert "ninety" in page
    assert 'name="after_revision" value="2"' in page
    desk.post("revisions", night.batch_id, **{**stale, "after_revision": 2})
    assert [r.expected for r in BatchRevision.objects.order_by("number")] == [84, 90, 88]
    page = _text(desk.get("batch", night.batch_id))
    assert "number: 84 → 90" in page
    assert "number: 90 → 88" in page


def test_ticking_on_the_desk(night: Night, desk: Desk) -> None:
    _announce(night)
    step = CountdownStep.objects.get(key="rooms")
    reply = desk.post("tick", step.id, done="1", order="teams")
    assert "Ticked off." in _text(reply)
    assert reply.redirect_chain[-1][0].endswith("?order=teams")
    step.refresh_from_db()
    assert step.done_by_id == night.crew["head"]
    desk.post("tick", step.id)
    step.refresh_from_db()
    assert step.done_at is None


def test_difference_is_shown_at_its_wave_and_settled_under_a_name(night: Night, desk: Desk) -> None:
    _announce(night)
    night.count(1)
    night.count(2, wave=2)
    for tag in ("001-A", "002-A", "002-B"):
        night.measure(tag)
    page = _text(desk.get("counts"))
    assert "001-B" in page
    assert "Temperature: missing" in page
    form = {
        "stay_id": night.stay("001-B").id, "round": 2, "wave": 1, "kind": "present", "reason": "asked her",
        "command_id": new_id(),
    }  # fmt: skip
    for _ in range(2):
        assert "Settled, under your name." in _text(desk.post("settlements", night.batch_id, **form))
    assert night.counts.settled[CountRound.TEMPERATURE] == 4
    assert night.counts.settled_differences == 1


def test_settling_without_a_reason_says_so(night: Night, desk: Desk) -> None:
    _announce(night)
    night.count(1)
    reply = desk.post("settlements", night.batch_id, stay_id=night.stay("001-A").id, round=2, kind="present")
    assert "How you found out: This field is required." in _text(reply)


def test_batch_that_is_settled_can_be_finished(night: Night, desk: Desk) -> None:
    _announce(night)
    night.count(1)
    assert "still wait" not in _text(desk.get("counts"))
    assert "must be closed" in _text(desk.post("batch_end", night.batch_id))
    for tag in ("001-A", "001-B"):
        night.measure(tag)
    night.house(1, "302")
    night.check("302", 2)
    for round_ in CountRound:
        night.close(round_, 2)
    page = desk.post("batch_end", night.batch_id)
    assert "The batch is finished" in _text(page)
    assert page.redirect_chain[-1][0] == reverse("tonight", args=[night.site.code])
    assert night.batch.finished_at is not None


def test_attention_shows_wristbands_and_no_names(night: Night, desk: Desk) -> None:
    _announce(night)
    night.count(7, (CHILD, CHILD))
    night.house(7, "302")
    page = _text(desk.get("attention"))
    assert "Children without a guardian" in page
    assert "007-A 007-B" in page
    assert "nobody is named" in page
    party = night.stay("007-A").party_id
    desk.post("look_in_named", party, account_id=night.crew["nurse"])
    assert "Looks in: nurse" in _text(desk.get("attention"))
    night.minutes(30)
    assert "Recorded." in _text(desk.post("look_ins", party, found="asleep"))
    assert AuditEvent.objects.filter(action="intake.read_attention").exists()


def test_clerk_registers_on_the_call_and_a_doubtful_number_needs_a_reason(night: Night, desk: Desk) -> None:
    _announce(night)
    night.count(1)
    stay = night.stay("001-A")
    said = {
        "name": "Li Na", "sex": "female", "birth_date": "1990-03-07", "document_kind": "resident_id",
        "document_number": "110101199003070013", "phone": "13900001111", "route": "call",
        "age_group": "adult", "relation": "parent",
    }  # fmt: skip
    reply = desk.post("person", stay.id, **said)
    page = _text(reply)
    assert reply.status_code == 409
    assert "The document" in page or "digit" in page
    assert 'value="Li Na"' in page
    stay.person.refresh_from_db()
    assert stay.person.sealed is None
    reply = desk.post("person", stay.id, **said, sure="read twice from the card")
    assert "001-A is registered." in _text(reply)
    stay.person.refresh_from_db()
    kept = identity_of(stay.person)
    assert (kept.name, kept.document_note) == ("Li Na", "read twice from the card")


def test_calls_are_logged_and_the_chat_text_names_the_rooms(night: Night, desk: Desk) -> None:
    _announce(night)
    night.count(1, (ADULT,))
    night.house(1, "302")
    page = _text(desk.get("names"))
    assert "Rooms still open: 302" in page
    assert "8302" in page
    stay = night.stay("001-A")
    form = {"party_id": stay.party_id, "room_id": night.room("302").id, "command_id": new_id()}
    for _ in range(2):
        desk.post("calls", **form)
    assert [call.answered for call in ReminderCall.objects.all()] == [False]
    desk.post("calls", party_id=stay.party_id, room_id=night.room("302").id, answered="1")
    assert "answered" in _text(desk.get("names"))


def test_search_keeps_what_is_looked_for_out_of_the_address(night: Night, desk: Desk) -> None:
    _announce(night)
    night.count(1)
    address = reverse("names_found", args=[night.site.code])
    assert desk.client.get(address, {"text": "001-A"}).status_code == 405
    page = _text(desk.client.post(address, {"text": "001-A"}))
    assert "001-A" in page
    assert "001-B" not in page


def test_matter_is_closed_by_name_with_what_was_done(night: Night, desk: Desk) -> None:
    _announce(night)
    night.measure("001-A", "38.5")
    assert "001-A: 38.5 °C. Tell the doctor" in _text(desk.get("matters_site"))
    matter = night.site.matters.get()
    assert "What was done about it: This field is required." in _text(desk.post("matter_settled", matter.id))
    desk.post("matter_settled", matter.id, settlement="doctor came")
    assert "doctor came" in _text(desk.get("matter", matter.id))
    assert "Nothing here." in _text(desk.get("matters_site"))


@pytest.mark.parametrize("name", ["names", "attention", "matters_site"])
def test_lists_ask_as_many_queries_for_three_rows_as_for_one(
    night: Night, desk: Desk, django_assert_max_num_queries: Any, name: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _announce(night)
    night.count(1, (CHILD, CHILD))
    with CaptureQueriesContext(connection) as one:
        desk.get(name)
    for number in (2, 3):
        night.count(number, (CHILD, CHILD))
        night.measure(f"00{number}-A", "38.5")
    with django_assert_max_num_queries(len(one)):
        desk.get(name)
