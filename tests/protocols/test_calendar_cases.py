"""Cases worked by hand, from the texts themselves where they give an example."""

from datetime import date

from tests.protocols.ruled import SHANGHAI, at, exposed, ruled_by
from yizhan.protocols.calendar import calendar
from yizhan.protocols.facts import Anchor, Calendar, DueKind, Facts, PhaseKind
from yizhan.protocols.reading import protocol


def wall(made: Calendar, zone: object = SHANGHAI) -> list[str]:
    """Return when each phase ends, by the clock on the wall."""
    return [f"{span.ends_at.astimezone(zone):%Y-%m-%d %H:%M}" for span in made.phases]


def days(made: Calendar, kind: DueKind, phase: PhaseKind) -> list[int]:
    """Return the numbers of the days on which something is due in a phase."""
    return [due.day for due in made.dues if due.kind == kind and due.phase == phase]


def test_influenza_2009_ends_after_exactly_seven_times_24_hours() -> None:
    made = calendar(protocol("cn-h1n1-2009-contact"), exposed("2009-04-30 06:00"))
    assert wall(made) == ["2009-05-07 06:00"]
    assert made.phases[0].reason.code == "exact"


def test_hong_kong_computes_nothing_before_the_hour_of_day_three_is_ruled() -> None:
    arrived = exposed("2022-08-12 14:00", anchor=Anchor.ARRIVAL)
    made = calendar(protocol("hk-covid-2022-inbound-3p4"), arrived)
    assert [(reason.code, dict(reason.facts)) for reason in made.open] == [("ends_at_open", {"phase": "1"})]
    assert (made.phases, made.dues, made.due_at, made.ends_at) == ((), (), None, None)


def test_hong_kong_three_plus_four_counts_the_day_of_arrival_as_day_zero() -> None:
    one = ruled_by("hk-covid-2022-inbound-3p4", phase_1_ends_at="12:00")
    made = calendar(one, exposed("2022-08-12 14:00", anchor=Anchor.ARRIVAL))
    assert wall(made) == ["2022-08-15 12:00", "2022-08-19 09:00", "2022-08-23 00:00"]
    assert days(made, DueKind.ANTIGEN, PhaseKind.CENTRAL_QUARANTINE) == [1, 2, 3]
    assert days(made, DueKind.ANTIGEN, PhaseKind.HOME_HEALTH_MONITORING) == [1, 2, 3, 4]
    # The PCR test of absolute day 9 is day 2 of the last phase: 21 August.
    samples = [due for due in made.dues if due.kind == DueKind.SAMPLE]
    assert [f"{due.opens_at.astimezone(SHANGHAI):%m-%d}" for due in samples] == ["08-21"]


def test_edition_eight_is_14_and_7_days_with_its_tests() -> None:
    one = ruled_by("cn-covid-ed8-contact", day_one="day_after_anchor")
    made = calendar(one, exposed("2022-03-06 14:00"))
    assert wall(made) == ["2022-03-21 00:00", "2022-03-28 00:00"]
    assert days(made, DueKind.SAMPLE, PhaseKind.CENTRAL_QUARANTINE) == [1, 4, 7, 14]
    assert days(made, DueKind.SAMPLE, PhaseKind.HOME_HEALTH_MONITORING) == [2, 7]
    first = next(due for due in made.dues if due.kind == DueKind.SAMPLE)
    assert (first.opens_at, first.closes_at) == (at("2022-03-07 00:00"), at("2022-03-08 00:00"))
    # Two temperatures on each of 21 days, and the evening of the day of exposure.
    assert sum(due.kind == DueKind.TEMPERATURE for due in made.dues) == 21 * 2 + 1


def test_edition_eight_computes_nothing_while_day_one_is_open() -> None:
    made = calendar(protocol("cn-covid-ed8-contact"), exposed("2022-03-06 14:00"))
    assert [reason.code for reason in made.open] == ["day_one_open"]
    assert not made.phases
    assert not made.dues


def test_day_one_on_the_day_itself_ends_one_day_sooner() -> None:
    one = ruled_by("cn-covid-ed8-contact", day_one="anchor_day")
    assert wall(calendar(one, exposed("2022-03-06 14:00")))[0] == "2022-03-20 00:00"


def test_a_ruled_hour_releases_on_the_last_day_or_on_the_day_after() -> None:
    facts = exposed("2022-03-06 14:00")
    on_it = ruled_by("cn-covid-ed8-contact", day_one="day_after_anchor", phase_1_ends_at="09:00")
    after = ruled_by("cn-covid-ed8-contact", day_one="day_after_anchor", phase_1_ends_at="09:00+1")
    assert wall(calendar(on_it, facts)) == ["2022-03-20 09:00", "2022-03-28 00:00"]
    assert wall(calendar(after, facts)) == ["2022-03-21 09:00", "2022-03-28 00:00"]


