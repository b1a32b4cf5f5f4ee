"""How somebody is, from the tap to what is due, the round, the fever path and the doctor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.duty.models import Obligation
    from yizhan.health.actions.observations import Observed


@pytest.fixture
def hotel(night: Night) -> Night:
    """001, an adult and a child, in 305."""
    night.announce(expected=2)
    night.count(1)
    night.house(1, "305")
    return night


def _observe(hotel: Night, tag: str = "001-A", *, by: str = "nurse", **facts: Any) -> Observed:
    from yizhan.health.actions.observations import observe

    if "value_c" in facts:
        facts["value_c"] = Decimal(facts["value_c"])
    return observe(by=hotel.by(by), site_id=hotel.site.id, person_id=hotel.stay(tag).person_id, **facts)


def _due(hotel: Night, tag: str = "001-A") -> Obligation:
    from yizhan.duty.actions.obligations import write_obligations
    from yizhan.duty.models import Obligation
    from yizhan.protocols.facts import Due, DueKind, PhaseKind, Reason

    person_id = hotel.stay(tag).person_id
    opens = hotel.clock.now() - timedelta(hours=1)
    due = Due(
        DueKind.TEMPERATURE,
        PhaseKind.CENTRAL_QUARANTINE,
        1,
        opens,
        opens + timedelta(hours=6),
        Reason("test"),
    )
    write_obligations(site_id=hotel.site.id, dues={person_id: [due]})
    return Obligation.objects.get(person_id=person_id)


def test_temperature_meets_what_was_due_then_also_when_it_comes_late(hotel: Night) -> None:
    from yizhan.health.actions.observations import observe

    due = _due(hotel)
    tapped = hotel.clock.now()
    tap = hotel.by("nurse", at=tapped)
    hotel.minutes(60 * 10)
    observed = observe(
        by=tap,
        site_id=hotel.site.id,
        person_id=due.person_id,
        value_c=Decimal("36.6"),
        symptoms=(),
        mood="good",
    )
    due.refresh_from_db()
    assert observed.obligation_id == due.id
    assert (due.met_at, due.record_id) == (tapped, observed.observation_id)


def test_what_was_seen_without_a_temperature_is_kept_and_meets_nothing(hotel: Night) -> None:
    from yizhan.health.models import Observation, TemperatureReading
    from yizhan.people.queries.identity import note_of

    due = _due(hotel)
    observed = _observe(hotel, symptoms=("nose", "nose"), note=" slept badly ")
    kept = Observation.objects.get(id=observed.observation_id)
    due.refresh_from_db()
    assert (kept.symptoms, kept.reading_id, observed.obligation_id, due.met_at) == (
        ["nose"],
        None,
        None,
        None,
    )
    assert note_of(kept.person_id, bytes(kept.note or b"")) == "slept badly"
    assert not TemperatureReading.objects.exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"value_c": "34.9"}, "implausible_temperature"),
        ({"value_c": "42.1"}, "implausible_temperature"),
        ({}, "nothing_observed"),
        ({"note": "  "}, "nothing_observed"),
        ({"symptoms": ("dragon",)}, "unknown_symptom"),
        ({"value_c": "36.5", "source": "self"}, "not_oneself"),
    ],
)
def test_what_cannot_be_right_is_asked_again_and_nothing_is_kept(
    hotel: Night, facts: dict[str, Any], code: str
) -> None:
    from yizhan.health.models import Observation

    with pytest.raises(Refusal) as refused:
        _observe(hotel, **facts)
    assert refused.value.code == code
    assert not Observation.objects.exists()


def test_ends_of_the_plausible_are_plausible(hotel: Night) -> None:
    assert not _observe(hotel, value_c="35.0").fever
    assert _observe(hotel, value_c="42.0").fever


def test_whoever_is_unknown_here_is_refused(hotel: Night) -> None:
    hotel.count(2)
    with pytest.raises(Refusal, match="not known at this site"):
        _observe(hotel, "002-A", value_c="36.5")
    hotel.measure("002-A", "36.5")
    _observe(hotel, "002-A", value_c="36.6")


def test_high_temperature_opens_the_path_and_names_room_and_letter(hotel: Night) -> None:
    from yizhan.duty.models import Matter
    from yizhan.places.models import Site

    before = Site.objects.get().map_version
    assert _observe(hotel, "001-B", value_c="37.3", device="1").fever
    matter = Matter.objects.get(kind=Matter.Kind.FEVER)
    assert (matter.record["code"], matter.record["facts"]) == (
        "fever_on_round",
        {"tag": "305 B", "value": "37.3"},
    )
    assert Site.objects.get().map_version == before + 1
    hotel.minutes(20)
    assert not _observe(hotel, "001-B", value_c="36.9", device="2", at_rest=True).fever
    matter.refresh_from_db()
    assert matter.settled_at == hotel.clock.now()


def test_alarming_symptom_rings_although_a_mild_one_was_taken_on_before(hotel: Night) -> None:
    from yizhan.duty.models import Matter

    _observe(hotel, symptoms=("tired",))
    assert not Matter.objects.filter(kind=Matter.Kind.SYMPTOM).exists()
    _observe(hotel, symptoms=("cough",))
    matter = Matter.objects.get(kind=Matter.Kind.SYMPTOM)
    assert matter.record["code"] == "symptom"
    Matter.objects.filter(id=matter.id).update(responsible_id=hotel.crew["nurse"])
    hotel.minutes(5)
    _observe(hotel, symptoms=("breathless",))
    matter.refresh_from_db()
    assert (matter.record["code"], matter.responsible_id) == ("symptom_now", None)
    assert "breath" not in str(matter.record)


def test_withdrawn_observation_is_due_again_unless_another_one_stands(hotel: Night) -> None:
    from yizhan.health.actions.observations import withdraw_observation
    from yizhan.health.models import FeverCase

    due = _due(hotel)
    wrong = _observe(hotel, value_c="38.9")
    hotel.minutes(1)
    right = _observe(hotel, value_c="36.9")
    withdraw_observation(by=hotel.by("nurse"), site_id=hotel.site.id, observation_id=wrong.observation_id)
    due.refresh_from_db()
    assert due.record_id == right.observation_id
    assert not FeverCase.objects.filter(closed_at=None).exists()
    withdraw_observation(by=hotel.by("nurse"), site_id=hotel.site.id, observation_id=right.observation_id)
    due.refresh_from_db()
    assert {due.met_at, due.record_id} == {None}
    with pytest.raises(Refusal, match="withdrawn already"):
        withdraw_observation(by=hotel.by("nurse"), site_id=hotel.site.id, observation_id=right.observation_id)


def test_observation_under_a_misread_wristband_counts_for_the_right_person(hotel: Night) -> None:
    from yizhan.health.actions.observations import observe
    from yizhan.people.models import Person

    mistaken, right = hotel.stay("001-B").person_id, hotel.stay("001-A").person_id
    Person.objects.filter(id=mistaken).update(merged_into_id=right)
    seen = observe(by=hotel.by("nurse"), site_id=hotel.site.id, person_id=mistaken, value_c=Decimal("36.4"))
    assert seen.person_id == right


def test_resident_speaks_for_the_own_party_only(hotel: Night) -> None:
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.core.ids import new_id
    from yizhan.health.actions.observations import report_self
    from yizhan.health.models import Observation
    from yizhan.people.models import PartyToken

    hotel.count(2)
    hotel.house(2, "306")
    stay, other = hotel.stay("001-B"), hotel.stay("002-A")
    due = _due(hotel, "001-B")
    token = PartyToken.objects.create(
        party_id=stay.party_id, site_id=hotel.site.id, secret_digest=b"x" * 32, created_at=hotel.clock.now(),
        expires_at=hotel.clock.now() + timedelta(days=1),
    )  # fmt: skip

    def party() -> Actor:
        return Actor(ActorKind.PARTY, token.id).tapping(new_id())

    said = report_self(by=party(), site_id=hotel.site.id, person_id=stay.person_id, value_c=Decimal("36.7"))
    kept = Observation.objects.select_related("reading").get(id=said.observation_id)
    due.refresh_from_db()
    assert kept.reading is not None
    assert (kept.source, kept.account_id, kept.reading.taken_by_id) == ("self", None, None)
    assert due.record_id == said.observation_id
    assert report_self(
        by=party(), site_id=hotel.site.id, person_id=stay.person_id, value_c=Decimal("38.0")
    ).fever
    for person_id, actor in ((other.person_id, party()), (stay.person_id, hotel.by("nurse"))):
        with pytest.raises(Refusal, match="own party only"):
            report_self(by=actor, site_id=hotel.site.id, person_id=person_id, mood="good")
    PartyToken.objects.filter(id=token.id).update(revoked_at=hotel.clock.now())
    with pytest.raises(Refusal, match="own party only"):
        report_self(by=party(), site_id=hotel.site.id, person_id=stay.person_id, mood="good")


def test_fever_path_ends_by_name_and_the_next_high_reading_opens_a_new_one(hotel: Night) -> None:
    from yizhan.duty.models import Matter
    from yizhan.health.actions.fever import decide_fever, tell_doctor
    from yizhan.health.enums import FeverDecision
    from yizhan.health.models import FeverCase

    _observe(hotel, value_c="38.4", device="1")
    case = FeverCase.objects.get()
    told_at = hotel.clock.now()
    tell_doctor(by=hotel.by("nurse"), site_id=hotel.site.id, person_id=case.person_id)
    hotel.minutes(10)
    tell_doctor(by=hotel.by("head"), site_id=hotel.site.id, person_id=case.person_id)
    with pytest.raises(Refusal, match="Say why"):
        decide_fever(
            by=hotel.by("nurse"),
            site_id=hotel.site.id,
            case_id=case.id,
            decision=FeverDecision.STAY,
            because=" ",
        )
    decide_fever(
        by=hotel.by("nurse"), site_id=hotel.site.id, case_id=case.id, decision=FeverDecision.STAY,
        because="throat red, drinks well",
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.doctor_told_at, case.decision, case.closed_at) == (told_at, "stay", hotel.clock.now())
    assert not Matter.objects.filter(kind=Matter.Kind.FEVER, settled_at=None).exists()
    hotel.minutes(60)
    assert not _observe(hotel, value_c="36.9").fever
    assert _observe(hotel, value_c="38.0").fever
    assert FeverCase.objects.filter(closed_at=None).count() == 1


def test_round_lists_by_course_or_else_twice_a_day(hotel: Night) -> None:
    from yizhan.health.observation_round import tasks

    evening = datetime(2022, 3, 16, 11, 0, tzinfo=UTC), datetime(2022, 3, 16, 13, 0, tzinfo=UTC)
    midday = datetime(2022, 3, 17, 4, 30, tzinfo=UTC), datetime(2022, 3, 17, 6, 0, tzinfo=UTC)
    adult, child = hotel.stay("001-A").person_id, hotel.stay("001-B").person_id
    assert {task.person_id for task in tasks(hotel.site.id, *evening)} == {adult, child}
    assert list(tasks(hotel.site.id, *midday)) == []
    due = _due(hotel)
    by_course = {task.person_id: task.obligation_id for task in tasks(hotel.site.id, *evening)}
    assert by_course == {adult: due.id, child: None}
    _observe(hotel, "001-A", value_c="36.5")
    _observe(hotel, "001-B", value_c="37.9")
    assert [(t.person_id, t.urgent) for t in tasks(hotel.site.id, *evening)] == [(child, True)]
