"""Three counts compared: who is missing where, and how it is settled. Worked by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.intake.night import ADULT, CHILD, Night
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Matter
from yizhan.health.models import FeverCase
from yizhan.intake.actions.announce import finish_batch
from yizhan.intake.actions.settle import settle_difference
from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.people.enums import AgeGroup
from yizhan.stays.models import Stay

OFF, TEMP, ROOM = CountRound
PRESENT, ABSENT, MISTYPED = SettlementKind


def _differences(night: Night) -> list[tuple[str, CountRound, int | None]]:
    return [(one.stay.tag, one.round, one.wave) for one in night.counts.differences]


def _settle(night: Night, tag: str, round_: CountRound, kind: SettlementKind, **more: object) -> None:
    settle_difference(
        by=night.by("clerk"), site_id=night.site.id, batch_id=night.batch_id, stay_id=night.stay(tag).id,
        round=round_, kind=kind, reason="looked", **more,
    )  # fmt: skip


def _whole_night(night: Night) -> None:
    """Two pairs in wave 1, a pair in wave 2; all measured, roomed, looked at; every round closed."""
    night.announce(expected=6, cohort="school")
    for number, wave in ((1, 1), (2, 1), (3, 2)):
        night.count(number, wave=wave)
        night.measure(f"00{number}-A")
        night.measure(f"00{number}-B")
        night.house(number, f"30{number + 1}")
        night.check(f"30{number + 1}", 2)
        night.minutes(1)


def test_counts_that_agree_show_nothing(night: Night) -> None:
    _whole_night(night)
    for round_ in CountRound:
        night.close(round_, 6)
    counts = night.counts
    assert counts.raw == counts.settled == {OFF: 6, TEMP: 6, ROOM: 6}
    assert [(wave.wave, wave.people[OFF], wave.people[ROOM]) for wave in counts.waves] == [
        (1, 4, 4),
        (2, 2, 2),
    ]
    assert (counts.differences, counts.surpluses, counts.agree) == ([], [], True)


def test_missed_at_the_bus_is_shown_at_its_wave_and_settled_by_name(night: Night) -> None:
    night.announce(expected=3, cohort="school")
    night.count(1, (ADULT,))
    night.measure("001-A")
    night.measure("001-B")
    assert _differences(night) == [], "the bus door may not have reported yet"
    assert night.counts.awaited == 1
    night.minutes(1)
    night.count(2, (ADULT,), wave=2)
    assert _differences(night) == [("001-B", OFF, 1)]
    assert night.counts.differences[0].extra
    assert night.counts.differences[0].seen == {TEMP}
    _settle(night, "001-B", OFF, PRESENT, age_group=AgeGroup.CHILD)
    counts = night.counts
    assert (counts.raw[OFF], counts.settled[OFF], counts.differences) == (2, 3, [])
    assert counts.ages == {AgeGroup.ADULT: 2, AgeGroup.CHILD: 1, AgeGroup.UNKNOWN: 0}
    stay = night.stay("001-B")
    assert (stay.person.age_group, stay.cohort) == (AgeGroup.CHILD, "school")


def test_missed_by_the_thermometer_is_shown_once_it_has_gone_past(night: Night) -> None:
    night.announce(expected=4)
    night.count(1)
    night.count(2, wave=2)
    night.measure("001-A")
    night.measure("002-A")
    assert _differences(night) == []
    night.measure("002-B")
    assert _differences(night) == [("001-B", TEMP, 1)], "wave 2 is through, so one of wave 1 was missed"
    _settle(night, "001-B", TEMP, PRESENT)
    assert night.counts.settled == {OFF: 4, TEMP: 4, ROOM: 0}


def test_closed_round_misses_everybody_it_has_not_seen(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    night.measure("001-A")
    night.close(TEMP, 1)
    assert _differences(night) == [("001-B", TEMP, 1)]
    night.measure("001-B")
    assert _differences(night) == []


def test_room_with_fewer_than_entered_names_who_lacks(night: Night) -> None:
    _whole_night(night)
    night.check("303", 1)
    assert _differences(night) == [("002-B", ROOM, 1)]
    assert night.counts.differences[0].room == "303"
    assert night.counts.raw[ROOM] == 5
    # It was the adult who was out of the room: naming one settles the one place that lacked.
    _settle(night, "002-A", ROOM, ABSENT)
    counts = night.counts
    assert (counts.differences, counts.settled[ROOM]) == ([], 5)
    assert counts.settled_differences == 1


def test_room_with_more_than_entered_is_shown_until_as_many_are_accounted_for(night: Night) -> None:
    _whole_night(night)
    night.check("302", 3)
    night.check("303", 1)
    (surplus,) = night.counts.surpluses
    assert (surplus.room.name, surplus.entered, surplus.found, surplus.explained) == ("302", 2, 3, False)
    assert not night.counts.agree
    _settle(night, "002-B", ROOM, PRESENT)
    counts = night.counts
    assert [surplus.explained for surplus in counts.surpluses] == [True]
    assert (counts.settled[ROOM], counts.open_surpluses) == (6, [])


def test_room_looked_into_before_it_was_given_counts_whoever_comes(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    night.check("302", 2)
    night.minutes(2)
    night.house(1, "302")
    assert night.counts.settled[ROOM] == 2
    assert night.counts.surpluses == []


def test_party_that_moves_later_was_still_seen_where_it_was(night: Night) -> None:
    from yizhan.stays.actions.rooming import move_party

    _whole_night(night)
    night.close(ROOM, 6)
    night.minutes(60)
    move_party(
        by=night.by("clerk"), site_id=night.site.id, party_id=night.stay("001-A").party_id,
        reason="tap drips", from_room_id=night.room("302").id,
        to_room_id=night.room("402").id,
    )  # fmt: skip
    counts = night.counts
    assert (counts.settled[ROOM], counts.differences, counts.surpluses) == (6, [], [])


def test_misread_wristband_follows_to_the_right_person_with_its_fever(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    night.measure("001-A")
    night.measure("009-B", "38.2", device="1")
    night.close(OFF, 2)
    night.close(TEMP, 2)
    assert _differences(night) == [("001-B", TEMP, 1), ("009-B", OFF, None)]
    assert night.counts.raw[TEMP] == 2
    _settle(night, "009-B", OFF, MISTYPED, meant_stay_id=night.stay("001-B").id)
    counts = night.counts
    assert (counts.raw, counts.settled) == ({OFF: 2, TEMP: 2, ROOM: 0}, {OFF: 2, TEMP: 2, ROOM: 0})
    assert counts.differences == []
    child = night.stay("001-B").person_id
    assert [case.person_id for case in FeverCase.objects.filter(closed_at=None)] == [child]
    assert [m.subject_id for m in Matter.objects.filter(kind="fever", settled_at=None)] == [child]
    assert not Stay.objects.filter(band_number=9, ended_at=None).exists()


def test_worn_wristband_is_never_struck_out_as_a_misreading(night: Night) -> None:
    night.announce(expected=4)
    night.count(1)
    night.count(2)
    with pytest.raises(Refusal) as refused:
        _settle(night, "002-A", TEMP, MISTYPED, meant_stay_id=night.stay("001-A").id)
    assert refused.value.code == "band_is_worn"
    assert night.stay("002-A").ended_at is None


def test_counted_by_mistake_at_the_bus_is_struck_out_of_every_round(night: Night) -> None:
    night.announce(expected=1)
    night.count(1)
    night.measure("001-A")
    night.close(TEMP, 1)
    night.close(OFF, 2)
    assert _differences(night) == [("001-B", TEMP, 1)]
    _settle(night, "001-B", OFF, ABSENT)
    counts = night.counts
    assert (counts.raw[OFF], counts.settled, counts.differences) == (2, {OFF: 1, TEMP: 1, ROOM: 0}, [])
    assert not Stay.objects.filter(band_letter="B", ended_at=None).exists()


def test_resident_of_an_earlier_batch_measured_by_mistake_is_extra_and_stays(night: Night) -> None:
    night.announce(expected=1)
    night.count(1, (ADULT,))
    night.house(1, "302")
    first, night.batch_id = night.batch_id, new_id()
    night.announce(expected=1, eta=night.clock.now() + timedelta(hours=5))
    night.count(2, (ADULT,))
    night.measure("001-A")
    night.close(OFF, 1)
    assert _differences(night) == [("001-A", OFF, None)]
    _settle(night, "001-A", OFF, ABSENT)
    assert night.counts.settled == {OFF: 1, TEMP: 0, ROOM: 0}
    assert night.stay("001-A").ended_at is None
    night.batch_id = first
    assert night.counts.settled[OFF] == 1


def test_batches_of_one_chain_share_their_thermometer_and_rooms(night: Night) -> None:
    soon = night.clock.now() + timedelta(minutes=30)
    night.announce(expected=2, eta=soon)
    night.count(1)
    first, night.batch_id = night.batch_id, new_id()
    night.announce(expected=2, eta=soon + timedelta(minutes=10))
    night.count(2)
    for tag in ("001-A", "001-B", "002-A", "002-B"):
        night.measure(tag)
    night.house(1, "302")
    night.check("302", 2)
    assert night.counts.settled == {OFF: 2, TEMP: 2, ROOM: 0}
    night.batch_id = first
    assert night.counts.settled == night.counts.raw == {OFF: 2, TEMP: 2, ROOM: 2}


def test_taps_still_on_the_phone_and_one_counter_for_two_rounds_are_said(night: Night) -> None:
    night.announce(expected=4)
    night.count(1)
    night.measure("001-A", by="counter1")
    night.close(OFF, 4)
    counts = night.counts
    assert counts.unsent == {OFF: 2}
    assert counts.shared == {night.crew["counter1"]: {OFF, TEMP}}
    assert not counts.agree


def test_settling_needs_a_reason_and_happens_once(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    night.close(TEMP, 0)
    _settle(night, "001-A", TEMP, PRESENT)
    with pytest.raises(Refusal) as refused:
        _settle(night, "001-A", TEMP, PRESENT)
    assert refused.value.code == "already_settled"
    with pytest.raises(Refusal) as refused:
        settle_difference(
            by=night.by("clerk"), site_id=night.site.id, batch_id=night.batch_id, round=TEMP, kind=PRESENT,
            stay_id=night.stay("001-B").id, reason="  ",
        )  # fmt: skip
    assert refused.value.code == "reason_needed"


def test_batch_is_finished_only_when_counts_agree_and_everybody_has_a_room(night: Night) -> None:
    def finish() -> str:
        try:
            finish_batch(by=night.by("clerk"), site_id=night.site.id, batch_id=night.batch_id)
        except Refusal as refusal:
            return refusal.code
        return "finished"

    night.announce(expected=2)
    assert finish() == "nobody_counted"
    night.count(1)
    assert finish() == "rounds_open"
    night.measure("001-A")
    night.close(OFF, 2)
    night.close(TEMP, 1)
    night.close(ROOM, 0)
    assert finish() == "not_settled"
    night.measure("001-B")
    _settle(night, "001-A", ROOM, ABSENT)
    _settle(night, "001-B", ROOM, ABSENT)
    assert finish() == "without_room"
    night.house(1, "302")
    assert finish() == "finished"
    assert finish() == "no_such_batch"


def test_comparing_asks_seven_queries_however_many_came(
    night: Night, django_assert_num_queries: object
) -> None:
    _whole_night(night)
    batch = night.batch
    from yizhan.intake.queries.counts import batch_counts

    with django_assert_num_queries(7):  # type: ignore[operator]
        batch_counts(batch)
    night.count(4)
    night.house(4, "402")
    night.check("402", 2)
    with django_assert_num_queries(7):  # type: ignore[operator]
        batch_counts(batch)


def test_three_children_of_a_party_with_the_adult_missed_are_not_alone_any_more(night: Night) -> None:
    night.announce(expected=3)
    night.count(1, (CHILD, CHILD))
    night.measure("001-C")
    assert Matter.objects.filter(kind="guardian_call", settled_at=None).count() == 1
    night.close(OFF, 2)
    _settle(night, "001-C", OFF, PRESENT, age_group=AgeGroup.ADULT)
    assert Matter.objects.filter(settled_at=None).count() == 0


@pytest.mark.parametrize("thermometer_first", [True, False])
def test_thermometer_alone_makes_nobody_a_guardian_in_either_order(
    night: Night, thermometer_first: bool
) -> None:
    night.announce(expected=3)
    taps: list[Callable[[], object]] = [
        lambda: night.measure("001-C"),
        lambda: night.count(1, (CHILD, CHILD)),
    ]
    for tap in taps if thermometer_first else reversed(taps):
        tap()
    assert Matter.objects.filter(kind="guardian_call", settled_at=None).count() == 1


def test_version_changes_with_whatever_the_counts_depend_on(night: Night) -> None:
    from yizhan.intake.queries.sightings import version_of

    night.announce(expected=2)
    seen = [version_of(night.batch)]
    steps: list[Callable[[], object]] = [
        lambda: night.count(1),
        lambda: night.measure("001-A"),
        lambda: night.undo(night.count(2)),
        lambda: night.house(1, "302"),
        lambda: night.check("302", 1),
        lambda: night.close(TEMP, 1),
        lambda: _settle(night, "001-B", TEMP, PRESENT),
    ]
    for step in steps:
        step()
        seen.append(version_of(night.batch))
    assert len(set(seen)) == len(seen)
    assert version_of(night.batch) == seen[-1]
