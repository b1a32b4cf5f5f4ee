"""Who needs attention, by rule, and looking in on them: worked by hand."""

from datetime import date, timedelta

import pytest

from planner.placement import AgeGroup, Member, Relation
from tests.intake.night import ADULT, CHILD, EVENING, Night
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Matter
from yizhan.health.enums import CareKind
from yizhan.intake.actions.counting import DoorFinding, note_findings
from yizhan.intake.actions.look_ins import look_in, name_look_in
from yizhan.intake.actions.registration import MemberFacts, register_person
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.queries.attention import Facts, PartyAttention, attention, concerns_of
from yizhan.people.enums import Relation as Said
from yizhan.people.identity import Identity


def _kinds(*members: Member, flags: dict[str, dict[CareKind, int | None]] | None = None) -> list[str]:
    return [one.rule.key for one in concerns_of(Facts(members, flags or {}))]


def _one(label: str, group: str, **more: object) -> Member:
    return Member(label, AgeGroup(group), **more)


def test_pair_needs_no_particular_attention() -> None:
    assert _kinds(_one("A", "adult"), _one("B", "child")) == []


def test_children_alone() -> None:
    assert _kinds(_one("A", "child"), _one("B", "child")) == ["minors_without_guardian"]


def test_birth_date_counts_for_more_than_the_look_of_somebody() -> None:
    assert _kinds(_one("A", "adult", age=17), _one("B", "child")) == ["minors_without_guardian"]
    assert _kinds(_one("A", "child", age=18), _one("B", "child")) == []


def test_one_adult_with_two_children_and_grandparents() -> None:
    assert _kinds(_one("A", "adult"), _one("B", "child"), _one("C", "child")) == [
        "one_adult_several_children"
    ]
    grandmother = _one("A", "adult", age=74, relation=Relation.GRANDPARENT)
    assert _kinds(grandmother, _one("B", "child")) == ["grandparent_with_child", "elderly"]


def test_old_person_alone_is_said_once() -> None:
    assert _kinds(_one("A", "adult", age=69)) == []
    assert _kinds(_one("A", "adult", age=70)) == ["elderly_alone"]


def test_most_urgent_comes_first_and_a_finding_of_the_party_concerns_everybody() -> None:
    members = (_one("A", "adult", fever=True), _one("B", "child"))
    flags: dict[str, dict[CareKind, int | None]] = {
        "": {CareKind.DIALYSIS: None},
        "A": {CareKind.PREGNANT: 30, CareKind.CHRONIC_MEDICINE: None},
    }
    found = concerns_of(Facts(members, flags))
    assert [(one.rule.key, one.tags, one.weeks) for one in found] == [
        ("fever", ("A",), None),
        ("dialysis", ("A", "B"), None),
        ("pregnant", ("A",), 30),
        ("chronic_medicine", ("A",), None),
    ]


def _register(night: Night, tag: str, *, born: date, relation: Said = Said.UNKNOWN, **more: object) -> None:
    register_person(
        by=night.by("clerk"), site_id=night.site.id, route=RegistrationRoute.CALL,
        facts=MemberFacts(
            stay_id=night.stay(tag).id, identity=Identity(birth_date=born, **more), relation=relation
        ),
    )  # fmt: skip


def _found(night: Night) -> dict[str, list[str]]:
    return {party.number: [one.rule.key for one in party.concerns] for party in attention(night.site)}


def test_night_is_searched_in_one_go(night: Night, django_assert_num_queries: object) -> None:
    night.announce(expected=20)
    night.count(1)
    night.count(2, (CHILD, CHILD))
    night.count(3, (ADULT, CHILD, CHILD))
    night.count(4)
    night.count(5, (ADULT,))
    night.measure("004-B", "38.0")
    _register(night, "001-A", born=date(1948, 1, 2), relation=Said.GRANDPARENT)
    _register(night, "005-A", born=date(1990, 1, 2), medicines="aspirin", pregnancy_weeks=20)
    night.house(3, "301")
    note_findings(
        by=night.by("counter3"), site_id=night.site.id, room_id=night.room("301").id,
        findings=(DoorFinding(kind=CareKind.NO_COMMON_LANGUAGE),),
    )  # fmt: skip
    assert _found(night) == {
        "004": ["fever"],
        "002": ["minors_without_guardian"],
        "005": ["pregnant", "chronic_medicine"],
        "001": ["grandparent_with_child", "elderly"],
        "003": ["one_adult_several_children", "no_common_language"],
    }
    with django_assert_num_queries(8):  # type: ignore[operator]
        attention(night.site)


def test_particulars_said_again_take_back_what_only_they_had_said(night: Night) -> None:
    night.announce(expected=1)
    night.count(5, (ADULT,))
    _register(night, "005-A", born=date(1990, 1, 2), pregnancy_weeks=20)
    assert _found(night) == {"005": ["pregnant"]}
    _register(night, "005-A", born=date(1990, 1, 2))
    assert _found(night) == {}


def _only(night: Night) -> PartyAttention:
    (party,) = attention(night.site)
    return party


def test_look_in_is_due_every_two_hours_for_children_alone(night: Night) -> None:
    night.announce(expected=2)
    night.count(2, (CHILD, CHILD))
    party = _only(night)
    assert party.look_in is not None
    assert (party.look_in.hours, party.look_in.due_at) == (2, EVENING + timedelta(hours=2))
    night.minutes(121)
    assert _only(night).look_in.is_late  # type: ignore[union-attr]
    name_look_in(
        by=night.by("head"), site_id=night.site.id, party_id=party.party_id, account_id=night.crew["nurse"]
    )
    look_in(by=night.by("nurse"), site_id=night.site.id, party_id=party.party_id, found="both asleep")
    after = _only(night).look_in
    assert after is not None
    assert after.due_at == EVENING + timedelta(minutes=121, hours=2)
    assert (after.last_at, after.last_by, after.responsible) == (
        EVENING + timedelta(minutes=121),
        after.responsible,
        after.last_by,
    )
    assert after.responsible is not None
    assert after.responsible.id == night.crew["nurse"]
    done = Matter.objects.get(kind="look_in", settled_at__isnull=False)
    assert done.settlement == "both asleep"


def test_only_somebody_posted_here_can_be_named(night: Night) -> None:
    night.announce(expected=2)
    night.count(2, (CHILD, CHILD))
    with pytest.raises(Refusal) as refused:
        name_look_in(
            by=night.by("head"), site_id=night.site.id, party_id=_only(night).party_id,
            account_id=night.crew["post"],
        )  # fmt: skip
    assert refused.value.code == "not_posted_here"
