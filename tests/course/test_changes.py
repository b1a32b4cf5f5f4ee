"""Changing courses: who is let go sooner has it at once, who is kept longer needs two people in time."""

import pytest
from django.db import IntegrityError, transaction

from tests.course.watching import Watching, at, refused
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import CommandReused
from yizhan.course.actions.changes import decline_change, propose_change, sign_change
from yizhan.course.enums import ChangeState, CourseEvent
from yizhan.course.models import CourseChange, CourseRecord
from yizhan.course.queries.changes import change_of, preview_change, unsigned
from yizhan.course.rules import Patch
from yizhan.duty.models import Obligation
from yizhan.protocols.facts import Anchor

LATER, SOONER = at("03-17", "08:00"), at("03-13", "08:00")


@pytest.fixture
def begun(watching: Watching) -> Watching:
    """Four people under a protocol: due on 30 March at 09:00."""
    watching.begin()
    return watching


def test_the_list_says_before_and_after_and_changes_nothing(begun: Watching) -> None:
    site = begun.night.site
    lines = preview_change(site, begun.ids(), Patch(anchors={Anchor.LAST_EXPOSURE: LATER}))
    assert [(line.stay.tag, line.room) for line in lines][:3] == [
        ("001-A", "302"), ("001-B", "302"), ("002-A", "303"),
    ]  # fmt: skip
    assert {(line.before, line.after) for line in lines} == {(at("03-30", "09:00"), at("04-01", "09:00"))}
    assert all(line.extends and not line.stands for line in lines)
    assert lines[0].why is not None
    assert begun.due("001-A") == "03-30 09:00"
    assert CourseChange.objects.count() == 0


def test_who_is_let_go_sooner_has_it_at_once(begun: Watching) -> None:
    told = begun.exposed("001-A", when=SOONER, authority="")
    assert (told.applied, told.waiting, told.standing) == (1, 0, 0)
    assert begun.due("001-A") == "03-28 09:00"
    assert begun.due("001-B") == "03-30 09:00"
    row = CourseChange.objects.get()
    assert (row.state, row.extends, row.decided_by) == (ChangeState.APPLIED, False, row.proposed_by)
    assert CourseRecord.objects.latest("at", "id").event == CourseEvent.SHORTENED
    due_after = Obligation.objects.filter(
        person=begun.night.stay("001-A").person, withdrawn_at=None, closes_at__gt=at("03-28", "09:00")
    )
    assert not due_after.exists()


def test_who_is_kept_longer_waits_for_a_second_person(begun: Watching) -> None:
    told = begun.exposed("001-A", when=LATER)
    assert (told.applied, told.waiting) == (0, 1)
    assert begun.due("001-A") == "03-30 09:00"
    (view,) = unsigned(begun.night.site.id)
    assert (view.waits, view.until) == (True, at("03-30", "09:00"))
    begun.sign(told.waiting_id)
    assert begun.due("001-A") == "04-01 09:00"
    assert begun.due("001-B") == "03-30 09:00"
    assert unsigned(begun.night.site.id) == []
    assert CourseRecord.objects.latest("at", "id").event == CourseEvent.EXTENDED


def test_one_list_is_split_where_some_leave_sooner(begun: Watching) -> None:
    begun.exposed("001-A", when=at("03-16", "07:00"))
    begun.sign(CourseChange.objects.get().id)
    # 001-A goes two days sooner and 002-A one day later: each counts from the 16th at eight.
    begun.exposed("002-A", when=at("03-10", "08:00"))
    told = begun.exposed("001-A", "002-A", when=at("03-15", "12:00"), reason="they were apart")
    assert (told.applied, told.waiting) == (1, 1)
    assert begun.due("001-A") == "03-30 09:00"
    assert begun.due("002-A") == "03-25 09:00"


def test_keeping_somebody_needs_reason_and_authority(begun: Watching) -> None:
    assert refused(begun.exposed, "001-A", when=LATER, authority=" ") == "authority_needed"
    assert refused(begun.exposed, "001-A", when=LATER, reason=" ") == "reason_needed"
    assert refused(begun.exposed, "001-A", when=SOONER, reason="") == "reason_needed"
    assert not CourseChange.objects.exists()


