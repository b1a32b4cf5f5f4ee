"""Contacts inside the site, worked out by hand from a small hotel; and what becomes of their due times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.course.watching import at, refused
from yizhan.cases.enums import GroundKind, StepKind
from yizhan.cases.models import CaseContact
from yizhan.core.clock import now
from yizhan.course.enums import ChangeState
from yizhan.course.models import CourseChange

if TYPE_CHECKING:
    from tests.cases.tracing import Tracing

NEXT_DOOR, CORRIDOR, FLOOR = GroundKind.NEXT_DOOR, GroundKind.CORRIDOR, GroundKind.FLOOR
ROOMMATE, PARTY, ARRIVAL, ROUND = GroundKind.ROOMMATE, GroundKind.PARTY, GroundKind.ARRIVAL, GroundKind.ROUND


def test_contacts_are_who_the_record_shows_near_and_each_says_why(tracing: Tracing) -> None:
    tracing.night.minutes(60)
    # 003 was visited before the positive door, 006 ten minutes after it, 005 too late to matter.
    tracing.visited(("003-A", 0), ("001-A", 5), ("006-A", 15), ("005-B", 45))
    tracing.positive()
    found = tracing.contacts()
    assert {tag: {ground.kind for ground in one.grounds} for tag, one in found.items()} == {
        "001-B": {ROOMMATE, PARTY, ARRIVAL},
        "002-A": {NEXT_DOOR}, "002-B": {NEXT_DOOR},
        "003-A": {CORRIDOR}, "003-B": {CORRIDOR},
        "004-A": {FLOOR}, "004-B": {FLOOR},
        "005-A": {ARRIVAL}, "005-B": {ARRIVAL},
        "006-A": {ROUND},
    }  # fmt: skip
    proposed = {tag for tag, one in found.items() if one.proposed}
    assert proposed == {"001-B", "002-A", "002-B", "005-A", "005-B", "006-A"}
    assert next(iter(found)) == "001-B"
    assert found["001-B"].last_exposure == now()
    assert found["005-A"].last_exposure == at("03-16", "19:00")
    assert found["006-A"].last_exposure == at("03-16", "20:15")


def test_exposure_ends_when_the_person_is_apart_and_reaches_back_as_far_as_was_chosen(
    tracing: Tracing,
) -> None:
    from yizhan.cases.actions.steps import set_apart
    from yizhan.cases.enums import ApartHow

    # Three days later the wave of arrival is outside of two days, and within four.
    tracing.night.minutes(3 * 24 * 60)
    tracing.positive()
    tracing.act(set_apart, how=ApartHow.HOUSEHOLD)
    apart_at = now()
    tracing.night.minutes(120)
    assert tracing.contacts(2)["002-A"].last_exposure == apart_at
    assert "005-A" not in tracing.contacts(2)
    assert {one.kind for one in tracing.contacts(4)["005-A"].grounds} == {ARRIVAL}


def test_first_symptom_opens_the_window_before_the_sample(tracing: Tracing) -> None:
    from yizhan.cases.queries.contacts import window_of
    from yizhan.health.models import Observation

    felt = now()
    Observation.objects.create(
        id=tracing.night.batch_id, site=tracing.night.site, person=tracing.night.stay("001-A").person,
        symptoms=["cough"], source="self", taken_at=felt, received_at=felt, by="party",
    )  # fmt: skip
    tracing.night.minutes(26 * 60)
    tracing.positive()
    window = window_of(tracing.case, 2)
    assert (window.onset, window.since) == (felt, at("03-14", "19:00"))


def test_decision_against_the_rules_needs_a_reason_and_the_list_must_be_the_one_shown(
    tracing: Tracing,
) -> None:
    from yizhan.cases.actions.tracing import Decision, decide_contacts

    tracing.positive()
    everybody = [
        Decision(person_id=one.stay.person_id, included=False) for one in tracing.contacts().values()
    ]
    assert refused(tracing.act, decide_contacts, lookback_days=2, decisions=tuple(everybody)) == (
        "reason_needed_contact"
    )
    assert refused(tracing.act, decide_contacts, lookback_days=2, decisions=tuple(everybody[1:])) == (
        "list_overtaken_contacts"
    )
    assert refused(tracing.act, decide_contacts, lookback_days=3, decisions=()) == "unknown_lookback"
    told = tracing.decide(t002A="was at dialysis", t003A="spoke in the corridor")
    assert (told.included, told.left_out) == (5, 4)
    reasons = dict(CaseContact.objects.exclude(reason="").values_list("reason", "included"))
    assert reasons == {"was at dialysis": False, "spoke in the corridor": True}


def test_due_times_are_proposed_and_two_people_sign_where_they_extend(tracing: Tracing) -> None:
    # Last exposed on the 15th: due on the 30th at nine. Contact on the 16th: due on the 31st.
    tracing.begin("001-B", "002-A", "003-A")
    tracing.begin("002-B", exposed=at("03-16", "18:00"))
    tracing.positive()
    tracing.decide()
    tracing.propose_contacts()
    change = CourseChange.objects.get(state=ChangeState.PROPOSED)
    assert {tracing.due(tag) for tag in ("001-B", "002-A", "003-A")} == {"03-30 09:00"}
    assert StepKind.DUE_TIMES in tracing.undone
    assert refused(tracing.sign, change.id, by="head") == "second_person_needed"
    tracing.sign(change.id, by="deputy" if "deputy" in tracing.night.crew else "post")
    assert StepKind.DUE_TIMES not in tracing.undone
    assert [tracing.due(tag) for tag in ("001-B", "002-A", "002-B", "003-A")] == [
        "03-31 09:00", "03-31 09:00", "03-31 09:00", "03-30 09:00"
    ]  # fmt: skip


def test_last_exposure_that_was_later_already_is_never_moved_back(tracing: Tracing) -> None:
    tracing.positive()
    tracing.decide()
    tracing.night.minutes(24 * 60)
    tracing.begin("001-B", exposed=now())
    before = tracing.due("001-B")
    tracing.propose_contacts()
    assert tracing.due("001-B") == before
    assert not CourseChange.objects.exists()
    assert StepKind.DUE_TIMES not in tracing.undone


def test_contacts_decided_anew_open_the_due_times_again(tracing: Tracing) -> None:
    tracing.positive()
    tracing.decide()
    tracing.propose_contacts()
    assert StepKind.DUE_TIMES not in tracing.undone
    tracing.night.minutes(5)
    tracing.decide(t003A="shared a lift")
    assert StepKind.DUE_TIMES in tracing.undone


@pytest.mark.parametrize("by", ["nurse"])
def test_health_team_decides_on_contacts_but_not_on_due_times(tracing: Tracing, by: str) -> None:
    tracing.positive()
    tracing.decide()
    assert refused(tracing.propose_contacts, by=by) == "not_permitted"
