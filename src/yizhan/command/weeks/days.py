"""Twenty-one days in their order: each with its morning, its results, its releases, arrivals and evening."""

from yizhan.command.weeks.converting import clean, clear_floors
from yizhan.command.weeks.emergency import night_of_pain
from yizhan.command.weeks.guests import Guest
from yizhan.command.weeks.house import House
from yizhan.command.weeks.letting_go import release_due, set_apart, to_hospital
from yizhan.command.weeks.receiving import know_persons, receive, rule
from yizhan.command.weeks.slips import change_room_unseen, mend_move, mend_release, release_the_wrong_room
from yizhan.command.weeks.testing import report, report_by_file, send
from yizhan.command.weeks.walking import CENSUS, OBSERVATION, SAMPLING, walk
from yizhan.course.queries.due import past_due


def play(house: House) -> None:
    """Play all days; raises what stopped them."""
    take_over(house)
    patient: Guest | None = None
    for day in range(1, house.facts.days + 1):
        patient = play_day(house, day, patient)
        house.kept.expected_present.append(sum(len(group.present) for group in house.guests.here()))


def take_over(house: House) -> None:
    """On the evening before: the rulings are signed, and everybody who is there is written down."""
    assumed = house.facts.assumed
    house.until(house.facts.at(0, "19:00"))
    house.sign_in()
    for protocol in (assumed["protocol"], assumed["protocol_after_conversion"]):
        rule(house, protocol)
    house.decide("door", "intake.issue_roll", first=1, last=9999, device="door")
    receive(house, house.guests.coming(0), protocol=assumed["protocol"], cohort=assumed["cohorts"]["before"])
    know_persons(house)
    walk(house, [OBSERVATION, SAMPLING], house.clock.now())
    send(house, house.facts.at(1, "09:00"))
    report(house, 0)


def play_day(house: House, day: int, patient: Guest | None) -> Guest | None:
    """Play one day; `patient` goes to hospital in the morning. Returns who falls ill in its night."""
    facts = house.facts
    _morning(house, day)
    if patient is not None:
        house.until(facts.at(day, facts.reported["emergency"]["to_hospital_at"]))
        to_hospital(house, day, patient, facts.table["written"]["pain_order"])
    if day == facts.reported["conversion"]["day"]:
        house.until(facts.at(day, "10:00"))
        clear_floors(house, facts.reported["conversion"]["clear"])
    _afternoon(house, day)
    _evening(house, day)
    if day == facts.reported["emergency"]["day"]:
        return night_of_pain(house, day)
    return None


def _morning(house: House, day: int) -> None:
    relief = "relief" if day == house.facts.assumed["lost_phone"] else ""
    walk(house, [OBSERVATION, SAMPLING], house.facts.at(day, "06:30"), relief=relief)
    send(house, house.facts.at(day, "16:00"))


def _afternoon(house: House, day: int) -> None:
    facts = house.facts
    coming = house.guests.coming(day)
    if coming:
        house.until(facts.at(day, "14:00"))
        clean(house)
        converted = day >= facts.reported["conversion"]["day"]
        receive(
            house, coming,
            protocol=facts.assumed["protocol_after_conversion" if converted else "protocol"],
            cohort=facts.assumed["cohorts"]["after_conversion" if converted else "before"],
        )  # fmt: skip
        know_persons(house)
    house.until(facts.at(day, "15:30"))
    (report_by_file if day == facts.assumed["laboratory_file_twice"] else report)(house, day)
    set_apart(house, day)
    walk(house, [OBSERVATION], facts.at(day, "16:00"))


def _evening(house: House, day: int) -> None:
    facts, slips = house.facts, house.facts.assumed["slips"]
    house.until(facts.at(day, "18:00"))
    _look_for_alarms(house, day)
    slip = release_the_wrong_room(house, day) if day == slips["wrong_release"] else None
    if slip is None:
        release_due(house, day)
    moved = change_room_unseen(house, day) if day == slips["forgotten_move"] else None
    walk(house, [CENSUS], facts.at(day, "18:30"))
    if slip is not None:
        mend_release(house, day, slip)
        release_due(house, day)
    if moved is not None:
        mend_move(house, moved)
    clean(house)


def _look_for_alarms(house: House, day: int) -> None:
    """At the due minute everybody who is due stands on the list of those past due, seen by all."""
    shown = {str(one.stay_id) for one in past_due(house.site_id)}
    due = {guest.stay_id for group in house.guests.here() if group.due <= day for guest in group.present}
    house.kept.missing_alarms += len(due - shown)