def test_nobody_signs_alone(begun: Watching) -> None:
    told = begun.exposed("001-A", when=LATER, by="head")
    assert refused(begun.sign, told.waiting_id, by="head") == "second_person_needed"
    # The clerk may propose and not sign, whatever address is called.
    assert refused(begun.sign, told.waiting_id, by="clerk") == "not_permitted"
    assert begun.due("001-A") == "03-30 09:00"


def test_a_second_account_of_the_same_person_does_not_sign(begun: Watching) -> None:
    from yizhan.core.actors import SYSTEM
    from yizhan.duty.actions.postings import post_account
    from yizhan.people.actions.accounts import make_account

    def hire(name: str) -> None:
        key = new_id()
        make_account(by=SYSTEM, account_id=key, username=f"u-{key}", display_name=name)
        post_account(by=SYSTEM, site_id=begun.night.site.id, posting_id=new_id(), account_id=key,
                     role="deputy_head", team_key="")  # fmt: skip
        begun.night.crew[name] = key

    hire("Zhang San")
    begun.night.minutes(1)
    told = begun.exposed("001-A", when=LATER, by="Zhang San")
    hire("ZHANG·SAN")
    begun.night.minutes(1)
    assert refused(begun.sign, told.waiting_id, by="ZHANG·SAN") == "second_person_needed"
    hire("somebody else")
    assert refused(begun.sign, told.waiting_id, by="somebody else") == "account_too_new"
    begun.sign(told.waiting_id, by="head")


def test_a_signature_sent_again_changes_nothing_more(begun: Watching) -> None:
    told = begun.exposed("001-A", when=LATER)
    by = begun.night.by("head")
    site_id = begun.night.site.id
    first = sign_change(by=by, site_id=site_id, change_id=told.waiting_id)
    again = sign_change(by=by, site_id=site_id, change_id=told.waiting_id)
    assert first == again
    assert CourseRecord.objects.filter(event=CourseEvent.EXTENDED).count() == 1
    assert refused(begun.sign, told.waiting_id) == "change_decided"
    other = begun.exposed("001-B", when=LATER)
    with pytest.raises(CommandReused):
        sign_change(by=by, site_id=site_id, change_id=other.waiting_id)


