"""Whoever goes round the two-person rule with the database in hand is found by verification."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F

from tests.command.tampering import without_triggers
from tests.course.watching import Watching, at, refused
from yizhan.command.queries.verify import verify_site
from yizhan.course.actions.writing import Settled, change_all
from yizhan.course.enums import ChangeState, CourseEvent
from yizhan.course.models import Course, CourseChange
from yizhan.course.queries import due
from yizhan.course.queries.changes import preview_change
from yizhan.course.rules import Patch
from yizhan.duty.models import Posting
from yizhan.leaving.actions.releasing import decide_at_due, release
from yizhan.protocols.facts import Anchor
from yizhan.stays.actions.departures import end_stays
from yizhan.stays.enums import EndReason
from yizhan.stays.models import JournalEntry

LATER = at("03-17", "08:00")


@pytest.fixture
def extended(watching: Watching) -> Watching:
    """One of four people is kept two days longer, by two people."""
    watching.begin()
    watching.night.minutes(5)
    told = watching.exposed("001-A", when=LATER)
    watching.night.minutes(5)
    watching.sign(told.waiting_id)
    return watching


def faults(watching: Watching) -> set[tuple[int, str]]:
    return {(fault.invariant, fault.code) for fault in verify_site(watching.night.site).faults}


def test_what_was_done_by_the_rules_is_clean(extended: Watching) -> None:
    extended.propose("002-A", protocol="test-10")
    report = verify_site(extended.night.site)
    assert report.faults == ()
    assert report.courses == 4


def _later(watching: Watching) -> None:
    Course.objects.filter(stay=watching.night.stay("002-A")).update(due_at=F("due_at") + timedelta(days=3))


def _sooner(watching: Watching) -> None:
    Course.objects.filter(stay=watching.night.stay("002-A")).update(due_at=at("03-20"))


def _other_facts(watching: Watching) -> None:
    row = watching.course("002-A")
    Course.objects.filter(stay=row.stay).update(facts={**row.facts, "credited_days": 5})


def _other_protocol(watching: Watching) -> None:
    Course.objects.filter(stay=watching.night.stay("002-A")).update(protocol="test-10")


def _no_course(watching: Watching) -> None:
    from yizhan.course.models import CourseRecord

    with without_triggers():
        CourseRecord.objects.filter(stay=watching.night.stay("002-A")).delete()
        Course.objects.filter(stay=watching.night.stay("002-A")).delete()


def test_an_edit_of_the_course_differs_from_the_journal(extended: Watching) -> None:
    for edit in (_later, _sooner, _other_facts, _other_protocol, _no_course):
        with transaction.atomic():
            edit(extended)
            assert (9, "course_differs") in faults(extended), edit.__name__
            transaction.set_rollback(True)
    assert faults(extended) == set()


def test_an_edit_of_the_journal_breaks_the_chain(extended: Watching) -> None:
    entry = JournalEntry.objects.filter(kind="course").latest("sequence")
    body = bytes(entry.body).replace(b"2022-04-01", b"2022-04-21")
    assert body != bytes(entry.body)
    with without_triggers():
        JournalEntry.objects.filter(id=entry.id).update(body=body)
    assert {(9, "hash_wrong"), (9, "course_differs")} <= faults(extended)


def test_kept_longer_by_the_functions_below_the_action_is_found(extended: Watching) -> None:
    """Whoever writes through the product's own functions, without asking anybody."""
    night, moment = extended.night, extended.night.clock.now()
    head = night.crew["head"]
    (line,) = preview_change(night.site, extended.ids("002-A"), Patch(anchors={Anchor.LAST_EXPOSURE: LATER}))
    alone = CourseChange.objects.create(
        site=night.site, what={"patch": {}, "lines": []}, extends=False, authority="", reason="x",
        state=ChangeState.APPLIED, proposed_at=moment, proposed_by_id=head, decided_at=moment,
        decided_by_id=head,
    )  # fmt: skip
    change_all(night.site.id, [Settled(line.stay, line.worked, CourseEvent.CHANGED)], night.by("head"), alone)
    found = faults(extended)
    assert (7, "unsigned") in found
    # No command stands behind it either.
    assert (1, "no_receipt") in found


def test_a_signature_after_the_due_minute_is_found(extended: Watching) -> None:
    night = extended.night
    night.clock.set(at("03-30", "09:30"))
    moment = night.clock.now()
    (line,) = preview_change(night.site, extended.ids("002-A"), Patch(until=at("04-03")))
    late = CourseChange.objects.create(
        site=night.site, what={"patch": {}, "lines": []}, extends=True, authority="order", reason="x",
        state=ChangeState.APPLIED, proposed_at=moment, proposed_by_id=night.crew["clerk"], decided_at=moment,
        decided_by_id=night.crew["head"],
    )  # fmt: skip
    change_all(night.site.id, [Settled(line.stay, line.worked, CourseEvent.EXTENDED)], night.by("head"), late)
    assert (7, "held_when_due") in faults(extended)


def test_a_signer_who_had_no_right_is_found(extended: Watching) -> None:
    Posting.objects.filter(account_id=extended.night.crew["head"]).update(role="clerk")
    assert (7, "without_right") in faults(extended)


def test_an_alarm_that_somebody_silenced_is_found(
    extended: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    extended.night.clock.set(at("03-30", "09:30"))
    assert faults(extended) == set()
    monkeypatch.setattr("yizhan.command.queries.verify.courses.past_due", lambda _: [])
    assert faults(extended) == {(6, "past_due_unseen")}
    monkeypatch.setattr("yizhan.command.queries.verify.courses.past_due", due.past_due)
    # Moved out of sight by an edit: both the alarm and the course are found.
    _later(extended)
    assert {(6, "past_due_unseen"), (9, "course_differs")} <= faults(extended)


def test_who_brings_a_due_time_forward_does_not_let_them_go_as_well(extended: Watching) -> None:
    night, long_ago = extended.night, at("02-20", "08:00")
    site_id = night.site.id
    extended.exposed("002-A", when=long_ago, by="head", reason="seen elsewhere")
    extended.exposed("002-B", when=long_ago, by="clerk", reason="seen elsewhere")
    alone, by_two = extended.ids("002-A"), extended.ids("002-B")
    own = refused(release, by=night.by("head"), site_id=site_id, stay_ids=alone)
    assert own == "second_person_needed"
    named = refused(decide_at_due, by=night.by("head"), site_id=site_id, stay_id=alone[0], reason="now")
    assert named == "second_person_needed"
    release(by=night.by("head"), site_id=site_id, stay_ids=by_two)
    assert faults(extended) == set()
    facts = {"due": "2022-03-07T01:00:00+00:00", "how": "due", "decided": night.by("head").key}
    end_stays(
        by=night.by("head"), site_id=site_id, stays=[night.stay("002-A")], reason=EndReason.RELEASED,
        facts={alone[0]: facts}, page_lasts=timedelta(days=1),
    )  # fmt: skip
    assert (5, "released_alone") in faults(extended)


def test_from_the_old_due_minute_on_everybody_may_let_them_go(extended: Watching) -> None:
    night = extended.night
    extended.exposed("002-A", when=at("02-20", "08:00"), by="head", reason="seen elsewhere")
    night.clock.set(at("03-30", "09:00"))
    release(by=night.by("head"), site_id=night.site.id, stay_ids=extended.ids("002-A"))
    assert (5, "released_alone") not in faults(extended)
