"""A sample from the label to the result, and everything that is refused on the way."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.health.laboratory import due, labels, pack, report, sample, send, sent
from tests.health.laboratory import hotel as open_hotel
from tests.intake.night import Night
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Matter, Obligation
from yizhan.duty.queries.matters import open_matters
from yizhan.health import sampling_round
from yizhan.health.actions.labels import make_labels_for
from yizhan.health.actions.results import correct_result
from yizhan.health.actions.sending import pack_box, receive_box, unpack_tube
from yizhan.health.codes import is_tube_number, read_tube_number, spoken, tube_number
from yizhan.health.enums import ResultValue, TubeSize, TubeState
from yizhan.health.models import Box, HandOver, Result, Tube, TubeMember
from yizhan.health.queries.tubes import (
    by_box,
    described,
    kept_in_rooms,
    late_at,
    late_tubes,
    open_tubes,
    standing_result,
)
from yizhan.health.signals import result_reported
from yizhan.protocols.facts import DueKind
from yizhan.stays.queries.lists import samples_now


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 in 402, 002 in 302, 003 in the lobby."""
    return open_hotel(night)


def refused(code: str, call: Any, *arguments: Any, **keywords: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*arguments, **keywords)
    assert caught.value.code == code
    return str(caught.value)


# --- numbers


def test_tube_number_is_checked_by_two_digits() -> None:
    # 47281905 * 100 = 4728190500; 4728190500 mod 97 = 93; 98 - 93 = 05.
    assert tube_number(47281905) == "4728190505"
    assert is_tube_number("4728190505")
    assert spoken("4728190505") == "4728 1905 05"
    assert read_tube_number(" ４728-1905 05 ") == "4728190505"


def test_no_wrong_digit_and_no_exchange_gives_another_number() -> None:
    right = tube_number(47281905)
    slips = {right[:i] + digit + right[i + 1 :] for i in range(10) for digit in "0123456789"} - {right}
    slips |= {right[:i] + right[i + 1] + right[i] + right[i + 2 :] for i in range(9)} - {right}
    assert len(slips) > 90
    assert [slip for slip in slips if is_tube_number(slip)] == []


# --- taking


def test_sample_meets_what_was_due_once(hotel: Night) -> None:
    due(hotel, "001-A")
    first, second = labels(hotel, 2)
    taken = sample(hotel, "001-A", first)
    assert (taken.people, taken.room_for) == (1, 0)
    member = TubeMember.objects.get()
    obligation = Obligation.objects.get()
    assert (obligation.record_id, member.obligation_id) == (member.id, obligation.id)
    sample(hotel, "001-A", second)
    assert Obligation.objects.get().record_id == member.id


def test_two_phones_one_tube_one_sample(hotel: Night) -> None:
    (tube,) = labels(hotel)
    by = hotel.by("nurse")
    first = sample(hotel, "001-A", tube, by=by)
    assert sample(hotel, "001-A", tube, by=by) == first  # the same tap, sent twice
    assert sample(hotel, "001-A", tube, by=hotel.by("head")) == first  # the same sample, on another phone
    assert TubeMember.objects.count() == 1
    says = refused("tube_used", sample, hotel, "002-A", tube, by=hotel.by("head"))
    assert says == f"Tube {spoken(tube)} holds somebody else's sample already. Take another label."
    assert TubeMember.objects.count() == 1


def test_wrong_digit_and_unknown_label_are_told_apart(hotel: Night) -> None:
    (tube,) = labels(hotel)
    wrong = tube[:-1] + str((int(tube[-1]) + 1) % 10)
    assert "one of them wrong" in refused("wrong_tube_number", sample, hotel, "001-A", wrong)
    stranger = tube_number(int(tube[:8]) + 1)
    assert "No label" in refused("no_such_label", sample, hotel, "001-A", stranger)


def test_label_for_one_person_is_taken_for_nobody_else(hotel: Night) -> None:
    people = {tag: hotel.stay(tag).person_id for tag in ("001-A", "002-A")}
    made = make_labels_for(by=hotel.by("nurse"), site_id=hotel.site.id, person_ids=list(people.values()))
    codes = dict(Tube.objects.filter(id__in=made.tubes).values_list("meant_for_id", "code"))
    assert "302 A" in refused("meant_for_another", sample, hotel, "002-A", codes[people["001-A"]])
    assert sample(hotel, "001-A", codes[people["001-A"]]).people == 1


