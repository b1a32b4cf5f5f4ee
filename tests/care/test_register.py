"""The register of special care: who comes onto it, look-ins on rounds, what is sealed: hand-worked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night


def _suggested(hotel: Night) -> dict[str, dict[str, str]]:
    from yizhan.stays.queries.special_care import suggested_for_care

    return {
        one.present.tag: {need.value: how.value for need, how in one.needs.items()}
        for one in suggested_for_care(hotel.site, by=hotel.by("social"))
    }


def _register(hotel: Night, tag: str, **facts: Any) -> None:
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    register_person(
        by=hotel.by("clerk"), site_id=hotel.site.id, route=RegistrationRoute.CALL,
        facts=MemberFacts(stay_id=hotel.stay(tag).id, identity=Identity(name="Zhang", **facts)),
    )  # fmt: skip


def test_record_suggests_and_a_person_decides(hotel: Night) -> None:
    from tests.care.people import on_register, person
    from yizhan.care.actions.register import dismiss_suggestion
    from yizhan.care.enums import CareNeed
    from yizhan.health.actions.observations import observe
    from yizhan.people.enums import AgeGroup

    hotel.count(3, [AgeGroup.CHILD, AgeGroup.CHILD])
    _register(hotel, "001-A", birth_date=date(1962, 3, 16), illness="gout")
    _register(hotel, "001-B", birth_date=date(2019, 3, 17), diet="halal")
    _register(hotel, "002-A", birth_date=date(1962, 3, 17), diet="ordinary")
    observe(by=hotel.by("nurse"), site_id=hotel.site.id, person_id=person(hotel, "002-B"), mood="low")
    assert _suggested(hotel) == {
        # Sixty on that very day; three only tomorrow.
        "001-A": {"illness": "registration", "age": "registration"},
        "001-B": {"diet": "registration", "infant": "registration"},
        "002-B": {"mind": "observation"},
        "003-A": {"minor_alone": "door"},
        "003-B": {"minor_alone": "door"},
    }
    on_register(hotel, "001-A", CareNeed.AGE)
    dismiss_suggestion(
        by=hotel.by("social"), site_id=hotel.site.id, person_id=person(hotel, "001-B"),
        needs=(CareNeed.DIET, CareNeed.INFANT),
    )  # fmt: skip
    found = _suggested(hotel)
    assert found["001-A"] == {"illness": "registration"}
    assert "001-B" not in found


def test_one_record_a_person_with_a_carer_who_cares(hotel: Night) -> None:
    from tests.care.people import on_register
    from yizhan.care.enums import CareNeed
    from yizhan.care.models import CareRecord

    with pytest.raises(Refusal, match="does not care"):
        on_register(hotel, "001-A", carer_id=hotel.crew["clerk"])
    on_register(hotel, "001-A", CareNeed.MINOR_ALONE, CareNeed.AGE)
    record = CareRecord.objects.get()
    # The shortest of both needs' intervals holds.
    assert (record.needs, record.every_hours) == (["age", "minor_alone"], 4)
    assert record.next_look_at == hotel.clock.now() + timedelta(hours=4)
    with pytest.raises(Refusal, match="on the register already"):
        on_register(hotel, "001-A", CareNeed.DIET)


def test_what_is_written_is_sealed_with_the_persons_key(hotel: Night) -> None:
    from tests.care.people import on_register, person
    from yizhan.care.models import CareRecord, CareVersion
    from yizhan.care.queries.register import door_words, record_seen
    from yizhan.people.actions.identity import erase_identities

    record_id = on_register(hotel, "001-A", plan="insulin at seven", door="knock loudly")
    record, version = CareRecord.objects.get(), CareVersion.objects.get()
    for stored in (record.plan, record.door, version.plan, version.door):
        assert b"insulin" not in bytes(stored or b"")
        assert b"knock" not in bytes(stored or b"")
    assert door_words(hotel.site.id) == {person(hotel, "001-A"): "knock loudly"}
    seen = record_seen(hotel.site.id, record_id)
    assert seen is not None
    assert (seen.plan, seen.on.door) == ("insulin at seven", "knock loudly")
    erase_identities([record.person_id])
    assert door_words(hotel.site.id) == {}
    erased = record_seen(hotel.site.id, record_id)
    assert erased is not None
    assert (erased.plan, erased.lines[0].words) == ("", "")


def test_look_in_is_a_kind_of_round_and_counts_from_when_it_was_done(hotel: Night) -> None:
    from tests.care.people import on_register, person
    from yizhan.care.actions.looks import look_in
    from yizhan.care.models import CareLook, CareRecord
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.models import RoundTask

    on_register(hotel, "001-A", every_hours=2)
    on_register(hotel, "002-A", every_hours=6)
    hotel.minutes(60)
    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["look_in"], floors=[hotel.room("305").floor_id],
        planned_at=hotel.clock.now(),
    )  # fmt: skip
    # Due within the entry's ninety minutes: the one every two hours, not the one every six.
    (task,) = RoundTask.objects.filter(round_id=planned.round_id)
    assert (task.kind, task.person_id) == ("look_in", person(hotel, "001-A"))
    start_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=planned.round_id)
    seen_at = hotel.clock.now()
    tap = hotel.by("nurse")
    hotel.minutes(20)
    facts: dict[str, Any] = {
        "site_id": hotel.site.id,
        "person_id": person(hotel, "001-A"),
        "state": "as_before",
    }
    look_in(by=tap, round_id=planned.round_id, **facts)
    look_in(by=tap, round_id=planned.round_id, **facts)
    task.refresh_from_db()
    assert (task.state, task.record_id) == ("done", CareLook.objects.get().id)
    record = CareRecord.objects.get(person_id=person(hotel, "001-A"))
    assert record.next_look_at == seen_at + timedelta(hours=2)
    # A look that reaches the server late puts nothing off that a newer one has set.
    look_in(by=hotel.by("nurse", at=seen_at - timedelta(minutes=30)), **facts)
    record.refresh_from_db()
    assert record.next_look_at == seen_at + timedelta(hours=2)


def test_worse_calls_the_carer_without_a_word_of_health(hotel: Night) -> None:
    from tests.care.people import on_register, person
    from yizhan.care.actions.looks import look_in
    from yizhan.duty.models import Matter

    on_register(hotel, "001-A")
    facts: dict[str, Any] = {"site_id": hotel.site.id, "person_id": person(hotel, "001-A")}
    look_in(by=hotel.by("nurse"), state="worse", note="shivers", **facts)
    matter = Matter.objects.get(kind="care")
    assert (matter.responsible_id, matter.room) == (hotel.crew["social"], hotel.room("305"))
    assert "shivers" not in str(matter.record)
    assert matter.record["facts"] == {"place": "305"}
    look_in(by=hotel.by("social"), state="better", **facts)
    matter.refresh_from_db()
    assert matter.settled_by_id == hotel.crew["social"]


def test_older_look_neither_settles_nor_raises_what_a_newer_one_has_decided(hotel: Night) -> None:
    from tests.care.people import on_register, person
    from yizhan.care.actions.looks import look_in
    from yizhan.duty.models import Matter

    on_register(hotel, "001-A")
    facts: dict[str, Any] = {"site_id": hotel.site.id, "person_id": person(hotel, "001-A")}
    before = hotel.clock.now()
    hotel.minutes(60)
    look_in(by=hotel.by("nurse"), state="worse", **facts)
    look_in(by=hotel.by("clerk", at=before), state="as_before", **facts)
    assert Matter.objects.filter(kind="care", settled_at=None).count() == 1
    hotel.minutes(30)
    look_in(by=hotel.by("social"), state="better", **facts)
    look_in(by=hotel.by("clerk", at=before), state="worse", **facts)
    assert not Matter.objects.filter(kind="care", settled_at=None).exists()


@pytest.mark.parametrize("leaves", [True, False])
def test_nobody_is_called_to_whoever_is_off_the_register(hotel: Night, leaves: bool) -> None:
    from tests.care.people import on_register, person
    from yizhan.care.actions.departing import let_care_end
    from yizhan.care.actions.looks import look_in
    from yizhan.care.actions.register import close_record
    from yizhan.duty.models import Matter

    record_id, who = on_register(hotel, "001-A"), person(hotel, "001-A")
    look_in(by=hotel.by("nurse"), site_id=hotel.site.id, person_id=who, state="worse")
    tap = hotel.by("nurse")
    assert Matter.objects.filter(kind="care", settled_at=None).count() == 1
    if leaves:
        let_care_end(by=hotel.by("clerk"), site_id=hotel.site.id, person_ids=[who])
    else:
        close_record(by=hotel.by("social"), site_id=hotel.site.id, record_id=record_id, because="in hospital")
    assert not Matter.objects.filter(kind="care", settled_at=None).exists()
    look_in(by=tap, site_id=hotel.site.id, person_id=who, state="worse")
    assert not Matter.objects.filter(kind="care", settled_at=None).exists()


def test_plan_is_changed_and_what_was_planned_is_kept(hotel: Night) -> None:
    from tests.care.people import on_register
    from yizhan.care.actions.register import change_record, close_record
    from yizhan.care.enums import CareNeed
    from yizhan.care.queries.register import record_seen, register_of

    record_id = on_register(hotel, "001-A", plan="first", every_hours=12)
    hotel.minutes(10)
    change_record(
        by=hotel.by("psychologist"), site_id=hotel.site.id, record_id=record_id, needs=(CareNeed.MIND,),
        carer_id=hotel.crew["psychologist"], plan="second", door="one of us, alone", every_hours=1,
    )  # fmt: skip
    (on,) = register_of(hotel.site.id)
    assert (on.record.carer_id, on.door) == (hotel.crew["psychologist"], "one of us, alone")
    # More often than before: the next look-in comes nearer.
    assert on.record.next_look_at == hotel.clock.now() + timedelta(hours=1)
    seen = record_seen(hotel.site.id, record_id)
    assert seen is not None
    assert [line.words for line in seen.lines] == ["second", "first"]
    with pytest.raises(Refusal, match="Say why"):
        close_record(by=hotel.by("social"), site_id=hotel.site.id, record_id=record_id, because=" ")
    close_record(by=hotel.by("social"), site_id=hotel.site.id, record_id=record_id, because="well again")
    assert register_of(hotel.site.id) == []


def test_register_asks_as_often_for_three_as_for_one(hotel: Night) -> None:
    from tests.care.people import on_register
    from yizhan.care.queries.register import register_of

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            register_of(hotel.site.id)
        return len(caught)

    on_register(hotel, "001-A")
    once = queries()
    on_register(hotel, "001-B")
    on_register(hotel, "002-A")
    assert queries() == once == 4


def test_who_knocks_reads_what_must_not_happen_and_who_leaves_is_off_the_register(hotel: Night) -> None:
    from tests.care.people import on_register, person
    from yizhan.care.actions.departing import let_care_end
    from yizhan.care.models import CareRecord
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.queries.rounds import round_of
    from yizhan.stays.queries.walk import walk_of

    on_register(hotel, "001-A", door="deaf: knock loudly", every_hours=1)
    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["look_in"], floors=[hotel.room("305").floor_id],
        planned_at=hotel.clock.now(),
    )  # fmt: skip
    seen = round_of(hotel.site.id, planned.round_id)
    assert seen is not None
    (stop,) = walk_of(hotel.site, seen, by=hotel.by("nurse")).stops
    assert {one.tag: one.door for one in stop.people} == {"001-A": "deaf: knock loudly", "001-B": ""}
    let_care_end(by=hotel.by("clerk"), site_id=hotel.site.id, person_ids=[person(hotel, "001-A")])
    record = CareRecord.objects.get()
    assert record.closed_by_id == hotel.crew["clerk"]
