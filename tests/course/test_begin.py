"""Beginning courses: hand-worked calendars, what is due, the record, and newcomers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.course.watching import SHANGHAI, Watching, at, refused
from yizhan.course.enums import CourseEvent
from yizhan.course.models import Course, CourseRecord
from yizhan.course.queries.board import open_courses, people_without_course, without_course
from yizhan.course.queries.courses import course_of, courses_of_party
from yizhan.course.queries.due import due_list, due_per_day
from yizhan.duty.models import Obligation
from yizhan.stays.actions.stays import void_stay
from yizhan.stays.enums import EntryKind
from yizhan.stays.queries.entries import journal_lines


def test_fourteen_days_from_the_day_after_exposure_end_at_nine(watching: Watching) -> None:
    told = watching.begin()
    # Exposed on the 15th: day 1 is the 16th, day 14 the 29th, and they leave at 09:00 on the 30th.
    assert told.begun == 4
    assert told.open == 0
    assert told.first_due_at == told.last_due_at == at("03-30", "09:00")
    assert [watching.due(tag) for tag in ("001-A", "002-B")] == ["03-30 09:00", "03-30 09:00"]
    # Home monitoring of seven days follows: its last day is the 5th of April.
    assert watching.course("001-A").ends_at == at("04-06", "09:00")


def test_what_is_due_here_ends_with_the_first_phase(watching: Watching) -> None:
    watching.begin("001-A")
    rows = Obligation.objects.filter(person=watching.night.stay("001-A").person)
    samples = [(row.day, f"{row.opens_at.astimezone(SHANGHAI):%m-%d}") for row in rows.filter(kind="sample")]
    # Day 1 is today, the evening of the 16th.
    assert samples == [(1, "03-16"), (4, "03-19"), (7, "03-22"), (14, "03-29")]
    last = max(row.closes_at for row in rows)
    assert last <= at("03-30", "09:00")
    # The morning of the 16th was over before the course began: nobody can have missed it.
    assert min(row.closes_at for row in rows) > watching.night.clock.now()
    assert len(rows.filter(kind="temperature", opens_at__gte=at("03-17"), opens_at__lt=at("03-18"))) == 2


def test_the_journal_and_the_record_hold_what_was_decided(watching: Watching) -> None:
    watching.begin("001-A")
    (line,) = journal_lines(watching.night.site, kind=EntryKind.COURSE)
    assert line.tag == "001-A"
    assert line.body["due"] == "2022-03-30T01:00:00+00:00"
    assert line.body["event"] == "begun"
    assert line.body["protocol"] == "test-14"
    assert "2022-03-15" not in str(line.body)
    record = CourseRecord.objects.get()
    assert (record.event, record.protocol) == (CourseEvent.BEGUN, "test-14")
    assert record.facts["anchors"]["last_exposure"] == "2022-03-15T04:00:00+00:00"


def test_who_is_under_a_protocol_is_not_put_under_another_by_beginning(watching: Watching) -> None:
    watching.begin("001-A")
    assert refused(watching.begin, "001-A", "001-B") == "course_begun"
    assert refused(watching.begin, "001-B", protocol="no-such") == "no_such_protocol"
    assert Course.objects.count() == 1


def test_nothing_is_due_where_the_authority_has_not_set_day_one(watching: Watching) -> None:
    told = watching.begin("001-A", "001-B", protocol="test-open")
    assert (told.open, told.first_due_at) == (2, None)
    assert watching.due("001-A") == ""
    assert not Obligation.objects.exists()
    (group,) = open_courses(watching.night.site.id)
    assert group.tags == ("001-A", "001-B")
    assert group.open[0]["code"]


def test_a_protocol_that_asks_nothing_of_somebody_lets_them_go_at_once(watching: Watching) -> None:
    watching.begin("001-A", protocol="test-exempt", conditions=("vaccinated",))
    assert watching.course("001-A").due_at == watching.night.stay("001-A").started_at
    watching.begin("001-B", protocol="test-exempt")
    # Admitted on the evening of the 16th, which is day 1 of 3: until the end of the 18th.
    assert watching.due("001-B") == "03-19 00:00"


def test_newcomers_of_a_cohort_are_offered_what_the_others_have(watching: Watching) -> None:
    watching.begin("001-A", "001-B", exposed=at("03-14", "08:00"))
    watching.begin("002-A", symptoms_on=("2022-03-16",))
    watching.night.minutes(90)
    watching.night.count(3)
    party, cohort = without_course(watching.night.site)
    assert [stay.tag for stay in party.stays] == ["002-B"]
    assert party.usual is not None
    assert (party.usual.people, party.usual.given.symptoms_on) == (1, ())
    assert [stay.tag for stay in cohort.stays] == ["003-A", "003-B"]
    assert cohort.usual is not None
    assert cohort.usual.people == 2
    assert cohort.usual.given.anchors == {"last_exposure": at("03-14", "08:00")}
    site_id = watching.night.site.id
    assert people_without_course([site_id]) == {site_id: 3}


def test_the_board_and_the_person_say_the_same(watching: Watching) -> None:
    watching.begin()
    site = watching.night.site
    assert [one.tag for one in due_list(site, at("03-30").date(), at("03-30").date())] == [
        "001-A", "001-B", "002-A", "002-B",
    ]  # fmt: skip
    assert due_list(site, at("03-31").date(), at("04-10").date()) == []
    assert sum(people for _, people in due_per_day(site, 15)) == 4
    stay = watching.night.stay("001-A")
    found = course_of(stay.id)
    assert found is not None
    assert (found.due_at, found.room, found.is_past_due) == (at("03-30", "09:00"), "302", False)
    assert [one.stay.tag for one in courses_of_party(site.id, stay.party_id)] == ["001-A", "001-B"]


def test_who_is_struck_out_owes_nothing(watching: Watching) -> None:
    watching.begin()
    stay = watching.night.stay("001-A")
    void_stay(stay, by=watching.night.by("clerk"), reason="never came")
    assert not Obligation.objects.filter(person=stay.person, withdrawn_at=None, met_at=None).exists()
    assert Obligation.objects.filter(withdrawn_at=None).values("person").distinct().count() == 3


def test_queries_do_not_grow_with_the_people(watching: Watching) -> None:
    for number in range(3, 13):
        watching.night.count(number)
    many = [f"{number:03d}-{letter}" for number in range(3, 13) for letter in "AB"]
    sooner = {"when": at("03-14", "12:00")}
    few = (
        _queries(watching.begin, watching.ids("001-A")),
        _queries(watching.exposed, watching.ids("001-A"), **sooner),
    )
    all_of_them = (
        _queries(watching.begin, watching.ids(*many)),
        _queries(watching.exposed, watching.ids(*many), **sooner),
    )
    assert few == all_of_them


def _queries(act: Callable[..., object], stay_ids: tuple[UUID, ...], **facts: Any) -> int:
    """Count statements; the many obligations of many people are written in several of limited length."""
    with CaptureQueriesContext(connection) as captured:
        act(*stay_ids, **facts)
    written = ('INSERT INTO "duty_obligation"', 'UPDATE "duty_obligation"')
    return len([one for one in captured.captured_queries if not one["sql"].startswith(written)])


def test_a_stay_shorter_than_the_evening_is_due_when_it_should_have_been(watching: Watching) -> None:
    watching.begin("001-A", exposed=at("03-15", "12:00") - timedelta(days=20))
    # The time was over before they came: due at once, and seen as past due.
    assert watching.due("001-A") == "03-10 09:00"