def test_whoever_is_nowhere_here_is_not_sampled(hotel: Night) -> None:
    (tube,) = labels(hotel)
    refused("nobody_here", sample, hotel, "003-A", tube)
    due(hotel, "003-A")
    assert sample(hotel, "003-A", tube).people == 1  # in the lobby, but a protocol asks for the sample here


def test_day_of_two_samples_is_done_by_the_second(hotel: Night) -> None:
    due(hotel, "001-A", code="sample_double")
    one, two = labels(hotel, 2)
    sample(hotel, "001-A", one)
    assert Obligation.objects.get().met_at is None
    sample(hotel, "001-A", two)
    obligation = Obligation.objects.get()
    assert obligation.record_id == TubeMember.objects.get(tube__code=two).id
    assert set(TubeMember.objects.values_list("obligation", flat=True)) == {obligation.id}


# --- pools


def test_pool_needs_the_leave_of_every_member(hotel: Night) -> None:
    (five,) = labels(hotel, size=TubeSize.FIVE)
    due(hotel, "001-A", pool=10)
    due(hotel, "001-B", pool=10)
    assert sample(hotel, ["001-A", "001-B"], five, pool=True).room_for == 3
    says = refused("single_tube_only", sample, hotel, "002-A", five, pool=True)
    assert says.startswith("302 A: single tube only")
    assert TubeMember.objects.count() == 2


def test_pool_larger_than_the_protocol_allows_is_refused(hotel: Night) -> None:
    (ten,) = labels(hotel, size=TubeSize.TEN)
    due(hotel, "001-A", pool=5)
    refused("single_tube_only", sample, hotel, "001-A", ten, pool=True)


def test_pool_and_single_are_not_mixed_up(hotel: Night) -> None:
    (single,), (five,) = labels(hotel), labels(hotel, size=TubeSize.FIVE)
    due(hotel, "001-A", pool=5)
    refused("not_this_kind_of_tube", sample, hotel, "001-A", single, pool=True)
    refused("not_this_kind_of_tube", sample, hotel, "001-A", five)
    refused("tube_full", sample, hotel, ["001-A", "001-B"], single)


# --- the way to the laboratory


def test_box_takes_sampled_tubes_only_and_leaves_once(hotel: Night) -> None:
    one, two, empty = labels(hotel, 3)
    sample(hotel, "001-A", one)
    sample(hotel, "002-A", two)
    refused("empty_tube", pack, hotel, one, empty)
    box = pack(hotel, one, two)
    assert (box.number, box.tubes) == (1, 2)
    refused("tube_in_a_box", pack, hotel, one)
    refused("tube_packed", sample, hotel, "001-B", one)
    send(hotel, box.box_id)
    assert HandOver.objects.get().temperature_c == Decimal("4.5")
    assert refused("handed_over", send, hotel, box.box_id) == "Box 1 has been handed over already."


def test_packed_by_two_phones_one_box_stands(hotel: Night) -> None:
    (tube,) = labels(hotel)
    sample(hotel, "001-A", tube)
    by = hotel.by("nurse")
    first = pack_box(by=by, site_id=hotel.site.id, tubes=[tube])
    assert pack_box(by=by, site_id=hotel.site.id, tubes=[tube]) == first
    refused("tube_in_a_box", pack, hotel, tube)
    assert Box.objects.count() == 1


def test_tube_comes_out_of_its_box_until_the_box_has_left(hotel: Night) -> None:
    one, two = labels(hotel, 2)
    sample(hotel, "001-A", one)
    sample(hotel, "002-A", two)
    box = pack(hotel, one, two)
    facts = {"by": hotel.by("nurse"), "site_id": hotel.site.id}
    unpack_tube(tube=one, **facts)
    refused("not_packed", unpack_tube, tube=one, by=hotel.by("nurse"), site_id=hotel.site.id)
    assert pack(hotel, one).number == 2
    send(hotel, box.box_id)
    refused("box_gone", unpack_tube, tube=two, by=hotel.by("nurse"), site_id=hotel.site.id)


def test_implausible_box_and_promise_are_asked_again(hotel: Night) -> None:
    (tube,) = labels(hotel)
    sample(hotel, "001-A", tube)
    box = pack(hotel, tube)
    assert "99.0 °C" in refused("implausible_box_temperature", send, hotel, box.box_id, temperature="99.0")
    refused("promised_before", send, hotel, box.box_id, hours=0)
    assert HandOver.objects.count() == 0


