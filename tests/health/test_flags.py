"""What whoever knocks next must know."""

from tests.intake.night import Night
from yizhan.health.actions.care import end_care, flag_care
from yizhan.health.enums import CareKind, ResultValue
from yizhan.health.models import CareFlag
from yizhan.health.queries.flags import (
    fever_at,
    fever_persons,
    needs_at,
    needs_of,
    needs_of_parties,
    positive_at,
)


def _flag(night: Night, kind: CareKind, *, weeks: int | None = None, of_party: bool = False) -> None:
    stay = night.stay("001-A")
    flag_care(
        by=night.by("counter3"), site_id=night.site.id, party_id=stay.party_id, kind=kind, weeks=weeks,
        person_id=None if of_party else stay.person_id,
    )  # fmt: skip


def test_flag_said_twice_is_kept_once_with_the_newer_weeks(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    _flag(night, CareKind.PREGNANT, weeks=20)
    _flag(night, CareKind.PREGNANT)
    _flag(night, CareKind.PREGNANT, weeks=21)
    assert [flag.weeks for flag in CareFlag.objects.all()] == [21]


def test_flags_of_persons_and_of_parties(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    _flag(night, CareKind.INSULIN)
    _flag(night, CareKind.DIALYSIS, of_party=True)
    stay = night.stay("001-A")
    assert needs_of([stay.person_id]) == {stay.person_id: {"insulin"}}
    assert needs_of_parties([stay.party_id]) == {stay.party_id: {"insulin", "dialysis"}}
    assert needs_at(night.site.id) == {stay.party_id: {(stay.person_id, "insulin"), (None, "dialysis")}}
    end_care(by=night.by("clerk"), person_id=stay.person_id, kind=CareKind.INSULIN)
    assert needs_of([stay.person_id]) == {}
    _flag(night, CareKind.INSULIN)
    assert needs_of([stay.person_id]) == {stay.person_id: {"insulin"}}


def test_fever_is_open_until_it_is_cleared(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    night.measure("001-B", "38.0", device="1")
    child = night.stay("001-B").person_id
    assert fever_at(night.site.id) == fever_persons([child, night.stay("001-A").person_id]) == {child}
    night.minutes(5)
    night.measure("001-B", "36.8", device="2", at_rest=True)
    assert fever_at(night.site.id) == set()


def test_positive_is_whose_latest_standing_result_is(night: Night) -> None:
    from tests.health.laboratory import hotel, report, sent
    from yizhan.health.actions.results import correct_result

    hotel(night)
    person, other = night.stay("001-A").person_id, night.stay("002-A").person_id
    tube = sent(night)
    night.minutes(60)
    report(night, tube, ResultValue.POSITIVE)
    mistyped = sent(night, "002-A")
    night.minutes(60)
    wrong = report(night, mistyped, ResultValue.POSITIVE)
    assert positive_at(night.site.id) == {person, other}
    correct_result(
        by=night.by("clerk"), site_id=night.site.id, result_id=wrong.result_id, value=ResultValue.NEGATIVE,
        reason="read off the wrong line",
    )  # fmt: skip
    assert positive_at(night.site.id) == {person}
    again = sent(night)
    night.minutes(60)
    report(night, again, ResultValue.NEGATIVE)
    assert positive_at(night.site.id) == set()
