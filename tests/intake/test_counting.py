"""The three counts: any order of arrival, undone taps, two phones with one number."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from tests.intake.night import ADULT, CHILD, Night
from yizhan.core.commands import Envelope, submit
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Matter
from yizhan.health.enums import CareKind
from yizhan.health.models import CareFlag
from yizhan.intake.actions.announce import finish_batch
from yizhan.intake.actions.counting import DoorFinding, note_findings
from yizhan.intake.enums import CountRound
from yizhan.intake.models import CountClosed
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay

OFF, TEMP, ROOM = CountRound


def _matters(night: Night) -> list[tuple[str, bool]]:
    rows = Matter.objects.filter(site=night.site).order_by("kind")
    return [(matter.kind, matter.settled_at is None) for matter in rows]


def _state(night: Night) -> list[tuple[str, str, str, bool]]:
    stays = Stay.objects.filter(site=night.site, ended_at=None).select_related("person")
    return [
        (
            stay.tag,
            stay.person.age_group,
            stay.cohort,
            stay.person.fever_cases.filter(closed_at=None).exists(),
        )
        for stay in stays
    ]


@pytest.mark.parametrize("order", list(permutations(["count", "fever", "measure"])))
def test_thermometer_and_bus_door_reach_the_server_in_any_order(night: Night, order: tuple[str, ...]) -> None:
    night.announce(expected=2, cohort="school")
    taps: dict[str, Callable[[], object]] = {
        "count": lambda: night.count(23),
        "fever": lambda: night.measure("023-A", "38.0", device="1"),
        "measure": lambda: night.measure("023-B"),
    }
    for name in order:
        taps[name]()
    assert _state(night) == [
        ("023-A", AgeGroup.ADULT, "school", True),
        ("023-B", AgeGroup.CHILD, "school", False),
    ]
    counts = night.counts
    assert (counts.raw, counts.differences) == ({OFF: 2, TEMP: 2, ROOM: 0}, [])
    assert counts.ages == {AgeGroup.ADULT: 1, AgeGroup.CHILD: 1, AgeGroup.UNKNOWN: 0}
    assert Stay.objects.values("party_id").distinct().count() == 1


def test_undone_party_leaves_nobody(night: Night) -> None:
    night.announce(expected=2)
    night.undo(night.count(23))
    assert _state(night) == []
    assert night.counts.raw[OFF] == 0
    night.count(23, (ADULT,))
    assert _state(night) == [("023-A", AgeGroup.ADULT, "", False)]


def test_undo_keeps_whom_the_thermometer_met_and_the_number_can_be_counted_again(night: Night) -> None:
    night.announce(expected=3, cohort="school")
    mark = night.count(23)
    night.measure("023-B")
    night.undo(mark)
    assert _state(night) == [("023-B", AgeGroup.UNKNOWN, "", False)]
    night.count(23, (ADULT, CHILD, CHILD))
    assert [row[:3] for row in _state(night)] == [
        ("023-A", AgeGroup.ADULT, "school"),
        ("023-B", AgeGroup.CHILD, "school"),
        ("023-C", AgeGroup.CHILD, "school"),
    ]
    assert night.counts.raw == {OFF: 3, TEMP: 1, ROOM: 0}


def test_undo_twice_changes_nothing_more_and_only_the_counter_may(night: Night) -> None:
    night.announce(expected=2)
    mark = night.count(23)
    with pytest.raises(Refusal) as refused:
        night.undo(mark, by="counter2")
    assert refused.value.code == "not_your_tap"
    night.undo(mark)
    night.count(23, (ADULT,))
    night.undo(mark)
    assert night.counts.raw[OFF] == 1


def test_one_number_on_two_phones_is_a_conflict_that_says_who_is_not_counted(night: Night) -> None:
    night.announce(expected=5)
    night.count(23)
    envelope = Envelope(
        id=night.by("counter2").command_id, action="intake.count_party",
        facts={"site_id": str(night.site.id), "batch_id": str(night.batch_id), "wave": 4, "number": 23,
               "make_up": ["adult", "child", "child"]},
    )  # fmt: skip
    reply = submit(envelope, night.by("counter2"), lambda *_: True)
    assert (reply.status, reply.code) == ("conflict", "band_used_twice")
    assert reply.message == (
        "Wristband 023 was given out twice. Not counted yet, wave 4, people: 3. "
        "Give them another number and count them again."
    )
    assert night.counts.raw[OFF] == 2
    assert _matters(night) == [("sync_conflict", True)]
    assert submit(envelope, night.by("counter2"), lambda *_: True).status == "conflict"
    assert _matters(night) == [("sync_conflict", True)]


def test_number_that_no_roll_has_is_refused(night: Night) -> None:
    night.announce(expected=2)
    for tap in (lambda: night.count(301), lambda: night.measure("301-A")):
        with pytest.raises(Refusal) as refused:
            tap()
        assert refused.value.code == "unknown_band"
    assert _state(night) == []


def test_children_alone_raise_the_guardians_call_and_a_look_in_at_once(night: Night) -> None:
    night.announce(expected=4)
    night.count(1)
    assert _matters(night) == []
    mark = night.count(2, (CHILD, CHILD))
    assert _matters(night) == [("guardian_call", True), ("look_in", True)]
    matter = Matter.objects.get(kind="guardian_call")
    assert matter.record["facts"] == {"tag": "002", "children": "2"}
    assert matter.subject_id == night.stay("002-A").party_id
    night.undo(mark)
    assert _matters(night) == [("guardian_call", False), ("look_in", False)]


def test_somebody_of_unknown_age_may_be_the_guardian(night: Night) -> None:
    night.announce(expected=2)
    night.count(2, (AgeGroup.UNKNOWN, CHILD))
    assert _matters(night) == []


def test_later_close_of_a_round_stands_whichever_comes_first(night: Night) -> None:
    night.announce(expected=4)
    early, late = night.by("counter1", at=night.clock.now()), None
    night.minutes(5)
    late = night.by("counter1")
    from yizhan.intake.actions.counting import close_round

    for actor, people in ((late, 4), (early, 2)):
        close_round(by=actor, site_id=night.site.id, batch_id=night.batch_id, round=OFF, people=people)
    assert CountClosed.objects.get().people == 4


def test_tap_after_the_end_opens_the_batch_again_but_a_repeated_look_does_not(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    night.measure("001-A")
    night.measure("001-B")
    night.house(1, "302")
    night.check("302", 2)
    for round_ in CountRound:
        night.close(round_, 2)
    finish_batch(by=night.by("clerk"), site_id=night.site.id, batch_id=night.batch_id)
    night.minutes(30)
    night.measure("001-A", device="2", at_rest=True)
    night.check("302", 2)
    assert night.batch.finished_at is not None
    night.check("302", 1)
    assert night.batch.finished_at is None


def test_findings_at_a_door_belong_to_the_party_of_the_letter(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    facts = {"site_id": night.site.id, "room_id": night.room("302").id}
    found = (DoorFinding(kind=CareKind.INSULIN, letter="A"), DoorFinding(kind=CareKind.PREGNANT, weeks=30))
    with pytest.raises(Refusal) as refused:
        note_findings(by=night.by("counter3"), findings=found, **facts)
    assert (
        str(refused.value) == "Room 302: Insulin, Pregnant. Nobody is entered there yet: say whose this is."
    )
    night.house(1, "302")
    note_findings(by=night.by("counter3"), findings=found, **facts)
    flags = CareFlag.objects.order_by("kind").values_list("kind", "person_id", "weeks", "party_id")
    adult = night.stay("001-A")
    assert list(flags) == [
        ("insulin", adult.person_id, None, adult.party_id),
        ("pregnant", None, 30, adult.party_id),
    ]


def test_tap_from_the_future_is_taken_as_made_now(night: Night) -> None:
    night.announce(expected=1)
    actor = night.by("counter1", at=night.clock.now() + timedelta(hours=3))
    from yizhan.intake.actions.counting import count_party

    count_party(by=actor, site_id=night.site.id, batch_id=night.batch_id, wave=1, number=1, make_up=(ADULT,))
    assert night.batch.marks.get().tapped_at == night.clock.now()


def test_roomed_party_cannot_be_undone(night: Night) -> None:
    night.announce(expected=2)
    mark = night.count(1)
    night.house(1, "302")
    with pytest.raises(Refusal) as refused:
        night.undo(mark)
    assert refused.value.code == "already_roomed"
    assert Occupancy.objects.filter(ended_at=None).count() == 2