def test_no_window_over_the_change_of_phases_is_asked_for_twice() -> None:
    one = ruled_by("cn-covid-ed8-contact", day_one="day_after_anchor", phase_1_ends_at="09:00+1")
    made = calendar(one, exposed("2022-03-06 14:00"))
    morning = [due for due in made.dues if due.opens_at.astimezone(SHANGHAI).date() == date(2022, 3, 21)]
    times = [
        (due.phase, f"{due.opens_at.astimezone(SHANGHAI):%H:%M}-{due.closes_at.astimezone(SHANGHAI):%H:%M}")
        for due in morning if due.kind == DueKind.TEMPERATURE
    ]  # fmt: skip
    assert times == [
        (PhaseKind.CENTRAL_QUARANTINE, "06:00-09:00"), (PhaseKind.HOME_HEALTH_MONITORING, "15:00-21:00"),
    ]  # fmt: skip


def test_transmission_inside_the_site_begins_the_days_anew() -> None:
    one = ruled_by("cn-covid-ed8-contact", day_one="day_after_anchor")
    made = calendar(one, exposed("2022-03-06 14:00", resets=(at("2022-03-10 09:30"), at("2022-03-12 16:20"))))
    assert wall(made) == ["2022-03-27 00:00", "2022-04-03 00:00"]
    assert made.phases[0].reason.code == "restarted"
    assert made.phases[0].reason.facts["at"] == "2022-03-12 16:20"
    assert min(due.opens_at for due in made.dues) == at("2022-03-12 16:20")


def test_a_reset_before_the_exposure_changes_nothing() -> None:
    one = ruled_by("cn-covid-ed8-contact", day_one="day_after_anchor")
    plain, reset = (
        calendar(one, exposed("2022-03-06 14:00", resets=those)) for those in ((), (at("2022-03-05 10:00"),))
    )
    assert plain == reset


def test_days_spent_elsewhere_count() -> None:
    one = ruled_by("cn-covid-ed9-high-risk-area", day_one="day_after_anchor")
    made = calendar(one, exposed("2022-07-10 18:00", anchor=Anchor.LEFT_RISK_AREA, credited_days=3))
    # Seven days from the 11th would end with the 17th; three count, so that the 10th itself is day 3.
    assert wall(made) == ["2022-07-15 00:00"]
    assert days(made, DueKind.SAMPLE, PhaseKind.CENTRAL_QUARANTINE) == [3, 5, 7]
    assert made.phases[0].reason.facts["credited"] == "3"


def test_more_credit_than_days_lets_go_at_once_and_asks_for_nothing() -> None:
    one = ruled_by("cn-covid-ed9-high-risk-area", day_one="day_after_anchor")
    made = calendar(one, exposed("2022-07-10 18:00", anchor=Anchor.LEFT_RISK_AREA, credited_days=9))
    assert wall(made) == ["2022-07-09 00:00"]
    assert made.dues == ()


def test_measles_is_watched_from_day_5_after_first_to_day_21_after_last_exposure() -> None:
    one = ruled_by("us-measles-susceptible-contact", day_one="day_after_anchor")
    known = ((Anchor.FIRST_EXPOSURE, at("2026-03-01 10:00")), (Anchor.LAST_EXPOSURE, at("2026-03-03 18:00")))
    made = calendar(one, Facts(SHANGHAI, known))
    assert made.phases[0].starts_at == at("2026-03-06 00:00")
    assert wall(made) == ["2026-03-25 00:00"]


def test_measles_without_a_first_exposure_computes_nothing() -> None:
    one = ruled_by("us-measles-susceptible-contact", day_one="day_after_anchor")
    made = calendar(one, exposed("2026-03-03 18:00"))
    assert [(reason.code, reason.facts["anchor"]) for reason in made.open] == [
        ("anchor_unknown", "first_exposure")
    ]


def test_a_new_symptom_keeps_an_mpox_contact_at_home_also_past_the_end() -> None:
    one = ruled_by("us-mpox-contact", day_one="day_after_anchor")
    symptoms = (date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 26))
    made = calendar(one, exposed("2026-03-06 14:00", symptoms_on=symptoms))
    # 21 days end with 27 March; the symptom of the 26th asks for five more days, to the 31st.
    assert wall(made) == ["2026-04-01 00:00", "2026-03-18 00:00", "2026-04-01 00:00"]
    assert [span.kind for span in made.phases[1:]] == [PhaseKind.HOME_QUARANTINE, PhaseKind.HOME_QUARANTINE]
    assert (made.due_at, made.ends_at) == (at("2026-04-01 00:00"), at("2026-04-01 00:00"))
    assert made.phases[0].reason.code == "prolonged"


def test_a_symptom_after_the_watch_is_over_prolongs_nothing() -> None:
    one = ruled_by("us-mpox-contact", day_one="day_after_anchor")
    made = calendar(one, exposed("2026-03-06 14:00", symptoms_on=(date(2026, 3, 28),)))
    assert wall(made) == ["2026-03-28 00:00"]