def test_the_database_refuses_what_no_action_would_write(begun: Watching) -> None:
    told = begun.exposed("001-A", when=LATER)
    rows = CourseChange.objects.filter(id=str(told.waiting_id))
    clerk, moment = begun.night.crew["clerk"], now()
    for wrong in (
        {"state": ChangeState.APPLIED, "decided_by_id": clerk, "decided_at": moment},
        {"state": ChangeState.APPLIED},
        {"decided_by_id": begun.night.crew["head"]},
        {"authority": ""},
        {"reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_unsigned_at_the_due_minute_the_old_time_stands(begun: Watching) -> None:
    told = begun.exposed("001-A", when=LATER)
    begun.night.clock.set(at("03-30", "09:00"))
    view = change_of(begun.night.site.id, told.waiting_id)
    assert view is not None
    assert (view.lapsed, view.waits, view.until) == (True, False, None)
    assert refused(begun.sign, told.waiting_id) == "change_lapsed"
    assert begun.due("001-A") == "03-30 09:00"


def test_a_signature_holds_only_those_who_are_not_due_yet(begun: Watching) -> None:
    begun.exposed("001-A", when=SOONER)
    told = begun.exposed("001-A", "001-B", when=LATER)
    begun.night.clock.set(at("03-28", "09:00"))
    sign_change(by=begun.night.by("head"), site_id=begun.night.site.id, change_id=told.waiting_id)
    assert begun.due("001-A") == "03-28 09:00"
    assert begun.due("001-B") == "04-01 09:00"


def test_nothing_keeps_somebody_who_is_due(begun: Watching) -> None:
    begun.night.clock.set(at("03-30", "09:00"))
    assert refused(begun.exposed, "001-A", when=LATER) == "all_due"
    begun.night.clock.set(at("03-30", "08:59"))
    assert begun.exposed("001-A", when=LATER).waiting == 1


def test_a_list_that_the_site_has_overtaken_is_shown_anew(begun: Watching) -> None:
    told = begun.exposed("001-A", "001-B", when=LATER)
    begun.exposed("001-B", when=SOONER)
    assert refused(begun.sign, told.waiting_id) == "list_overtaken"
    anew = begun.exposed("001-A", "001-B", when=LATER, instead_of=told.waiting_id, by="head")
    assert CourseChange.objects.get(id=str(told.waiting_id)).state == ChangeState.OVERTAKEN
    assert refused(begun.sign, told.waiting_id, by="post") == "change_decided"
    begun.sign(anew.waiting_id, by="post")
    assert (begun.due("001-A"), begun.due("001-B")) == ("04-01 09:00", "04-01 09:00")


def test_declined_the_old_time_stands(begun: Watching) -> None:
    told = begun.exposed("001-A", when=LATER)
    decline_change(by=begun.night.by("head"), site_id=begun.night.site.id, change_id=told.waiting_id)
    assert refused(begun.sign, told.waiting_id) == "change_decided"
    assert begun.due("001-A") == "03-30 09:00"


def test_transmission_inside_the_site_restarts_the_count_for_a_set_of_people(begun: Watching) -> None:
    told = begun.propose("001-A", "001-B", reset=at("03-20", "16:00"))
    begun.sign(told.waiting_id)
    # The last positive person left on the 20th: day 1 is the 21st, day 14 the 3rd of April.
    assert begun.due("001-B") == "04-04 09:00"
    assert begun.due("002-A") == "03-30 09:00"
    assert begun.course("001-A").facts["resets"] == ["2022-03-20T08:00:00+00:00"]


def test_credited_days_let_somebody_go_sooner(begun: Watching) -> None:
    begun.propose("002-A", credited_days=3)
    assert begun.due("002-A") == "03-27 09:00"


def test_another_edition_is_an_explicit_decision(begun: Watching) -> None:
    begun.propose("002-A", protocol="test-10")
    assert begun.due("002-A") == "03-26 09:00"
    assert CourseRecord.objects.latest("at", "id").event == CourseEvent.EDITION
    told = begun.propose("002-A", protocol="test-14")
    begun.sign(told.waiting_id)
    assert begun.due("002-A") == "03-30 09:00"
    assert refused(begun.propose, "002-A", protocol="test-open") == "leaves_open"


def test_a_decision_until_an_hour_keeps_the_temperatures_going(begun: Watching) -> None:
    told = begun.propose("001-A", until=at("04-01", "18:00"), reason="result is late")
    begun.sign(told.waiting_id)
    assert begun.due("001-A") == "04-01 18:00"
    more = Obligation.objects.filter(
        person=begun.night.stay("001-A").person, withdrawn_at=None, opens_at__gte=at("03-30", "09:00")
    )
    # Evening of the 30th, both on the 31st, the morning of the 1st, and the evening until they leave.
    assert {row.kind for row in more} == {"temperature"}
    assert [row.opens_at.astimezone().day >= 30 or row.opens_at.month == 4 for row in more] == [True] * len(
        more
    )
    assert max(row.closes_at for row in more) <= at("04-01", "18:00")
    assert len(more) in (4, 5)


def test_who_has_no_course_cannot_be_changed(watching: Watching) -> None:
    watching.begin("001-A")
    assert refused(watching.exposed, "001-B", when=SOONER) == "no_course"
    assert refused(
        propose_change, by=watching.night.by("clerk"), site_id=watching.night.site.id, stay_ids=(new_id(),),
        patch=Patch(), reason="x",
    ) == "no_such_stay"  # fmt: skip


def test_what_was_met_stays_met(begun: Watching) -> None:
    from yizhan.duty.actions.obligations import meet_obligation

    stay = begun.night.stay("001-A")
    met = meet_obligation(
        site_id=begun.night.site.id, person_id=stay.person_id, kind="sample", at=now(), record_id=new_id()
    )
    begun.propose("001-A", protocol="test-10")
    row = Obligation.objects.get(id=str(met))
    assert row.withdrawn_at is None
    assert row.met_at is not None
