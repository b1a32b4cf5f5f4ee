"""What somebody asks for at the door is on the round's list at once, also from a phone that sends late."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.duty.entries import Errands
    from tests.intake.night import Night
    from yizhan.duty.models import Round


@pytest.fixture
def walked(hotel: Night, errands: Errands, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A round of parcels under way; parcels and temperatures may be asked for."""
    from tests.duty.entries import plan
    from yizhan.duty import kinds
    from yizhan.duty.actions.round_walks import start_round

    monkeypatch.setattr(
        kinds, "_kinds", {key: replace(kind, asked_for=True) for key, kind in kinds.kinds().items()}
    )
    errands.parcels[hotel.room("305").id] = 1
    found = plan(hotel, "305", kinds=["errand"])
    start_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=found.id)
    found.refresh_from_db()
    return found


def test_what_is_asked_for_stands_on_the_list_under_the_id_of_its_tap(hotel: Night, walked: Round) -> None:
    from tests.duty.entries import measured, task

    by = hotel.by("nurse")
    person = hotel.stay("002-A").person_id
    done = add(hotel, walked, by=by, kind="watch", person_id=person)
    assert done.task_id == by.command_id
    walked.refresh_from_db()
    assert walked.kinds == ["errand", "watch"]
    assert task(walked, "watch", person_id=person).state == "open"
    assert add(hotel, walked, kind="watch", person_id=person).task_id == done.task_id, (
        "asked twice, there once"
    )
    measured(hotel, walked, "002-A")
    assert task(walked, "watch", person_id=person).state == "done"


def test_what_is_asked_for_after_the_end_is_missed_until_its_result_comes(
    hotel: Night, walked: Round
) -> None:
    from tests.duty.entries import measured, task
    from yizhan.duty.actions.round_walks import end_round

    early = hotel.by("nurse")
    hotel.minutes(5)
    end_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=walked.id)
    walked.refresh_from_db()
    person = hotel.stay("003-A").person_id
    add(hotel, walked, by=early, kind="watch", person_id=person)
    assert task(walked, "watch", person_id=person).state == "missed"
    measured(hotel, walked, "003-A", minutes_ago=5)
    assert task(walked, "watch", person_id=person).state == "done"


def test_rooms_are_asked_for_rooms_and_people_for_people(hotel: Night, walked: Round) -> None:
    assert add(hotel, walked, kind="errand", room_id=hotel.room("407").id).round_id == walked.id
    for facts in (
        {"kind": "errand", "person_id": hotel.stay("003-A").person_id},
        {"kind": "watch", "room_id": hotel.room("407").id},
        {"kind": "watch"},
    ):
        with pytest.raises(Refusal) as refused:
            add(hotel, walked, **facts)
        assert refused.value.code == "not_there"


def test_what_nobody_asks_for_or_may_do_is_not_put_on_the_list(
    hotel: Night, walked: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.duty import kinds

    kept = kinds.kinds()
    monkeypatch.setattr(
        kinds,
        "_kinds",
        {
            "watch": replace(kept["watch"], capability="sample.take"),
            "errand": replace(kept["errand"], asked_for=False),
        },
    )
    for by, facts, code in (
        ("hotel", {"kind": "watch", "person_id": hotel.stay("003-A").person_id}, "not_permitted"),
        ("nurse", {"kind": "errand", "room_id": hotel.room("407").id}, "not_asked_for"),
        ("nurse", {"kind": "nothing"}, "not_asked_for"),
    ):
        with pytest.raises(Refusal) as refused:
            add(hotel, walked, by=hotel.by(by), **facts)
        assert refused.value.code == code


def test_whoever_walks_takes_what_fell_due_since_and_nobody_else_without_the_right(
    hotel: Night, walked: Round, errands: Errands
) -> None:
    from yizhan.duty.actions.round_plans import add_to_round
    from yizhan.duty.models import Round

    errands.parcels[hotel.room("306").id] = 1
    with pytest.raises(Refusal) as refused:
        add_to_round(by=hotel.by("hotel"), site_id=hotel.site.id, round_id=walked.id)
    assert refused.value.code == "not_permitted"
    Round.objects.filter(id=walked.id).update(walker_id=hotel.crew["hotel"])
    assert add_to_round(by=hotel.by("hotel"), site_id=hotel.site.id, round_id=walked.id).tasks == 1


def add(hotel: Night, walked: Round, *, by: Any = None, **facts: Any) -> Any:
    """Put something on the list of a round at the door."""
    from yizhan.duty.actions.asked_for import add_task

    return add_task(by=by or hotel.by("nurse"), site_id=hotel.site.id, round_id=walked.id, **facts)