def test_states_of_a_tube_follow_from_the_record(hotel: Night) -> None:
    (tube,) = labels(hotel)

    def state() -> TubeState:
        (found,) = described(Tube.objects.filter(code=tube))
        return found.state

    assert state() == TubeState.LABEL
    sample(hotel, "001-A", tube)
    assert state() == TubeState.TAKEN
    box = pack(hotel, tube)
    assert state() == TubeState.PACKED
    send(hotel, box.box_id, hours=6)
    assert state() == TubeState.ON_THE_WAY
    hotel.minutes(60)
    receive_box(by=hotel.by("clerk"), site_id=hotel.site.id, box_id=box.box_id, received_by="Dr Sun")
    assert state() == TubeState.AWAITED
    hotel.minutes(300)
    assert (state(), late_at([hotel.site.id])) == (TubeState.AWAITED, {})
    hotel.minutes(1)
    assert state() == TubeState.LATE
    assert [late.number for late in late_tubes([hotel.site.id])] == [spoken(tube)]
    assert late_at([hotel.site.id]) == {hotel.site.id: 1}
    report(hotel, tube, ResultValue.NEGATIVE)
    assert (state(), late_tubes([hotel.site.id])) == (TubeState.DONE, [])


def test_tube_that_stands_too_long_and_box_too_warm_are_marked(hotel: Night) -> None:
    (tube,) = labels(hotel)
    sample(hotel, "001-A", tube)
    hotel.minutes(4 * 60)
    assert [found.unsent for found in open_tubes(hotel.site.id)] == [False]
    hotel.minutes(1)
    assert [found.unsent for found in open_tubes(hotel.site.id)] == [True]
    send(hotel, pack(hotel, tube).box_id, temperature="8.1")
    (box,) = by_box(open_tubes(hotel.site.id))
    assert (box.warm, box.late, [found.unsent for found in box.tubes]) == (True, 0, [False])


# --- results


def test_same_result_twice_is_one_and_another_is_a_correction(hotel: Night) -> None:
    tube = sent(hotel)
    first = report(hotel, tube, ResultValue.NEGATIVE)
    assert report(hotel, tube, ResultValue.NEGATIVE).result_id == first.result_id
    assert "correct it" in refused("result_differs", report, hotel, tube, ResultValue.POSITIVE)
    assert [row.value for row in Result.objects.all()] == ["negative"]


def test_result_needs_a_hand_over_unless_the_tube_broke(hotel: Night) -> None:
    (tube,) = labels(hotel)
    refused("empty_tube", report, hotel, tube, ResultValue.SPOILT)
    sample(hotel, "001-A", tube)
    refused("tube_not_handed_over", report, hotel, tube, ResultValue.NEGATIVE)
    assert report(hotel, tube, ResultValue.SPOILT).again == 1
    assert Obligation.objects.get(extra=True).reason == {"code": "sample_spoilt", "facts": {"tube": tube}}


def test_result_before_the_sample_or_in_the_future_is_refused(hotel: Night) -> None:
    tube = sent(hotel)
    at = hotel.clock.now()
    for moment in (at - timedelta(minutes=1), at + timedelta(minutes=1)):
        refused("reported_when", report, hotel, tube, ResultValue.NEGATIVE, reported_at=moment)


def test_positive_single_rings_once_and_tells_the_cases(hotel: Night) -> None:
    heard: list[tuple[str, str]] = []

    def listen(result: Any, by: Any, **_: Any) -> None:
        heard.append((result.value, by.key))

    result_reported.connect(listen)
    try:
        tubes = [sent(hotel), sent(hotel)]
        for tube in tubes:
            report(hotel, tube, ResultValue.POSITIVE)
    finally:
        result_reported.disconnect(listen)
    assert [value for value, _ in heard] == ["positive", "positive"]
    (matter,) = open_matters(hotel.site.id)
    assert matter.matter.kind == Matter.Kind.POSITIVE
    assert matter.matter.subject_id == hotel.stay("001-A").person_id
    assert matter.matter.room == hotel.room("402")
    assert matter.says.startswith(f"Tube {spoken(tubes[0])} is positive: 402.")


