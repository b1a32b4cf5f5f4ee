"""Questionnaires: what a sum leads to, who may be asked and when, what rings at once: hand-worked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.mark.parametrize(
    ("instrument", "values", "step"),
    [
        ("phq2", [1, 1], "none"),
        ("phq2", [1, 2], "longer"),
        ("gad2", [0, 2], "none"),
        ("gad2", [3, 0], "longer"),
        ("phq9", [1, 1, 1, 1, 0, 0, 0, 0, 0], "none"),
        ("phq9", [1, 1, 1, 1, 1, 0, 0, 0, 0], "talk"),
        ("phq9", [3, 3, 3, 0, 0, 0, 0, 0, 0], "talk"),
        ("phq9", [3, 3, 3, 1, 0, 0, 0, 0, 0], "doctor"),
        # The last question alone is enough, at its lowest.
        ("phq9", [0, 0, 0, 0, 0, 0, 0, 0, 1], "now"),
        ("phqa", [0, 0, 0, 0, 0, 0, 0, 0, 1], "now"),
        ("phqa", [3, 3, 3, 3, 3, 3, 3, 3, 0], "doctor"),
        ("gad7", [1, 1, 1, 1, 0, 0, 0], "none"),
        ("gad7", [1, 1, 1, 1, 1, 0, 0], "talk"),
        ("gad7", [3, 3, 3, 1, 0, 0, 0], "doctor"),
    ],
)
def test_sum_leads_to_somebody_and_never_to_a_diagnosis(
    instrument: str, values: list[int], step: str
) -> None:
    from yizhan.care.enums import Instrument
    from yizhan.care.instruments import questionnaires

    asked = questionnaires()[Instrument(instrument)]
    answers = {key: value for (key, _), value in zip(asked.items, values, strict=True)}
    assert asked.next_step(answers) == step


def test_every_questionnaire_names_its_source_in_both_languages() -> None:
    from yizhan.care.enums import Instrument
    from yizhan.care.instruments import explained, lead, licence, questionnaires, scale

    found = questionnaires()
    assert set(found) == set(Instrument)
    assert {key.value: len(one.items) for key, one in found.items()} == {
        "phq2": 2, "phq9": 9, "phqa": 9, "gad2": 2, "gad7": 7,
    }  # fmt: skip
    texts = [text for one in found.values() for _, text in one.items]
    for text in [*texts, explained(), lead(), *(text for _, text in scale())]:
        assert text.zh
        assert text.en
        assert text.zh != text.en
    assert all(one.source for one in found.values())
    assert "No permission" in licence() or "no permission" in licence()


def _screen(hotel: Night, instrument: str, values: list[int], tag: str = "001-A", **facts: Any) -> None:
    from tests.care.people import person
    from yizhan.care.actions.screening import screen
    from yizhan.care.enums import Instrument
    from yizhan.care.instruments import questionnaires

    asked = questionnaires()[Instrument(instrument)]
    answers = {key: value for (key, _), value in zip(asked.items, values, strict=False)}
    screen(
        by=hotel.by("social"), site_id=hotel.site.id, person_id=person(hotel, tag), instrument=asked.key,
        answers=answers, **{"wants": True} | facts,
    )  # fmt: skip


def test_asked_only_of_who_wants_and_while_somebody_can_come(hotel: Night) -> None:
    from yizhan.care.actions.on_call import go_on_call, leave_call
    from yizhan.care.models import Screening

    with pytest.raises(Refusal, match="Nobody is on call"):
        _screen(hotel, "phq2", [0, 0])
    go_on_call(by=hotel.by("psychologist"), site_id=hotel.site.id, hours=2)
    with pytest.raises(Refusal, match="Nobody has to answer"):
        _screen(hotel, "phq2", [0, 0], wants=False)
    with pytest.raises(Refusal, match="Answer every question"):
        _screen(hotel, "phq2", [0])
    _screen(hotel, "phq2", [0, 0])
    hotel.minutes(121)
    with pytest.raises(Refusal, match="Nobody is on call"):
        _screen(hotel, "phq2", [0, 0])
    go_on_call(by=hotel.by("psychologist"), site_id=hotel.site.id, hours=2)
    leave_call(by=hotel.by("psychologist"), site_id=hotel.site.id)
    with pytest.raises(Refusal, match="Nobody is on call"):
        _screen(hotel, "phq2", [0, 0])
    assert Screening.objects.count() == 1


def test_thought_of_harm_rings_a_person_at_once(hotel: Night) -> None:
    from yizhan.care.actions.on_call import go_on_call
    from yizhan.care.models import Crisis, Screening
    from yizhan.care.queries.crisis import missed_looks
    from yizhan.core.models import AuditEvent, CommandReceipt
    from yizhan.duty.queries.emergencies import open_emergencies

    go_on_call(by=hotel.by("psychologist"), site_id=hotel.site.id, hours=2)
    _screen(hotel, "phq9", [0, 0, 0, 0, 0, 0, 0, 0, 1])
    (rung,) = missed_looks(hotel.site.id, hotel.crew["psychologist"])
    assert (rung.named, rung.room) == (True, hotel.room("305"))
    (emergency,) = open_emergencies(hotel.site.id)
    # Everybody sees where; nobody sees why.
    assert (emergency.place, emergency.flag) == ("305", None)
    assert Crisis.objects.count() == 1
    assert b"harm" not in bytes(Screening.objects.get().sealed)
    kept = CommandReceipt.objects.get(action="care.screen")
    assert set(kept.result) == {"site_id", "screening_id"}
    assert set(AuditEvent.objects.get(action="care.screen").subject) == {"screening_id"}


def test_what_follows_is_listed_until_somebody_has_done_it(hotel: Night) -> None:
    from yizhan.care.actions.on_call import go_on_call
    from yizhan.care.actions.screening import follow_screening
    from yizhan.care.models import Screening
    from yizhan.care.queries.screening import answers_of, screenings_to_follow
    from yizhan.people.actions.identity import erase_identities

    go_on_call(by=hotel.by("psychologist"), site_id=hotel.site.id, hours=2)
    _screen(hotel, "gad7", [3, 3, 3, 1, 0, 0, 0])
    _screen(hotel, "gad2", [0, 0], "001-B")
    (row,) = screenings_to_follow(hotel.site.id, by=hotel.by("social"))
    assert (row.step, row.room) == ("doctor", hotel.room("305"))
    assert answers_of(row.screening)["nervous"] == 3
    with pytest.raises(Refusal, match="Write what"):
        follow_screening(
            by=hotel.by("social"), site_id=hotel.site.id, screening_id=row.screening.id, words=" "
        )
    follow_screening(
        by=hotel.by("social"), site_id=hotel.site.id, screening_id=row.screening.id, words="talked, calmer"
    )
    assert screenings_to_follow(hotel.site.id, by=hotel.by("social")) == []
    erase_identities([row.screening.person_id])
    assert answers_of(Screening.objects.get(instrument="gad7")) == {}