def test_plague_is_longer_for_the_vaccinated() -> None:
    one = ruled_by("cn-plague-contact", day_one="day_after_anchor")
    plain = calendar(one, exposed("2026-03-01 10:00"))
    vaccinated = calendar(one, exposed("2026-03-01 10:00", conditions=frozenset({"vaccinated"})))
    assert (wall(plain), wall(vaccinated)) == (["2026-03-11 00:00"], ["2026-03-14 00:00"])


def test_a_negative_test_ends_omicron_after_seven_days() -> None:
    one = ruled_by("who-covid-2022-omicron-contact", day_one="day_after_anchor")
    tested = exposed("2022-03-01 10:00", conditions=frozenset({"negative_test"}))
    made = calendar(one, tested)
    assert wall(made) == ["2022-03-09 00:00"]
    assert made.phases[0].reason.code == "ended_early"
    assert wall(calendar(one, exposed("2022-03-01 10:00"))) == ["2022-03-12 00:00"]


def test_a_positive_index_contact_makes_a_contact_of_the_contacts_contact() -> None:
    one = ruled_by("cn-covid-ed8-secondary", day_one="day_after_anchor")
    made = calendar(one, exposed("2022-03-01 10:00", conditions=frozenset({"index_positive"})))
    assert [(reason.code, reason.facts["protocol"]) for reason in made.open] == [
        ("turns_into", "cn-covid-ed8-contact")
    ]
    assert wall(calendar(one, exposed("2022-03-01 10:00"))) == ["2022-03-09 00:00"]


def test_a_positive_at_the_site_turns_the_trial_into_14_and_7() -> None:
    one = ruled_by("cn-covid-pilot-inbound-10p7", day_one="day_after_anchor")
    facts = exposed("2022-04-12 10:00", anchor=Anchor.ARRIVAL, resets=(at("2022-04-15 10:00"),))
    made = calendar(one, facts)
    assert [reason.facts["protocol"] for reason in made.open] == ["cn-covid-ed8-inbound"]


def test_the_trial_asks_for_two_samples_on_days_7_and_10_and_for_antigen_tests() -> None:
    one = ruled_by("cn-covid-pilot-inbound-10p7", day_one="day_after_anchor")
    made = calendar(one, exposed("2022-04-12 10:00", anchor=Anchor.ARRIVAL))
    double = [due.day for due in made.dues if due.reason.code == "sample_double"]
    assert double == [7, 10]
    assert days(made, DueKind.ANTIGEN, PhaseKind.CENTRAL_QUARANTINE) == [2, 3, 5, 9]


def test_a_test_on_identification_is_due_within_a_day() -> None:
    one = ruled_by("ecdc-covid-2022-contact-unvaccinated", day_one="day_after_anchor")
    made = calendar(one, exposed("2022-01-10 15:00"))
    samples = [due for due in made.dues if due.kind == DueKind.SAMPLE]
    assert (samples[0].opens_at, samples[0].closes_at) == (at("2022-01-10 15:00"), at("2022-01-11 15:00"))
    assert [due.day for due in samples] == [0, 10]


def test_nothing_is_asked_of_anybody_under_edition_ten_or_when_exempt() -> None:
    assert calendar(protocol("cn-covid-ed10"), exposed("2023-02-01 10:00")) == Calendar()
    exempt = exposed("2022-07-10 10:00", conditions=frozenset({"boosted_or_infected_90_days"}))
    assert calendar(protocol("who-covid-2022-07-contact"), exempt) == Calendar()


def test_obligations_begin_with_the_admission() -> None:
    one = ruled_by("cn-covid-ed8-contact", day_one="day_after_anchor")
    known = ((Anchor.LAST_EXPOSURE, at("2022-03-06 14:00")), (Anchor.SITE_ADMISSION, at("2022-03-09 20:45")))
    made = calendar(one, Facts(SHANGHAI, known))
    # 15 minutes of the evening are too few to ask for; the days are counted as before.
    assert min(due.opens_at for due in made.dues) == at("2022-03-10 00:00")
    assert wall(made) == ["2022-03-21 00:00", "2022-03-28 00:00"]


def test_leap_day_is_a_day() -> None:
    one = ruled_by("cn-covid-ed9-contact", day_one="day_after_anchor")
    assert wall(calendar(one, exposed("2024-02-27 09:00")))[0] == "2024-03-06 00:00"
    assert wall(calendar(one, exposed("2023-02-27 09:00")))[0] == "2023-03-07 00:00"


def test_ruled_test_days_and_temperatures_become_due() -> None:
    one = ruled_by("cn-mpox-2023-contact", day_one="day_after_anchor", phase_1_temperature_per_day=1)
    made = calendar(one, exposed("2026-03-06 14:00"))
    assert sum(due.kind == DueKind.TEMPERATURE for due in made.dues) == 22
    low = ruled_by("cn-covid-ed9-low-risk-area", day_one="anchor_day", phase_1_sample_days=[1, 3])
    assert days(
        calendar(low, exposed("2022-07-01 08:00", anchor=Anchor.ARRIVAL)),
        DueKind.SAMPLE,
        PhaseKind.SELF_MONITORING,
    ) == [1, 3]