def test_positive_pool_is_resolved_person_by_person(hotel: Night) -> None:
    (pool,), singles = labels(hotel, size=TubeSize.FIVE), labels(hotel, 2)
    for tag in ("001-A", "002-A"):
        due(hotel, tag, pool=5)
    sample(hotel, ["001-A", "002-A"], pool, pool=True)
    send(hotel, pack(hotel, pool).box_id)
    assert report(hotel, pool, ResultValue.POSITIVE).again == 2
    (matter,) = Matter.objects.filter(kind=Matter.Kind.POSITIVE)
    assert matter.record["facts"] == {"number": spoken(pool), "people": "2", "rooms": "302, 402"}
    asked = Obligation.objects.filter(extra=True, met_at=None)
    assert {(row.reason["code"], row.closes_at - row.opens_at) for row in asked} == {
        ("pool_positive", timedelta(hours=4))
    }
    people = {hotel.stay("001-A").person_id, hotel.stay("002-A").person_id}
    assert {member.person_id for member in kept_in_rooms(hotel.site.id)} == people
    # The calendar computed anew leaves what the finding asked for, and no pool answers it.
    due(hotel, "001-A", pool=5, opens=hotel.clock.now() + timedelta(days=1))
    assert asked.all().count() == 2
    (again,) = labels(hotel, size=TubeSize.FIVE)
    refused("single_tube_only", sample, hotel, "001-A", again, pool=True)
    hotel.minutes(30)
    for tag, tube, value in zip(("001-A", "002-A"), singles, ("negative", "positive"), strict=True):
        sample(hotel, tag, tube)
        send(hotel, pack(hotel, tube).box_id)
        hotel.minutes(60)
        report(hotel, tube, ResultValue(value))
    assert asked.all().count() == 0
    assert kept_in_rooms(hotel.site.id) == []


def test_correction_takes_back_what_followed(hotel: Night) -> None:
    (pool,) = labels(hotel, size=TubeSize.FIVE)
    for tag in ("001-A", "001-B"):
        due(hotel, tag, pool=5)
    sample(hotel, ["001-A", "001-B"], pool, pool=True)
    send(hotel, pack(hotel, pool).box_id)
    wrong = report(hotel, pool, ResultValue.POSITIVE)
    facts = {"site_id": hotel.site.id, "result_id": wrong.result_id, "value": ResultValue.NEGATIVE}
    refused("reason_needed", correct_result, by=hotel.by("clerk"), reason="", **facts)
    correct_result(by=hotel.by("clerk"), reason="The laboratory read the row below", **facts)
    refused("corrected_already", correct_result, by=hotel.by("clerk"), reason="again", **facts)
    stands = standing_result(wrong.tube_id)
    assert stands is not None
    assert (stands.value, stands.corrects_id) == ("negative", wrong.result_id)
    assert Result.objects.count() == 2
    assert Obligation.objects.filter(extra=True, withdrawn_at=None).count() == 0
    assert Matter.objects.get(kind=Matter.Kind.POSITIVE).settled_at is not None
    assert kept_in_rooms(hotel.site.id) == []


# --- who is due


def test_morning_list_is_by_protocol_where_a_course_says_when(hotel: Night) -> None:
    def tags() -> list[str]:
        found = samples_now(hotel.site, by=hotel.by("nurse"))
        return [person.tag for stop in found.stops for person in stop.people]

    assert tags() == ["002-A", "002-B", "001-A", "001-B", "003-A", "003-B"]
    # Two people have a course: one is sampled today, of the other only the temperature is due.
    due(hotel, "001-A")
    due(hotel, "001-B", kind=DueKind.TEMPERATURE)
    assert tags() == ["002-A", "002-B", "001-A", "003-A", "003-B"]
    one, two = labels(hotel, 2)
    sample(hotel, "001-A", one)
    sample(hotel, "002-A", two)
    assert tags() == ["002-B", "003-A", "003-B"]


def test_round_takes_what_is_due_and_in_the_morning_everybody_without_a_course(hotel: Night) -> None:
    due(hotel, "001-A")
    person_id = hotel.stay("001-A").person_id
    evening = hotel.clock.now()
    found = list(sampling_round.tasks(hotel.site.id, evening, evening + timedelta(hours=1)))
    assert [(task.person_id, task.urgent, task.obligation_id is None) for task in found] == [
        (person_id, False, False)
    ]
    morning = evening + timedelta(hours=12)
    later = list(sampling_round.tasks(hotel.site.id, morning, morning + timedelta(hours=1)))
    others = {hotel.stay(tag).person_id for tag in ("001-A", "001-B", "002-A", "002-B")}
    assert {task.person_id for task in later} == others


def test_packing_list_has_a_spare_for_every_tenth() -> None:
    assert sampling_round.packing(0) == []
    assert dict(sampling_round.packing(11)) == {
        "Tubes with labels": 13, "Swabs": 13, "Sealing bags": 13, "Transport box with ice packs": 1,
        "Hand sanitiser": 1, "Medical waste bags": 2,
    }  # fmt: skip
